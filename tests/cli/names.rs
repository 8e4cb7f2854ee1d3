//! File names that have broken other programs.

use crate::harness::{Folder, TINY};
use std::ffi::{OsStr, OsString};

fn awkward() -> Vec<OsString> {
    let mut names: Vec<OsString> = [
        "with space",
        "-dash",
        "--help",
        "new\nline",
        "quote'\"$(touch pwned)`touch pwned`",
        "%d",
        "concat:a|b",
        "file:x",
        "\u{1b}[31mred",
        "日本語 \u{202e}right to left",
        "a.b.c",
    ]
    .map(OsString::from)
    .into();
    #[cfg(unix)]
    names.push(std::os::unix::ffi::OsStringExt::from_vec(b"not\xff\xfeutf8".to_vec()));
    names.push("long".repeat(62).into());
    names
}

fn with(name: &OsStr, ending: &str) -> OsString {
    let mut name = name.to_owned();
    name.push(ending);
    name
}

/// Renders each awkward name, checks the messages, and returns the folder.
fn render(out: Option<&str>) -> (Folder, Vec<OsString>) {
    let folder = Folder::new();
    let names = awkward();
    for name in &names {
        folder.song(with(name, ".wav"), 2);
        let mut args: Vec<OsString> = TINY.map(OsString::from).into();
        if let Some(ending) = out {
            // Glued to the option, so that a leading dash is no option.
            args.push(with(OsStr::new("--out="), &with(name, ending).to_string_lossy()));
        }
        args.extend(["--".into(), with(name, ".wav")]);
        let ended = folder.run(args).ok();
        assert!(!ended.stderr.contains('\u{1b}') && !ended.stderr.contains('\u{202e}'), "{}", ended.stderr);
        assert_eq!(ended.stderr.lines().filter(|line| line.ends_with("× real time")).count(), 1);
    }
    assert!(!folder.path("pwned").exists());
    (folder, names)
}

#[test]
#[cfg(feature = "ffmpeg")]
fn awkward_names_are_only_names() {
    let (folder, names) = render(None);
    for name in &names {
        assert!(folder.path(with(name, ".mp4")).is_file(), "{name:?}");
    }
    assert_eq!(folder.names().len(), 2 * names.len());
}

#[test]
fn awkward_names_can_be_outputs() {
    let (folder, names) = render(Some(".y4m"));
    for name in &names {
        let written = with(OsStr::new(&*name.to_string_lossy()), ".y4m");
        assert!(folder.path(written).is_file(), "{name:?}");
    }
    assert_eq!(folder.names().len(), 2 * names.len());
}

#[test]
fn errors_show_awkward_names_harmlessly_on_one_line() {
    let folder = Folder::new();
    for name in awkward() {
        let ended = folder.run([OsStr::new("--"), &with(&name, ".wav")]).fails(4, "no such file");
        assert!(!ended.stderr.contains('\u{1b}') && !ended.stderr.contains('\u{202e}'), "{}", ended.stderr);
        assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    }
}

#[test]
fn songs_named_like_commands_can_be_rendered() {
    let folder = Folder::with_song("render");
    folder.tiny("./render -o a.y4m").ok();
    folder.tiny("render render -o b.y4m").ok();
    assert_eq!(folder.names(), ["a.y4m", "b.y4m", "render"]);
}
