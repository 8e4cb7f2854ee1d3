//! Notes from the heights of semitone bands.
//!
//! A key sounds where its band stands out from its neighbours, is loud enough beside the loudest of its moment, and isn't an
//! overtone of a lower one. It goes on above one level and off below another, so that it doesn't flicker; what is too
//! short is left out, and a new rise in a note that sounds begins another.
//!
//! Whether a note sounds at a row depends on rows no further than [`MEMORY_S`] away: as time goes by, notes don't change.

use super::{
    Note,
    tidy::{self, Sounding},
};
use crate::visual::Rows;
use std::ops::Range;

/// Bands: A0 to C8.
pub(super) const KEYS: usize = 88;
/// MIDI number of the first.
const FIRST: u8 = 21;
/// How long a note lasts after it last was surely there, seconds.
const HOLD_S: f64 = 1.6;
/// How far before a moment its notes may have begun to be seen whole, seconds.
pub(super) const MEMORY_S: f32 = 3.0;
/// A rise by so much of the range, over so many seconds, begins a new note; not while the first rise still goes on.
const RISE: f32 = 0.11;
const RISE_S: f64 = 0.05;
const RISING_S: f64 = 0.14;
/// A rise that tells a note that is struck again after a short gap from one that only goes on.
const STRUCK: f32 = 0.05;
/// A key may be sure a little later than it begins to show, while the windows still see what was before, seconds.
const SHOWING_S: f64 = 0.08;
/// Levels are shares of the range of heights, about 47 dB. Below the loudest of the moment a key goes on and off so far:
const ON_UNDER: f32 = 0.27;
const OFF_UNDER: f32 = 0.42;
/// The least levels to go on and off, for sensitivity 1.
const ON: f32 = 0.52;
const OFF: f32 = 0.40;
/// How far a key stands out from those 3 and 4 semitones away, to go on and off.
const CLEAR_ON: f32 = 0.085;
const CLEAR_OFF: f32 = 0.02;
/// Overtones: semitones above a key, and how much weaker it may be to be their cause.
const OVERTONES: [(usize, f32); 6] = [(12, 0.05), (19, 0.08), (24, 0.10), (28, 0.12), (31, 0.14), (34, 0.16)];

/// How much surer it must be that a note is an overtone to end it than to keep it from beginning.
const OVERTONE_SLACK: f32 = 0.05;
/// How far two causes together may stay behind.
const TOGETHER: f32 = 0.08;

/// Hears notes.
#[derive(Debug)]
pub(super) struct Ear {
    /// Levels by the upper 10 bits of heights: the inverse of the curve that bends levels into heights.
    levels: Vec<f32>,
    on: f32,
    off: f32,
}

/// What one row tells, a bit per key.
#[derive(Debug, Clone, Copy, Default)]
struct Heard {
    /// Surely there.
    on: u128,
    /// There, if it was before.
    hold: u128,
}

impl Ear {
    /// `sensitivity` 0 to 2 lets quieter notes pass.
    pub(super) fn new(sensitivity: f32) -> Self {
        // See `analysis::scale`: the top reads 0.92, the curve's exponent is 1.4.
        let level = |i: usize| libm::powf((i as f32 + 0.5) / 1_024.0 / 0.92, 1.0 / 1.4);
        let lower = 0.25 * (sensitivity - 1.0);
        Self { levels: (0..1_024).map(level).collect(), on: ON - lower, off: OFF - lower }
    }

    /// The notes that sound in `shown`, seconds, by key. `bands` tells the band of each key, if it has one; `end_s` is the
    /// song's end.
    pub(super) fn notes(
        &self,
        rows: &Rows<'_>,
        bands: &[Option<usize>; KEYS],
        shown: Range<f64>,
        end_s: f64,
    ) -> Vec<Note> {
        let per_second = rows.per_second();
        let first = rows.number_at(shown.start - f64::from(MEMORY_S)).max(0);
        let last = rows.number_at(shown.end).min(rows.number_at(end_s)).max(first);
        let levels: Vec<[f32; KEYS]> =
            (first..last).map(|n| self.levels_of(&rows.get(n).heights, bands)).collect();
        let heard: Vec<Heard> = levels.iter().map(|levels| self.hear(levels)).collect();
        let mut all = Vec::new();
        for key in 0..KEYS {
            let track = Track { key, levels: &levels, heard: &heard, per_second };
            all.extend(tidy::joined(track.stretches(), per_second));
        }
        let level = |key: u8, row: usize| levels[row][usize::from(key - FIRST)];
        let seconds = |row: usize| (first + row as i64) as f64 / per_second;
        let attack = (0.12 * per_second) as usize + 1;
        let note = |sounding: &Sounding| {
            let rows = sounding.rows.start..sounding.rows.end.min(sounding.rows.start + attack);
            let loudest = rows.fold(0.0f32, |loudest, row| loudest.max(level(sounding.key, row)));
            sounding.note(((loudest - 0.3) * 1.6).clamp(0.15, 1.0), seconds)
        };
        let notes = tidy::without_twins(&all, level);
        notes.iter().map(note).filter(|note| note.end_s > shown.start).collect()
    }

