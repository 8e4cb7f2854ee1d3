//! A figure as a rosette: circles that turn in circles, alike from several sides.
//!
//! A closed figure is a sum of circles that turn once, twice, three times while it is drawn, its harmonics. Where they turn
//! 1, 1 + n, 1 + 2n times instead, the curve is a spirograph's, with n petals around its middle: whole and in balance
//! whatever the sound is made of, where the figure itself may be a dented circle or a needle. The first circle is its size,
//! the second makes its loops, the third bends them: together the others never run as slowly as the loops turn, so that
//! a loop doesn't close to a cusp on its way to another shape. What turns the other way would make corners, and is left out.
//! Where loops lie doesn't follow from the sound, which would swing them to and fro: a rosette turns steadily.

use crate::visual::trace::smoothstep;
use std::{f32::consts::TAU, sync::LazyLock};

/// Points of a figure; the last one is the first. Whole parts of a turn for every number of sides but 8.
pub(super) const POINTS: usize = 420;
/// Harmonics that a rosette is made of.
const HARMONICS: usize = 3;
/// How fast the second circle runs beside the first one, however weak and however strong it is, and what a strike adds: the
/// loops are small at the first of these.
const LOOPS: [f32; 2] = [2.1, 3.4];
const BLOOM: f32 = 1.0;
/// How fast the third one runs at the most, beside the second one.
const BENDS: f32 = 0.32;
/// What is weaker than this beside the first circle is noise, and leaves a circle.
const FAINT: f32 = 0.03;
/// Sides of the sections of a song of two channels, and of a mono song.
const SIDES: [[usize; 3]; 2] = [[4, 3, 5], [6, 5, 7]];
/// For how long before and after the bound of a section loops are closed, seconds.
const CLOSED_S: f32 = 0.6;
/// Radius of a figure in silence, before it is brought to the circle.
const REST: f32 = 0.19;

/// Cosine and sine of parts of a turn.
static TURNS: LazyLock<[[f32; 2]; POINTS]> = LazyLock::new(|| {
    std::array::from_fn(|i| {
        let angle = TAU * i as f32 / POINTS as f32;
        [libm::cosf(angle), libm::sinf(angle)]
    })
});

/// How a rosette is shaped besides by the sound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// From how many sides it looks the same.
    pub(super) sides: usize,
    /// How far its loops are open, 0 to 1.
    pub(super) open: f32,
    /// A strike, 0 to 1: loops are larger then.
    pub(super) kick: f32,
    /// What it is in silence: from 0, a dot, to 1, a circle.
    pub(super) rest: f32,
}

/// Sides of the rosettes of a song's sections, in turn, and how far their loops are open: they close on the way from one
/// section to the next.
pub(super) fn sides(sections_s: &[f64], is_mono: bool, at_s: f64) -> (usize, f32) {
    let next = sections_s.partition_point(|start| *start <= at_s);
    let away = |bound: Option<&f64>| bound.map_or(f64::MAX, |bound| (at_s - bound).abs());
    // The first begins with the song, not after another one.
    let bounds = [next.checked_sub(1), Some(next)].map(|bound| bound.filter(|i| *i > 0));
    let near =
        bounds.map(|bound| away(bound.and_then(|i| sections_s.get(i)))).into_iter().fold(f64::MAX, f64::min);
    // So songs don't all begin alike.
    let number = next.saturating_sub(1) + sections_s.len();
    (SIDES[usize::from(is_mono)][number % SIDES[0].len()], smoothstep(near as f32 / CLOSED_S))
}

/// Makes a rosette of a figure's harmonics.
pub(super) fn rosette(points: &mut [[f32; 2]], shape: Shape) {
    let Some(whole) = points.first_chunk_mut::<{ POINTS + 1 }>() else { return };
    let Shape { sides, rest, .. } = shape;
    let turn = |times: usize, i: usize| TURNS[times * i % POINTS];
    let times = |h: usize| 1 + sides * h;
    // What a circle of the figure adds to the speed of the beam: its radius, times how often it turns.
    let mut speeds: [[f32; 2]; HARMONICS] = std::array::from_fn(|h| {
        let sum = whole[..POINTS].iter().enumerate().fold([0.0f32; 2], |[a, b], (i, [x, y])| {
            let [cos, sin] = turn(h + 1, i);
            [a + x * cos + y * sin, b + y * cos - x * sin]
        });
        sum.map(|v| v * (h + 1) as f32 / POINTS as f32)
    });
    let power = whole[..POINTS].as_flattened().iter().map(|v| v * v).sum::<f32>() / POINTS as f32;
    rested(&mut speeds[0], REST * rest);
    looped(&mut speeds, shape);
    // As far from the middle as the figure, in the mean.
    let square = |h: usize| (length(speeds[h]) / times(h) as f32).powi(2);
    let own = (0..HARMONICS).map(square).sum::<f32>().max(1e-12);
    let size = ((power + REST * rest * REST * rest) / own).sqrt();
    for (i, point) in whole.iter_mut().enumerate() {
        *point = [0.0; 2];
        for (h, speed) in speeds.iter().enumerate() {
            let [cos, sin] = turn(times(h), i);
            let [x, y] = speed.map(|v| v * size / times(h) as f32);
            *point = [point[0] + x * cos - y * sin, point[1] + x * sin + y * cos];
        }
    }
}

/// Keeps a circle from vanishing: its radius and that of a figure at rest are the sides of a right angle.
fn rested(circle: &mut [f32; 2], rest: f32) {
    let radius = length(*circle);
    if radius < 1e-6 {
        *circle = [rest, 0.0];
        return;
    }
    let share = (radius * radius + rest * rest).sqrt() / radius;
    *circle = circle.map(|v| v * share);
}

