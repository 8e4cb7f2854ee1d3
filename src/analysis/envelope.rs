//! Onset strength: how much the spectrum grows, 120 times a second; what beats are found in.
//!
//! Spectral flux of roots of amplitudes in some twenty bands, a quarter of an octave wide or one bin, up to 3 kHz, and
//! one of all that lies above, by the differences between samples. The root lets a quiet hat count beside a kick, and
//! other than a logarithm it knows no floor: a master of another gain has the same envelope but for a factor.

use super::{
    Listening,
    meter::Cell,
    spectrogram::Step,
    transform::{Shape, Transform},
};
use std::collections::VecDeque;

/// Values per second: every step of the scan.
pub(crate) const RATE_HZ: u32 = 120;
/// Length of the window, seconds.
const WINDOW_S: f64 = 0.034;
/// Lowest and highest edge of the bands, Hz.
const RANGE_HZ: [f64; 2] = [30.0, 3_000.0];
/// Ratio of a band's edges, at least.
const RATIO: f64 = 1.19;
/// What the last five spectra count for growth, the latest last: a slope, smoothed so that the beating of steady tones
/// that lie close isn't one.
const SLOPE: [f32; 5] = [-0.25, -0.5, 0.0, 0.5, 0.25];
/// What lies above the bands counts as much as so many of them.
const AIR: f32 = 4.0;

/// Onset strength, step by step.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    transform: Option<Transform>,
    /// Bins of the bands, half open.
    bands: Vec<(usize, usize)>,
    /// Roots of amplitudes at the last steps; the last value is that of the air.
    roots: VecDeque<Vec<f32>>,
}

/// What is known at one step.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Strength {
    /// How much the roots of all bands grow.
    pub(crate) growth: f32,
    /// How much there is of them.
    pub(crate) level: f32,
}

impl Envelope {
    /// Its value belongs to the moment so many steps before the step it is read at: two for the slope, less one because a
    /// centred window under a root sees an attack 8 ms early.
    pub(crate) const LATE_STEPS: f64 = 1.0;

    /// The next step, with the samples since the step before.
    pub(crate) fn step(&mut self, step: &Step<'_>, cell: Cell) -> Strength {
        let (bands, transform) = (&mut self.bands, &mut self.transform);
        let transform = transform.get_or_insert_with(|| {
            // Beats don't depend on how the song is shown.
            let shape = Shape { padding: 1, ..Shape::of(&Listening::default()) };
            let transform = Transform::new(step.rate_hz, WINDOW_S, RANGE_HZ[1], shape);
            *bands = bins_of_bands(&transform);
            transform
        });
        let Some(samples) = step.window(transform.half()) else { return Strength::default() };
        let power = transform.power(samples);
        // The slope of the powers makes kick and hat alike.
        let root = |power: f32| power.sqrt().sqrt();
        let all = self.roots.len() == SLOPE.len();
        let mut now = if all { self.roots.pop_front().unwrap_or_default() } else { Vec::new() };
        now.clear();
        let mean = |(from, to): &(usize, usize)| power[*from..*to].iter().sum::<f32>() / (to - from) as f32;
        now.extend(bands.iter().map(|band| root(mean(band))));
        now.push(AIR * root(cell.air as f32));
        let (level, count) = (now.iter().sum(), now.len());
        self.roots.push_back(now);
        if self.roots.len() < SLOPE.len() {
            return Strength { growth: 0.0, level };
        }
        let slope =
            |b: usize| self.roots.iter().zip(SLOPE).map(|(roots, share)| roots[b] * share).sum::<f32>();
        Strength { growth: (0..count).map(|b| slope(b).max(0.0)).sum(), level }
    }
}

fn bins_of_bands(transform: &Transform) -> Vec<(usize, usize)> {
    let bin = |hz: f64| (hz / transform.bin_hz).round() as usize;
    let end = bin(RANGE_HZ[1]).min(transform.bins());
    let mut bands = Vec::new();
    let mut from = bin(RANGE_HZ[0]).max(1);
    while from < end {
        let to = ((from as f64 * RATIO).round() as usize).max(from + 1).min(end);
        bands.push((from, to));
        from = to;
    }
    bands
}
