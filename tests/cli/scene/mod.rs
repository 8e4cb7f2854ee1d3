//! Scene files: what they set and what overrides them, what is said about wrong ones, what the program tells of their keys.

mod set;
mod told;
mod wrong;

use crate::harness::{Ended, Folder};

/// The checksum of a tiny video of `a.wav`.
fn drawn(folder: &Folder, words: &str) -> String {
    let words = ["a.wav", "--encoder", "null", "--frames", "4..6", "--backend", "cpu"]
        .into_iter()
        .chain(words.split_whitespace());
    folder.run(words).ok().text().to_owned()
}

/// The plan of a video of `a.wav`.
fn planned(folder: &Folder, words: &str) -> String {
    let words = ["a.wav", "--dry-run", "--backend", "cpu"].into_iter().chain(words.split_whitespace());
    folder.run(words).ok().text().to_owned()
}

fn scene(text: &str) -> Folder {
    let folder = Folder::with_song("a.wav");
    folder.write("s.toml", text.as_bytes());
    folder
}

/// What is said about a scene file.
fn checked(text: &str) -> Ended {
    scene(text).run(["scene", "s.toml", "--check"])
}

fn printed(words: &[&str]) -> String {
    Folder::new().run(["scene"].iter().chain(words)).ok().text().to_owned()
}
