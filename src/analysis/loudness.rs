//! Integrated loudness and true peak of a whole song, after ITU-R BS.1770-4.
//!
//! Blocks of 400 ms, a new one every 100 ms; those above −70 LUFS count, and of them those within 10 LU of their mean.
//! The second gate needs all blocks, so they are kept as a histogram of tenths of a LU with the power of each.

use super::{lanes::in_lanes, meter::lufs};
use std::collections::VecDeque;

/// The absolute gate and the highest class of the histogram, LUFS.
const RANGE_LUFS: [f64; 2] = [-70.0, 10.0];
/// Classes per LU.
const PER_LU: f64 = 10.0;
/// The relative gate, LU.
const RELATIVE_LU: f64 = -10.0;
/// Oversampling of the true peak, and taps on either side.
const PHASES: usize = 4;
const SIDE: usize = 6;
/// Samples that are interpolated at once.
const CHUNK: usize = 64;

/// Integrated loudness, block by block.
#[derive(Debug)]
pub(crate) struct Integrated {
    /// Weighted powers of the last tenths of a second.
    tenths: VecDeque<f64>,
    /// Blocks of a class, and the sum of their powers.
    classes: Vec<(u64, f64)>,
}

impl Integrated {
    pub(crate) fn new() -> Self {
        let classes = ((RANGE_LUFS[1] - RANGE_LUFS[0]) * PER_LU) as usize;
        Self { tenths: VecDeque::new(), classes: vec![(0, 0.0); classes] }
    }

    /// The mean weighted power of the next 100 ms.
    pub(crate) fn push(&mut self, weighted: f64) {
        self.tenths.push_back(weighted);
        if self.tenths.len() < 4 {
            return;
        }
        let power = self.tenths.iter().sum::<f64>() / 4.0;
        self.tenths.pop_front();
        let class = (lufs(power) - RANGE_LUFS[0]) * PER_LU;
        if class >= 0.0 {
            let last = self.classes.len() - 1;
            let (count, sum) = &mut self.classes[(class as usize).min(last)];
            (*count, *sum) = (*count + 1, *sum + power);
        }
    }

    /// LUFS; none when nothing is above the gate.
    pub(crate) fn finish(&self) -> Option<f64> {
        let mean = |classes: &[(u64, f64)]| {
            let (count, sum) =
                classes.iter().fold((0, 0.0), |(n, sum), (count, power)| (n + count, sum + power));
            (count > 0).then(|| lufs(sum / count as f64))
        };
        let gate = mean(&self.classes)? + RELATIVE_LU;
        let from = ((gate - RANGE_LUFS[0]) * PER_LU).max(0.0) as usize;
        mean(&self.classes[from.min(self.classes.len() - 1)..])
    }
}

/// The largest value between and at the samples, four places to a sample.
#[derive(Debug)]
pub(crate) struct TruePeak {
    /// Taps of the three places between two samples.
    taps: [[f32; 2 * SIDE]; PHASES - 1],
    /// No interpolated value exceeds the largest sample around it by more.
    gain: f32,
    /// The last samples per channel, and room for a chunk.
    history: [[f32; 2 * SIDE - 1 + CHUNK]; 2],
    largest: f32,
}

impl TruePeak {
    pub(crate) fn new() -> Self {
        let taps: [[f32; 2 * SIDE]; PHASES - 1] = std::array::from_fn(|phase| {
            let at = (phase + 1) as f64 / PHASES as f64 + (SIDE - 1) as f64;
            let raw: [f64; 2 * SIDE] = std::array::from_fn(|i| {
                let x = std::f64::consts::PI * (at - i as f64);
                // A sinc under a raised cosine.
                x.sin() / x * (0.5 + 0.5 * (x / SIDE as f64).cos())
            });
            let sum: f64 = raw.iter().sum();
            raw.map(|tap| (tap / sum) as f32)
        });
        let gain = taps.iter().map(|taps| taps.iter().map(|tap| tap.abs()).sum()).fold(1.0, f32::max);
        Self { taps, gain, history: [[0.0; _]; 2], largest: 0.0 }
    }

