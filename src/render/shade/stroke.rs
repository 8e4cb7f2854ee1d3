//! Straight ways through a tile: how far its pixels are along them and beside them, and which rows of its halves they touch.

use crate::render::{pool::TILE, row::Row};
use std::ops::Range;

/// Columns of a half.
pub(super) const HALF: usize = TILE / 2;

/// A way and how far what follows it reaches around. Most of a tile's width is beyond reach of a narrow one, and each half of
/// it has rows of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    /// Its ends, pixels.
    pub(super) ends: [[f32; 2]; 2],
    /// Beyond so many pixels from the way nothing is changed.
    pub(super) reach: f32,
}

impl Stroke {
    /// The rows that it may touch in a half of the tile at `origin`, 0 the left one.
    #[inline(always)]
    pub(super) fn rows(&self, half: usize, origin: (f32, f32)) -> Range<usize> {
        let [[ax, ay], [bx, by]] = self.ends;
        // A little more for rounding.
        let reach = self.reach + 0.03;
        // The part of the way that is near the half's columns: beside it, nothing is within reach of them.
        let left = origin.0 + (half * HALF) as f32 + 0.5 - reach;
        let right = left + (HALF - 1) as f32 + 2.0 * reach;
        if ax.min(bx) > right || ax.max(bx) < left {
            return 0..0;
        }
        // Of a steep way that is the whole: rows by columns would be rounded too much.
        let steep = (by - ay).abs() > 32.0 * (bx - ax).abs();
        let slope = if steep { 0.0 } else { (by - ay) / (bx - ax + f32::MIN_POSITIVE) };
        let row_at = |[x, y]: [f32; 2]| if steep { y } else { ay + (x.max(left).min(right) - ax) * slope };
        let [from, to] = self.ends.map(row_at);
        // The middle of a row is half a pixel below its edge.
        let row = |y: f32| (y - origin.1 + 0.5).clamp(0.0, TILE as f32) as usize;
        row(from.min(to) - reach)..row(from.max(to) + reach)
    }
}

/// How far the columns and rows of a tile are along a way and beside it, worked out for all sixteen at once. A pixel is its row and
/// its column along the way, and its row less its column beside it.
#[derive(Debug)]
pub(super) struct Ways {
    pub(super) column_along: Row,
    pub(super) column_across: Row,
    pub(super) row_along: Row,
    pub(super) row_across: Row,
}

impl Ways {
    /// Of a tile at `origin`, from a point, for a way that points along `axis`.
    #[inline(always)]
    pub(super) fn new(origin: (f32, f32), from: [f32; 2], axis: [f32; 2]) -> Self {
        let [mut column_along, mut column_across, mut row_along, mut row_across] = [Row::default(); 4];
        for i in 0..TILE {
            let (dx, dy) = (origin.0 + i as f32 + 0.5 - from[0], origin.1 + i as f32 + 0.5 - from[1]);
            (column_along[i], column_across[i]) = (dx * axis[0], dx * axis[1]);
            (row_along[i], row_across[i]) = (dy * axis[1], dy * axis[0]);
        }
        Self { column_along, column_across, row_along, row_across }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::light::clamp01;

    fn distance([a, b]: [[f32; 2]; 2], [x, y]: [f32; 2]) -> f32 {
        let (ex, ey, dx, dy) = (b[0] - a[0], b[1] - a[1], x - a[0], y - a[1]);
        let t = clamp01((dx * ex + dy * ey) / (ex * ex + ey * ey + 1e-12));
        (dx - t * ex).hypot(dy - t * ey)
    }

    /// Strokes of all directions and lengths around a tile far out in a large picture, where numbers are coarse.
    #[test]
    fn rows_hold_all_that_is_within_reach_and_little_else() {
        let origin = (3_824.0, 2_144.0);
        let (mut held, mut touched) = (0, 0);
        for (i, length) in (0..720).flat_map(|i| [0.0, 1e-4, 2.0, 9.0, 60.0, 900.0].map(|length| (i, length)))
        {
            let (sin, cos) = (i as f32 * 0.25).to_radians().sin_cos();
            let at = [(i * 7 % 40) as f32 - 12.0, (i * 11 % 40) as f32 - 12.0];
            let from = [origin.0 + at[0], origin.1 + at[1]];
            let reach = 0.5 + (i % 5) as f32 * 1.7;
            let stroke = Stroke { ends: [from, [from[0] + cos * length, from[1] + sin * length]], reach };
            for half in 0..2 {
                let rows = stroke.rows(half, origin);
                held += rows.len();
                for row in 0..TILE {
                    let near = (0..HALF).any(|i| {
                        let (x, y) = ((half * HALF + i) as f32 + 0.5, row as f32 + 0.5);
                        distance(stroke.ends, [origin.0 + x, origin.1 + y]) < reach
                    });
                    assert!(!near || rows.contains(&row), "{stroke:?} {half} {row} {rows:?}");
                    touched += usize::from(near);
                }
            }
        }
        assert!(held < touched * 3 / 2, "{held} {touched}");
    }
}
