//! How much of the sound is struck rather than held: harmonic/percussive separation by median filtering (Fitzgerald
//! 2010).
//!
//! In a spectrogram a held tone is a horizontal line and a stroke a vertical one. The median over time keeps the
//! first, H, the median over frequency the second, P; the percussive share of a place is P² / (P² + H²). The share of
//! a moment is the mean of its places, weighted by amplitude after the slope, so that bass doesn't outvote all else.
//!
//! A band's share is that of the places within it, and of the one at its middle at least; the level of a place counts there,
//! too, so that bands far below the floor aren't struck by noise.
//!
//! Below 2.8 kHz the mid window is read (held tones are narrow lines in it), above the treble window. Both filters have
//! nine taps: a hop of 33 ms times nine is 0.3 s, every other column times nine is 17 columns, as in the paper. Nine
//! values are sorted by a network of minima and maxima, [`LANES`] places at a time.

use super::{lanes::in_lanes, spectrogram::Step, transform::Transform};
use std::{collections::VecDeque, ops::Range};

/// Grid steps of a hop.
const HOP: u64 = 8;
/// Taps of the medians.
const TAPS: usize = 9;
/// Hops on either side of the one that is judged.
const REACH: u64 = TAPS as u64 / 2;
/// Columns between two taps.
const STRIDE: usize = 2;
/// Places whose medians are found at once.
const LANES: usize = 16;
/// From here on the treble window is read, Hz.
const CROSSOVER_HZ: f64 = 2_800.0;
/// Mean amplitudes that are as far below the floor of the heights count half, dB: what isn't seen isn't struck.
const FAINT_DB: f32 = -20.0;

/// The share over time, known [`Percussive::DELAY`] steps later.
#[derive(Debug)]
pub(crate) struct Percussive {
    layers: Vec<Layer>,
    faint: f32,
    /// Edges of the bands whose shares are wanted, Hz; then their places: a layer, and columns of it.
    edges_hz: Vec<f64>,
    places: Vec<(usize, Range<usize>)>,
    /// Shares of hops that were judged, the whole first, then the bands; and the number of the first of them.
    shares: VecDeque<Vec<f32>>,
    first: u64,
}

impl Percussive {
    /// How many steps after a moment its share is known.
    pub(crate) const DELAY: u64 = HOP * (REACH + 2);

    /// `floor_db` is the level of height 0; `edges_hz` are those of the bands whose shares are wanted, none or one more than
    /// bands.
    pub(crate) fn new(floor_db: f32, edges_hz: Vec<f64>) -> Self {
        let faint = 10f32.powf((floor_db + FAINT_DB) / 20.0);
        let (layers, places, shares) = (Vec::new(), Vec::new(), VecDeque::new());
        Self { layers, faint, edges_hz, places, shares, first: 0 }
    }

    /// Takes in the next step.
    pub(crate) fn push(&mut self, step: &Step<'_>) {
        if self.layers.is_empty() {
            let [treble, mid, _] = step.spectra;
            let ends = [(treble, CROSSOVER_HZ, f64::INFINITY), (mid, 0.0, CROSSOVER_HZ)];
            self.layers = ends.map(|(transform, lo, hi)| Layer::new(transform, lo, hi)).into();
            let place = |band: &[f64]| {
                let layer = usize::from((band[0] * band[1]).sqrt() < CROSSOVER_HZ);
                (layer, self.layers[layer].columns_of(band[0], band[1]))
            };
            self.places = self.edges_hz.windows(2).map(place).collect();
        }
        for (layer, transform) in self.layers.iter_mut().zip(step.spectra) {
            layer.add(transform.latest());
        }
        if (step.g + 1).is_multiple_of(HOP) {
            let hop = step.g / HOP;
            self.layers.iter_mut().for_each(Layer::close);
            if hop >= REACH {
                let shares = self.shares_now();
                self.shares.push_back(shares);
            }
        }
    }

    /// The shares of the hop in the middle of the last nine.
    fn shares_now(&self) -> Vec<f32> {
        let share = |(struck, all): (f32, f32), columns: usize| struck / (all + self.faint * columns as f32);
        let (mut sums, mut columns) = ((0.0, 0.0), 0);
        for layer in &self.layers {
            let (struck, all) = layer.sums(0..layer.columns);
            (sums, columns) = ((sums.0 + struck, sums.1 + all), columns + layer.columns);
        }
        let bands = self
            .places
            .iter()
            .map(|(layer, columns)| share(self.layers[*layer].sums(columns.clone()), columns.len()));
        std::iter::once(share(sums, columns)).chain(bands).collect()
    }

