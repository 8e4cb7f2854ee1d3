//! FFmpeg is loaded when it is needed: the command starts without it, and does without it what needs none of it.

use crate::harness::{Ended, Folder, TINY};
use std::fs;

#[test]
fn the_command_starts_without_ffmpegs_libraries() {
    // The loader prints what it would load, and runs nothing.
    let ended = Folder::new().command(["--version"]).env("LD_TRACE_LOADED_OBJECTS", "1").output().unwrap();
    let loaded = Ended::from(ended).ok();
    assert!(loaded.text().contains("libc.so"), "{}", loaded.text());
    let named = |line: &&str| ["libav", "libsw"].iter().any(|library| line.trim().starts_with(library));
    let ffmpeg: Vec<&str> = loaded.text().lines().filter(named).collect();
    assert!(
        ffmpeg.is_empty(),
        "{ffmpeg:?}: a function is called that src/late_ffmpeg.rs doesn't list, or this is not Rust's own linker"
    );
}

/// Runs where FFmpeg's libraries, of whatever version, are empty files.
fn without_ffmpeg(folder: &Folder, words: &str) -> Ended {
    let hollow = folder.path("hollow");
    fs::create_dir_all(&hollow).unwrap();
    for library in ["libavutil", "libavcodec", "libavformat", "libswresample"] {
        (0..200).for_each(|major| fs::write(hollow.join(format!("{library}.so.{major}")), "").unwrap());
    }
    folder.command(words.split_whitespace()).env("LD_LIBRARY_PATH", hollow).output().unwrap().into()
}

#[test]
fn a_machine_without_ffmpeg_is_told_so_and_draws_all_the_same() {
    let folder = Folder::with_song("song.wav");
    let tiny = TINY.join(" ");
    without_ffmpeg(&folder, &format!("song.wav {tiny}"))
        .fails(7, "libx264: needs FFmpeg, which can't be loaded here: ");
    assert_eq!(folder.names(), ["hollow", "song.wav"], "nothing is left behind");
    without_ffmpeg(&folder, &format!("song.wav -o song.y4m {tiny}")).ok();
    without_ffmpeg(&folder, "still song.wav --at 0 --size 160x90 -o still.png").ok();
    assert_eq!(folder.names(), ["hollow", "song.wav", "song.y4m", "still.png"]);
    let doctor = without_ffmpeg(&folder, "doctor").ok();
    assert!(doctor.text().contains("FFmpeg, which can't be loaded here"), "{}", doctor.text());
}

#[test]
fn a_song_that_needs_ffmpeg_is_told_and_the_next_one_begins() {
    let folder = Folder::with_song("song.wav");
    folder.write("monkey.ape", &[b"MAC \x96\x0f".as_slice(), &[7; 4000]].concat());
    folder.write("notes.txt", b"these are notes, no song");
    let ended =
        without_ffmpeg(&folder, "notes.txt monkey.ape song.wav --size 160x90 --encoder null --progress none");
    assert_eq!(ended.code, Some(9), "{}", ended.stderr);
    for words in
        ["notes.txt: not audio but text", "monkey.ape: Monkey's Audio needs FFmpeg, which can't be loaded"]
    {
        assert!(ended.stderr.contains(words), "no '{words}' in: {}", ended.stderr);
    }
    assert!(ended.text().contains("10 frames"), "{}", ended.text());
}
