//! Beats of a whole song: dynamic programming after Ellis, "Beat Tracking by Dynamic Programming" (2007).
//!
//! Of all series of moments it finds the one that meets most onset strength at intervals that differ least from the
//! tempo's. That needs the tempo and what comes later, so the envelope is kept, but only for a chapter of ten minutes:
//! nearly all songs are one chapter, and an hour's mix has a tempo of its own in each. A chapter starts at a beat of
//! the one before, ten seconds before its end: there the past and the future agree.

use super::{
    envelope::{Envelope, RATE_HZ, Strength},
    tempo::{Period, period, vertex},
};

/// Length of a chapter, and what of it the next one hears again, steps.
const CHAPTER: usize = 600 * RATE_HZ as usize;
const OVERLAP: usize = 10 * RATE_HZ as usize;
/// How much a beat's length may stray: the factor of Ellis's penalty, for strengths of unit deviation.
const TIGHTNESS: f64 = 100.0;
/// A chapter whose period is less sure has no beats.
const CLEAR: f64 = 0.15;
/// Nor has one whose growth deviates less, as a share of its level: tones that beat with each other resemble themselves.
const LIVELY: f64 = 0.025;

/// Beats at the ends that are weaker than this, against the root mean square of all, are none.
const WEAK: f64 = 0.3;

/// Beats, as the envelope comes in.
#[derive(Debug, Default)]
pub(crate) struct Beats {
    envelope: Vec<f32>,
    /// Sum of levels since the last chapter, and of how many steps.
    level: (f64, f64),
    /// Step of the envelope's first value.
    start: u64,
    /// Whether that is a beat.
    on_beat: bool,
    /// Steps of beats that were found, between steps.
    found: Vec<f64>,
    /// Beats times confidence, and beats, of all chapters.
    sure: f64,
    chapters: f64,
}

impl Beats {
    pub(crate) fn push(&mut self, strength: Strength) {
        self.envelope.push(strength.growth);
        self.level = (self.level.0 + f64::from(strength.level), self.level.1 + 1.0);
        if self.envelope.len() == CHAPTER {
            self.close_chapter(false);
        }
    }

    /// Seconds of all beats, and the mean confidence, 0 to 1.
    pub(crate) fn finish(mut self) -> (Vec<f64>, f64) {
        self.close_chapter(true);
        let seconds = |step: &f64| ((step - Envelope::LATE_STEPS) / f64::from(RATE_HZ)).max(0.0);
        (self.found.iter().map(seconds).collect(), self.sure / self.chapters.max(1.0))
    }

    fn close_chapter(&mut self, last: bool) {
        let keep = if last { usize::MAX } else { self.envelope.len() - OVERLAP };
        let length = self.envelope.len() as f64;
        let period = period(&self.envelope);
        self.sure += period.map_or(0.0, |period| period.confidence) * length;
        self.chapters += length;
        let level = self.level.0 / self.level.1.max(1.0);
        self.level = (0.0, 0.0);
        let lively = spread(&self.envelope) >= LIVELY * level;
        let clear = period.filter(|period| period.confidence >= CLEAR && lively);
        let beats = clear.map_or(Vec::new(), |period| track(&self.envelope, period, self.on_beat));
        let mut kept = beats.into_iter().filter(|beat| *beat < keep as f64).peekable();
        // The first one is the last one of the chapter before.
        if self.on_beat {
            kept.next();
        }
        let before = self.found.len();
        self.found.extend(kept.map(|beat| beat + self.start as f64));
        if !last {
            let from = match self.found.last() {
                Some(beat) if self.found.len() > before => (beat - self.start as f64).round() as usize,
                _ => keep,
            };
            self.on_beat = from != keep;
            self.envelope.drain(..from);
            self.start += from as u64;
        }
    }
}

