//! Beams: light that a disc leaves on its way. The integral along the way has a closed form, so parts that join leave
//! no beads.

use super::{
    PIXELS, halves,
    light::{clamp01, max0},
    rows,
    stroke::{HALF, Stroke, Ways},
};
use crate::{render::tiles::OUTERMOST, visual::picture::Beam};

/// A beam's way: where it points, divided by the disc's radius, and how long it is in such units.
#[derive(Debug, Clone, Copy)]
struct Way {
    axis: [f32; 2],
    length: f32,
}

#[inline(always)]
fn way(beam: &Beam) -> Way {
    let (ex, ey) = (beam.b[0] - beam.a[0], beam.b[1] - beam.a[1]);
    let length = (ex * ex + ey * ey).sqrt() + 1e-6;
    let unit = 1.0 / (length * beam.radius);
    Way { axis: [ex * unit, ey * unit], length: length * (1.0 / beam.radius) }
}

/// Share of a beam's colour at a pixel.
#[cfg(test)]
pub(in crate::render) fn beam_at(beam: &Beam, x: f32, y: f32) -> f32 {
    let (dx, dy) = (x - beam.a[0], y - beam.a[1]);
    let Way { axis: [ax, ay], length } = way(beam);
    share_at(dx * ax + dy * ay, dy * ax - dx * ay, length)
}

/// Share of a beam's colour at a place along its way and beside it, in radii.
///
/// Along the way, at distance q from it, the disc's light is (c − u²/R²)², c = 1 − q²/R², for |u| < √(R² − q²); its integral is
/// c²u − ⅔ c u³/R² + ⅕ u⁵/R⁴, and 16/15 R over a whole pass through the middle.
#[inline(always)]
fn share_at(along: f32, across: f32, length: f32) -> f32 {
    let c = max0(1.0 - across * across);
    let half = c.sqrt();
    let from = bounded(0.0 - along, half);
    let to = bounded(length - along, half);
    max0(passed(c, to) - passed(c, from)) * (15.0 / 16.0)
}

/// `v` held between −half and half.
#[inline(always)]
fn bounded(v: f32, half: f32) -> f32 {
    let v = if v > half { half } else { v };
    if v < -half { -half } else { v }
}

/// Light left by the disc up to u, in units of its radius.
#[inline(always)]
fn passed(c: f32, u: f32) -> f32 {
    let u2 = u * u;
    u * (c * c - u2 * (c * (2.0 / 3.0) - u2 * 0.2))
}

/// Adds a beam to the light of a tile, in loops that become lanes.
#[inline(always)]
pub(super) fn lay(glow: &mut [[f32; PIXELS]; 3], beam: &Beam, origin: (f32, f32)) {
    // A copy that nothing else can reach: what depends on the beam alone is computed once.
    let beam = *beam;
    let Way { axis, length } = way(&beam);
    let ways = Ways::new(origin, beam.a, axis);
    let stroke = Stroke { ends: [beam.a, beam.b], reach: beam.radius };
    for half in 0..2 {
        let (column_along, column_across) = (ways.column_along.half(half), ways.column_across.half(half));
        for row in stroke.rows(half, origin) {
            let [r, g, b] = halves(rows(glow, row), half);
            for i in 0..HALF {
                let along = column_along[i] + ways.row_along[row];
                let across = ways.row_across[row] - column_across[i];
                let share = share_at(along, across, length);
                r[i] += beam.colour[0] * share;
                g[i] += beam.colour[1] * share;
                b[i] += beam.colour[2] * share;
            }
        }
    }
}

/// The first and last pixel column (axis 0) or row (1) that a beam can touch, as coordinates; a pixel more for rounding.
#[inline(always)]
pub(in crate::render) fn beam_span(beam: &Beam, axis: usize) -> (f32, f32) {
    let (a, b, reach) = (beam.a[axis], beam.b[axis], beam.radius + 1.0);
    (a.min(b) - reach, a.max(b) + reach)
}

/// Whether a beam may touch the tile around a point: the circle around the tile isn't too far from the way.
#[inline(always)]
pub(in crate::render) fn beam_touches(beam: &Beam, x: f32, y: f32) -> bool {
    let (ex, ey) = (beam.b[0] - beam.a[0], beam.b[1] - beam.a[1]);
    let (dx, dy) = (x - beam.a[0], y - beam.a[1]);
    let t = clamp01((dx * ex + dy * ey) / (ex * ex + ey * ey + 1e-6));
    let (px, py) = (dx - t * ex, dy - t * ey);
    let reach = beam.radius + 0.01 + OUTERMOST * std::f32::consts::SQRT_2;
    px * px + py * py <= reach * reach
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beam(a: [f32; 2], b: [f32; 2]) -> Beam {
        Beam { a, b, radius: 3.0, colour: [1.0; 3] }
    }

    #[test]
    fn parts_that_join_leave_the_light_of_the_whole() {
        let at = |k: f32| [2.0 + 17.0 * k, 5.0 + 9.0 * k];
        let whole = beam(at(0.0), at(1.0));
        let mut brightest = 0.0f32;
        for (x, y) in (0..24).flat_map(|x| (0..20).map(move |y| (x as f32 + 0.5, y as f32 + 0.5))) {
            let parts: f32 = (0..7)
                .map(|i| beam(at(i as f32 / 7.0), at((i + 1) as f32 / 7.0)))
                .map(|b| beam_at(&b, x, y))
                .sum();
            let expected = beam_at(&whole, x, y);
            assert!((parts - expected).abs() < 1e-4, "{x} {y} {parts} {expected}");
            brightest = brightest.max(expected);
        }
        assert!((0.9..=1.0).contains(&brightest), "{brightest}");
    }

    #[test]
    fn light_is_the_integral_of_the_disc() {
        let b = beam([10.0, 10.0], [14.0, 10.0]);
        for (x, y) in [(12.0, 10.0), (9.0, 11.0), (16.5, 9.0), (14.0, 12.9), (12.0, 13.1)] {
            let step = 1e-3;
            let disc = |s: f64| {
                let d2 = (f64::from(x) - s).powi(2) + (f64::from(y) - 10.0).powi(2);
                (1.0 - d2 / 9.0).max(0.0).powi(2)
            };
            let sum: f64 = (0..4_000).map(|i| disc(10.0 + (f64::from(i) + 0.5) * step) * step).sum();
            let expected = sum / (16.0 / 15.0 * 3.0);
            let actual = f64::from(beam_at(&b, x, y));
            assert!((actual - expected).abs() < 1e-3, "{x} {y} {actual} {expected}");
        }
    }
}
