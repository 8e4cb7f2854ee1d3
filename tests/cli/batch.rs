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
fn several_songs_go_into_a_folder_that_is_made_for_them() {
    let folder = Folder::new();
    folder.song("1.wav", 3);
    folder.song("2.wav", 3);
    folder.tiny("1.wav 2.wav -o out/ --dry-run").ok();
    folder.tiny("1.wav 2.wav -o out/ --crf 99").fails(2, "quality");
    folder.tiny("1.wav 2.wav -o out/ --encoder nosuch").fails(7, "nosuch");
    folder.tiny("missing.wav -o out/").fails(4, "missing.wav");
    assert_eq!(folder.names(), ["1.wav", "2.wav"], "nothing was made yet");
    folder.tiny("1.wav 2.wav -o out/").ok();
    assert!(folder.path("out/1.mp4").is_file() && folder.path("out/2.mp4").is_file());
    let again = folder.tiny("1.wav 2.wav -o out");
    assert_eq!(again.code, Some(9), "both exist: {}", again.stderr);
}

#[test]
fn what_exists_is_skipped_and_the_code_is_0() {
    let folder = Folder::new();
    folder.song("1.wav", 3);
    folder.song("2.wav", 3);
    folder.tiny("1.wav -o 1.y4m").ok();
    let before = fs::read(folder.path("1.y4m")).unwrap();
    let one = folder.tiny("1.wav -o 1.y4m --skip-existing --progress json").ok();
    let kinds: Vec<_> = one.json_lines().iter().map(|line| line["kind"].clone()).collect();
    assert_eq!(kinds, ["start", "skipped", "done"]);
    assert_eq!(one.json_lines()[2]["songs"][0]["status"], "skipped");
    let plan = folder.tiny("1.wav -o 1.y4m --skip-existing --dry-run").ok();
    assert!(plan.text().contains("skipped  1.wav: 1.y4m exists"), "{}", plan.text());
    assert_eq!(fs::read(folder.path("1.y4m")).unwrap(), before);
    folder.write("1.mp4", b"whatever");
    if cfg!(feature = "ffmpeg") {
        let both = folder.tiny("1.wav 2.wav --skip-existing").ok();
        assert!(both.stderr.contains("1.mp4: exists, skipped\n"), "{}", both.stderr);
        assert!(both.stderr.contains("1 of 2 songs done, 1 skipped\n"), "{}", both.stderr);
        assert_eq!(fs::read(folder.path("1.mp4")).unwrap(), b"whatever");
    }
    folder.tiny("1.wav --skip-existing --force").fails(2, "--force");
}

#[test]
fn songs_that_would_share_an_output_are_refused() {
    let folder = Folder::new();
    folder.song("a.wav", 3);
    folder.song("a.flac", 3);
    folder.tiny("a.wav a.flac").fails(2, "a.mp4");
    // One file, where the file system doesn't tell large letters from small ones.
    folder.tiny("a.wav A.flac -f").fails(2, "a.wav and A.flac would both be written to A.mp4");
    folder.tiny("a.wav a.flac -o one.y4m").fails(2, "several songs");
    folder.tiny("a.wav a.flac -o -").fails(2, "standard output");
    assert_eq!(folder.names(), ["a.flac", "a.wav"]);
}