    /// The shares at a place between two steps, the whole first, then the bands; places must not go back.
    pub(crate) fn at(&mut self, step: f64) -> impl Iterator<Item = f32> {
        // A hop is judged at its middle.
        let hop = ((step - (HOP - 1) as f64 / 2.0) / HOP as f64).max(0.0);
        while self.first < hop as u64 && self.shares.len() > 2 {
            self.shares.pop_front();
            self.first += 1;
        }
        let share = (hop - self.first as f64).clamp(0.0, 1.0) as f32;
        let before = self.shares.front();
        let after = self.shares.get(1).or(before);
        before.into_iter().flatten().zip(after.into_iter().flatten()).map(move |(a, b)| a + (b - a) * share)
    }
}

/// One window's part of the spectrum: columns of one cell of the window.
#[derive(Debug)]
struct Layer {
    /// The first bin, and bins per column.
    first: usize,
    bins: usize,
    columns: usize,
    /// Width of a column, Hz.
    column_hz: f64,
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
            column_hz: transform.bin_hz * bins as f64,
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

    /// The columns between two frequencies, and the one in their middle at least.
    fn columns_of(&self, lo_hz: f64, hi_hz: f64) -> Range<usize> {
        let column = |hz: f64| (hz / self.column_hz - self.first as f64 / self.bins as f64).max(0.0);
        let last = self.columns.saturating_sub(1);
        let middle = (column((lo_hz * hi_hz).sqrt()) as usize).min(last);
        let (from, to) = (column(lo_hz).round() as usize, column(hi_hz).round() as usize);
        from.min(middle)..to.min(self.columns).max(middle + 1)
    }

    /// Ends a hop, and judges the one in the middle of the last nine.
    fn close(&mut self) {
        let Some(mut hop) = self.hops.pop_front() else { return };
        let per = 1.0 / (self.windows.max(1) as f32 * self.bins as f32);
        for (amplitude, power) in hop[MARGIN..].iter_mut().zip(self.power.chunks_exact(self.bins)) {
            *amplitude = (power.iter().sum::<f32>() * per).sqrt();
        }
        self.hops.push_back(hop);
        self.power.fill(0.0);
        self.windows = 0;

        in_lanes(|| self.judge());
    }

    /// Medians over time and over frequency of the hop in the middle.
    #[inline(always)]
    fn judge(&mut self) {
        let n = self.columns;
        let middle = &self.hops[TAPS / 2];
        median(std::array::from_fn(|tap| &self.hops[tap][MARGIN..MARGIN + n]), &mut self.held);
        median(
            std::array::from_fn(|tap| &middle[MARGIN + STRIDE * tap - STRIDE * (TAPS / 2)..][..n]),
            &mut self.struck,
        );
    }

    /// Struck and whole amplitude of some columns of the hop that was judged last.
    fn sums(&self, columns: Range<usize>) -> (f32, f32) {
        let middle = &self.hops[TAPS / 2][MARGIN..][columns.clone()];
        let places = middle.iter().zip(self.held[columns.clone()].iter().zip(&self.struck[columns]));
        places.fold((0.0, 0.0), |(struck, all), (a, (h, p))| {
            let (h, p) = (h * h, p * p);
            (struck + a * p / (h + p + f32::MIN_POSITIVE), all + a)
        })
    }
}

/// Element by element the median of nine rows: Paeth's network of 19 exchanges.
#[inline(always)]
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
    for (i, out) in out.chunks_mut(LANES).enumerate() {
        let mut v = rows.map(|row| {
            let mut lanes = [0.0f32; LANES];
            let mine = &row[i * LANES..][..out.len()];
            lanes[..mine.len()].copy_from_slice(mine);
            lanes
        });
        for (a, b) in EXCHANGES {
            let (x, y) = (v[a], v[b]);
            v[a] = std::array::from_fn(|lane| if x[lane] < y[lane] { x[lane] } else { y[lane] });
            v[b] = std::array::from_fn(|lane| if x[lane] < y[lane] { y[lane] } else { x[lane] });
        }
        out.copy_from_slice(&v[TAPS / 2][..out.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_finds_the_median_of_any_order() {
        let mut seed = 1u32;
        let mut rows = [[0.0f32; 24 * LANES + LANES / 2]; TAPS];
        for value in rows.as_flattened_mut() {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value = (seed >> 29) as f32;
        }
        let mut out = [-1.0; 24 * LANES + LANES / 2];
        median(std::array::from_fn(|i| &rows[i][..]), &mut out);
        for (i, out) in out.iter().enumerate() {
            let mut sorted = rows.map(|row| row[i]);
            sorted.sort_by(f32::total_cmp);
            assert_eq!(*out, sorted[TAPS / 2], "{i}");
        }
    }
}
