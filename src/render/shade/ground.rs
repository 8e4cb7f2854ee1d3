//! What lies behind the shapes of a tile: the light field, over a background image or alone.

use super::{PIXELS, mix, rows};
use crate::render::{
    light::{CELL, LightField, code},
    pool::TILE,
    row::Row,
};

/// What a tile's ground is made of, and what is to become of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    /// There is a background image, and it is in `rgb`.
    pub(super) over_image: bool,
    /// Nothing comes after: code values instead of light.
    pub(super) coded: bool,
}

/// Field and background to light, and what `over(row)(pixel, ground)` makes of it.
#[inline(always)]
pub(super) fn lay<F: Fn(usize, [f32; 3]) -> [f32; 3]>(
    rgb: &mut [[f32; PIXELS]; 3],
    field: &LightField,
    tile: (usize, usize),
    ask: Ask,
    over: impl FnMut(usize) -> F,
) {
    match (ask.over_image, ask.coded) {
        (false, false) => lay_as::<false, false, F>(rgb, field, tile, over),
        (false, true) => lay_as::<false, true, F>(rgb, field, tile, over),
        (true, false) => lay_as::<true, false, F>(rgb, field, tile, over),
        (true, true) => lay_as::<true, true, F>(rgb, field, tile, over),
    }
}

/// As [`lay`]. The three colours share the body of the innermost loop: a shorter one would be unrolled before it becomes
/// lanes.
#[inline(always)]
fn lay_as<const OVER_IMAGE: bool, const CODED: bool, F: Fn(usize, [f32; 3]) -> [f32; 3]>(
    rgb: &mut [[f32; PIXELS]; 3],
    field: &LightField,
    tile: (usize, usize),
    mut over: impl FnMut(usize) -> F,
) {
    for half in 0..TILE / CELL {
        let at = (tile.0 * 2, tile.1 * 2 + half);
        let backdrop = [Patch::of(field, 0, at), Patch::of(field, 1, at), Patch::of(field, 2, at)];
        let keep = Patch::new(field.keeps(at.0, at.1), field.keeps(at.0, at.1 + 1));
        for j in 0..CELL {
            let (row, wy) = (half * CELL + j, weight(j));
            let over = over(row);
            let [r, g, b] = rows(rgb, row);
            for i in 0..TILE {
                let backdrop = |c: usize| {
                    let code = backdrop[c].upper[i] + backdrop[c].rise[i] * wy;
                    code * code
                };
                let mut ground = [backdrop(0), backdrop(1), backdrop(2)];
                if OVER_IMAGE {
                    let keep = keep.upper[i] + keep.rise[i] * wy;
                    ground = [ground[0] + r[i] * keep, ground[1] + g[i] * keep, ground[2] + b[i] * keep];
                }
                let light = over(i, ground);
                [r[i], g[i], b[i]] = match CODED {
                    true => [code(light[0]), code(light[1]), code(light[2])],
                    false => light,
                };
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
    /// One colour of the two cells side by side below a place of nodes.
    #[inline(always)]
    fn of(field: &LightField, colour: usize, (column, row): (usize, usize)) -> Self {
        Self::new(field.codes(colour, column, row), field.codes(colour, column, row + 1))
    }

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
