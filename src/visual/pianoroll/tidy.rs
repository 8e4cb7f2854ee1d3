//! From what was heard key by key to notes as somebody would play them: one note where a gap is too short to be meant, one
//! key where two neighbours sound as one, none that is too short.

use super::Note;
use std::ops::Range;

/// Shorter gaps in a note that isn't struck again are none, seconds.
const GAP_S: f64 = 0.10;
/// The shortest note, seconds.
const SHORTEST_S: f64 = 0.12;
/// A note that sounds together with a neighbour for that share of its time may be no other note.
const TWINS: f64 = 0.6;

/// A stretch of rows at which a key sounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sounding {
    /// MIDI number.
    pub(super) key: u8,
    pub(super) rows: Range<usize>,
    /// Whether it begins with a rise, or only goes on again.
    pub(super) struck: bool,
}

/// Closes the short gaps between stretches of one key, given by their starts, where the second isn't struck again or the
/// first is a crumb, and leaves out what is too short then.
pub(super) fn joined(stretches: Vec<Sounding>, per_second: f64) -> Vec<Sounding> {
    let mut joined: Vec<Sounding> = Vec::with_capacity(stretches.len());
    let is_crumb = |s: &Sounding| (s.rows.len() as f64) < SHORTEST_S * per_second;
    for next in stretches {
        match joined.last_mut() {
            Some(last)
                if (!next.struck || is_crumb(last))
                    && ((next.rows.start - last.rows.end) as f64) < GAP_S * per_second =>
            {
                last.rows.end = next.rows.end;
            }
            _ => joined.push(next),
        }
    }
    joined.retain(|s| !is_crumb(s));
    joined
}

/// Leaves out each note that sounds for most of its time together with a neighbour a semitone away that is louder, or more
/// than twice as long: what is out of tune, or slides, is heard on both. `level` tells how loud a key is at a row.
///
/// Whether a note stays depends on its neighbours alone, not on whether they stay: so it doesn't change with what is heard
/// later.
pub(super) fn without_twins(stretches: &[Sounding], level: impl Fn(u8, usize) -> f32) -> Vec<Sounding> {
    let is_twin = |a: &Sounding, b: &Sounding| {
        let both = a.rows.start.max(b.rows.start)..a.rows.end.min(b.rows.end);
        if both.is_empty() || (both.len() as f64) < TWINS * a.rows.len() as f64 {
            return false;
        }
        if a.rows.len().max(b.rows.len()) > 2 * a.rows.len().min(b.rows.len()) {
            return a.rows.len() < b.rows.len();
        }
        let mean = |key: u8| both.clone().map(|row| level(key, row)).sum::<f32>();
        let (own, other) = (mean(a.key), mean(b.key));
        own < other || (own == other && a.key > b.key)
    };
    let stays = |a: &&Sounding| !stretches.iter().any(|b| a.key.abs_diff(b.key) == 1 && is_twin(a, b));
    stretches.iter().filter(stays).cloned().collect()
}

impl Sounding {
    /// The note, with a row's time from `seconds`.
    pub(super) fn note(&self, velocity: f32, seconds: impl Fn(usize) -> f64) -> Note {
        Note { key: self.key, start_s: seconds(self.rows.start), end_s: seconds(self.rows.end), velocity }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(key: u8, rows: Range<usize>, struck: bool) -> Sounding {
        Sounding { key, rows, struck }
    }

    #[test]
    fn crumbs_become_one_note_unless_they_are_struck() {
        let crumbs =
            vec![at(60, 0..10, true), at(60, 13..20, false), at(60, 22..40, true), at(60, 60..62, true)];
        assert_eq!(joined(crumbs, 60.0), [at(60, 0..20, true), at(60, 22..40, true)]);
    }

    #[test]
    fn of_twins_the_louder_stays_and_chords_stay_whole() {
        let all = [at(60, 0..30, true), at(61, 3..28, true), at(64, 0..30, true), at(61, 80..99, true)];
        let left = without_twins(&all, |key, _| if key == 60 { 0.9 } else { 0.7 });
        assert_eq!(left, [all[0].clone(), all[2].clone(), all[3].clone()]);
        let left = without_twins(&all, |key, _| if key == 60 { 0.5 } else { 0.7 });
        assert_eq!(left, [all[1].clone(), all[2].clone(), all[3].clone()]);
    }

    #[test]
    fn a_short_neighbour_never_ends_a_long_note() {
        let all = [at(60, 0..200, true), at(61, 150..180, true)];
        for louder in [60, 61] {
            assert_eq!(without_twins(&all, |key, _| if key == louder { 0.9 } else { 0.7 }), all[..1]);
        }
    }

    #[test]
    fn a_run_of_semitones_stays() {
        let run: Vec<Sounding> =
            (0..12).map(|i| at(60 + i, usize::from(i) * 10..usize::from(i) * 10 + 13, true)).collect();
        assert_eq!(without_twins(&run, |_, _| 0.5), run);
    }
}
