//! Where outputs go, and what is never overwritten.

use crate::harness::{Ended, Folder};
use std::fs;

#[test]
fn nothing_that_is_read_is_overwritten_even_by_force() {
    let folder = Folder::with_song("a.wav");
    let scene = b"[video]\nfps = 30\n";
    folder.write("scene.mp4", scene);
    folder.tiny("a.wav --scene scene.mp4 -o scene.mp4 -f").fails(2, "is an input");
    folder.tiny("a.wav --scene scene.mp4 -o a.y4m --stats scene.mp4").fails(2, "is an input");
    folder.tiny("a.wav -o a.y4m --stats a.wav").fails(2, "is an input");
    assert_eq!(fs::read(folder.path("scene.mp4")).unwrap(), scene);
    assert_eq!(folder.names(), ["a.wav", "scene.mp4"]);
}

#[test]
fn statistics_replace_statistics_and_nothing_else() {
    let folder = Folder::with_song("a.wav");
    for notes in ["notes", "{\"mine\": 1}"] {
        folder.write("notes.json", notes.as_bytes());
        folder.tiny("a.wav -o a.y4m --stats notes.json").fails(2, "holds no figures");
        assert_eq!(fs::read(folder.path("notes.json")).unwrap(), notes.as_bytes());
    }
    folder.write("stats.json", b"");
    for _ in 0..2 {
        folder.tiny("a.wav -o a.y4m -f --stats stats.json").ok();
    }
    let figures = fs::read(folder.path("stats.json")).unwrap();
    folder.tiny("a.wav -o a.y4m -f --dry-run --stats stats.json").fails(2, "--stats");
    assert_eq!(fs::read(folder.path("stats.json")).unwrap(), figures);
    assert_eq!(folder.names(), ["a.wav", "a.y4m", "notes.json", "stats.json"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_standard_output_is_an_error() {
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    let folder = Folder::new();
    let mut command = folder.command(["looks", "vinyl"]);
    Ended::from(command.stdout(full()).output().unwrap()).fails(5, "standard output: No space left");
}

#[test]
fn a_mistyped_command_renders_no_song() {
    let folder = Folder::with_song("a.wav");
    let ended = folder.tiny("analyse a.wav").fails(4, "analyse: no such file");
    assert!(ended.stderr.contains("did you mean `cymatic analyze`?"), "{}", ended.stderr);
    assert_eq!(folder.names(), ["a.wav"]);
}

#[test]
fn an_existing_output_is_refused_without_force_and_kept() {
    let folder = Folder::with_song("a.wav");
    folder.write("a.y4m", b"precious");
    let ended = folder.tiny("a.wav -o a.y4m").fails(2, "a.y4m: exists");
    assert!(ended.stderr.contains("--force"));
    assert_eq!(fs::read(folder.path("a.y4m")).unwrap(), b"precious");
    folder.tiny("a.wav -o a.y4m -f").ok();
    assert!(fs::read(folder.path("a.y4m")).unwrap().starts_with(b"YUV4MPEG2 W160 H90"));
}

#[test]
fn the_song_is_never_the_output() {
    let folder = Folder::new();
    let song = crate::harness::wav(2000);
    folder.write("a.y4m", &song);
    folder.write("b.mp4", &song);
    folder.tiny("a.y4m -o a.y4m -f").fails(2, "is an input");
    fs::hard_link(folder.path("a.y4m"), folder.path("same.y4m")).unwrap();
    folder.tiny("a.y4m -o same.y4m -f").fails(2, "is an input");
    folder.tiny("a.y4m -o ./a.y4m -f").fails(2, "is an input");
    for name in ["a.y4m", "same.y4m", "b.mp4"] {
        assert_eq!(fs::read(folder.path(name)).unwrap(), song, "{name}");
    }
}

#[test]
#[cfg(feature = "ffmpeg")]
fn a_song_named_like_its_output_gets_another_name() {
    let folder = Folder::new();
    let song = crate::harness::wav(2000);
    folder.write("b.mp4", &song);
    folder.tiny("b.mp4").ok();
    assert_eq!(folder.names(), ["b.cymatic.mp4", "b.mp4"]);
    assert_eq!(fs::read(folder.path("b.mp4")).unwrap(), song);
}

#[test]
fn outputs_that_can_not_be_are_refused_before_the_song_is_read() {
    // The song is no song: had it been read first, the code would be 3.
    let folder = Folder::new();
    folder.write("text.wav", b"this is not audio");
    folder.tiny("text.wav -o missing/a.y4m").fails(5, "missing");
    folder.tiny("text.wav -o a.avi").fails(2, "a.avi");
    folder.tiny("text.wav -o text.wav/a.y4m").fails(5, "text.wav/a.y4m");
    folder.tiny("text.wav -o text.wav -f").fails(2, "text.wav");
    folder.tiny("text.wav --encoder null -o a.y4m").fails(2, "null");
    folder.tiny("text.wav --encoder libx264 -o a.y4m").fails(2, "Y4M");
    folder.tiny("text.wav -o a.y4m").fails(3, "text.wav");
    assert_eq!(folder.names(), ["text.wav"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_is_no_output_and_stays_a_device() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::with_song("a.wav");
    folder.tiny("a.wav -o /dev/full -f").fails(5, "/dev/full");
    assert!(fs::metadata("/dev/full").unwrap().file_type().is_char_device());
    // As standard output, it takes nothing: that is an error of the output, too.
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = folder.command(["a.wav", "-o", "-", "--size", "160x90"]).stdout(full).output().unwrap();
    assert_eq!(ended.status.code(), Some(5), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn inputs_that_can_not_be_read_have_their_own_codes() {
    let folder = Folder::new();
    fs::create_dir(folder.path("dir.wav")).unwrap();
    folder.write("empty.wav", b"");
    folder.write("text.mp3", &b"this is not audio\n".repeat(100));
    folder.tiny("missing.wav -o a.y4m").fails(4, "missing.wav: no such file");
    folder.tiny("dir.wav -o a.y4m").fails(4, "dir.wav");
    folder.tiny("empty.wav -o a.y4m").fails(3, "empty.wav: ");
    folder.tiny("text.mp3 -o a.y4m").fails(3, "text.mp3: ");
    folder.tiny("- -o a.y4m").fails(2, "standard input");
    #[cfg(unix)]
    folder.tiny("/dev/null -o a.y4m").fails(4, "/dev/null");
    assert_eq!(folder.names(), ["dir.wav", "empty.wav", "text.mp3"]);
}

#[test]
fn a_dry_run_says_the_plan_and_makes_nothing() {
    let folder = Folder::with_song("a.wav");
    let plan = folder.tiny("a.wav -o a.y4m --dry-run --frames 2..7").ok();
    for words in ["a.wav", "160x90 at 30 fps", "5 of 10, numbers 2..7", "circular", "a.y4m"] {
        assert!(plan.text().contains(words), "no '{words}' in {}", plan.text());
    }
    assert_eq!(folder.names(), ["a.wav"]);
    folder.tiny("a.wav -o a.y4m --dry-run --frames 20..30").fails(2, "10");
    folder.write("a.y4m", b"x");
    folder.tiny("a.wav -o a.y4m --dry-run").fails(2, "exists");
}

#[test]
#[cfg(unix)]
fn a_limit_of_the_file_size_is_an_error_of_the_output() {
    let folder = Folder::with_song("a.wav");
    for out in if cfg!(feature = "ffmpeg") { &["a.mp4", "a.y4m"][..] } else { &["a.y4m"] } {
        // The limit is 2 or 4 KiB, as the shell has it.
        let script = r#"ulimit -f 4 && exec "$0" a.wav -o "$1" --size 160x90"#;
        let mut shell = std::process::Command::new("sh");
        shell.current_dir(folder.path("")).args(["-c", script, env!("CARGO_BIN_EXE_cymatic"), out]);
        Ended::from(shell.output().unwrap()).fails(5, &format!("{out}: "));
        assert_eq!(folder.names(), ["a.wav"], "{out}");
    }
}
