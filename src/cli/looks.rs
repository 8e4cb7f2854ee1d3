//! Scene files that are part of the program, for `--look`.

use cymatic::{Result, visual::params};

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
    found.ok_or_else(|| params::unknown("look", name, LOOKS.iter().map(|look| look.name)))
}
