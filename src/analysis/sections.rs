//! Sections of a song: where its sound changes for good, after Foote's novelty (2000).
//!
//! Every half second has a profile: its level in thirteen bands, in dB. Novelty is how much further apart the profiles
//! on either side of a moment are than those on one side, over eight seconds each: Foote's chequered kernel on distances.
//! Its peaks that stand out of the song's other peaks are the bounds. What is kept of the song is two numbers per half
//! second; distances only over the kernel.

use super::meter::lufs;
use std::collections::VecDeque;

/// Half seconds on either side of a moment that are compared.
const REACH: usize = 16;
/// Half seconds at either end of a song that can't have a bound.
const MARGIN: usize = 8;
/// Bands of a profile.
const BANDS: usize = 13;
/// Levels below this are silence, dB.
const SILENCE_DB: f32 = -70.0;
/// The least novelty of a bound, dB, and how many deviations above the mean it must be.
const LEAST_DB: f32 = 1.5;
const STAND_OUT: f32 = 0.8;
/// Range of loudness from the quietest section, energy 0, to the loudest, energy 1: the song's own, within these, LU.
const RANGE_LU: [f64; 2] = [9.0, 18.0];

type Profile = [f32; BANDS];

/// A part of a song, in half seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part {
    pub(crate) start: usize,
    pub(crate) loudness_lufs: f64,
    pub(crate) energy: f64,
}

/// Novelty and loudness, as the song comes in.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    /// Sums of power of the profile that is being made, and of how many steps.
    sums: [f64; BANDS],
    steps: u32,
    /// The last profiles, at most twice the reach.
    profiles: VecDeque<Profile>,
    /// Novelty at the start of every half second.
    novelty: Vec<f32>,
    /// K-weighted power of every half second.
    powers: Vec<f32>,
}

impl Sections {
    /// The band powers of one step, any number from the lowest to the highest.
    pub(crate) fn step(&mut self, powers: impl ExactSizeIterator<Item = f64>) {
        let count = powers.len().max(1);
        powers.enumerate().for_each(|(b, power)| self.sums[b * BANDS / count] += power);
        self.steps += 1;
    }

    /// Ends a half second.
    pub(crate) fn close(&mut self, weighted: f64) {
        self.powers.push(weighted as f32);
        let per = 1.0 / f64::from(self.steps.max(1));
        self.profiles
            .push_back(self.sums.map(|sum| (10.0 * (sum * per).max(1e-14).log10() as f32).max(SILENCE_DB)));
        (self.sums, self.steps) = ([0.0; BANDS], 0);
        if self.profiles.len() >= REACH + MARGIN {
            self.judge(self.profiles.len() - REACH);
        }
        if self.profiles.len() == 2 * REACH {
            self.profiles.pop_front();
        }
    }

    /// Adds the novelty at the start of one of the profiles, which the next half second is.
    fn judge(&mut self, middle: usize) {
        // Moments before the first that can be judged are no bounds.
        while self.novelty.len() + self.profiles.len() - middle < self.powers.len() {
            self.novelty.push(0.0);
        }
        let (before, after): (Vec<&Profile>, Vec<&Profile>) = (
            self.profiles.range(middle.saturating_sub(REACH)..middle).collect(),
            self.profiles.range(middle..).collect(),
        );
        let across = mean(before.iter().flat_map(|a| after.iter().map(|b| distance(a, b))));
        let within = |side: &[&Profile]| {
            mean((1..side.len()).flat_map(|i| side[..i].iter().map(move |a| distance(a, side[i]))))
        };
        self.novelty.push(across - 0.5 * (within(&before) + within(&after)));
    }

    /// The sections of the song; none when it is silent.
    pub(crate) fn finish(mut self) -> Vec<Part> {
        for middle in
            (self.profiles.len() + 1).saturating_sub(REACH)..self.profiles.len().saturating_sub(MARGIN)
        {
            if middle >= MARGIN {
                self.judge(middle);
            }
        }
        let mut starts = vec![0];
        starts.extend(peaks(&self.novelty));
        let ends = starts.iter().skip(1).copied().chain([self.powers.len()]);
        let loudness = |(start, end): (usize, usize)| {
            let power = self.powers[start..end].iter().map(|p| f64::from(*p)).sum::<f64>();
            lufs(power / (end - start).max(1) as f64).max(f64::from(SILENCE_DB))
        };
        let loudness: Vec<f64> = starts.iter().copied().zip(ends).map(loudness).collect();
        let most = loudness.iter().copied().fold(f64::MIN, f64::max);
        let least = loudness.iter().copied().fold(f64::MAX, f64::min);
        if most <= f64::from(SILENCE_DB) {
            return Vec::new();
        }
        let range = (most - least).clamp(RANGE_LU[0], RANGE_LU[1]);
        let part = |(start, loudness_lufs): (usize, f64)| Part {
            start,
            loudness_lufs,
            energy: (1.0 - (most - loudness_lufs) / range).max(0.0),
        };
        starts.into_iter().zip(loudness).map(part).collect()
    }
}

/// Places of novelty that are the largest as far as the kernel reaches, and stand out.
fn peaks(novelty: &[f32]) -> Vec<usize> {
    let average = mean(novelty.iter().copied());
    let deviation = mean(novelty.iter().map(|x| (x - average).powi(2))).sqrt();
    let least = LEAST_DB.max(average + STAND_OUT * deviation);
    let largest = |i: &usize| {
        let near = &novelty[i.saturating_sub(REACH)..novelty.len().min(i + REACH + 1)];
        novelty[*i] >= near.iter().copied().fold(f32::MIN, f32::max)
    };
    let mut found: Vec<usize> = (0..novelty.len()).filter(|i| novelty[*i] > least).filter(largest).collect();
    // Of equal neighbours the first.
    found.dedup_by(|b, a| *b - *a <= REACH);
    found
}

/// Root mean square of the differences, dB.
fn distance(a: &Profile, b: &Profile) -> f32 {
    mean(a.iter().zip(b).map(|(a, b)| (a - b).powi(2))).sqrt()
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = values.fold((0.0, 0u32), |(sum, count), x| (sum + x, count + 1));
    sum / count.max(1) as f32
}
