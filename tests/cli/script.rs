//! The script `x`, as far as it goes without building anything.
#![cfg(unix)]

use std::process::Command;

fn x(args: &[&str]) -> std::process::Output {
    Command::new("sh").arg("x").args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap()
}

#[test]
fn the_script_explains_itself() {
    let help = x(&["help"]);
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    for command in [
        "./x demo",
        "./x test",
        "./x test STYLE",
        "./x bless STYLE",
        "./x bless gallery",
        "./x new-style NAME",
        "./x gallery",
        "./x work",
        "./x lint",
        "./x help",
    ] {
        assert!(text.contains(command), "{command}");
    }
    assert_eq!(x(&["dance"]).status.code(), Some(2));
}

/// A tree with what `new-style` reads and writes, and a `cargo` that notes what it is asked.
fn tree() -> tempfile::TempDir {
    use std::{fs, os::unix::fs::PermissionsExt};
    let (from, to) = (std::path::Path::new(env!("CARGO_MANIFEST_DIR")), tempfile::tempdir().unwrap());
    fs::create_dir_all(to.path().join("src/visual")).unwrap();
    for file in ["x", "src/visual/mod.rs", "src/visual/new_style.rs", "src/visual/aliases.rs"] {
        fs::copy(from.join(file), to.path().join(file)).unwrap();
    }
    let cargo = to.path().join("cargo");
    fs::write(&cargo, "#!/bin/sh\necho \"$BLESS: $*\" >>asked\n").unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    to
}

fn new_style(tree: &std::path::Path, name: &str) -> std::process::Output {
    let path = format!("{}:{}", tree.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.args(["x", "new-style", name]).current_dir(tree).env("PATH", path).env("X_SKIP_SETUP", "1");
    command.output().unwrap()
}

#[test]
fn a_new_style_is_a_file_and_two_lines() {
    let tree = tree();
    let ended = new_style(tree.path(), "slow_sparks");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let read = |file: &str| std::fs::read_to_string(tree.path().join(file)).unwrap();
    let style = read("src/visual/slow_sparks.rs");
    assert!(
        style.contains("name: \"slow_sparks\"") && style.contains("impl Style for SlowSparks"),
        "{style}"
    );
    assert!(!style.contains("new_style") && !style.contains("NewStyle"));
    let registry = read("src/visual/mod.rs");
    assert!(registry.contains("\nmod slow_sparks;\n"));
    assert!(registry.contains("&slow_sparks::INFO, &flash::INFO"));
    let asked = read("asked");
    for words in [": fmt", "slow_sparks: test --locked --test goldens", "pages: test --locked --test cli"] {
        assert!(asked.contains(words), "{asked}");
    }
}

#[test]
fn a_style_needs_a_free_and_proper_name() {
    let tree = tree();
    let before = std::fs::read_to_string(tree.path().join("src/visual/mod.rs")).unwrap();
    for (name, words) in [
        ("Sparks", "no name"),
        ("2sparks", "no name"),
        ("slow-sparks", "no name"),
        ("../sparks", "no name"),
        ("sparks_", "no name"),
        ("", "no name"),
        ("loop", "a word of Rust"),
        ("pages", "a word of Rust or of this script"),
        ("gallery", "a word of Rust or of this script"),
        ("bars", "taken"),
        ("frame", "taken"),
        ("oscilloscope", "taken"),
        ("new_style", "taken"),
    ] {
        let ended = new_style(tree.path(), name);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success() && told.contains(words), "{name}: {told}");
    }
    assert_eq!(std::fs::read_to_string(tree.path().join("src/visual/mod.rs")).unwrap(), before);
    assert!(!tree.path().join("asked").exists(), "nothing was begun");
}
