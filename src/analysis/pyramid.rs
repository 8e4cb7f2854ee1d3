//! Halves the sample rate step by step, so that long windows need few samples.
//!
//! Level 0 is the song, level l runs at rate / 2^l. Filters are half-band and centred: sample j of level l depicts
//! exactly the time of sample j · 2^l of the song. Before its start and after its end a song is silent.
//!
//! A stereo pair is one complex number, L + iR; mono is read as L = R. One 290 ms window of a 44.1 kHz song is
//! 12,800 samples, at level 5 it is 400: that alone makes the bass 25 × cheaper than a transform of the song itself.

use super::lanes::in_lanes;
use rustfft::num_complex::Complex;
use std::f64::consts::PI;

/// Stop-band attenuation of every halving, dB: below the −70 dB gate of the quietest step by a margin.
const STOP_DB: f64 = 80.0;
/// Parts of samples, real and imaginary, that are filtered at once.
const LANES: usize = 16;

/// The levels of one song.
#[derive(Debug)]
pub(crate) struct Pyramid {
    levels: Vec<Level>,
    /// What is kept for the filters to work in.
    laid: Vec<f32>,
}

#[derive(Debug)]
struct Level {
    /// Samples that are still needed.
    samples: Vec<Complex<f32>>,
    /// Index of `samples[0]`; negative while the silence before the song is needed.
    first: i64,
    /// The filter that makes the next level.
    halve: Option<HalfBand>,
    /// Index of the next sample that `halve` makes.
    next: i64,
}

impl Pyramid {
    /// `passbands_hz[l]` is the highest frequency that must survive on the way from level l to level l + 1;
    /// `history` is how many samples before its first a level must be able to show.
    pub(crate) fn new(sample_rate_hz: u32, passbands_hz: &[f64], history: usize) -> Self {
        let mut levels = Vec::new();
        for l in 0..=passbands_hz.len() {
            let rate = f64::from(sample_rate_hz) / f64::from(1u32 << l);
            let halve = passbands_hz.get(l).map(|pass| HalfBand::new(pass / rate));
            let silent = history.max(halve.as_ref().map_or(0, HalfBand::reach));
            levels.push(Level {
                samples: vec![Complex::default(); silent],
                first: -(silent as i64),
                halve,
                next: 0,
            });
        }
        Self { levels, laid: Vec::new() }
    }

    /// Appends interleaved samples of one or more channels (the first two count).
    pub(crate) fn push(&mut self, block: &[f32], channels: usize) {
        let channels = channels.max(1);
        let right = usize::from(channels > 1);
        let frames = block.chunks_exact(channels).map(|f| Complex::new(f[0], f[right]));
        self.levels[0].samples.extend(frames);
        in_lanes(|| self.halve());
    }

    /// Samples `from..to` of a level, once they are all there.
    pub(crate) fn get(&self, level: usize, from: i64, to: i64) -> Option<&[Complex<f32>]> {
        let level = &self.levels[level];
        let (from, to) = (usize::try_from(from - level.first).ok()?, usize::try_from(to - level.first).ok()?);
        level.samples.get(from..to)
    }

    /// Forgets what lies before `keep_from(level)` and is not needed for the levels above either.
    pub(crate) fn forget(&mut self, keep_from: impl Fn(usize) -> i64) {
        for (l, level) in self.levels.iter_mut().enumerate() {
            let halve = level.halve.as_ref().map_or(i64::MAX, |h| 2 * level.next - h.reach() as i64);
            let gone = (keep_from(l).min(halve) - level.first).max(0) as usize;
            // Moving the rest costs as much as it saves until it is half of all.
            if gone > level.samples.len() / 2 {
                level.samples.drain(..gone.min(level.samples.len()));
                level.first += gone as i64;
            }
        }
    }

    #[inline(always)]
    fn halve(&mut self) {
        for l in 1..self.levels.len() {
            let (below, above) = self.levels.split_at_mut(l);
            let (from, to) = (&mut below[l - 1], &mut above[0]);
            let Some(filter) = &from.halve else { continue };
            let start = (2 * from.next - from.first) as usize - filter.reach();
            from.next += filter.halve(&from.samples[start..], &mut self.laid, &mut to.samples) as i64;
        }
    }
}

/// A symmetric half-band low-pass: every other tap is zero, the middle one is a half.
#[derive(Debug)]
struct HalfBand {
    /// Taps at distance 1, 3, 5, …
    odd: Vec<f32>,
}

impl HalfBand {
    /// Keeps frequencies up to `pass` (in units of the input rate) and removes what would fold onto them: a windowed
    /// sinc after Kaiser (1974), β and length by his formulas.
    fn new(pass: f64) -> Self {
        let transition = (0.5 - 2.0 * pass).max(0.02);
        let taps = (STOP_DB - 7.95) / (14.36 * transition);
        let pairs = ((taps + 1.0) / 4.0).ceil().max(1.0) as usize;
        let beta = 0.1102 * (STOP_DB - 8.7);
        let reach = 2.0 * pairs as f64;
        let raw: Vec<f64> = (0..pairs)
            .map(|i| {
                let n = (2 * i + 1) as f64;
                let kaiser = bessel_i0(beta * (1.0 - (n / reach).powi(2)).sqrt()) / bessel_i0(beta);
                (PI * n / 2.0).sin() / (PI * n) * kaiser
            })
            .collect();
        // Exactly one at 0 Hz.
        let gain = 0.25 / raw.iter().sum::<f64>();
        Self { odd: raw.iter().map(|h| (h * gain) as f32).collect() }
    }

