//! A closed figure as circles that turn: its harmonics, each once to the left and once to the right.
//!
//! Two alike that turn against each other are a line, to and fro: a needle where the beam turns around. With less of what turns
//! to the right every such line opens to an ellipse that lies the same way, and higher harmonics become petals instead of
//! folds.

use crate::visual::trace::smoothstep;
use std::{f32::consts::TAU, sync::LazyLock};

/// Points of a figure; the last one is the first.
pub(super) const POINTS: usize = 400;
/// Harmonics that are kept, up to which most of one is kept, and how much more the higher ones count, as a power: figures
/// would be eggs.
const HARMONICS: usize = 14;
const MOST: f32 = 3.8;
const HIGHER: f32 = 0.9;
/// Radius of a figure in silence.
const REST: f32 = 0.11;
/// How fast what turns faster may run beside the first circle and only bend it; from where on it makes loops, and how fast it
/// runs then: between them a circle has a dent, and a cusp before it has a loop.
const BENDS: f32 = 0.25;
const LOOPS: [f32; 2] = [0.60, 2.6];
/// How much less what turns to the right counts, at the strongest: of the first harmonic, where it makes an ellipse, and of the
/// others, where it makes corners.
const LESS: [f32; 2] = [0.74, 1.0];

/// Cosine and sine of parts of a turn.
static TURNS: LazyLock<[[f32; 2]; POINTS]> = LazyLock::new(|| {
    std::array::from_fn(|i| {
        let angle = TAU * i as f32 / POINTS as f32;
        [libm::cosf(angle), libm::sinf(angle)]
    })
});

/// Opens a figure, 0 not at all to 1.
pub(super) fn open(points: &mut [[f32; 2]], amount: f32) {
    let Some(whole) = points.first_chunk_mut::<{ POINTS + 1 }>().filter(|_| amount > 0.0) else { return };
    let turn = |k: usize, i: usize| TURNS[k * i % POINTS];
    let mut middle = [0.0f32; 2];
    for [x, y] in &whole[..POINTS] {
        middle = [middle[0] + x, middle[1] + y];
    }
    let middle = middle.map(|v| v / POINTS as f32);
    // What turns to the left and to the right, `HARMONICS` times each: radius and where it begins, as a point.
    let mut circles: [[[f32; 2]; 2]; HARMONICS] = std::array::from_fn(|h| {
        let (mut left, mut right) = ([0.0f32; 2], [0.0f32; 2]);
        for (i, [x, y]) in whole[..POINTS].iter().enumerate() {
            let [cos, sin] = turn(h + 1, i);
            left = [left[0] + x * cos + y * sin, left[1] + y * cos - x * sin];
            right = [right[0] + x * cos - y * sin, right[1] + y * cos + x * sin];
        }
        let number = (h + 1) as f32;
        let over = number / MOST;
        let kept = 1.0 + (libm::powf(number, HIGHER) * libm::expf(-over * over) - 1.0) * amount;
        let less = if h == 0 { LESS[0] } else { LESS[1] };
        let shares = [kept, kept * (1.0 - less * amount)].map(|share| share / POINTS as f32);
        [left.map(|v| v * shares[0]), right.map(|v| v * shares[1])]
    });
    rested(&mut circles[0][0], REST * amount);
    looped(&mut circles, amount);
    for (i, point) in whole.iter_mut().enumerate() {
        *point = middle;
        for (h, [left, right]) in circles.iter().enumerate() {
            let [cos, sin] = turn(h + 1, i);
            point[0] += (left[0] + right[0]) * cos + (right[1] - left[1]) * sin;
            point[1] += (left[1] + right[1]) * cos + (left[0] - right[0]) * sin;
        }
    }
}

