//! Band levels on a fixed time grid, from three windows.
//!
//! | window | seconds | on the grid of 240 Hz | used for (fades are one octave wide) |
//! |--------|---------|-----------------------|--------------------------------------|
//! | bass   | 0.290   | every 4th step        | up to 130–260 Hz                     |
//! | mid    | 0.105   | every 2nd step        | up to 1.4–2.8 kHz                    |
//! | treble | 0.026   | every step            | the rest                             |
//!
//! Grid step g is the time g / grid rate, whatever the frame rate; its sample is the nearest one. All windows are
//! centred on it. Between their own steps the longer windows are interpolated in dB, then gated by the next shorter
//! one, then faded into each other by a raised cosine over log frequency. As all read a steady tone alike, a tone
//! crosses from one to the next without a step. A band that goes on above all that a window is made to hear is left to
//! the next shorter one, wherever its middle lies.

use super::{
    Listening,
    bands::{Band, Reading},
    gate::Gate,
    lanes::in_lanes,
    pyramid::Pyramid,
    transform::{Shape, Transform},
};
use rustfft::num_complex::Complex;

/// Lengths of the windows: treble, mid, bass.
const WINDOWS_S: [f64; 3] = [0.026, 0.105, 0.290];
/// Lower ends of the one-octave fades from mid to treble and from bass to mid.
const FADES_HZ: [f64; 2] = [1_400.0, 130.0];
/// Sample rates below which the pyramid doesn't go for a window.
const LEAST_RATES_HZ: [f64; 3] = [44_100.0, 10_500.0, 1_000.0];
/// Samples that are taken in at once, so that the pyramid stays in the cache.
const CHUNK: usize = 4_096;

/// A time grid.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    /// Steps per second.
    pub(crate) rate_hz: u32,
    /// How many steps lie between two computed ones: treble, mid, bass.
    pub(crate) every: [u64; 3],
    /// Whether long windows are gated.
    pub(crate) gated: bool,
}

/// Levels of bands, step by step.
#[derive(Debug)]
pub(crate) struct Spectrogram {
    grid: Grid,
    sample_rate_hz: u32,
    pyramid: Pyramid,
    rungs: [Rung; 3],
    gates: [Gate; 2],
    /// Shares of the three windows, per band.
    shares: Vec<[f32; 3]>,
    levels_db: Vec<f32>,
    next: u64,
}

/// What is known at one step of the grid.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    /// Its number: time is g / grid rate.
    pub(crate) g: u64,
    /// Level of every band, dB.
    pub(crate) levels_db: &'a [f32],
    /// The latest spectra: treble, mid, bass.
    pub(crate) spectra: [&'a Transform; 3],
    /// Samples per second of the mid window, Hz.
    pub(crate) rate_hz: f64,
    pyramid: &'a Pyramid,
    mid: &'a Rung,
    centre: i64,
}

impl<'a> Step<'a> {
    /// The mid window's samples about this step, `half` on either side; there for a window that isn't longer.
    pub(crate) fn window(&self, half: usize) -> Option<&'a [Complex<f32>]> {
        let half = half as i64;
        self.pyramid.get(self.mid.level, self.centre - half, self.centre + half + 1)
    }
}

/// One window: its place in the pyramid and what it read last.
#[derive(Debug)]
struct Rung {
    level: usize,
    every: u64,
    transform: Transform,
    /// The bands that need this window.
    bands: Vec<usize>,
    readings: Vec<Reading>,
    /// Their levels at the last two windows.
    before_db: Vec<f32>,
    after_db: Vec<f32>,
    /// Their levels now; of all bands, so that windows are compared by band.
    now_db: Vec<f32>,
}

impl Spectrogram {
    /// `bands` may come in any order, and overlap.
    pub(crate) fn new(sample_rate_hz: u32, grid: Grid, bands: &[Band], listening: &Listening) -> Self {
        let rate = f64::from(sample_rate_hz);
        let highest_hz = bands.iter().map(|b| b.hi_hz).fold(0.0, f64::max);
        let max_hz = [highest_hz, 2.0 * FADES_HZ[0], 2.0 * FADES_HZ[1]].map(|hz| 1.1 * hz + 100.0);
        let levels = LEAST_RATES_HZ.map(|least| (rate / least).max(1.0).log2() as usize);
        // Level l must keep what the longest window at or above it in the pyramid wants to see.
        let passbands: Vec<f64> = (0..levels[2])
            .map(|l| if l < levels[0] { highest_hz } else { max_hz[if l < levels[1] { 1 } else { 2 }] })
            .collect();
        let factor = f64::from(listening.window_factor);
        let shares: Vec<[f32; 3]> = bands.iter().map(|band| shares(*band, max_hz)).collect();
        let rungs = [0, 1, 2].map(|r| {
            let rate_hz = rate / f64::from(1u32 << levels[r]);
            let transform = Transform::new(rate_hz, WINDOWS_S[r] * factor, max_hz[r], Shape::of(listening));
            // Longer windows are gated by this one.
            let needs = |b: usize| shares[b][r..].iter().any(|share| *share > 0.0);
            let needed = bands.iter().enumerate().filter(|(b, _)| needs(*b));
            let (bands_here, readings): (Vec<usize>, Vec<Reading>) =
                needed.map(|(b, band)| (b, Reading::new(*band, &transform, listening.blend))).unzip();
            Rung {
                level: levels[r],
                every: grid.every[r],
                transform,
                before_db: vec![0.0; readings.len()],
                after_db: vec![0.0; readings.len()],
                now_db: vec![0.0; bands.len()],
                bands: bands_here,
                readings,
            }
        });
        let history = rungs.iter().map(|r| r.transform.half()).max().unwrap_or(0) + 1;
        let step_s = 1.0 / grid.rate_hz as f32;
        Self {
            grid,
            sample_rate_hz,
            pyramid: Pyramid::new(sample_rate_hz, &passbands, history),
            gates: [1, 2].map(|_| Gate::new(bands.len(), step_s)),
            rungs,
            shares,
            levels_db: vec![0.0; bands.len()],
            next: 0,
        }
    }

