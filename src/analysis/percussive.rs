//! How much of the sound is struck rather than held: harmonic/percussive separation by median filtering (Fitzgerald
//! 2010).
//!
//! In a spectrogram a held tone is a horizontal line and a stroke a vertical one. The median over time keeps the
//! first, H, the median over frequency the second, P; the percussive share of a place is P² / (P² + H²). The share of
//! a moment is the mean of its places, weighted by amplitude after the slope, so that bass doesn't outvote all else.
//!
//! Below 2.8 kHz the mid window is read (held tones are narrow lines in it), above the treble window. Both filters have
//! nine taps: a hop of 33 ms times nine is 0.3 s, every other column times nine is 17 columns, as in the paper. Nine
//! values are sorted by a network of minima and maxima, whole rows at a time: that is 4 µs a hop.

use super::{spectrogram::Step, transform::Transform};
use std::collections::VecDeque;

/// Grid steps of a hop.
const HOP: u64 = 8;
/// Taps of the medians.
const TAPS: usize = 9;
/// Hops on either side of the one that is judged.
const REACH: u64 = TAPS as u64 / 2;
/// Columns between two taps.
const STRIDE: usize = 2;
/// From here on the treble window is read, Hz.
const CROSSOVER_HZ: f64 = 2_800.0;
/// Mean amplitudes that are as far below the floor of the heights count half, dB: what isn't seen isn't struck.
const FAINT_DB: f32 = -20.0;

/// The share over time, known [`Percussive::DELAY`] steps later.
#[derive(Debug)]
pub(crate) struct Percussive {
    layers: Vec<Layer>,
    faint: f32,
    /// Shares of hops that were judged, and the number of the first of them.
    shares: VecDeque<f32>,
    first: u64,
}

impl Percussive {
    /// How many steps after a moment its share is known.
    pub(crate) const DELAY: u64 = HOP * (REACH + 2);

    /// `floor_db` is the level of height 0.
    pub(crate) fn new(floor_db: f32) -> Self {
        let faint = 10f32.powf((floor_db + FAINT_DB) / 20.0);
        Self { layers: Vec::new(), faint, shares: VecDeque::new(), first: 0 }
    }

    /// Takes in the next step.
    pub(crate) fn push(&mut self, step: &Step<'_>) {
        if self.layers.is_empty() {
            let [treble, mid] = step.spectra;
            let ends = [(treble, CROSSOVER_HZ, f64::INFINITY), (mid, 0.0, CROSSOVER_HZ)];
            self.layers = ends.map(|(transform, lo, hi)| Layer::new(transform, lo, hi)).into();
        }
        for (layer, transform) in self.layers.iter_mut().zip(step.spectra) {
            layer.add(transform.latest());
        }
        if (step.g + 1).is_multiple_of(HOP) {
            let hop = step.g / HOP;
            let (mut struck, mut all, mut columns) = (0.0, 0.0, 0);
            for layer in &mut self.layers {
                let (s, a) = layer.close();
                (struck, all, columns) = (struck + s, all + a, columns + layer.columns);
            }
            if hop >= REACH {
                self.shares.push_back(struck / (all + self.faint * columns as f32));
            }
        }
    }

    /// The share at a place between two steps; places must not go back.
    pub(crate) fn at(&mut self, step: f64) -> f32 {
        // A hop is judged at its middle.
        let hop = ((step - (HOP - 1) as f64 / 2.0) / HOP as f64).max(0.0);
        while self.first < hop as u64 && self.shares.len() > 2 {
            self.shares.pop_front();
            self.first += 1;
        }
        let share = (hop - self.first as f64).clamp(0.0, 1.0) as f32;
        let before = self.shares.front().copied().unwrap_or(0.0);
        let after = self.shares.get(1).copied().unwrap_or(before);
        before + (after - before) * share
    }
}

/// One window's part of the spectrum: columns of one cell of the window.
#[derive(Debug)]
struct Layer {
    /// The first bin, and bins per column.
    first: usize,
    bins: usize,
    columns: usize,
    /// Power since the hop began, and of how many windows.
    power: Vec<f32>,
    windows: u32,
    /// Amplitudes of the last nine hops, each with margins of nothing for the taps beyond its ends.
    hops: VecDeque<Vec<f32>>,
    held: Vec<f32>,
    struck: Vec<f32>,
}