    /// Takes in interleaved samples of one or more channels (the first two count).
    pub(crate) fn push(&mut self, block: &[f32], channels: usize) {
        in_lanes(|| self.take(block, channels));
    }

    #[inline(always)]
    fn take(&mut self, block: &[f32], channels: usize) {
        for chunk in block.chunks(CHUNK * channels) {
            let count = chunk.len() / channels;
            for (c, history) in self.history.iter_mut().enumerate().take(channels) {
                let new = &mut history[2 * SIDE - 1..];
                for (new, frame) in new.iter_mut().zip(chunk.chunks_exact(channels)) {
                    *new = frame[c];
                }
                let heard = &history[..2 * SIDE - 1 + count];
                let around = heard.iter().fold(0.0f32, |m, x| if x.abs() > m { x.abs() } else { m });
                self.largest = self.largest.max(around);
                if around * self.gain > self.largest {
                    self.largest = self.taps.iter().fold(self.largest, |m, taps| m.max(largest(heard, taps)));
                }
                history.copy_within(count..count + 2 * SIDE - 1, 0);
            }
        }
    }

    /// dB re full scale; none for silence.
    pub(crate) fn finish(&self) -> Option<f64> {
        (self.largest > 0.0).then(|| 20.0 * f64::from(self.largest).log10())
    }
}

/// The largest of a filter's values.
#[inline(always)]
fn largest(x: &[f32], taps: &[f32; 2 * SIDE]) -> f32 {
    let mut y = [0.0f32; CHUNK];
    for (i, tap) in taps.iter().enumerate() {
        y.iter_mut().zip(&x[i..]).for_each(|(y, x)| *y += tap * x);
    }
    // Values past the end lack taps.
    let whole = x.len() + 1 - 2 * SIDE;
    y[..whole].iter().fold(0.0, |m, y| if y.abs() > m { y.abs() } else { m })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_parts_do_not_lower_the_loudness() {
        // EBU Tech 3341, case 3: −36, −23 and −36 LUFS for 10, 60 and 10 s read −23.
        let power = |lufs: f64| 10f64.powf((lufs + 0.691) / 10.0);
        let mut integrated = Integrated::new();
        let parts = [(-36.0, 100), (-23.0, 600), (-36.0, 100)];
        parts.iter().for_each(|(lufs, n)| (0..*n).for_each(|_| integrated.push(power(*lufs))));
        let read = integrated.finish().unwrap();
        assert!((read + 23.0).abs() < 0.1, "{read}");
        // And case 4 with silence about it: −72, −36, −23, −36, −72.
        let mut integrated = Integrated::new();
        let parts = [(-72.0, 100), (-36.0, 100), (-23.0, 600), (-36.0, 100), (-72.0, 100)];
        parts.iter().for_each(|(lufs, n)| (0..*n).for_each(|_| integrated.push(power(*lufs))));
        assert!((integrated.finish().unwrap() + 23.0).abs() < 0.1);
        assert_eq!(Integrated::new().finish(), None);
    }

    #[test]
    fn the_peak_between_samples_is_found_in_blocks_of_any_size() {
        // A quarter of the sample rate at 45°: samples are 3 dB below the peak.
        let x: Vec<f32> = (0..4_000)
            .map(|i| (std::f64::consts::FRAC_PI_2 * (f64::from(i) + 0.5)).sin() as f32 * 0.5)
            .flat_map(|x| [0.1 * x, x])
            .collect();
        let mut read = [1, 63, 64, 777, 8_000].map(|block| {
            let mut peak = TruePeak::new();
            x.chunks(2 * block).for_each(|b| peak.push(b, 2));
            peak.finish().unwrap()
        });
        read.sort_by(f64::total_cmp);
        assert!((read[0] + 6.02).abs() < 0.3 && read[0] == read[4], "{read:?}");
    }
}
