//! What is asked of an encoder: where the video goes, and how it is encoded.

use crate::{
    error::{Error, Result},
    visual::params::unknown,
};
use std::{path::PathBuf, str::FromStr};

/// Where the video goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// A file; `.mp4` is encoded, `.y4m` holds raw frames.
    File {
        /// The final name.
        path: PathBuf,
        /// Whether an existing file may be replaced.
        overwrite: bool,
    },
    /// Y4M on standard output.
    Stdout,
    /// Nowhere: frames are drawn and checksummed.
    Null,
}

/// How the video is encoded.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoding {
    /// FFmpeg name of the video encoder, or "auto".
    pub encoder: String,
    /// How good the picture is to be: what is not said below follows from it.
    pub quality: Quality,
    /// A preset by the encoder's own name, with the encoder's own settings.
    pub preset: Option<String>,
    /// Constant rate factor, 0 to 51, or what the encoder has of that kind.
    pub crf: Option<f32>,
    /// Seconds of video per second of time that are to be made, drawing included, by taking less effort in encoding where
    /// that is too slow: with libx264 in MP4. None for all effort.
    pub target_speed: Option<f64>,
    /// AAC bits per second for stereo.
    pub audio_bit_rate: u32,
    /// The title in the file's tags, if it is another than the song's.
    pub title: Option<String>,
    /// The artist likewise.
    pub artist: Option<String>,
}

/// How good the picture is to be, against time and size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quality {
    /// For a look at it: fast and small.
    Draft,
    /// For publishing: platforms encode it again.
    #[default]
    Standard,
    /// Visibly nothing is lost.
    High,
    /// To be edited further.
    Master,
}

impl Quality {
    /// All of them, the cheapest first.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Standard, Self::High, Self::Master];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Standard => "standard",
            Self::High => "high",
            Self::Master => "master",
        }
    }
}

impl FromStr for Quality {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|quality| quality.name() == text);
        found.ok_or_else(|| unknown("quality", text, Self::ALL.into_iter().map(Self::name)))
    }
}

impl Default for Encoding {
    fn default() -> Self {
        Self {
            encoder: "auto".into(),
            quality: Quality::Standard,
            preset: None,
            crf: None,
            target_speed: None,
            audio_bit_rate: 256_000,
            title: None,
            artist: None,
        }
    }
}

/// The presets of libx264, fastest first.
pub const PRESETS: [&str; 10] = [
    "ultrafast",
    "superfast",
    "veryfast",
    "faster",
    "fast",
    "medium",
    "slow",
    "slower",
    "veryslow",
    "placebo",
];