    /// The latest spectra: treble, mid, bass.
    pub(crate) fn spectra(&self) -> [&Transform; 3] {
        self.rungs.each_ref().map(|rung| &rung.transform)
    }

    /// Takes in a block and calls `each` for every grid step that it completes, until it errs.
    pub(crate) fn push<E>(
        &mut self,
        block: &[f32],
        channels: usize,
        mut each: impl FnMut(Step<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        for chunk in block.chunks(CHUNK * channels.max(1)) {
            self.pyramid.push(chunk, channels);
            self.drain(&mut each)?;
        }
        Ok(())
    }

    fn drain<E>(&mut self, each: &mut impl FnMut(Step<'_>) -> Result<(), E>) -> Result<(), E> {
        while self.step() {
            let (mid, g) = (&self.rungs[1], self.next - 1);
            each(Step {
                g,
                levels_db: &self.levels_db,
                spectra: self.spectra(),
                rate_hz: f64::from(self.sample_rate_hz) / f64::from(1u32 << mid.level),
                pyramid: &self.pyramid,
                mid,
                centre: mid.sample(g, self.sample_rate_hz, self.grid.rate_hz),
            })?;
        }
        let (next, rate, grid_hz) = (self.next, self.sample_rate_hz, self.grid.rate_hz);
        let rungs = &self.rungs;
        self.pyramid.forget(|level| {
            let starts = rungs.iter().filter(|r| r.level == level);
            let start = |r: &Rung| r.sample(next, rate, grid_hz) - r.transform.half() as i64;
            starts.map(start).min().unwrap_or(i64::MAX)
        });
        Ok(())
    }

    /// Computes the next step, once its sound is there.
    fn step(&mut self) -> bool {
        let (g, rate, grid_hz) = (self.next, self.sample_rate_hz, self.grid.rate_hz);
        // The longest window needs the latest sample: asked first.
        for r in self.rungs.iter().rev() {
            let (centre, half) = (r.centre(g, rate, grid_hz), r.transform.half() as i64);
            if self.pyramid.get(r.level, centre - half, centre + half + 1).is_none() {
                return false;
            }
        }
        for r in &mut self.rungs {
            r.advance(g, &self.pyramid, rate, grid_hz);
        }
        if self.grid.gated {
            let [treble, mid, bass] = &mut self.rungs;
            self.gates[0].hold(&mid.bands, &treble.now_db, &mut mid.now_db);
            self.gates[1].hold(&bass.bands, &mid.now_db, &mut bass.now_db);
        }
        let [treble, mid, bass] = &self.rungs;
        for (b, (level, share)) in self.levels_db.iter_mut().zip(&self.shares).enumerate() {
            let part = |rung: &Rung, share: f32| if share > 0.0 { share * rung.now_db[b] } else { 0.0 };
            *level = part(treble, share[0]) + part(mid, share[1]) + part(bass, share[2]);
        }
        self.next += 1;
        true
    }
}

impl Rung {
    /// Index in its level of the centre of the latest window that step `g` needs.
    fn centre(&self, g: u64, sample_rate_hz: u32, grid_hz: u32) -> i64 {
        self.sample(g.next_multiple_of(self.every), sample_rate_hz, grid_hz)
    }

    /// Index in its level of the sample at step `g`.
    fn sample(&self, g: u64, sample_rate_hz: u32, grid_hz: u32) -> i64 {
        let per = u128::from(grid_hz) << self.level;
        // Rounded to the nearest sample of the level.
        ((2 * u128::from(g) * u128::from(sample_rate_hz) + per) / (2 * per)) as i64
    }

    /// Moves on to step `g`, which follows the last one.
    fn advance(&mut self, g: u64, pyramid: &Pyramid, sample_rate_hz: u32, grid_hz: u32) {
        let into = if g == 0 { 0 } else { (g - 1) % self.every };
        if into == 0 {
            let (centre, half) = (self.centre(g, sample_rate_hz, grid_hz), self.transform.half() as i64);
            let Some(samples) = pyramid.get(self.level, centre - half, centre + half + 1) else { return };
            let power = self.transform.power(samples);
            std::mem::swap(&mut self.before_db, &mut self.after_db);
            let Self { after_db, readings, .. } = self;
            in_lanes(|| {
                for (level, reading) in after_db.iter_mut().zip(readings) {
                    *level = reading.level_db(power);
                }
            });
        }
        let share = if g == 0 { 1.0 } else { (into + 1) as f32 / self.every as f32 };
        for (b, (before, after)) in self.bands.iter().zip(self.before_db.iter().zip(&self.after_db)) {
            self.now_db[*b] = before * (1.0 - share) + after * share;
        }
    }
}

/// Shares of treble, mid and bass window in a band, by its middle and how far up they hear, Hz; they add up to 1.
pub(super) fn shares(band: Band, max_hz: [f64; 3]) -> [f32; 3] {
    let rise = |r: usize| {
        if band.hi_hz > max_hz[r] {
            return 1.0;
        }
        let x = (band.centre_hz() / FADES_HZ[r - 1]).log2().clamp(0.0, 1.0);
        ((1.0 - (std::f64::consts::PI * x).cos()) / 2.0) as f32
    };
    let (treble, not_bass) = (rise(1), rise(2));
    [treble, not_bass - treble, 1.0 - not_bass]
}
