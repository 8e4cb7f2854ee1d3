//! `--target-speed`: less effort where a speed can't be kept, the same file where it can.

use crate::harness::{Folder, have};
use serde_json::Value;
use std::{fs, process::Command};

/// Frames of a song of 65 thirtieths at 240 frames a second: two groups of 250 frames, and some of a third.
const FRAMES: u64 = 520;

/// Renders at a speed that is to be kept; what `--stats` says of the song, and the last line of what was told.
fn render(folder: &Folder, output: &str, speed: &str) -> (Value, String) {
    let ended = folder.tiny(&format!("a.wav -o {output} --fps 240 --strict --stats stats.json {speed}")).ok();
    let stats: Value = serde_json::from_slice(&fs::read(folder.path("stats.json")).unwrap()).unwrap();
    assert_eq!((&stats["frames"], &stats["warnings"]), (&FRAMES.into(), &Value::Array(Vec::new())));
    (stats["songs"][0].clone(), ended.stderr.lines().last().unwrap().to_owned())
}

#[test]
fn a_speed_out_of_reach_is_told_and_costs_effort_but_no_frame() {
    let folder = Folder::new();
    folder.song("a.wav", 65);
    // 240,000 frames a second: no machine encodes so many.
    let (song, closing) = render(&folder, "a.mp4", "--target-speed 1000x");
    assert_eq!(song["target_speed"]["target"], 1_000.0);
    assert_eq!(song["target_speed"]["frames_by_effort"], serde_json::json!([250, 250, 20]));
    assert!(closing.ends_with(", aimed at 1000×: 270 of 520 frames with less effort"), "{closing}");
    if !have("ffprobe") {
        return;
    }
    let mut probe = Command::new("ffprobe");
    probe.args(["-v", "warning", "-count_frames", "-select_streams", "v"]);
    probe.args(["-show_entries", "stream=nb_read_frames", "-of", "csv=p=0"]).arg(folder.path("a.mp4"));
    let probed = probe.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&probed.stdout).trim(), FRAMES.to_string());
    assert!(probed.stderr.is_empty(), "{}", String::from_utf8_lossy(&probed.stderr));
}

#[test]
fn a_speed_that_is_kept_leaves_the_file_as_it_is_without() {
    let folder = Folder::new();
    folder.song("a.wav", 65);
    // 2.4 frames a second: any machine encodes more.
    let (song, closing) = render(&folder, "a.mp4", "--target-speed 0.01x");
    assert_eq!(song["target_speed"]["frames_by_effort"], serde_json::json!([FRAMES, 0, 0]));
    assert!(!closing.contains("less effort"), "{closing}");
    let (song, closing) = render(&folder, "b.mp4", "");
    assert!(song["target_speed"].is_null() && !closing.contains("aimed"), "{closing}");
    let [kept, plain] = ["a.mp4", "b.mp4"].map(|name| fs::read(folder.path(name)).unwrap());
    assert!(kept == plain, "{} and {} bytes", kept.len(), plain.len());
}
