//! The kinds of video files: how their names end, and what each is. A new one is added here; the compiler then names the
//! places that have to know it.

use super::Output;
use crate::error::{Error, Result};
use std::path::Path;

/// A kind of video file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Picture and sound, encoded.
    Mp4,
    /// Frames as they are, without sound.
    Y4m,
}

/// The endings of names, and what each asks for; the first is that of names that are made up.
pub const ENDINGS: [(&str, Container); 3] =
    [("mp4", Container::Mp4), ("m4v", Container::Mp4), ("y4m", Container::Y4m)];

impl Container {
    /// What a file's name asks for.
    ///
    /// # Errors
    /// A usage error when its ending is none of [`ENDINGS`].
    pub fn of(path: &Path) -> Result<Self> {
        let given = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let known = ENDINGS.iter().find(|(ending, _)| given.eq_ignore_ascii_case(ending));
        known.map(|(_, container)| *container).ok_or_else(|| {
            let endings = ENDINGS.map(|(ending, _)| format!(".{ending}")).join(" or ");
            Error::usage_hint(
                format!("{}: the name of the output must end in {endings}", path.display()),
                format!("name it FILE.{}", ENDINGS[0].0),
            )
        })
    }

    /// What it holds, for people.
    #[must_use]
    pub fn holds(self) -> &'static str {
        match self {
            Self::Mp4 => "H.264 and AAC-LC",
            Self::Y4m => "raw frames without sound; `-o -` writes them to standard output",
        }
    }

    /// Whether nothing is encoded.
    #[must_use]
    pub fn is_raw(self) -> bool {
        match self {
            Self::Mp4 => false,
            Self::Y4m => true,
        }
    }
}

impl Output {
    /// What is written, or would be.
    pub(super) fn container(&self) -> Result<Container> {
        match self {
            Self::File { path, .. } => Container::of(path),
            Self::Stdout | Self::Null => Ok(Container::Y4m),
        }
    }
}