/// Makes loops of whatever turns faster than the first circle.
fn looped(speeds: &mut [[f32; 2]; HARMONICS], shape: Shape) {
    let [one, two, three] = speeds.map(|speed| length(speed).max(1e-9));
    let all = (two + three) / one;
    let wanted = LOOPS[0] + (LOOPS[1] - LOOPS[0]) * all / (1.0 + all) + BLOOM * shape.kick;
    let loops = one * wanted * shape.open * smoothstep(all / FAINT);
    // Where the third is when the other two point the same way: that doesn't depend on where the figure begins.
    let [[a, b], [c, d], [e, f]] = *speeds;
    let (along, across) = ((c * c - d * d) * a + 2.0 * c * d * b, (c * c - d * d) * b - 2.0 * c * d * a);
    let (x, y) = (e * along - f * across, e * across + f * along);
    // Of what is hardly there the direction is chance.
    let sure = smoothstep(two / (FAINT * one));
    let share = BENDS * sure * loops / (two + three) / (two * two * one);
    *speeds = [[one, 0.0], [loops, 0.0], [x * share, y * share]];
}

fn length([x, y]: [f32; 2]) -> f32 {
    (x * x + y * y).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shaped(points: &mut [[f32; 2]], sides: usize, rest: f32) {
        rosette(points, Shape { sides, open: 1.0, kick: 0.0, rest });
    }

    fn figure(of: impl Fn(f32) -> [f32; 2]) -> Vec<[f32; 2]> {
        (0..=POINTS).map(|i| of(TAU * i as f32 / POINTS as f32)).collect()
    }

    #[test]
    fn rosettes_look_the_same_from_all_sides() {
        for sides in 2..=7 {
            let mut points = figure(|a| [a.sin().signum() + 0.3, (3.0 * a).cos() - a.sin()]);
            shaped(&mut points, sides, 1.0);
            let (sin, cos) = (TAU / sides as f32).sin_cos();
            for (a, b) in points.iter().zip(&points[POINTS / sides..]) {
                let turned = [a[0] * cos - a[1] * sin, a[0] * sin + a[1] * cos];
                assert!((turned[0] - b[0]).hypot(turned[1] - b[1]) < 1e-3, "{sides}");
            }
            assert_eq!(points[0], points[POINTS], "they have no ends");
        }
    }

    #[test]
    fn sections_have_sides_of_their_own_and_close_between() {
        let at = |at_s: f64| sides(&[0.0, 10.0, 20.0], false, at_s);
        assert_eq!([at(0.0), at(5.0), at(15.0), at(30.0)].map(|(_, open)| open), [1.0; 4]);
        let all = [at(5.0), at(15.0), at(25.0)].map(|(sides, _)| sides);
        assert!(all[0] != all[1] && all[1] != all[2], "{all:?}");
        assert_eq!([at(10.0).1, at(20.0).1], [0.0; 2]);
        assert_eq!(at(-0.1).1, 1.0, "nothing lies before the song");
        assert_eq!(sides(&[], true, 3.0).1, 1.0, "silence has no sections");
    }

    #[test]
    fn where_loops_lie_does_not_follow_from_the_sound() {
        let furthest = |turned: f32, begun: f32| {
            let mut points = figure(|a| {
                let a = a + begun;
                let (x, y) = (a.cos() + 0.4 * (2.0 * a).cos(), a.sin() + 0.4 * (2.0 * a).sin());
                [x * turned.cos() - y * turned.sin(), x * turned.sin() + y * turned.cos()]
            });
            shaped(&mut points, 3, 0.0);
            points
        };
        let (one, other) = (furthest(0.0, 0.0), furthest(0.7, 1.9));
        let near = |(a, b): (&[f32; 2], &[f32; 2])| length([a[0] - b[0], a[1] - b[1]]) < 1e-3;
        assert!(one.iter().zip(&other).all(near));
    }

    #[test]
    fn a_tone_is_a_circle_of_its_size_and_silence_a_small_one() {
        let radii = |size: f32, rest: f32| {
            let mut points = figure(|a| [size * a.cos(), size * a.sin()]);
            shaped(&mut points, 3, rest);
            let far = points.iter().copied().map(length);
            [far.clone().fold(f32::MAX, f32::min), far.fold(0.0, f32::max)]
        };
        for (radii, expected) in [(radii(0.5, 0.0), 0.5), (radii(0.0, 1.0), REST), (radii(0.0, 0.0), 0.0)] {
            assert!(radii.iter().all(|radius| (radius - expected).abs() < 1e-3), "{radii:?} {expected}");
        }
    }

    #[test]
    fn there_are_loops_and_no_cusps_whatever_makes_them() {
        for (second, third) in [(0.04, 0.0), (0.1, 0.3), (0.3, 0.1), (0.6, 0.6), (0.2, 0.05f32)] {
            let turning = |a: f32, of: fn(f32) -> f32| {
                0.5 * of(a) + second * of(2.0 * a + 1.0) + third * of(3.0 * a + 2.0)
            };
            let mut points = figure(|a| [turning(a, f32::cos), turning(a, f32::sin)]);
            shaped(&mut points, 3, 0.0);
            // In a loop the beam runs back around the middle.
            let back = points.array_windows().filter(|[a, b]| a[0] * b[1] < a[1] * b[0]).count();
            assert!((POINTS / 20..POINTS / 2).contains(&back), "{second} {third}: {back}");
            let steps = points.array_windows().map(|[a, b]| length([b[0] - a[0], b[1] - a[1]]));
            let slowest = steps.clone().fold(f32::MAX, f32::min) / (steps.sum::<f32>() / POINTS as f32);
            assert!(slowest > 0.1, "{second} {third}: {slowest}");
        }
    }
}
