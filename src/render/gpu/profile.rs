//! Where the time of a batch goes: each step alone, waited for, timed from the outside.

use super::{GpuRenderer, readback::Flight};
use crate::{cancel::Cancel, error::Result};
use std::{
    ops::Range,
    time::{Duration, Instant},
};

/// Seconds that one step took for a batch of frames.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// "upload", the names of the passes, such as "light field", then "copy", "map", "read".
    pub name: &'static str,
    /// How long it took, the submission included.
    pub time: Duration,
}

impl GpuRenderer {
    /// Frames of a batch.
    #[must_use]
    pub fn batch(&self) -> u64 {
        self.batch
    }

    /// Draws the first batch of `frames` step by step. The sum is more than a batch takes in [`super::Renderer::render`], where
    /// the steps of several batches overlap.
    ///
    /// # Errors
    /// As [`super::Renderer::render`].
    pub fn profile(&mut self, frames: Range<u64>, cancel: &Cancel) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        // Rows that are there already would not go up again, and what was written waits for a submission.
        self.window.forget();
        let begun = Instant::now();
        let frames = self.upload(frames)?;
        self.gpu.queue().submit([]);
        self.finish(None)?;
        steps.push(Step { name: "upload", time: begun.elapsed() });
        let count = (frames.end - frames.start) as u32;
        for pass in self.passes(count) {
            let name = pass.name;
            let mut encoder = self.encoder();
            self.dispatch(&mut encoder, &[pass]);
            let begun = Instant::now();
            self.gpu.queue().submit([encoder.finish()]);
            self.finish(None)?;
            steps.push(Step { name, time: begun.elapsed() });
        }
        let buffer = self.ring.take(&self.gpu, self.batch * self.layout.bytes as u64)?;
        let mut encoder = self.encoder();
        self.copy(&mut encoder, &buffer, count);
        let begun = Instant::now();
        let submission = self.gpu.queue().submit([encoder.finish()]);
        self.finish(None)?;
        steps.push(Step { name: "copy", time: begun.elapsed() });
        let begun = Instant::now();
        let flight = Flight::new(frames, buffer, submission, self.ring.clone());
        let landed: Vec<_> = flight.land(&self.gpu, self.layout, self.tuning.patience, cancel)?.collect();
        steps.push(Step { name: "map", time: begun.elapsed() });
        let begun = Instant::now();
        for frame in &landed {
            let (words, _) = frame.bytes().as_chunks::<8>();
            std::hint::black_box(words.iter().fold(0, |sum, word| sum ^ u64::from_le_bytes(*word)));
        }
        steps.push(Step { name: "read", time: begun.elapsed() });
        Ok(steps)
    }
}
