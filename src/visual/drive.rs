//! What drives a picture besides its bands: how much is going on, and what strikes.

use super::{FrameInput, unit};
use crate::{analysis::Levels, size::Size};

/// A strong onset or a beat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Strike {
    /// How long ago it was, seconds.
    pub(super) age_s: f32,
    /// 0 to 1: onsets count more than beats, loud moments more than quiet ones.
    pub(super) strength: f32,
    /// Number of its row: chance that follows from it differs from strike to strike.
    pub(super) number: i64,
}

/// How much a beat counts, beside an onset.
const BEAT: f32 = 0.6;
/// The level of a pulse on its own frame.
const NOW: u16 = u16::MAX;

/// How much is going on, 0 to 1: quick levels over a slow one.
pub(super) fn energy(levels: &Levels) -> f32 {
    let quick = 0.45 * unit(levels.bass) + 0.3 * unit(levels.mid) + 0.25 * unit(levels.treble);
    0.3 * unit(levels.loudness) + 0.7 * quick
}

/// The pulse of what struck last: its strength on its own frame, 0 a quarter of a second later.
pub(super) fn kick(levels: &Levels) -> f32 {
    unit(levels.onset).max(BEAT * unit(levels.pulse)) * weight(levels)
}

/// What struck in the `span_s` seconds that end with a frame, the oldest first; they must be among its rows.
pub(super) fn strikes<'a>(frame: &FrameInput<'a>, span_s: f32) -> impl Iterator<Item = Strike> + use<'a> {
    let (rows, time_s) = (frame.rows, frame.time_s);
    let first = rows.number_at(time_s - f64::from(span_s)).max(0);
    (first..=rows.number_at(time_s)).filter_map(move |number| {
        let levels = &rows.get(number).levels;
        let strength = match (levels.onset, levels.pulse) {
            (NOW, _) => 1.0,
            (_, NOW) => BEAT,
            _ => return None,
        };
        let age_s = (time_s - number as f64 / rows.per_second()).max(0.0) as f32;
        (age_s <= span_s).then_some(Strike { age_s, strength: strength * weight(levels), number })
    })
}

/// How much of a wave is left at a radius, pixels, around the middle of a picture: nothing where it reaches the sides, where
/// it would cross what stands beside the figure.
pub(super) fn inside(radius: f32, size: Size) -> f32 {
    let side = size.width() as f32 * 0.5;
    let left = ((side - radius) / (0.25 * side)).clamp(0.0, 1.0);
    left * left * (3.0 - 2.0 * left)
}

/// A strike in a quiet moment counts less.
fn weight(levels: &Levels) -> f32 {
    0.3 + 0.7 * unit(levels.loudness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Row, Track},
        visual::Rows,
    };

    #[test]
    fn strikes_are_found_in_the_rows_with_their_ages() {
        let row = |n: u64| Row {
            levels: Levels {
                onset: if n == 4 { NOW } else { 60_000 },
                pulse: if n == 7 || n == 4 { NOW } else { 0 },
                loudness: u16::MAX,
                ..Levels::default()
            },
            ..Row::default()
        };
        let ring: Vec<Row> = (0..10).map(row).collect();
        let (rows, track) = (Rows::new(0, 30.0, &ring), Track::default());
        let size = Size::new(320, 180).unwrap();
        let at = |n: u64, span_s: f32| {
            let row = &ring[n as usize];
            let frame = FrameInput {
                size,
                n,
                time_s: n as f64 / 30.0,
                row,
                rows,
                samples: &[],
                track: &track,
                beside: &[],
            };
            strikes(&frame, span_s)
                .map(|s| (s.number, s.strength, (s.age_s * 30.0).round()))
                .collect::<Vec<_>>()
        };
        assert_eq!(at(8, 0.25), [(4, 1.0, 4.0), (7, BEAT, 1.0)]);
        assert_eq!(at(8, 0.1), [(7, BEAT, 1.0)]);
        assert_eq!(at(3, 0.25), []);
    }
}