/// Keeps a circle from vanishing: its radius and that of a figure at rest are the sides of a right angle.
fn rested([x, y]: &mut [f32; 2], rest: f32) {
    let radius = (*x * *x + *y * *y).sqrt();
    if radius < 1e-6 {
        (*x, *y) = (rest, 0.0);
        return;
    }
    let share = (radius * radius + rest * rest).sqrt() / radius;
    (*x, *y) = (*x * share, *y * share);
}

/// Makes loops of what would dent the first circle: the strongest of what turns faster comes out, and either bends it a little
/// or runs around in itself.
fn looped(circles: &mut [[[f32; 2]; 2]; HARMONICS], amount: f32) {
    let mut speeds = [0.0f32; HARMONICS];
    for (h, [[x, y], _]) in circles.iter().enumerate() {
        speeds[h] = (h + 1) as f32 * (x * x + y * y).sqrt();
    }
    let fastest = speeds[1..].iter().copied().fold(1e-9, f32::max);
    let purer = |h: usize| 1.0 + (speeds[h] / fastest - 1.0) * amount;
    let others = (1..HARMONICS).map(|h| speeds[h] * purer(h)).sum::<f32>() / speeds[0].max(1e-9);
    let loops = smoothstep((others - BENDS) / (LOOPS[0] - BENDS)) * (LOOPS[1] - others).max(0.0);
    let more = 1.0 + amount * loops / others.max(1e-9);
    for (h, circle) in circles.iter_mut().enumerate().skip(1) {
        circle.iter_mut().flatten().for_each(|v| *v *= more * purer(h));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(of: impl Fn(f32) -> [f32; 2]) -> Vec<[f32; 2]> {
        (0..=POINTS).map(|i| of(TAU * i as f32 / POINTS as f32)).collect()
    }

    #[test]
    fn lines_open_to_ellipses_that_lie_the_same_way() {
        let mut line = figure(|a| [0.3 * a.sin(), 0.4 * a.sin()]);
        open(&mut line, 1.0);
        let along = |axis: [f32; 2]| line.iter().map(|[x, y]| x * axis[0] + y * axis[1]).fold(0.0, f32::max);
        let (long, wide) = (along([0.6, 0.8]), along([0.8, -0.6]));
        assert!(long > 0.25 && (0.5..0.65).contains(&(wide / long)), "{long} {wide}");
    }

    #[test]
    fn circles_stay_and_nothing_is_opened_at_0() {
        let mut opened = figure(|a| [0.1 + 0.5 * a.cos(), 0.5 * a.sin() - 0.2]);
        open(&mut opened, 1.0);
        let far = |[x, y]: &[f32; 2]| (x - 0.1).hypot(y + 0.2);
        assert!(opened.iter().all(|point| (far(point) - far(&opened[0])).abs() < 1e-3));
        assert!((0.4..=0.5).contains(&far(&opened[0])));
        assert_eq!(opened[0], opened[POINTS], "they have no ends");
        let corners = figure(|a| [a.sin().signum(), (3.0 * a).cos()]);
        let mut same = corners.clone();
        open(&mut same, 0.0);
        assert_eq!(same, corners);
    }

    #[test]
    fn what_would_be_a_cusp_is_a_loop_and_what_bends_a_circle_a_little_stays_small() {
        // The slowest that a figure moves, beside its mean: next to nothing in a cusp.
        let slowest = |second: f32| {
            let mut points = figure(|a| {
                [0.5 * a.cos() + second * (2.0 * a).cos(), 0.5 * a.sin() + second * (2.0 * a).sin()]
            });
            open(&mut points, 1.0);
            let steps = points.array_windows().map(|[a, b]| (b[0] - a[0]).hypot(b[1] - a[1]));
            steps.clone().fold(f32::MAX, f32::min) / (steps.sum::<f32>() / POINTS as f32)
        };
        let all: Vec<f32> = [0.02, 0.16, 0.19, 0.25, 0.4].map(slowest).into();
        assert!(all.iter().all(|slowest| *slowest > 0.3), "{all:?}");
    }
}
