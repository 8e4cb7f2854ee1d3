//! What is asked of an encoder: where the video goes, and how it is encoded.

use std::path::PathBuf;

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
    /// x264 preset.
    pub preset: String,
    /// Constant rate factor, 0 to 51.
    pub crf: f32,
    /// AAC bits per second for stereo.
    pub audio_bit_rate: u32,
}

impl Default for Encoding {
    fn default() -> Self {
        Self { encoder: "auto".into(), preset: "faster".into(), crf: 23.0, audio_bit_rate: 256_000 }
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
