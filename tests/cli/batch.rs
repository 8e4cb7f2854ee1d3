//! Several songs, one after the other.

use crate::harness::Folder;
use std::fs;

#[test]
fn bad_songs_do_not_stop_the_others_and_the_code_is_9() {
    let folder = Folder::new();
    fs::create_dir(folder.path("out")).unwrap();
    folder.song("1.wav", 3);
    folder.write("2.wav", b"");
    folder.song("3.wav", 3);
    let ended = folder.tiny("1.wav 2.wav missing.wav 3.wav --encoder null");
    assert_eq!(ended.code, Some(9), "{}", ended.stderr);
    assert_eq!(ended.text().lines().count(), 2, "two checksums");
    assert!(ended.stderr.contains("2 of 4 songs done"), "{}", ended.stderr);
    for reason in ["failed: 2.wav: ", "failed: missing.wav: no such file"] {
        assert!(ended.stderr.contains(reason), "{}", ended.stderr);
    }
    assert_eq!(ended.stderr.matches("cymatic: error: ").count(), 2);
    let order: Vec<usize> = ["1.wav: 3 frames", "error: 2.wav", "error: missing.wav", "3.wav: 3 frames"]
        .map(|part| ended.stderr.find(part).expect(part))
        .into();
    assert!(order.is_sorted(), "{}", ended.stderr);
}

#[test]
#[cfg(feature = "ffmpeg")]
fn several_songs_go_into_a_folder() {
    let folder = Folder::new();
    fs::create_dir(folder.path("out")).unwrap();
    folder.song("1.wav", 3);
    folder.song("2.wav", 3);
    folder.tiny("1.wav 2.wav -o out/").ok();
    assert!(folder.path("out/1.mp4").is_file() && folder.path("out/2.mp4").is_file());
    let again = folder.tiny("1.wav 2.wav -o out");
    assert_eq!(again.code, Some(9), "both exist: {}", again.stderr);
}

#[test]
fn songs_that_would_share_an_output_are_refused() {
    let folder = Folder::new();
    folder.song("a.wav", 3);
    folder.song("a.flac", 3);
    folder.tiny("a.wav a.flac").fails(2, "a.mp4");
    folder.tiny("a.wav a.flac -o one.y4m").fails(2, "several songs");
    folder.tiny("a.wav a.flac -o -").fails(2, "standard output");
    assert_eq!(folder.names(), ["a.flac", "a.wav"]);
}
