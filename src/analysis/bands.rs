//! Where bands lie, and how a band reads a spectrum.
//!
//! Edges lie on a scale, logarithmic by default, and are fractional: a band may be narrower than a bin. Its level blends, in dB, the peak of the
//! spectrum between its edges (which keeps melodies) with the power that lies in it (which keeps noise and chords).
//! - Peak: the largest bin inside, or the spectrum interpolated at either edge. A tone keeps its height in a band of
//!   any width, and two narrow neighbours never read the same place.
//! - Power: the sum over the band, widened on both sides by one over the window's length, so that a tone on an edge
//!   is still whole: without, it would drop by 3 dB.

use super::{BandScale, transform::Transform};

/// The note that others are counted from, Hz.
const A4_HZ: f64 = 440.0;
/// Powers below this are silence; −140 dB.
const TINY: f32 = 1e-14;
/// dB per doubling of power.
const DB_PER_DOUBLING: f32 = 3.010_3;

/// A band's edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Band {
    pub(crate) lo_hz: f64,
    pub(crate) hi_hz: f64,
}

impl Band {
    /// The geometric middle.
    pub(crate) fn centre_hz(self) -> f64 {
        (self.lo_hz * self.hi_hz).sqrt()
    }
}

/// `count` bands of equal ratio from `lo_hz` to `hi_hz`.
pub(crate) fn log_bands(lo_hz: f64, hi_hz: f64, count: usize) -> Vec<Band> {
    bands(BandScale::Log, lo_hz, hi_hz, count)
}

/// `count` bands of equal width on a scale from `lo_hz` to `hi_hz`; those on notes may end sooner.
pub(crate) fn bands(scale: BandScale, lo_hz: f64, hi_hz: f64, count: usize) -> Vec<Band> {
    if scale == BandScale::Notes {
        return notes(lo_hz, hi_hz, count);
    }
    let edge = |i: usize| scale.between(lo_hz, hi_hz, i as f64 / count as f64);
    (0..count).map(|i| Band { lo_hz: edge(i), hi_hz: edge(i + 1) }).collect()
}

/// `count` bands whose centres are notes, A4 among their grid, the first one at or above `lo_hz`. Bands are as wide as fit
/// into the range: 12, 6, 4, 3, 2 or one semitones, or a whole part of one.
fn notes(lo_hz: f64, hi_hz: f64, count: usize) -> Vec<Band> {
    let octaves = (hi_hz / lo_hz).log2();
    let fits = |per_octave: &usize| (count + 1) as f64 <= octaves * *per_octave as f64;
    let coarse = [1, 2, 3, 4, 6].into_iter();
    let mut widths = coarse.chain((1..).map(|n| 12 * n));
    let per_octave = widths.find(fits).unwrap_or(12) as f64;
    let edge = |k: f64| A4_HZ * ((k - 0.5) / per_octave).exp2();
    let first = (per_octave * (lo_hz / A4_HZ).log2() + 0.5).ceil();
    (0..count).map(|i| Band { lo_hz: edge(first + i as f64), hi_hz: edge(first + i as f64 + 1.0) }).collect()
}

/// A band in the bins of one transform.
#[derive(Debug)]
pub(crate) struct Reading {
    /// Bin left of each edge, and the share of the bin right of it.
    edges: [(usize, f32); 2],
    /// Bins strictly inside, half open.
    inside: (usize, usize),
    /// Bins that count for the power, half open, with the shares of the first and the last of them.
    sum: (usize, usize),
    ends: [f32; 2],
    /// Makes a full-scale tone's sum 1.
    scale: f32,
    /// Share of the peak in the level; the rest is power.
    blend: f32,
}

impl Reading {
    pub(crate) fn new(band: Band, transform: &Transform, blend: f32) -> Self {
        let top = (transform.bins() - 1) as f64;
        let (lo, hi) = (band.lo_hz / transform.bin_hz, band.hi_hz / transform.bin_hz);
        let edge = |x: f64| {
            let x = x.min(top - 1.0);
            (x as usize, x.fract() as f32)
        };
        // Bin k covers k − ½ … k + ½.
        let wide = transform.cell_hz / transform.bin_hz;
        let (from, to) = ((lo - wide + 0.5).max(0.0), (hi + wide + 0.5).min(top));
        Self {
            edges: [edge(lo), edge(hi)],
            inside: (
                lo.min(top).ceil() as usize,
                (hi.min(top) as usize + 1).max(lo.min(top).ceil() as usize),
            ),
            sum: (from as usize, to as usize + 1),
            ends: [1.0 - from.fract() as f32, to.fract() as f32],
            scale: (1.0 / transform.tone_sum) as f32,
            blend,
        }
    }

    /// The band's level in dB; −140 for silence.
    #[inline(always)]
    pub(crate) fn level_db(&self, power: &[f32]) -> f32 {
        let at = |(k, share): (usize, f32)| power[k] + (power[k + 1] - power[k]) * share;
        let peak = max(&power[self.inside.0..self.inside.1]).max(at(self.edges[0])).max(at(self.edges[1]));
        let bins = &power[self.sum.0..self.sum.1];
        let (first, last) = (bins[0], bins[bins.len() - 1]);
        let sum = sum(bins) - first * (1.0 - self.ends[0]) - last * (1.0 - self.ends[1]);
        let db = |p: f32| p.max(TINY).log2() * DB_PER_DOUBLING;
        self.blend * db(peak) + (1.0 - self.blend) * db(sum * self.scale)
    }
}

// Eight running values let the compiler use vectors; the order of additions stays fixed.

#[inline(always)]
fn max(x: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let chunks = x.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane = if *v > *lane { *v } else { *lane };
        }
    }
    rest.iter().chain(&lanes).fold(0.0, |a, b| if *b > a { *b } else { a })
}

#[inline(always)]
fn sum(x: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let chunks = x.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += v;
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().sum::<f32>()
}
