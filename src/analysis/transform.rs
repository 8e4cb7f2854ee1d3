//! One window of sound to the power of its frequencies.
//!
//! Window: by default Nuttall's minimum three-term cosine (1981), side lobes −71 dB. On a dB picture a Hann window of equal time
//! resolution shows its −31 dB side lobes as bars at half height beside every tone. Zero-padded at least twice, so
//! that a tone between two bins loses at most 0.3 dB.
//!
//! One complex transform carries both channels: with z = L + iR, |Z(k)|² + |Z(−k)|² = 2 (|L(k)|² + |R(k)|²). The
//! channels' powers are averaged, so opposite channels don't cancel, and mono reads the same as L = R. A full-scale
//! sine reads 1 (0 dB) before the slope.

use super::{Listening, Weighting, Window, lanes::in_lanes, scale::slope_power};
use rustfft::{Fft, FftPlanner, num_complex::Complex};
use std::{f64::consts::PI, sync::Arc};

/// A transform of one window length at one sample rate.
pub(crate) struct Transform {
    fft: Arc<dyn Fft<f32>>,
    /// Centred window, sums to 1.
    window: Vec<f32>,
    /// The slope as a factor of power, per bin that is used.
    slope: Vec<f32>,
    buffer: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    power: Vec<f32>,
    /// Distance of two bins, Hz.
    pub(crate) bin_hz: f64,
    /// Distance of two bins without zero-padding, Hz: one over the length of the window.
    pub(crate) cell_hz: f64,
    /// What the powers of all bins of one full-scale tone sum up to.
    pub(crate) tone_sum: f64,
}

/// What a transform is like besides its length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Lengths of the window that are transformed at the least.
    pub(crate) padding: usize,
    pub(crate) window: Window,
    /// What powers are multiplied by, by frequency.
    pub(crate) slope_db: f32,
    pub(crate) weighting: Weighting,
}

impl Shape {
    /// As a song is listened to.
    pub(crate) fn of(listening: &Listening) -> Self {
        let Listening { window, slope_db, weighting, .. } = *listening;
        Self { padding: 2, window, slope_db, weighting }
    }

    fn gain(&self, hz: f64) -> f64 {
        slope_power(hz, f64::from(self.slope_db)) * self.weighting.power(hz)
    }
}

impl std::fmt::Debug for Transform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Transform({} of {}, {} bins)", self.window.len(), self.buffer.len(), self.power.len())
    }
}

impl Transform {
    /// A window of `window_s` at `rate_hz`; bins are needed up to `max_hz`.
    pub(crate) fn new(rate_hz: f64, window_s: f64, max_hz: f64, shape: Shape) -> Self {
        let half = (rate_hz * window_s / 2.0).round().max(4.0) as usize;
        let window = cosines(half, shape.window);
        let len = fast_len(shape.padding * window.len());
        let bin_hz = rate_hz / len as f64;
        let bins = ((max_hz / bin_hz).ceil() as usize + 3).min(len / 2);
        let fft = FftPlanner::new().plan_fft_forward(len);
        Self {
            scratch: vec![Complex::default(); fft.get_inplace_scratch_len()],
            buffer: vec![Complex::default(); len],
            slope: (0..bins).map(|k| shape.gain(k as f64 * bin_hz) as f32).collect(),
            power: vec![0.0; bins],
            bin_hz,
            cell_hz: rate_hz / window.len() as f64,
            tone_sum: len as f64 * window.iter().map(|w| w * w).sum::<f64>(),
            window: window.iter().map(|w| *w as f32).collect(),
            fft,
        }
    }

    /// Samples on either side of the centre.
    pub(crate) fn half(&self) -> usize {
        self.window.len() / 2
    }

    /// How many bins [`Transform::power`] gives.
    pub(crate) fn bins(&self) -> usize {
        self.power.len()
    }

    /// The sloped power per bin of the window `samples`, which is 2 · half + 1 long.
    pub(crate) fn power(&mut self, samples: &[Complex<f32>]) -> &[f32] {
        let Self { fft, window, slope, buffer, scratch, power, .. } = self;
        in_lanes(|| {
            let (head, tail) = buffer.split_at_mut(window.len());
            for ((z, x), w) in head.iter_mut().zip(samples).zip(window) {
                *z = x * *w;
            }
            tail.fill(Complex::default());
        });
        fft.process_with_scratch(buffer, scratch);
        power[0] = 0.0;
        in_lanes(|| {
            let mirrored = buffer[1..].iter().zip(buffer.iter().rev());
            for ((p, s), (a, b)) in power[1..].iter_mut().zip(&slope[1..]).zip(mirrored) {
                *p = (a.norm_sqr() + b.norm_sqr()) * s;
            }
        });
        power
    }

    /// The sloped power per bin of the latest window.
    pub(crate) fn latest(&self) -> &[f32] {
        &self.power
    }
}

/// A window of 2 · half + 1 samples, normalised to sum 1.
fn cosines(half: usize, window: Window) -> Vec<f64> {
    let len = 2 * half + 1;
    let w: Vec<f64> = (0..len)
        .map(|i| {
            let x = 2.0 * PI * (i as f64 - half as f64) / len as f64;
            let [a, b, c, d] = window.terms();
            a + b * x.cos() + c * (2.0 * x).cos() + d * (3.0 * x).cos()
        })
        .collect();
    let sum: f64 = w.iter().sum();
    w.iter().map(|w| w / sum).collect()
}

/// The smallest length ≥ `min` that transforms fast: 2^k times 1, 3, 5, 9 or 15.
fn fast_len(min: usize) -> usize {
    [1usize, 3, 5, 9, 15].iter().map(|m| m * min.div_ceil(*m).next_power_of_two()).min().unwrap_or(min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_equal_a_naive_transform_in_doubles() {
        let mut seed = 1u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(seed >> 8) / f64::from(1u32 << 23) - 1.0
        };
        let mut t = Transform::new(11_025.0, 0.03, 4_000.0, Shape::of(&Listening::default()));
        let n = 2 * t.half() + 1;
        let (l, r): (Vec<f64>, Vec<f64>) = (0..n).map(|_| (random(), random())).unzip();
        let z: Vec<Complex<f32>> =
            l.iter().zip(&r).map(|(l, r)| Complex::new(*l as f32, *r as f32)).collect();
        let w = cosines(t.half(), Window::Nuttall);
        let (bins, bin_hz) = (t.bins(), t.bin_hz);
        let power = t.power(&z).to_vec();
        let mut worst = 0.0f64;
        for k in (1..bins).step_by(3) {
            let one = |x: &[f64]| {
                let mut sum = Complex::new(0.0, 0.0);
                for (i, (x, w)) in x.iter().zip(&w).enumerate() {
                    let angle = -2.0 * PI * k as f64 * bin_hz * i as f64 / 11_025.0;
                    sum += Complex::new(angle.cos(), angle.sin()) * (x * w);
                }
                4.0 * sum.norm_sqr()
            };
            let expected = (one(&l) + one(&r)) / 2.0 * slope_power(k as f64 * bin_hz, 3.0);
            worst = worst.max((f64::from(power[k]) / expected - 1.0).abs());
        }
        assert!(worst < 1e-5, "{worst:.1e}");
    }

    #[test]
    fn lengths_are_fast_and_at_least_twice_the_window() {
        for min in 8..5_000 {
            let len = fast_len(min);
            assert!(len >= min && len < min + min / 3 + 4, "{min} {len}");
        }
        assert_eq!(fast_len(2_294), 2_304);
    }
}
