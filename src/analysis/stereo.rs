//! Channels shown apart: the levels of each, beside those of the mix.

use super::{
    Listening,
    bands::Band,
    spectrogram::{Grid, Spectrogram},
};
use crate::error::{Error, Result};
use std::{collections::VecDeque, convert::Infallible, fmt, str::FromStr};

/// Whether the channels are shown together or apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stereo {
    /// The mean of their powers: opposite channels don't cancel.
    #[default]
    Mix,
    /// Left, then right.
    LeftRight,
    /// What the channels share, (L + R) / 2, then what they don't, (L - R) / 2.
    MidSide,
}

impl Stereo {
    /// All of them, the default first.
    pub const ALL: [Self; 3] = [Self::Mix, Self::LeftRight, Self::MidSide];

    /// "mix", "left-right" or "mid-side".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mix => "mix",
            Self::LeftRight => "left-right",
            Self::MidSide => "mid-side",
        }
    }

    /// How many channels are shown: 1 or 2.
    #[must_use]
    pub fn channels(self) -> usize {
        if self == Self::Mix { 1 } else { 2 }
    }

    /// The two channels of a frame that are shown apart.
    fn split(self, left: f32, right: f32) -> [f32; 2] {
        match self {
            Self::MidSide => [0.5 * (left + right), 0.5 * (left - right)],
            Self::Mix | Self::LeftRight => [left, right],
        }
    }
}

impl fmt::Display for Stereo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Stereo {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|stereo| stereo.as_str() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            Error::usage_hint(format!("'{text}' is no way to show channels"), format!("there are {names}"))
        })
    }
}

/// The levels of two channels, each from a spectrogram of its own.
#[derive(Debug)]
pub(crate) struct Split {
    stereo: Stereo,
    spectrograms: [Spectrogram; 2],
    block: Vec<f32>,
    /// Levels of both channels at the steps that weren't asked for yet.
    steps: VecDeque<Vec<f32>>,
}

impl Split {
    /// None for a mix.
    pub(crate) fn new(
        stereo: Stereo,
        rate_hz: u32,
        grid: Grid,
        bands: &[Band],
        listening: &Listening,
    ) -> Option<Self> {
        (stereo != Stereo::Mix).then(|| Self {
            stereo,
            spectrograms: [(); 2].map(|()| Spectrogram::new(rate_hz, grid, bands, listening)),
            block: Vec::new(),
            steps: VecDeque::new(),
        })
    }

    /// Takes in interleaved samples of one or more channels (the first two count).
    pub(crate) fn push(&mut self, block: &[f32], channels: usize) {
        let (right, complete) = (usize::from(channels > 1), self.steps.len());
        for (c, spectrogram) in self.spectrograms.iter_mut().enumerate() {
            self.block.clear();
            let frames = block.chunks_exact(channels.max(1));
            self.block.extend(frames.map(|frame| self.stereo.split(frame[0], frame[right])[c]));
            let (steps, mut at) = (&mut self.steps, complete);
            let _: std::result::Result<(), Infallible> = spectrogram.push(&self.block, 1, |step| {
                match steps.get_mut(at) {
                    Some(levels) => levels.extend_from_slice(step.levels_db),
                    None => steps.push_back(step.levels_db.to_vec()),
                }
                at += 1;
                Ok(())
            });
        }
    }

    /// The levels of the next step, dB: all bands of the first channel, then all of the second.
    pub(crate) fn pop(&mut self) -> Option<Vec<f32>> {
        self.steps.pop_front()
    }
}
