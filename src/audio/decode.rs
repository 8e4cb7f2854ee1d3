//! The seam between the decoders and the [`super::Reader`]: what one step of any decoder yields.

use std::io;

/// Where a channel belongs, as bit numbers of the WAVE channel mask (0 front left … 17 top back right), which
/// FFmpeg's and symphonia's masks share; `None` when nobody says.
pub(super) type Speaker = Option<u8>;

/// The samples of the last step and their format.
#[derive(Debug, Default)]
pub(super) struct Pcm {
    /// Interleaved samples as decoded, not yet checked.
    pub(super) samples: Vec<f32>,
    /// Samples per second, Hz.
    pub(super) rate_hz: u32,
    /// One entry per channel.
    pub(super) speakers: Vec<Speaker>,
}

impl Pcm {
    /// Samples per channel.
    pub(super) fn frames(&self) -> usize {
        self.samples.len() / self.speakers.len().max(1)
    }
}

/// What one step of a decoder gave.
#[derive(Debug)]
pub(super) enum Step {
    /// Samples are in the [`Pcm`]; `at` is where the container says they belong, in samples from any origin.
    Sound {
        /// Position, samples.
        at: Option<i64>,
    },
    /// A packet could not be decoded; its length in samples, 0 when unknown.
    Lost {
        /// Length, samples.
        frames: u64,
    },
    /// Another stream follows in the same file; it claims this length.
    Chained {
        /// Length, samples.
        declared: Option<u64>,
    },
    /// Nothing will follow.
    End(Ending),
}

/// How a stream ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// Where it should.
    Complete,
    /// In the middle of something.
    Cut,
    /// The file could not be read on.
    Unreadable(io::Error),
}

/// A decoder at some position of a song. Equal files give equal steps, always.
pub(super) trait Decode: Send {
    /// Decodes on until something is worth telling. Replaces the contents of `pcm` when it returns [`Step::Sound`].
    fn step(&mut self, pcm: &mut Pcm) -> Step;
}

/// What a decoder knows of a file before it decodes.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Container and codec, for people.
    pub(super) codec: String,
    /// Length that the container claims, samples at its own rate.
    pub(super) declared: Option<u64>,
    /// By how many samples a sound file may fall short of `declared`.
    pub(super) tolerance: u64,
    /// Number of audio tracks.
    pub(super) tracks: usize,
}
