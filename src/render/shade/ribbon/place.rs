//! Where pixels lie on a ribbon: along its edges and across.

use super::super::light::{clamp01, max0};
use crate::{
    render::{
        pool::TILE,
        row::{Row, whole},
    },
    visual::picture::Ribbon,
};

/// The clockwise angle from `axis` to (x, y) on the screen, in turns from 0 to 1. The arc tangent is a polynomial (Hastings,
/// 1955, sheet 13): 1e-5 rad off at the most.
#[inline(always)]
pub(in crate::render) fn turn_of(axis: [f32; 2], x: f32, y: f32) -> f32 {
    let (c, s) = (x * axis[0] + y * axis[1], y * axis[0] - x * axis[1]);
    let (ac, az) = (c.abs(), s.abs());
    let (least, most) = if ac < az { (ac, az) } else { (az, ac) };
    let a = least / (most + 1e-20);
    let q = a * a;
    let series = 0.999_977_3
        + q * (-0.332_623_5 + q * (0.193_543_5 + q * (-0.116_432_9 + q * (0.052_653_3 - q * 0.011_721_2))));
    let eighth = a * series * std::f32::consts::FRAC_1_PI * 0.5;
    let quarter = if ac < az { 0.25 - eighth } else { eighth };
    let half = if c < 0.0 { 0.5 - quarter } else { quarter };
    if s < 0.0 { 1.0 - half } else { half }
}

/// A pixel on a ribbon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The edge before it, and how far towards the next one it lies.
    pub(super) edge: u32,
    pub(super) share: f32,
    /// Distance across, pixels.
    pub(super) across: f32,
    /// How much of the pixel lies between the ends of the ribbon.
    pub(super) between: f32,
}

/// A pixel on a ribbon. Whether it is round is known when the loops over pixels are compiled: as a question in them it
/// would cost both answers.
#[inline(always)]
pub(super) fn place<const ROUND: bool>(ribbon: &Ribbon, x: f32, y: f32) -> Place {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    let last = ribbon.count - 1;
    if ROUND {
        let at = turn_of(ribbon.axis, dx, dy) * ribbon.per;
        let (edge, share) = split(at, last);
        return Place { edge, share, across: (dx * dx + dy * dy).sqrt(), between: 1.0 };
    }
    let along = dx * ribbon.axis[0] + dy * ribbon.axis[1];
    let across = dx * ribbon.axis[1] - dy * ribbon.axis[0];
    let length = last as f32 / ribbon.per;
    let (edge, share) = split(max0(along * ribbon.per), last - 1);
    let between = clamp01(along + 0.5) * clamp01(length - along + 0.5);
    Place { edge, share: clamp01(share), across, between }
}

/// The edge before a place along them, at most `last`, and how far behind it that lies.
#[inline(always)]
fn split(at: f32, last: u32) -> (u32, f32) {
    let (edge, last) = (at.trunc(), last as f32);
    let edge = if edge < last { edge } else { last };
    (whole(edge), at - edge)
}

/// Sixteen pixels on a ribbon.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Places {
    /// The edges before them; from `count` on they are those of a round ribbon's next turn.
    pub(super) edge: [u32; TILE],
    /// The first and the last of them.
    pub(super) ends: (u32, u32),
    pub(super) share: Row,
    pub(super) across: Row,
    pub(super) between: Row,
}

impl Places {
    /// The pixels of a row from `x` on.
    #[inline(always)]
    pub(super) fn of<const ROUND: bool>(ribbon: &Ribbon, x: f32, y: f32) -> Self {
        let mut places = Self::default();
        for i in 0..TILE {
            let at = place::<ROUND>(ribbon, x + i as f32, y);
            (places.edge[i], places.share[i], places.across[i], places.between[i]) =
                (at.edge, at.share, at.across, at.between);
        }
        places.ends = ends(&places.edge);
        // Where a round ribbon joins itself, a row would meet all of its edges.
        let half = ribbon.count / 2;
        if ROUND && places.ends.1 - places.ends.0 > half {
            for edge in &mut places.edge {
                *edge += if *edge < half { ribbon.count } else { 0 };
            }
            places.ends = ends(&places.edge);
        }
        places
    }
}

/// Of which tile and of which round ribbons pixels have their places. The number of edges is also how many there are in a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Around {
    tile: (f32, f32),
    centre: [f32; 2],
    axis: [f32; 2],
    count: u32,
}

/// The pixels of a tile on round ribbons: those around one centre share it.
#[derive(Debug, Default)]
pub(in crate::render::shade) struct Turned {
    of: Option<Around>,
    rows: [Places; TILE],
}

impl Turned {
    /// The rows of the tile at `tile`.
    #[inline(always)]
    pub(super) fn rows(&mut self, ribbon: &Ribbon, tile: (f32, f32)) -> &[Places; TILE] {
        let of = Some(Around { tile, centre: ribbon.origin, axis: ribbon.axis, count: ribbon.count });
        if self.of != of {
            self.of = of;
            for (row, places) in self.rows.iter_mut().enumerate() {
                *places = Places::of::<true>(ribbon, tile.0 + 0.5, tile.1 + row as f32 + 0.5);
            }
        }
        &self.rows
    }
}

/// The least and the greatest of 16 numbers, by halves, in lanes.
#[inline(always)]
fn ends(numbers: &[u32; TILE]) -> (u32, u32) {
    let (mut low, mut high) = (*numbers, *numbers);
    let mut half = TILE / 2;
    while half > 0 {
        for i in 0..half {
            low[i] = low[i].min(low[i + half]);
            high[i] = high[i].max(high[i + half]);
        }
        half /= 2;
    }
    (low[0], high[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    #[test]
    fn turns_are_those_of_the_arc_tangent() {
        for i in 0..10_000 {
            let angle = f64::from(i) / 10_000.0 * std::f64::consts::TAU;
            let axis = [0.6f32, -0.8];
            let (c, s) = (angle.cos() as f32, angle.sin() as f32);
            // Clockwise on a screen, where y points down, is the way from x to y.
            let (x, y) = (axis[0] * c - axis[1] * s, axis[1] * c + axis[0] * s);
            let off = (f64::from(turn_of(axis, x * 300.0, y * 300.0)) - f64::from(i) / 10_000.0).abs();
            assert!(off.min(1.0 - off) < 3e-6, "{i} {off}");
        }
    }

    #[test]
    fn a_row_meets_few_edges_also_where_a_ribbon_joins_itself() {
        let count = 1_000;
        let ribbon = Ribbon { axis: [0.0, -1.0], round: 1, count, per: count as f32, ..Ribbon::zeroed() };
        for x in -20..20 {
            let row = Places::of::<true>(&ribbon, x as f32 + 0.5, -300.0);
            assert!(row.ends.1 - row.ends.0 <= 10, "{x} {:?}", row.ends);
            for i in 0..TILE {
                let one = place::<true>(&ribbon, x as f32 + 0.5 + i as f32, -300.0);
                assert_eq!((row.edge[i] % count, row.share[i]), (one.edge, one.share), "{x} {i}");
            }
        }
    }
}
