//! Samples in memory, read like a decoder.

use super::decode::{Decode, Ending, Pcm, Step};
use std::sync::Arc;

/// Samples per channel of one step.
const STEP: usize = 8192;

/// A cursor over interleaved samples.
pub(super) struct Stream {
    samples: Arc<[f32]>,
    channels: usize,
    rate_hz: u32,
    at: usize,
}

impl Stream {
    /// At the first sample.
    pub(super) fn new(samples: Arc<[f32]>, channels: usize, rate_hz: u32) -> Self {
        Self { samples, channels, rate_hz, at: 0 }
    }
}

impl Decode for Stream {
    fn step(&mut self, pcm: &mut Pcm) -> Step {
        let end = (self.at + STEP * self.channels).min(self.samples.len());
        if self.at == end {
            return Step::End(Ending::Complete);
        }
        pcm.samples.clear();
        pcm.samples.extend_from_slice(&self.samples[self.at..end]);
        pcm.rate_hz = self.rate_hz;
        pcm.speakers.resize(self.channels, None);
        self.at = end;
        Step::Sound { at: None }
    }
}
