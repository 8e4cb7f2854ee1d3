//! What a run tells people and programs.

use crate::{
    harness::{Folder, TINY},
    pages,
};
use std::{
    fs::File,
    process::{Command, Stdio},
};

#[test]
fn json_progress_is_one_object_per_line_and_the_last_says_how_it_ended() {
    let folder = Folder::with_song("a.wav");
    let lines = folder.tiny("a.wav -o a.y4m --progress json").ok().json_lines();
    assert!(lines.iter().all(|line| line["schema"] == 1 && line["kind"].is_string()));
    let kinds: Vec<&str> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[0], "start");
    assert!(kinds.contains(&"stage") && kinds.contains(&"progress"), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == "done").count(), 1);
    let last_progress = lines.iter().rfind(|line| line["kind"] == "progress").unwrap();
    assert_eq!((&last_progress["done"], &last_progress["total"]), (&10.into(), &10.into()));
    let done = lines.last().unwrap();
    assert_eq!(
        (&done["kind"], &done["status"], &done["exit_code"]),
        (&"done".into(), &"ok".into(), &0.into())
    );
    assert_eq!((&done["frames"], &done["backend"]), (&10.into(), &"cpu".into()));
    assert!((done["duration_s"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-6);
    assert!(done["warnings"].is_array() && done["songs"][0]["output"] == "a.y4m");
}

#[test]
fn json_progress_tells_failures_too() {
    let folder = Folder::with_song("a.wav");
    for (words, code) in [
        ("missing.wav -o a.y4m", 4),
        ("a.wav -o a.y4m --size 3x3", 2),
        ("a.wav --backend gpu", 6),
        ("a.wav -o missing/a.y4m", 5),
    ] {
        let ended = folder.run(words.split(' ').chain(["--progress", "json"]));
        let lines = ended.json_lines();
        let error = lines.iter().find(|line| line["kind"] == "error").expect(words);
        assert_eq!(error["exit_code"], code, "{words}");
        let done = lines.last().unwrap();
        assert_eq!((&done["status"], &done["exit_code"]), (&"failed".into(), &code.into()), "{words}");
        assert_eq!(ended.code, Some(code), "{words}");
    }
}

#[test]
fn stats_have_frames_stages_backend_encoder_memory_and_warnings() {
    let folder = Folder::with_song("a.wav");
    folder.tiny("a.wav -o a.y4m --stats stats.json").ok();
    let stats: serde_json::Value =
        serde_json::from_reader(File::open(folder.path("stats.json")).unwrap()).unwrap();
    assert_eq!((&stats["schema"], &stats["status"], &stats["frames"]), (&1.into(), &"ok".into(), &10.into()));
    assert_eq!((&stats["backend"], &stats["settings"]["width"]), (&"cpu".into(), &160.into()));
    let song = &stats["songs"][0];
    let seconds = |stage: &str| song["stages"][stage].as_f64().expect(stage);
    for stage in ["scan_s", "analyze_s", "draw_s", "encode_s", "finish_s"] {
        assert!(seconds(stage) >= 0.0, "{stage}");
    }
    let page = pages::read("docs/scripts.md");
    for object in [&stats, &stats["settings"], song, &song["stages"]] {
        for field in object.as_object().unwrap().keys() {
            assert!(page.contains(&format!("`{field}`")), "docs/scripts.md doesn't say what {field} is");
        }
    }
    // The song is listened to before its first frame can be drawn, and the job ends after that frame.
    let moments = ["scan_s", "first_frame_s", "total_s"].map(seconds);
    assert!(0.0 < moments[0] && moments.is_sorted_by(|a, b| a < b), "{moments:?}");
    assert!(song["encoder"].as_str().unwrap().contains("y4m") && song["warnings"].is_array());
    assert!(song["adapter"].is_null() && stats["settings"]["quality"] == "standard");
    #[cfg(target_os = "linux")]
    assert!(stats["peak_memory_bytes"].as_u64().unwrap() > 1 << 20);
}

#[test]
fn stats_never_overwrite_a_song_or_an_output() {
    let folder = Folder::with_song("a.wav");
    let song = std::fs::read(folder.path("a.wav")).unwrap();
    folder.tiny("a.wav -o a.y4m --stats a.wav").fails(2, "a.wav");
    let whole = folder.path("a.y4m").display().to_string();
    for output in ["a.y4m", "./a.y4m", "A.Y4M", &whole] {
        folder.tiny(&format!("a.wav -o a.y4m --stats {output}")).fails(2, "is an input or output");
    }
    folder.tiny("a.wav -o a.y4m --stats missing/stats.json").fails(5, "missing/stats.json");
    assert_eq!(std::fs::read(folder.path("a.wav")).unwrap(), song);
    assert_eq!(folder.names(), ["a.wav"]);
}

#[test]
fn away_from_a_terminal_there_are_few_plain_lines() {
    let folder = Folder::new();
    folder.song("a.wav", 100);
    let ended = folder.tiny("a.wav -o a.y4m").ok();
    assert!(!ended.stderr.contains(['\u{1b}', '\r']), "{:?}", ended.stderr);
    assert!(ended.stderr.lines().count() <= 12, "{}", ended.stderr);
    assert!(ended.stdout.is_empty());
    assert!(folder.tiny("a.wav -o b.y4m --progress none").ok().stderr.lines().count() == 1);
    assert_eq!(folder.tiny("a.wav -o c.y4m -q").ok().stderr, "");
    let verbose = folder.tiny("a.wav -o d.y4m -v").ok().stderr;
    for word in [
        "song: ",
        "style: ",
        "backend: cpu",
        "threads: ",
        "output: ",
        "encoder: ",
        "time: ",
        "draw ",
        "first frame ",
    ] {
        assert!(verbose.contains(word), "no '{word}' in {verbose}");
    }
}

/// Runs on a terminal that `script` makes, and returns what the terminal saw.
#[cfg(target_os = "linux")]
fn on_a_terminal(folder: &Folder, words: &str, no_color: bool) -> Option<String> {
    let line = format!("{} {words} {}", env!("CARGO_BIN_EXE_cymatic"), TINY.join(" "));
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).current_dir(folder.path("")).stdin(Stdio::null());
    command.env("TERM", "xterm").env_remove("NO_COLOR");
    if no_color {
        command.env("NO_COLOR", "1");
    }
    let Ok(output) = command.output() else {
        eprintln!("SKIPPED: script is not installed");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
#[cfg(target_os = "linux")]
fn no_color_is_respected_on_a_terminal() {
    let folder = Folder::new();
    folder.song("a.wav", 100);
    let (Some(coloured), Some(plain)) =
        (on_a_terminal(&folder, "-h", false), on_a_terminal(&folder, "-h", true))
    else {
        return;
    };
    assert!(coloured.contains("\u{1b}[") && !plain.contains("\u{1b}["), "{plain:?}");
    let Some(bar) = on_a_terminal(&folder, "a.wav -o a.y4m", true) else { return };
    let colour = |text: &str| {
        text.split("\u{1b}[").skip(1).any(|rest| {
            let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
            rest[end..].starts_with('m')
        })
    };
    assert!(bar.contains("a.wav") && bar.contains("a.y4m: ") && !colour(&bar), "{bar:?}");
}

#[test]
#[cfg(unix)]
fn closed_streams_are_no_reason_to_fail_or_panic() {
    let folder = Folder::with_song("a.wav");
    // A reader that goes away at once, on both streams.
    let closed = || {
        let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = reader.stdin.take().unwrap();
        reader.wait().unwrap();
        Stdio::from(pipe)
    };
    let status = |words: &str, stdout: bool| {
        let mut command = folder.command(words.split(' ').chain(TINY));
        command.stderr(closed());
        if stdout {
            command.stdout(closed());
        }
        command.status().unwrap().code()
    };
    assert_eq!(status("a.wav -o a.y4m -v", true), Some(0));
    assert_eq!(status("a.wav -o b.y4m --progress json", true), Some(0));
    assert_eq!(status("missing.wav", true), Some(4));
    assert!(folder.path("a.y4m").is_file() && folder.path("b.y4m").is_file());
    for words in ["--help", "styles", "formats", "completions bash", "info a.wav"] {
        let code =
            folder.command(words.split(' ')).stdout(closed()).stderr(closed()).status().unwrap().code();
        assert_eq!(code, Some(0), "{words}");
    }
    // Video that nobody reads is an error of the output.
    assert_eq!(status("a.wav -o -", true), Some(5));
}

#[test]
#[cfg(feature = "ffmpeg")]
fn a_resampled_sound_is_told_but_no_warning() {
    let folder = Folder::new();
    folder.write("a.wav", &crate::harness::wav_of(96_000, crate::harness::PCM_16, &[0; 6_400]));
    folder.tiny("a.wav -o a.mp4 --strict --stats stats.json").ok();
    let stats: serde_json::Value =
        serde_json::from_reader(File::open(folder.path("stats.json")).unwrap()).unwrap();
    assert!(stats["warnings"].as_array().unwrap().is_empty());
    let encoder = stats["songs"][0]["encoder"].as_str().unwrap();
    assert!(encoder.ends_with(" 48000 Hz (from 96000 Hz)"), "{encoder}");
}
