//! `--max-memory`: what is planned is kept.

#![cfg(all(feature = "ffmpeg", target_os = "linux"))]

use crate::harness::{Ended, Folder};

const MIB: u64 = 1 << 20;

/// Renders 30 frames of 1080p; how it ended, and the plan and the peak in bytes.
fn render(folder: &Folder, words: &str) -> (Ended, u64, u64) {
    measured(folder, &format!("--size 1080p --frames 0..30 {words}"))
}

/// Renders some frames of a size, likewise.
fn measured(folder: &Folder, words: &str) -> (Ended, u64, u64) {
    let words = format!("a.wav -f --backend cpu -v --stats stats.json {words}");
    let ended = folder.run(words.split_whitespace()).ok();
    let stats = std::fs::read(folder.path("stats.json")).unwrap();
    let stats: serde_json::Value = serde_json::from_slice(&stats).unwrap();
    let planned = stats["songs"][0]["planned_memory_bytes"].as_u64().unwrap();
    (ended, planned, stats["peak_memory_bytes"].as_u64().unwrap())
}

/// Whether libx264 says in the video that it was set so.
fn encoded_with(folder: &Folder, setting: &str) -> bool {
    let video = std::fs::read(folder.path("a.mp4")).unwrap();
    video.windows(setting.len()).any(|bytes| bytes == setting.as_bytes())
}

#[test]
fn a_render_stays_below_its_limit_and_below_its_plan() {
    let folder = Folder::new();
    folder.song("a.wav", 30);
    let (free, planned, peak) = render(&folder, "--threads 6");
    assert!(free.stderr.contains("threads: 6 draw, 9 encode, about "), "{}", free.stderr);
    assert!((250 * MIB..planned).contains(&peak), "{} of {} MiB", peak / MIB, planned / MIB);

    let ahead = "--preset veryfast";
    let refused = format!("a.wav -f --size 1080p --max-memory 100M {ahead}");
    let refused = folder.run(refused.split(' ')).fails(2, "at least ");
    let (_, least) = refused.stderr.split_once("--max-memory ").unwrap();
    let least = least.split(',').next().unwrap();
    let (_, planned, peak) = render(&folder, &format!("--max-memory {least} {ahead}"));
    assert!(peak <= planned, "{} of {} MiB", peak / MIB, planned / MIB);
    assert!(encoded_with(&folder, "rc_lookahead=4 "));
    let (tight, planned, peak) = render(&folder, &format!("--max-memory 250M {ahead}"));
    assert!(tight.stderr.contains("threads: 1 draw, 1 encode, "), "{}", tight.stderr);
    assert!(planned <= 250 * MIB && peak <= 250 * MIB, "{} of {} MiB", peak / MIB, planned / MIB);
    assert!(encoded_with(&folder, "rc_lookahead=9 "), "that goes last: hardly any of it");
    let (_, planned, peak) = render(&folder, "--max-memory 250M");
    assert!(planned <= 250 * MIB && peak <= planned, "{} of {} MiB", peak / MIB, planned / MIB);
    let dry = folder.run("a.wav -o b.mp4 --size 1080p --max-memory 250M --dry-run".split(' ')).ok();
    assert!(dry.text().contains("threads  1 draw, 1 encode"), "{}", dry.text());
}

#[test]
fn an_encoder_is_gone_before_the_next_one_comes() {
    let folder = Folder::new();
    folder.song("a.wav", 520);
    // Two groups of pictures that are too slow, so three encoders.
    let hurried = "--size 720p --style flash --threads 6 --target-speed 1000x";
    let (_, planned, peak) = measured(&folder, hurried);
    assert!(peak <= planned, "{} of {} MiB", peak / MIB, planned / MIB);
}
