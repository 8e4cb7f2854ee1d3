//! The part of the samples that styles want to see, as 16 bits, left and right.

use std::ops::Range;

/// Picks samples out of the blocks of a song.
#[derive(Debug)]
pub(super) struct Kept {
    range: Range<u64>,
    channels: usize,
    /// Number of the next sample.
    next: u64,
    samples: Vec<[i16; 2]>,
}

impl Kept {
    /// Those of `range`, from interleaved blocks; of more than two channels the first two count.
    pub(super) fn new(range: Range<u64>, channels: usize) -> Self {
        Self { range, channels: channels.max(1), next: 0, samples: Vec::new() }
    }

    /// The wanted samples of the next block.
    pub(super) fn take(&mut self, block: &[f32]) -> &[[i16; 2]] {
        let count = (block.len() / self.channels) as u64;
        let within = |n: u64| (n.clamp(self.next, self.next + count) - self.next) as usize;
        let wanted = within(self.range.start)..within(self.range.end);
        let right = usize::from(self.channels > 1);
        let frames = block.chunks_exact(self.channels).skip(wanted.start).take(wanted.len());
        self.samples.clear();
        self.samples.extend(frames.map(|frame| [sixteen(frame[0]), sixteen(frame[right])]));
        self.next += count;
        &self.samples
    }
}

fn sixteen(sample: f32) -> i16 {
    (sample * 32_767.0).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wanted_samples_are_taken_whatever_the_blocks() {
        let song: Vec<f32> = (0..60).map(|i| i as f32 / 100.0).collect();
        for size in [2, 6, 14, 60] {
            let mut kept = Kept::new(5..22, 2);
            let got: Vec<_> = song.chunks(size).flat_map(|block| kept.take(block).to_vec()).collect();
            assert_eq!(got.len(), 17);
            assert_eq!(got[0], [sixteen(0.10), sixteen(0.11)]);
            assert_eq!(got[16], [sixteen(0.42), sixteen(0.43)]);
        }
        assert_eq!(Kept::new(0..3, 1).take(&[1.0, -2.0]), [[32_767; 2], [-32_768; 2]]);
    }
}
