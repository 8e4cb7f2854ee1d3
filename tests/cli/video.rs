//! The videos themselves: frames, checksums, ranges, and the MP4 as other programs see it.

use crate::harness::{Folder, RATE_HZ};
use std::{fs, hash::Hasher};

const FRAME_BYTES: usize = 6 + 160 * 90 * 3 / 2;

/// The frames of a Y4M, without its header.
fn frames(y4m: &[u8]) -> &[u8] {
    let header = y4m.iter().position(|&byte| byte == b'\n').unwrap();
    &y4m[header + 1..]
}

#[test]
fn y4m_is_the_same_in_a_file_and_on_standard_output_and_its_checksum_is_null_s() {
    let folder = Folder::with_song("a.wav");
    let ended = folder.tiny("a.wav -o -").ok();
    assert_eq!(frames(&ended.stdout).len(), 10 * FRAME_BYTES);
    folder.tiny("a.wav -o a.y4m").ok();
    assert!(fs::read(folder.path("a.y4m")).unwrap() == ended.stdout);

    let mut hash = twox_hash::XxHash3_64::new();
    hash.write(&ended.stdout);
    let null = folder.tiny("a.wav --encoder null").ok();
    assert_eq!(null.text(), format!("{:016x}  10 frames\n", hash.finish()));
    assert_eq!(folder.names(), ["a.wav", "a.y4m"]);
}

#[test]
fn parts_are_cut_from_the_whole_video_to_the_byte() {
    let folder = Folder::with_song("a.wav");
    // What is cut out by times fades at its own ends; frames by number are parts of the whole.
    let faded = folder.tiny("a.wav -o -").ok().stdout;
    let numbered = frames(&folder.tiny("a.wav -o - --frames 3..7").ok().stdout).to_vec();
    assert!(numbered == frames(&faded)[3 * FRAME_BYTES..7 * FRAME_BYTES]);
    let whole = folder.tiny("a.wav -o - --plain").ok().stdout;
    assert!(whole != faded);
    let part =
        |words: &str| frames(&folder.tiny(&format!("a.wav -o - --plain {words}")).ok().stdout).to_vec();
    let cut = |range: std::ops::Range<usize>| {
        frames(&whole)[range.start * FRAME_BYTES..range.end * FRAME_BYTES].to_vec()
    };
    assert!(part("--frames 3..7") == cut(3..7));
    assert!(part("--start 0.1") == cut(3..10));
    assert!(part("--offset 0.1 --duration 0.1") == cut(3..6));
    assert!(part("--end 0:00.2") == cut(0..6));
    assert!(part("--threads 1") == cut(0..10));
    folder.tiny("a.wav -o a.y4m --start 10").fails(2, "");
    folder.tiny("a.wav -o a.y4m --frames 10..20").fails(2, "");
}

#[test]
fn settings_of_the_picture_reach_the_frames() {
    let folder = Folder::with_song("a.wav");
    let video = |words: &str| folder.tiny(&format!("a.wav -o - {words}")).ok().stdout;
    let plain = video("");
    for words in ["--style bars", "--bars 16", "--set mirror=off", "--fps 24"] {
        assert!(video(words) != plain, "{words}");
    }
    assert!(video("--fps 30000/1001").starts_with(b"YUV4MPEG2 W160 H90 F30000:1001"));
    let sized = folder.run(["a.wav", "-o", "-", "--width", "64", "--height", "36"]).ok().stdout;
    assert!(sized.starts_with(b"YUV4MPEG2 W64 H36"));
}

#[test]
#[cfg(feature = "ffmpeg")]
fn a_song_becomes_an_mp4_that_ffmpeg_accepts_without_a_word() {
    if !crate::harness::have("ffprobe") || !crate::harness::have("ffmpeg") {
        return;
    }
    let folder = Folder::new();
    folder.song("my song.wav", 45);
    let ended = folder.run(["my song.wav"].into_iter().chain(crate::harness::TINY)).ok();
    assert_eq!(folder.names(), ["my song.mp4", "my song.wav"]);
    let closing = ended.stderr.lines().last().unwrap();
    assert!(closing.starts_with("my song.mp4: ") && closing.ends_with("× real time"), "{}", ended.stderr);

    let path = folder.path("my song.mp4");
    let tool = |program: &str, args: &[&str]| {
        let output = std::process::Command::new(program).args(args).arg(&path).output().unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let show = "stream=codec_name,pix_fmt,nb_read_frames,r_frame_rate,color_space,color_transfer,color_primaries,channels";
    let json = tool("ffprobe", &["-v", "warning", "-count_frames", "-show_entries", show, "-of", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let (video, audio) = (&json["streams"][0], &json["streams"][1]);
    for (key, value) in [
        ("codec_name", "h264"),
        ("pix_fmt", "yuv420p"),
        ("nb_read_frames", "45"),
        ("r_frame_rate", "30/1"),
        ("color_space", "bt709"),
        ("color_transfer", "bt709"),
        ("color_primaries", "bt709"),
    ] {
        assert_eq!(video[key], value, "{key}");
    }
    assert_eq!((audio["codec_name"].as_str(), audio["channels"].as_u64()), (Some("aac"), Some(1)));
    let decoded = std::process::Command::new("ffmpeg")
        .args(["-v", "warning", "-xerror", "-i"])
        .arg(&path)
        .args(["-f", "null", "-"])
        .output()
        .unwrap();
    assert!(
        decoded.status.success() && decoded.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&decoded.stderr)
    );
}

#[test]
fn one_sample_is_one_frame() {
    let folder = Folder::new();
    for (samples, count) in [(1, 1), (RATE_HZ, 30), (RATE_HZ + 1, 31)] {
        folder.write("a.wav", &crate::harness::wav(samples));
        let null = folder.tiny("a.wav --encoder null").ok();
        assert!(null.text().ends_with(&format!("  {count} frames\n")), "{samples}: {}", null.text());
    }
}

#[test]
fn the_demo_needs_no_file() {
    let folder = Folder::new();
    folder.tiny("demo -o demo.y4m --frames 100..110").ok();
    assert_eq!(frames(&fs::read(folder.path("demo.y4m")).unwrap()).len(), 10 * FRAME_BYTES);
    folder.tiny("demo -o demo.y4m --frames 100..110").fails(2, "exists");
}
