//! A closed figure as circles that turn: its harmonics, each once to the left and once to the right.
//!
//! Two alike that turn against each other are a line, to and fro: a needle where the beam turns around. With less of what turns
//! to the right every such line opens to an ellipse that lies the same way, and higher harmonics become petals instead of
//! folds.

use std::{f32::consts::TAU, sync::LazyLock};

/// Points of a figure; the last one is the first.
pub(super) const POINTS: usize = 400;
/// Harmonics that are kept, up to which most of one is kept, and how much more the higher ones count, as a power: figures
/// would be eggs.
const HARMONICS: usize = 14;
const MOST: f32 = 3.8;
const HIGHER: f32 = 0.9;
/// How much less what turns to the right counts, at the strongest.
const LESS: f32 = 0.74;

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
    let circles: [[[f32; 2]; 2]; HARMONICS] = std::array::from_fn(|h| {
        let (mut left, mut right) = ([0.0f32; 2], [0.0f32; 2]);
        for (i, [x, y]) in whole[..POINTS].iter().enumerate() {
            let [cos, sin] = turn(h + 1, i);
            left = [left[0] + x * cos + y * sin, left[1] + y * cos - x * sin];
            right = [right[0] + x * cos - y * sin, right[1] + y * cos + x * sin];
        }
        let number = (h + 1) as f32;
        let over = number / MOST;
        let kept = 1.0 + (libm::powf(number, HIGHER) * libm::expf(-over * over) - 1.0) * amount;
        let shares = [kept, kept * (1.0 - LESS * amount)].map(|share| share / POINTS as f32);
        [left.map(|v| v * shares[0]), right.map(|v| v * shares[1])]
    });
    for (i, point) in whole.iter_mut().enumerate() {
        *point = middle;
        for (h, [left, right]) in circles.iter().enumerate() {
            let [cos, sin] = turn(h + 1, i);
            point[0] += (left[0] + right[0]) * cos + (right[1] - left[1]) * sin;
            point[1] += (left[1] + right[1]) * cos + (left[0] - right[0]) * sin;
        }
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
}
