//! Interrupts in the middle of a render.
#![cfg(unix)]

use crate::harness::{Folder, TINY};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// A render that would take long, stopped when its first frames were encoded.
struct Running {
    folder: Folder,
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStderr>>,
}

const OUT: &str = if cfg!(feature = "ffmpeg") { "long.mp4" } else { "long.y4m" };

impl Running {
    fn start() -> Self {
        Self::start_and_encode(1)
    }

    /// Waits for at least as many frames.
    fn start_and_encode(frames: u64) -> Self {
        let folder = Folder::new();
        folder.song("long.wav", 30 * 60 * 30);
        let args = ["long.wav", "-o", OUT, "--progress", "json"].into_iter().chain(TINY);
        let mut child = folder.command(args).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let progress = lines.find(|line| {
            let line: serde_json::Value = serde_json::from_str(line.as_ref().unwrap()).unwrap();
            line["kind"] == "progress" && line["done"].as_u64() >= Some(frames)
        });
        assert!(progress.is_some(), "the render never got under way: {:?}", child.wait());
        Self { folder, child, lines }
    }

    fn send(&self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// The exit code, and the last line that was told.
    fn end(mut self) -> (Option<i32>, Option<serde_json::Value>, Vec<String>) {
        let last = self.lines.map_while(Result::ok).last().and_then(|line| serde_json::from_str(&line).ok());
        let code = self.child.wait().unwrap().code();
        (code, last, self.folder.names())
    }
}

#[test]
fn an_interrupt_ends_the_render_and_leaves_nothing() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let running = Running::start();
        running.send(signal);
        let (ended, last, names) = running.end();
        assert_eq!(ended, Some(code), "{signal}");
        assert_eq!(names, ["long.wav"], "{signal}");
        let last = last.expect("a last line");
        assert_eq!((&last["kind"], &last["status"]), (&"done".into(), &"interrupted".into()), "{signal}");
        assert_eq!(last["exit_code"], code, "{signal}");
    }
}

#[test]
fn a_second_interrupt_ends_the_process_at_once_and_leaves_nothing() {
    let running = Running::start();
    running.send("INT");
    running.send("INT");
    let (ended, _, names) = running.end();
    assert_eq!((ended, names), (Some(130), vec!["long.wav".into()]));
}

#[test]
fn a_killed_render_leaves_no_video_and_its_traces_go_with_the_next() {
    let mut running = Running::start();
    running.send("KILL");
    running.child.wait().unwrap();
    assert!(!running.folder.path(OUT).exists());
    let folder = running.folder;
    folder.tiny(&format!("long.wav -o {OUT} --frames 0..5")).ok();
    let mut names = [OUT, "long.wav"];
    names.sort_unstable();
    assert_eq!(folder.names(), names);
}

#[test]
#[cfg(feature = "ffmpeg")]
fn what_a_killed_render_leaves_plays_up_to_about_its_last_second() {
    if !crate::harness::have("ffprobe") {
        return;
    }
    // Six seconds; the encoder holds less than one of them, the fragment that isn't written yet another.
    let mut running = Running::start_and_encode(180);
    running.send("KILL");
    running.child.wait().unwrap();
    let part = running.folder.names().into_iter().find(|name| name.ends_with(".part")).unwrap();
    let probe = Command::new("ffprobe")
        .args(["-v", "quiet", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"])
        .arg(running.folder.path(part))
        .output()
        .unwrap();
    let counts = String::from_utf8(probe.stdout).unwrap();
    let counts: Vec<u32> = counts.lines().map(|line| line.trim_end_matches(',').parse().unwrap()).collect();
    // Pictures at 30 a second, and packets of sound at 8 kHz.
    assert!(counts.len() == 2 && counts[0] >= 120 && counts[1] >= 4 * 8_000 / 1024, "{counts:?}");
}
