//! Finds strong onsets: steps at which many bands grow at once, and more than most of the song's onsets so far.
//!
//! Spectral flux in amplitudes: a window centred on an onset is half full, so the amplitude grows fastest exactly
//! there; in dB it would seem to begin half a window early. A candidate is the largest flux within 60 ms on either
//! side and stands out of the last second. Of those heard so far, about a third is strong: what comes within 3 dB of
//! the 85th percentile. (A plain upper third would drop some beats of a steady kick, which are all alike.) That
//! knows nothing of the future, so it needs no pass of its own.

use std::collections::VecDeque;

/// Steps on either side that a candidate must exceed: 60 ms.
const REACH: usize = 14;
/// Steps on either side whose flux belongs to the onset.
const WIDTH: usize = 4;
/// How far a candidate stands out of the mean flux.
const STAND_OUT: f32 = 3.0;
/// The least strength of any onset: mean growth over bands, as a share of the reference amplitude.
const LEAST: f32 = 0.02;
/// Time constant of the mean, steps: about a second.
const MEAN_STEPS: f32 = 240.0;
/// Strengths are ranked in steps of 1.5 dB, a quarter of a doubling, from 2^-12.
const RANKS: usize = 64;
/// Ranks under the 85th percentile that are strong: 3 dB.
const NEAR: usize = 2;

/// Onsets of a song, as they are found.
#[derive(Debug)]
pub(crate) struct Onsets {
    before: Vec<f32>,
    /// The flux of the last 2 · REACH + 1 steps.
    flux: VecDeque<f32>,
    mean: f32,
    ranks: [u32; RANKS],
    /// Grid steps of strong onsets that were not asked for yet.
    strong: VecDeque<u64>,
    /// The latest strong onset that was asked for.
    latest: Option<u64>,
    /// Strengths of steps that may still be asked for, and the number of the first of them.
    strengths: VecDeque<f32>,
    first: u64,
}

impl Onsets {
    /// How many steps after its frame's end an onset is known.
    pub(crate) const DELAY: u64 = REACH as u64 + 1;

    pub(crate) fn new(bands: usize) -> Self {
        Self {
            before: vec![0.0; bands],
            flux: VecDeque::from(vec![0.0; 2 * REACH + 1]),
            mean: 0.0,
            ranks: [0; RANKS],
            strong: VecDeque::new(),
            latest: None,
            strengths: VecDeque::new(),
            first: 0,
        }
    }

    /// Takes in the bands' amplitudes at grid step `g`, relative to the reference.
    pub(crate) fn push(&mut self, g: u64, amplitudes: &[f32]) {
        let grown = amplitudes.iter().zip(&self.before).map(|(now, before)| (now - before).max(0.0));
        let flux = grown.sum::<f32>() / amplitudes.len() as f32;
        self.before.copy_from_slice(amplitudes);
        self.flux.pop_front();
        self.flux.push_back(flux);
        let candidate = self.flux[REACH];
        let strength: f32 = self.flux.range(REACH - WIDTH..=REACH + WIDTH).sum();
        if g >= REACH as u64 {
            self.strengths.push_back(strength);
        }
        let first = self.flux.range(..REACH).all(|f| *f < candidate);
        let last = self.flux.range(REACH + 1..).all(|f| *f <= candidate);
        let stands_out = first && last && candidate > STAND_OUT * self.mean && strength > LEAST;
        if stands_out && self.ranks_high(strength) {
            self.strong.push_back(g - REACH as u64);
        }
        self.mean += (candidate - self.mean) / MEAN_STEPS;
    }

    /// Whether `strength` is among the strongest so far, itself included.
    fn ranks_high(&mut self, strength: f32) -> bool {
        let rank = ((strength.log2() + 12.0) * 4.0).clamp(0.0, (RANKS - 1) as f32) as usize;
        self.ranks[rank] += 1;
        let all: u32 = self.ranks.iter().sum();
        let above: u32 = self.ranks.iter().skip(rank + 1 + NEAR).sum();
        above * 100 < all * 15
    }

    /// How much all bands grow around a place between two steps, 1 for all of them from nothing to the reference; places
    /// must not go back.
    pub(crate) fn strength_at(&mut self, step: f64) -> f32 {
        while self.first < step as u64 && self.strengths.len() > 2 {
            self.strengths.pop_front();
            self.first += 1;
        }
        let share = (step - self.first as f64).clamp(0.0, 1.0) as f32;
        let before = self.strengths.front().copied().unwrap_or(0.0);
        let after = self.strengths.get(1).copied().unwrap_or(before);
        before + (after - before) * share
    }

    /// The latest strong onset before grid step `end`; ends must not go back.
    pub(crate) fn latest_before(&mut self, end: u64) -> Option<u64> {
        while let Some(g) = self.strong.front().copied().filter(|g| *g < end) {
            self.strong.pop_front();
            self.latest = Some(g);
        }
        self.latest
    }
}
