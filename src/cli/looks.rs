//! `cymatic looks`: scene files that are part of the program, for `--look`.

use super::{args::LooksArgs, console};
use cymatic::{Error, Result, visual::params};
use std::fmt::Write;

/// A scene file that is part of the program.
#[derive(Debug, Clone, Copy)]
pub(super) struct LookFile {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

macro_rules! looks {
    ($($name:literal),* $(,)?) => {
        /// All of them: **the place to add one**, beside its file in `assets/looks`.
        pub(super) static LOOKS: &[LookFile] = &[
            $(LookFile { name: $name, text: include_str!(concat!("../../assets/looks/", $name, ".toml")) }),*
        ];
        /// Their names.
        pub(super) const NAMES: &[&str] = &[$($name),*];
    };
}

looks![
    "vinyl", "midnight", "stage", "arcade", "paper", "silk", "horizon", "nebula", "keys", "figures", "beam",
    "heat", "player", "noir",
];

impl LookFile {
    /// What it shows, in one line: its first comment.
    pub(super) fn summary(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches("# ")
    }
}

/// Finds a look.
///
/// # Errors
/// A usage error with the nearest name.
pub(super) fn find(name: &str) -> Result<&'static LookFile> {
    let found = LOOKS.iter().find(|look| look.name == name);
    found.ok_or_else(|| params::unknown("look", name, NAMES.iter().copied()))
}

/// Lists them, or prints one.
///
/// # Errors
/// A usage error for an unknown name.
pub(super) fn run(args: &LooksArgs) -> Result<u8> {
    let text = match &args.name {
        Some(name) => find(name)?.text.to_owned(),
        None => list()?,
    };
    console::out(&text);
    Ok(0)
}

fn list() -> Result<String> {
    let mut text = String::new();
    for look in LOOKS {
        writeln!(text, "{:<10} {}", look.name, look.summary()).map_err(|e| Error::Internal(e.to_string()))?;
    }
    text += "\n`cymatic song.mp3 --look NAME` uses one; `cymatic looks NAME > my.toml` writes it down, to be changed and\n\
             used with --scene my.toml.\n";
    Ok(text)
}