    /// How many samples on either side of its centre it needs.
    fn reach(&self) -> usize {
        2 * self.odd.len() - 1
    }

    /// Appends every second sample of `x`, filtered, from the one on that has `reach` samples before it to the last that has
    /// as many after it; returns how many those are. The samples that odd taps see are laid side by side in `laid`.
    #[inline(always)]
    fn halve(&self, x: &[Complex<f32>], laid: &mut Vec<f32>, halved: &mut Vec<Complex<f32>>) -> usize {
        let (reach, pairs) = (self.reach(), self.odd.len());
        let count = x.len().saturating_sub(2 * reach).div_ceil(2);
        laid.clear();
        laid.extend(x.iter().step_by(2).flat_map(|x| [x.re, x.im]));
        laid.resize(laid.len() + LANES, 0.0);
        for first in (0..count).step_by(LANES / 2) {
            let made = (count - first).min(LANES / 2);
            let lanes =
                |from: usize| laid[2 * (first + from)..].first_chunk::<LANES>().unwrap_or(&[0.0; LANES]);
            let mut sums = [0.0f32; LANES];
            let middles = x[reach + 2 * first..].iter().step_by(2).take(made);
            for (sum, x) in sums.as_chunks_mut().0.iter_mut().zip(middles) {
                *sum = [x.re * 0.5, x.im * 0.5];
            }
            for (i, tap) in self.odd.iter().enumerate() {
                let (before, after) = (lanes(pairs - 1 - i), lanes(pairs + i));
                for (sum, (a, b)) in sums.iter_mut().zip(before.iter().zip(after)) {
                    *sum += (a + b) * tap;
                }
            }
            halved.extend(sums.as_chunks().0[..made].iter().map(|[re, im]| Complex::new(*re, *im)));
        }
        count
    }
}

/// The modified Bessel function of order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..64 {
        term *= (x / 2.0 / f64::from(k)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level_of_tone(hz: f64, level: usize) -> f64 {
        let mut pyramid = Pyramid::new(44_100, &[3_000.0, 3_000.0, 300.0, 300.0, 300.0], 0);
        let x: Vec<f32> =
            (0..44_100).map(|i| (2.0 * PI * hz * f64::from(i) / 44_100.0).sin() as f32).collect();
        pyramid.push(&x, 1);
        let (from, to) = (8_000 >> level, 36_000 >> level);
        let x = pyramid.get(level, from, to).unwrap();
        let power = x.iter().map(|c| f64::from(c.re).powi(2)).sum::<f64>() / x.len() as f64;
        10.0 * (2.0 * power).log10()
    }

    #[test]
    fn halving_keeps_the_passband_and_removes_what_folds_onto_it() {
        for (hz, level) in [(100.0, 5), (290.0, 5), (1_000.0, 2), (3_000.0, 2)] {
            assert!(level_of_tone(hz, level).abs() < 0.01, "{hz} {}", level_of_tone(hz, level));
        }
        // 22,050 − 2,900 folds onto 2,900 Hz at level 1; 1378 − 250 onto 250 Hz at level 5.
        for (hz, level) in [(19_150.0, 2), (8_100.0, 2), (1_128.0, 5), (2_500.0, 5), (20_000.0, 5)] {
            assert!(level_of_tone(hz, level) < -72.0, "{hz} {}", level_of_tone(hz, level));
        }
    }

    #[test]
    fn a_sample_of_a_level_depicts_its_own_time() {
        let mut pyramid = Pyramid::new(44_100, &[3_000.0, 3_000.0, 300.0, 300.0, 300.0], 0);
        let mut x = vec![0.0f32; 20_000];
        x[9_600] = 1.0;
        pyramid.push(&x, 1);
        let level = pyramid.get(5, 250, 350).unwrap();
        let largest = (0..100).max_by(|a, b| level[*a].re.total_cmp(&level[*b].re)).unwrap();
        assert_eq!(250 + largest, 300);
        assert!((level[49].re - level[51].re).abs() < 1e-6);
    }

    #[test]
    fn block_sizes_do_not_matter() {
        let x: Vec<f32> = (0..6_000u32).map(|i| ((i * i) % 1_009) as f32 / 1_009.0 - 0.5).collect();
        let run = |size: usize| {
            let mut pyramid = Pyramid::new(8_000, &[300.0, 300.0], 10);
            for block in x.chunks(size) {
                pyramid.push(block, 2);
            }
            pyramid.push(&[0.0; 400], 2);
            pyramid.get(2, -10, 780).unwrap().to_vec()
        };
        assert_eq!(run(2), run(6_000));
    }
}
