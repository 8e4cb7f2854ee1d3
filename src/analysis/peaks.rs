//! The largest sample of every frame, exact to the sample: what a flash must follow.

use crate::time::Fps;
use std::{collections::VecDeque, ops::Range};

/// Peaks of frames, in order.
#[derive(Debug)]
pub(crate) struct Peaks {
    fps: Fps,
    sample_rate_hz: u32,
    frames: Range<u64>,
    /// The frame that is being filled.
    frame: u64,
    largest: f32,
    /// Samples per channel that were taken in.
    taken: u64,
    done: VecDeque<f32>,
}

impl Peaks {
    /// For the given frames only.
    pub(crate) fn new(fps: Fps, sample_rate_hz: u32, frames: Range<u64>) -> Self {
        Self { fps, sample_rate_hz, frames, frame: 0, largest: 0.0, taken: 0, done: VecDeque::new() }
    }

    /// Takes in interleaved samples.
    pub(crate) fn push(&mut self, mut block: &[f32], channels: usize) {
        while !block.is_empty() && self.frame < self.frames.end {
            let end = self.fps.sample_of(self.frame + 1, self.sample_rate_hz);
            let count = ((end - self.taken) as usize).min(block.len() / channels);
            let (mine, rest) = block.split_at(count * channels);
            self.largest = mine.iter().fold(self.largest, |m, x| if x.abs() > m { x.abs() } else { m });
            self.taken += count as u64;
            block = rest;
            if self.taken == end {
                if self.frames.contains(&self.frame) {
                    self.done.push_back(self.largest);
                }
                self.largest = 0.0;
                self.frame += 1;
            } else if count == 0 {
                break;
            }
        }
    }

    /// The peak of the next wanted frame, once it is over.
    pub(crate) fn pop(&mut self) -> Option<f32> {
        self.done.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_flashes_its_own_frame_only() {
        let fps = Fps::new(30_000, 1001).unwrap();
        for at in [0u64, 1_471, 1_472, 44_099, 44_144, 50_000] {
            for block in [1usize, 777, 100_000] {
                let mut x = vec![0.0f32; 2 * 60_000];
                x[2 * at as usize + 1] = -0.5;
                let mut peaks = Peaks::new(fps, 44_100, 3..40);
                x.chunks(2 * block).for_each(|b| peaks.push(b, 2));
                // Sample floor(n · rate / fps) is the first of frame n.
                let own = (0..).find(|n| fps.sample_of(n + 1, 44_100) > at).unwrap();
                for n in 3..40 {
                    assert_eq!(peaks.pop(), Some(if n == own { 0.5 } else { 0.0 }), "{at} {n}");
                }
            }
        }
    }
}