/// Columns beyond the ends that taps may read.
const MARGIN: usize = STRIDE * TAPS / 2;

impl Layer {
    fn new(transform: &Transform, lo_hz: f64, hi_hz: f64) -> Self {
        let bins = (transform.cell_hz / transform.bin_hz).round().max(1.0) as usize;
        let first = (lo_hz / transform.bin_hz) as usize;
        let end = transform.bins().min((hi_hz / transform.bin_hz).min(1e9) as usize);
        let columns = end.saturating_sub(first) / bins;
        Self {
            first,
            bins,
            columns,
            power: vec![0.0; columns * bins],
            windows: 0,
            hops: VecDeque::from(vec![vec![0.0; columns + 2 * MARGIN]; TAPS]),
            held: vec![0.0; columns],
            struck: vec![0.0; columns],
        }
    }

    fn add(&mut self, power: &[f32]) {
        let mine = power.get(self.first..).unwrap_or_default();
        self.power.iter_mut().zip(mine).for_each(|(sum, p)| *sum += p);
        self.windows += 1;
    }

    /// Ends a hop; struck and whole amplitude of the hop in the middle of the last nine.
    fn close(&mut self) -> (f32, f32) {
        let Some(mut hop) = self.hops.pop_front() else { return (0.0, 0.0) };
        let per = 1.0 / (self.windows.max(1) as f32 * self.bins as f32);
        for (amplitude, power) in hop[MARGIN..].iter_mut().zip(self.power.chunks_exact(self.bins)) {
            *amplitude = (power.iter().sum::<f32>() * per).sqrt();
        }
        self.hops.push_back(hop);
        self.power.fill(0.0);
        self.windows = 0;

        let n = self.columns;
        let middle = &self.hops[TAPS / 2];
        median(std::array::from_fn(|tap| &self.hops[tap][MARGIN..MARGIN + n]), &mut self.held);
        median(
            std::array::from_fn(|tap| &middle[MARGIN + STRIDE * tap - STRIDE * (TAPS / 2)..][..n]),
            &mut self.struck,
        );
        let places = middle[MARGIN..].iter().zip(self.held.iter().zip(&self.struck));
        places.fold((0.0, 0.0), |(struck, all), (a, (h, p))| {
            let (h, p) = (h * h, p * p);
            (struck + a * p / (h + p + f32::MIN_POSITIVE), all + a)
        })
    }
}

/// Element by element the median of nine rows: Paeth's network of 19 exchanges.
fn median(rows: [&[f32]; TAPS], out: &mut [f32]) {
    const EXCHANGES: [(usize, usize); 19] = [
        (1, 2),
        (4, 5),
        (7, 8),
        (0, 1),
        (3, 4),
        (6, 7),
        (1, 2),
        (4, 5),
        (7, 8),
        (0, 3),
        (5, 8),
        (4, 7),
        (3, 6),
        (1, 4),
        (2, 5),
        (4, 7),
        (4, 2),
        (6, 4),
        (4, 2),
    ];
    for (i, out) in out.iter_mut().enumerate() {
        let mut v = rows.map(|row| row[i]);
        for (a, b) in EXCHANGES {
            let (x, y) = (v[a], v[b]);
            (v[a], v[b]) = if x < y { (x, y) } else { (y, x) };
        }
        *out = v[4];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_finds_the_median_of_any_order() {
        let mut seed = 1u32;
        for _ in 0..2_000 {
            let mut rows = [[0.0f32; 1]; TAPS];
            for row in &mut rows {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                row[0] = (seed >> 29) as f32;
            }
            let mut out = [0.0];
            median(std::array::from_fn(|i| &rows[i][..]), &mut out);
            let mut sorted = rows.map(|row| row[0]);
            sorted.sort_by(f32::total_cmp);
            assert_eq!(out[0], sorted[4]);
        }
    }
}