/// Places of the beats in an envelope.
fn track(envelope: &[f32], period: Period, on_beat: bool) -> Vec<f64> {
    let local = local_score(envelope, period.steps);
    let (nearest, farthest) = ((period.steps / 2.0).round() as usize, (2.0 * period.steps).round() as usize);
    let costs: Vec<f64> =
        (nearest..=farthest).map(|lag| -TIGHTNESS * (lag as f64 / period.steps).ln().powi(2)).collect();
    let mut score = vec![0.0f64; local.len()];
    let mut from = vec![usize::MAX; local.len()];
    let mut worths = Vec::with_capacity(costs.len());
    for i in 0..local.len() {
        // What a beat before is worth, the nearest first; of equals the farthest counts.
        let before = &score[i.saturating_sub(farthest)..(i + 1).saturating_sub(nearest)];
        worths.clear();
        worths.extend(costs.iter().zip(before.iter().rev()).map(|(cost, score)| cost + score));
        let most = worths.iter().fold(f64::MIN, |most, worth| if *worth > most { *worth } else { most });
        let best = worths.iter().rposition(|worth| *worth == most).map(|k| (most, i - nearest - k));
        // A beat may be the first one, but not beside one that is given.
        let fresh = if on_beat && i > 0 { f64::MIN / 4.0 } else { 0.0 };
        match best.filter(|(best, _)| *best > fresh) {
            Some((best, before)) => (score[i], from[i]) = (local[i] + best, before),
            None => score[i] = local[i] + fresh,
        }
    }
    let mut beats = Vec::new();
    let mut at = last_beat(&score);
    while let Some(i) = at {
        beats.push(i);
        at = (from[i] < i).then(|| from[i]);
    }
    beats.reverse();
    trim(&local, &mut beats);
    beats.into_iter().map(|i| refined(&local, i)).collect()
}

/// The envelope in units of its deviation, smoothed so that a beat may be a little early or late.
fn local_score(envelope: &[f32], period: f64) -> Vec<f64> {
    let unit = 1.0 / spread(envelope).max(f64::MIN_POSITIVE);
    let sigma = period / 32.0;
    let reach = (3.0 * sigma).ceil() as usize;
    let taps: Vec<f64> = (0..=reach).map(|i| (-0.5 * (i as f64 / sigma).powi(2)).exp()).collect();
    let at = |i: usize| f64::from(envelope[i]) * unit;
    (0..envelope.len())
        .map(|i| {
            let sides = taps.iter().enumerate().skip(1).map(|(d, tap)| {
                let left = i.checked_sub(d).map_or(0.0, at);
                let right = if i + d < envelope.len() { at(i + d) } else { 0.0 };
                tap * (left + right)
            });
            at(i) + sides.sum::<f64>()
        })
        .collect()
}

/// Standard deviation.
fn spread(envelope: &[f32]) -> f64 {
    let count = envelope.len().max(1) as f64;
    let mean = envelope.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
    (envelope.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / count).sqrt()
}

/// The last moment whose score is half of what such moments have: later ones lie in what dies away.
fn last_beat(score: &[f64]) -> Option<usize> {
    let is_peak = |i: &usize| score[*i] > score[i - 1] && score[*i] >= score[i + 1];
    let peaks: Vec<usize> = (1..score.len().saturating_sub(1)).filter(is_peak).collect();
    let mut heights: Vec<f64> = peaks.iter().map(|i| score[*i]).collect();
    heights.sort_by(f64::total_cmp);
    let half = 0.5 * heights.get(heights.len() / 2)?;
    peaks.into_iter().rev().find(|i| score[*i] >= half)
}

/// Takes off the beats before the music begins and after it ends.
fn trim(local: &[f64], beats: &mut Vec<usize>) {
    let power = beats.iter().map(|i| local[*i].powi(2)).sum::<f64>() / beats.len().max(1) as f64;
    let least = WEAK * power.sqrt();
    let strong = |k: &usize| local[beats[*k]] > least;
    let first = (0..beats.len()).find(strong).unwrap_or(beats.len());
    let last = (0..beats.len()).rev().find(strong).map_or(0, |k| k + 1);
    beats.truncate(last);
    beats.drain(..first.min(last));
}

/// A beat between two steps, where the strength peaks.
fn refined(local: &[f64], i: usize) -> f64 {
    if i == 0 || i + 1 >= local.len() || local[i] < local[i - 1] || local[i] < local[i + 1] {
        return i as f64;
    }
    i as f64 + vertex([local[i - 1], local[i], local[i + 1]]).0
}