    /// The keys that are surely heard in heights of bands, a bit each.
    pub(super) fn keys_of(&self, heights: &[u16], bands: &[Option<usize>; KEYS]) -> u128 {
        self.hear(&self.levels_of(heights, bands)).on
    }

    fn levels_of(&self, heights: &[u16], bands: &[Option<usize>; KEYS]) -> [f32; KEYS] {
        let level = |band: usize| heights.get(band).map_or(0.0, |h| self.levels[usize::from(h >> 6)]);
        bands.map(|band| band.map_or(0.0, level))
    }

    fn hear(&self, levels: &[f32; KEYS]) -> Heard {
        let loudest = levels.iter().fold(0.0f32, |a, b| a.max(*b));
        let (on, off) = (self.on.max(loudest - ON_UNDER), self.off.max(loudest - OFF_UNDER));
        let mut heard = Heard::default();
        for key in 0..KEYS {
            let level = levels[key];
            if level < off {
                continue;
            }
            let at = |distance: isize| {
                key.checked_add_signed(distance).and_then(|k| levels.get(k)).copied().unwrap_or(0.0)
            };
            // The lower half of them: others may be keys of the same chord.
            let mut around = [at(-4), at(-3), at(3), at(4)];
            around.sort_unstable_by(f32::total_cmp);
            let around = 0.5 * (around[0] + around[1]);
            let highest = level >= at(-1) && level > at(1) && level >= at(-2) && level >= at(2);
            let nearly = level + 0.05 >= at(-1).max(at(1));
            let clear = level - around;
            if nearly && clear > CLEAR_OFF && !is_overtone(levels, key, OVERTONE_SLACK) {
                heard.hold |= 1 << key;
            }
            if highest && clear > CLEAR_ON && level >= on && !is_overtone(levels, key, 0.0) {
                heard.on |= 1 << key;
            }
        }
        heard
    }
}

/// Whether a key is explained by a lower one that is about as strong, or stronger, or by two that nearly are; by so much
/// more as `slack`.
fn is_overtone(levels: &[f32; KEYS], key: usize, slack: f32) -> bool {
    let mut nearly = 0;
    for (above, weaker) in OVERTONES {
        let Some(lower) = key.checked_sub(above) else { break };
        let stands = lower == 0 || levels[lower] >= levels[lower - 1];
        let excess = levels[lower] + weaker - slack - levels[key];
        if !stands || levels[lower] < levels[lower + 1] || excess < -TOGETHER {
            continue;
        }
        nearly += 1;
        if excess > 0.0 || nearly == 2 {
            return true;
        }
    }
    false
}

/// One key over time.
struct Track<'a> {
    key: usize,
    levels: &'a [[f32; KEYS]],
    heard: &'a [Heard],
    per_second: f64,
}

impl Track<'_> {
    /// Where the key sounds, by start.
    fn stretches(&self) -> Vec<Sounding> {
        let rows_of = |seconds: f64| (seconds * self.per_second).round().max(1.0) as usize;
        let [hold, back, rising, showing] = [HOLD_S, RISE_S, RISING_S, SHOWING_S].map(rows_of);
        let bit = 1u128 << self.key;
        // The first row of those before `i` at which it was there already, no further back than `from`.
        let first = |i: usize, from: usize| {
            let before = (from.max(i.saturating_sub(showing))..i).rev();
            i - before.take_while(|i| self.heard[*i].hold & bit != 0).count()
        };
        let mut stretches = Vec::new();
        let mut close = |rows: Range<usize>, struck: bool| {
            stretches.push(Sounding { key: FIRST + self.key as u8, rows, struck });
        };
        let mut free = 0;
        // Where it began to sound, where it last was sure, and whether it began with a rise.
        let mut open: Option<(usize, usize, bool)> = None;
        for (i, heard) in self.heard.iter().enumerate() {
            let sure = heard.on & bit != 0;
            open = match open {
                None => sure.then(|| {
                    let start = first(i, free);
                    (start, i, start == 0 || self.is_struck(start..i, back))
                }),
                Some((start, last, struck)) if heard.hold & bit == 0 || i > last + hold => {
                    close(start..i, struck);
                    free = i;
                    sure.then(|| (i, i, self.is_struck(i..i, back)))
                }
                Some((start, _, struck)) if sure && i > start + rising && self.rises(i, back) => {
                    close(start..i, struck);
                    Some((i, i, true))
                }
                Some((start, last, struck)) => Some((start, if sure { i } else { last }, struck)),
            };
        }
        if let Some((start, _, struck)) = open {
            close(start..self.heard.len(), struck);
        }
        stretches
    }

    fn rises(&self, i: usize, back: usize) -> bool {
        self.levels[i][self.key] > self.levels[i.saturating_sub(back)][self.key] + RISE
    }

    /// Whether what begins to show and is sure at the ends of a range begins with a rise, as the rows around tell.
    fn is_struck(&self, begins: Range<usize>, back: usize) -> bool {
        let levels = |rows: Range<usize>| self.levels[rows].iter().map(|levels| levels[self.key]);
        let before = levels(begins.start.saturating_sub(back)..begins.end + 1).fold(1.0f32, f32::min);
        let after = levels(begins.end..(begins.end + back).min(self.levels.len())).fold(0.0f32, f32::max);
        after > before + STRUCK
    }
}
