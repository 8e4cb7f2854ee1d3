//! How the levels of the whole signal move, step by step.

use super::{
    Reference,
    bands::Band,
    meter::{Cell, lufs},
    motion::{HELD_S, Spring, lively},
    scale::Scale,
};
use std::collections::VecDeque;

/// How many bands the levels of the whole signal read.
pub(crate) const COUNT: usize = 3;
/// Bass, mid and treble of the levels, Hz.
const BANDS_HZ: [[f64; 2]; COUNT] = [[40.0, 150.0], [150.0, 2_000.0], [2_000.0, 16_000.0]];
/// 90 % of a step up and down, seconds: the higher, the quicker.
const MOTION_S: [[f32; 2]; 3] = [[0.09, 0.26], [0.07, 0.22], [0.05, 0.18]];
/// Time constant of the loudness, seconds: settled after 1.5.
const LOUDNESS_S: f32 = 0.5;
/// Time constant of the stereo image, seconds.
const IMAGE_S: f64 = 0.15;
/// Power below this has no stereo image: −90 dB.
const IMAGELESS: f64 = 1e-9;
/// Cells of BS.1770's momentary loudness: 400 ms on the grid of 240 Hz.
const MOMENTARY_CELLS: usize = 96;
/// What the momentary loudness reads 0 and 1 at, LUFS.
const MOMENTARY_LUFS: [f64; 2] = [-60.0, 0.0];

/// Bass, mid and treble of the levels as bands of a song, lowest first.
pub(crate) fn bands(sample_rate_hz: u32) -> [Band; 3] {
    let highest = 0.45 * f64::from(sample_rate_hz);
    BANDS_HZ.map(|[lo, hi]| Band { lo_hz: lo.min(highest / 2.0), hi_hz: hi.min(highest) })
}

/// What is sampled by frames, 0 to 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Values {
    pub(crate) bands: [f32; 3],
    pub(crate) loudness: f32,
    pub(crate) width: f32,
    pub(crate) correlation: f32,
    pub(crate) momentary: f32,
}

/// The levels at the latest step.
#[derive(Debug)]
pub(crate) struct Moving {
    scales: [Scale; 3],
    springs: [Spring; 3],
    /// What bass, mid and treble were for a second, how fast that follows, and how much they stand out from it.
    held: [f32; 3],
    held_share: f32,
    liveliness: f32,
    loudness_scale: Scale,
    loudness_share: f32,
    image_share: f64,
    /// Smoothed powers of left and right and their mean product.
    image: [f64; 3],
    cells: VecDeque<f64>,
    pub(crate) now: Values,
}

impl Moving {
    pub(crate) fn new(reference: &Reference, grid_hz: u32) -> Self {
        let range_db = reference.top_db.map_or(0.0, |top| top - reference.floor_db);
        let scale = |top_db: f32| Scale::new(top_db - range_db, reference.top_db.map(|_| top_db));
        let step_s = 1.0 / f64::from(grid_hz);
        Self {
            scales: [reference.bass_top_db, reference.mid_top_db, reference.treble_top_db].map(scale),
            springs: MOTION_S.map(|[up, down]| Spring::new(up, down, grid_hz)),
            held: [0.0; 3],
            held_share: (1.0 - (-step_s / HELD_S).exp()) as f32,
            liveliness: reference.listening.liveliness,
            loudness_scale: scale(reference.loudness_top_db),
            loudness_share: 1.0 - (-1.0 / (LOUDNESS_S * grid_hz as f32)).exp(),
            image_share: 1.0 - (-step_s / IMAGE_S).exp(),
            image: [0.0; 3],
            cells: VecDeque::with_capacity(MOMENTARY_CELLS + 1),
            now: Values::default(),
        }
    }

    /// Moves on by a step: the levels of [`bands`], the loudness of all bands, dB, and the samples since the step before.
    pub(crate) fn step(&mut self, bands_db: &[f32], loudness_db: f32, cell: Cell) {
        for (b, db) in bands_db.iter().take(3).enumerate() {
            let height = self.scales[b].height(*db);
            self.held[b] += (height - self.held[b]) * self.held_share;
            // These move pictures as a whole: twice as much as a bar does.
            self.springs[b].step(lively(height, self.held[b], 2.0 * self.liveliness).clamp(0.0, 1.0));
            self.now.bands[b] = self.springs[b].value;
        }
        let loudness = self.loudness_scale.height(loudness_db);
        self.now.loudness += (loudness - self.now.loudness) * self.loudness_share;

        let [left, right] = cell.sides;
        for (slow, now) in self.image.iter_mut().zip([left, right, cell.cross]) {
            *slow += (now - *slow) * self.image_share;
        }
        let [left, right, cross] = self.image;
        let sum = left + right;
        // Of mid = (L + R) / 2 and side = (L − R) / 2 the powers add up to half of that of L and R.
        let silent = sum < IMAGELESS;
        self.now.width = if silent { 0.0 } else { (0.5 - cross / sum) as f32 };
        let correlation = cross / (left * right).sqrt();
        self.now.correlation =
            if correlation.is_finite() && !silent { (0.5 + 0.5 * correlation) as f32 } else { 0.5 };

        self.cells.push_back(cell.weighted);
        if self.cells.len() > MOMENTARY_CELLS {
            self.cells.pop_front();
        }
        let weighted = self.cells.iter().sum::<f64>() / MOMENTARY_CELLS as f64;
        let [lowest, highest] = MOMENTARY_LUFS;
        self.now.momentary = ((lufs(weighted) - lowest) / (highest - lowest)).clamp(0.0, 1.0) as f32;
    }
}

impl Values {
    /// The values a share of the way to those of the next step.
    pub(crate) fn towards(self, next: Self, share: f32) -> Self {
        let value = |a: f32, b: f32| a + (b - a) * share;
        Self {
            bands: [0, 1, 2].map(|b| value(self.bands[b], next.bands[b])),
            loudness: value(self.loudness, next.loudness),
            width: value(self.width, next.width),
            correlation: value(self.correlation, next.correlation),
            momentary: value(self.momentary, next.momentary),
        }
    }
}
