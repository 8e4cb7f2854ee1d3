//! What lies behind the shapes of a tile: the light field, over a background image or alone.

use super::{PIXELS, Row, mix, rows};
use crate::render::{
    light::{CELL, LightField},
    pool::TILE,
};

/// Field and background to light, and what `over(row)(pixel, ground)` makes of it; a background image is in `rgb`.
///
/// The three colours share the body of the innermost loop: a shorter one would be unrolled before it becomes lanes.
#[inline(always)]
pub(super) fn lay<const OVER_IMAGE: bool, F: Fn(usize, [f32; 3]) -> [f32; 3]>(
    rgb: &mut [[f32; PIXELS]; 3],
    field: &LightField,
    tile: (usize, usize),
    over: impl Fn(usize) -> F,
) {
    for half in 0..TILE / CELL {
        let (column, row) = (tile.0 * 2, tile.1 * 2 + half);
        let patch = |c: usize| Patch::new(field.codes(c, column, row), field.codes(c, column, row + 1));
        let backdrop = [patch(0), patch(1), patch(2)];
        let keep = Patch::new(field.keeps(column, row), field.keeps(column, row + 1));
        for j in 0..CELL {
            let (row, wy) = (half * CELL + j, weight(j));
            let over = over(row);
            let [r, g, b] = rows(rgb, row);
            for i in 0..TILE {
                let code = |c: usize| backdrop[c].upper[i] + backdrop[c].rise[i] * wy;
                let ground = [code(0) * code(0), code(1) * code(1), code(2) * code(2)];
                let ground = match OVER_IMAGE {
                    true => {
                        let keep = keep.upper[i] + keep.rise[i] * wy;
                        [ground[0] + r[i] * keep, ground[1] + g[i] * keep, ground[2] + b[i] * keep]
                    }
                    false => ground,
                };
                [r[i], g[i], b[i]] = over(i, ground);
            }
        }
    }
}

/// Values between two rows of three nodes: along the upper row, and what is added on the way to the lower one.
pub(in crate::render) struct Patch {
    pub(in crate::render) upper: Row,
    pub(in crate::render) rise: Row,
}

impl Patch {
    #[inline(always)]
    pub(in crate::render) fn new(upper: [f32; 3], lower: [f32; 3]) -> Self {
        let (mut on, mut rise) = (Row::default(), Row::default());
        // By name and cell by cell: nodes that are looked up by a pixel's place would go through memory.
        let ([a, b, c], [d, e, f]) = (upper, lower);
        for i in 0..CELL {
            on[i] = mix(a, b, weight(i));
            rise[i] = mix(d, e, weight(i)) - on[i];
        }
        for i in 0..CELL {
            on[CELL + i] = mix(b, c, weight(i));
            rise[CELL + i] = mix(e, f, weight(i)) - on[CELL + i];
        }
        Self { upper: on, rise }
    }
}

/// Place of pixel `i` of a cell between its nodes.
#[inline(always)]
pub(in crate::render) fn weight(i: usize) -> f32 {
    (i as f32 + 0.5) / CELL as f32
}
