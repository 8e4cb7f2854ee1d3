//! The figure that the beam draws: a closed way through a short piece of the sound.
//!
//! A beam that runs on is another scribble in every frame. So it shows what the looks at the last moments agree on, as the
//! trace of `waveform` does, and where the piece ends it runs into the sound that comes before it: a loop without ends, which
//! turns into the next one. The piece is as long as makes its ends fit, whole periods of what sounds.

use super::{Mode, Vectorscope, rosette::POINTS};
use crate::visual::{
    looks::{Looks, held_up},
    trace::{Sound, smoothstep},
};
use std::f32::consts::FRAC_1_SQRT_2;

/// Values of the sound per second of it, Hz.
const STEPS_HZ: f32 = 8_000.0;
/// The shortest and the longest piece, steps: more than an octave, so that some multiple of a period lies between.
const LENGTHS: [usize; 2] = [160, 290];
/// How much of its end turns into what comes before its beginning, steps.
const BLEND: usize = 80;
/// A quarter period of 200 Hz, steps.
const QUARTER: usize = 10;
/// All the sound of a figure, steps and seconds.
const STEPS: usize = QUARTER + BLEND + LENGTHS[1];
pub(super) const SPAN_S: f32 = STEPS as f32 / STEPS_HZ;
/// How much shorter pieces are favoured, of all lengths, and how much the one whose ends fit best counts more than others.
const SHORTER: f32 = 0.5;
const BEST: f32 = 40.0;
/// How long a figure takes to become small, seconds; no longer than looks count.
const RELEASE_S: f64 = 0.4;
/// What both channels are measured by.
const BOTH: [f32; 2] = [0.5; 2];

impl Vectorscope {
    /// Where the beam is along the figure of a moment: across and up, full scale about 1. The last point is the first.
    pub(super) fn figure(
        &self,
        looks: &Looks,
        (sound, mode): (&Sound<'_>, Mode),
        at_s: f64,
    ) -> Vec<[f32; 2]> {
        let channel = |mix| looks.mean(sound, mix, at_s, (SPAN_S, STEPS, self.smooth_s, 0.0));
        let (left, right) = match mode {
            Mode::Goniometer | Mode::Lissajous => (channel([1.0, 0.0]), channel([0.0, 1.0])),
            Mode::Phase => (channel(BOTH), Vec::new()),
        };
        let squares = left.iter().chain(&right).map(|v| v * v).sum::<f32>();
        let own = (squares / (left.len() + right.len()) as f32).sqrt();
        // True to scale and moment by moment nothing is held up.
        let release_s = if self.trigger { RELEASE_S * f64::from(self.levelling) } else { 0.0 };
        let raised = held_up(sound, BOTH, at_s, own, release_s);
        let aimed = |i: usize| match mode {
            Mode::Phase => turned([left[i - QUARTER], left[i]], self.spread),
            Mode::Lissajous => [left[i], right[i]],
            Mode::Goniometer => turned([left[i], right[i]], self.spread),
        };
        let way: Vec<[f32; 2]> = (QUARTER..=STEPS).map(|i| aimed(i).map(|v| v * raised)).collect();
        closed(&way, length(&way))
    }
}

/// Left and right as across and up.
fn turned([left, right]: [f32; 2], spread: f32) -> [f32; 2] {
    [(right - left) * FRAC_1_SQRT_2 * spread, (left + right) * FRAC_1_SQRT_2]
}

/// How long the piece is whose ends fit, steps: the mean of all lengths, those that fit best by far the most. So it changes
/// steadily with the sound.
fn length(way: &[[f32; 2]]) -> f32 {
    let square = |[x, y]: [f32; 2]| x * x + y * y;
    let (mut sum, mut total) = (0.0f32, 1e-30f32);
    for length in LENGTHS[0]..=LENGTHS[1] {
        let (mut apart, mut size) = (0.0f32, 1e-12f32);
        for (a, b) in way[..BLEND].iter().zip(&way[length..]) {
            apart += square([a[0] - b[0], a[1] - b[1]]);
            size += square(*a) + square(*b);
        }
        let longer = (length - LENGTHS[0]) as f32 / (LENGTHS[1] - LENGTHS[0]) as f32;
        let weight = libm::expf(-BEST * (apart / size + SHORTER * longer));
        (sum, total) = (sum + weight * length as f32, total + weight);
    }
    sum / total
}

/// A piece of a way as a loop.
fn closed(way: &[[f32; 2]], length: f32) -> Vec<[f32; 2]> {
    let at = |place: f32| -> [f32; 2] {
        let i = (place.max(0.0) as usize).min(way.len() - 2);
        std::array::from_fn(|c| way[i][c] + (way[i + 1][c] - way[i][c]) * (place - i as f32))
    };
    let point = |i: usize| {
        let place = BLEND as f32 + length * i as f32 / POINTS as f32;
        let (own, before) = (at(place), at(place - length));
        let share = smoothstep((place - length) / BLEND as f32);
        std::array::from_fn(|c| own[c] + (before[c] - own[c]) * share)
    };
    (0..=POINTS).map(point).collect()
}
