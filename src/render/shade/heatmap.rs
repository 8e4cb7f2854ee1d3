//! Heatmaps: a grid of numbers, interpolated between its points and turned into colours.

use super::{
    PIXELS,
    light::{clamp01, max0},
    mix,
};
use crate::{
    render::pool::TILE,
    visual::picture::{Heat, Heatmap, RAMP},
};

/// Two neighbours on an axis of a grid, and how far towards the second one a point lies.
#[derive(Debug, Clone, Copy, Default)]
struct Between {
    first: usize,
    second: usize,
    share: f32,
}

/// Neighbours of a coordinate on an axis of `count` points.
#[inline(always)]
fn between(at: f32, count: u32) -> Between {
    let last = (count - 1) as f32;
    let at = max0(at);
    let at = if at < last { at } else { last };
    let first = at as u32;
    Between { first: first as usize, second: (first + 1).min(count - 1) as usize, share: at - first as f32 }
}

/// Coverage of the rectangle, and the share of its light that is left, at a pixel.
#[inline(always)]
pub(in crate::render) fn heat_cover(map: &Heatmap, x: f32, y: f32) -> (f32, f32) {
    let qx = max0((x - map.center[0]).abs() - (map.half_size[0] - map.corner));
    let qy = max0((y - map.center[1]).abs() - (map.half_size[1] - map.corner));
    let cover = clamp01(map.corner + 0.5 - (qx * qx + qy * qy).sqrt()) * map.opacity;
    (cover, mix(map.dim, 1.0, clamp01(map.lit - x + 0.5)))
}

/// Grid coordinates of a pixel.
#[inline(always)]
pub(in crate::render) fn heat_place(map: &Heatmap, x: f32, y: f32) -> (f32, f32) {
    let (left, top) = (map.center[0] - map.half_size[0], map.center[1] - map.half_size[1]);
    (map.first[0] + (x - left) * map.step[0], map.first[1] + (y - top) * map.step[1])
}

/// The colours of a heatmap, four numbers each: a place in them is a shift and a mask, which lanes can gather by.
pub(super) type Ramp = [f32; 4 * RAMP];

/// Spreads the colours of a frame's heatmap; without one, nothing will ask for them.
#[inline(always)]
pub(super) fn spread(heat: &Heat, ramp: &mut Ramp) {
    let (places, _) = ramp.as_chunks_mut::<4>();
    for (place, [r, g, b]) in places.iter_mut().zip(&heat.ramp) {
        *place = [*r, *g, *b, 0.0];
    }
}

/// The colours of a row of numbers from 0 to 65,535, into a row of each plane.
#[inline(always)]
fn colour(ramp: &Ramp, values: &[f32; TILE], planes: [&mut [f32]; 3]) {
    let (mut places, mut shares) = ([0u32; TILE], [0.0f32; TILE]);
    for i in 0..TILE {
        let at = values[i] * ((RAMP - 1) as f32 / 65_535.0);
        let place = (at as i32 as u32).min(RAMP as u32 - 2);
        (places[i], shares[i]) = (place * 4, at - place as f32);
    }
    for (c, plane) in planes.into_iter().enumerate() {
        for i in 0..TILE {
            let place = places[i] as usize + c;
            plane[i] = mix(ramp[place % (4 * RAMP)], ramp[(place + 4) % (4 * RAMP)], shares[i]);
        }
    }
}

/// The colour of a number from 0 to 65,535.
#[cfg(test)]
fn ramp_at(ramp: &[[f32; 3]], value: f32) -> [f32; 3] {
    let at = value * ((RAMP - 1) as f32 / 65_535.0);
    let i = (at as u32).min(RAMP as u32 - 2) as usize;
    let share = at - i as f32;
    std::array::from_fn(|c| mix(ramp[i][c], ramp[i + 1][c], share))
}

/// The light of a heatmap at a pixel: the scalar reference.
#[cfg(test)]
pub(in crate::render) fn heat_at(map: &Heatmap, heat: &Heat, x: f32, y: f32) -> [f32; 3] {
    let (cx, cy) = heat_place(map, x, y);
    let (across, down) = (between(cx, map.columns), between(cy, map.rows));
    let value = |column: usize, row: usize| f32::from(heat.values[column * map.rows as usize + row]);
    let at = |column: usize| mix(value(column, down.first), value(column, down.second), down.share);
    ramp_at(&heat.ramp, mix(at(across.first), at(across.second), across.share))
}

/// Columns of numbers that are interpolated once for a tile; a finer grid is looked up pixel by pixel. A power of two.
const MOST_COLUMNS: usize = 2 * TILE;

/// Lays a heatmap into a tile: its light in three planes, and how much it covers.
#[inline(always)]
pub(super) fn lay(
    planes: [&mut [f32; PIXELS]; 4],
    (map, heat, ramp): (&Heatmap, &Heat, &Ramp),
    origin: (f32, f32),
) {
    let [r, g, b, covers] = planes;
    let x = |i: usize| origin.0 + i as f32 + 0.5;
    let y = |j: usize| origin.1 + j as f32 + 0.5;
    let across: [Between; TILE] =
        std::array::from_fn(|i| between(heat_place(map, x(i), y(0)).0, map.columns));
    let down: [Between; TILE] = std::array::from_fn(|j| between(heat_place(map, x(0), y(j)).1, map.rows));
    // Columns that the tile meets are interpolated downwards once, for all pixels between them.
    let (first, last) = (across[0].first, across[TILE - 1].second);
    let mut columns = [[0.0f32; MOST_COLUMNS]; TILE];
    let shared = last - first < MOST_COLUMNS;
    if shared {
        for k in 0..=last - first {
            let column = down_column(heat, map, first + k, &down);
            columns.iter_mut().zip(column).for_each(|(row, value)| row[k] = value);
        }
    }
    let even = is_even(map, origin);
    let (all_covered, all_lit) = heat_cover(map, x(0), y(0));
    for j in 0..TILE {
        let mut values = [0.0f32; TILE];
        for i in 0..TILE {
            let Between { first: one, second: two, share } = across[i];
            values[i] = match shared {
                true => {
                    let row = &columns[j];
                    mix(row[(one - first) % MOST_COLUMNS], row[(two - first) % MOST_COLUMNS], share)
                }
                false => mix(at_row(heat, map, one, down[j]), at_row(heat, map, two, down[j]), share),
            };
        }
        let row = j * TILE..(j + 1) * TILE;
        let (r, g, b) = (&mut r[row.clone()], &mut g[row.clone()], &mut b[row.clone()]);
        colour(ramp, &values, [&mut *r, &mut *g, &mut *b]);
        let covers = &mut covers[row];
        for i in 0..TILE {
            let (covered, lit) = if even { (all_covered, all_lit) } else { heat_cover(map, x(i), y(j)) };
            r[i] = r[i] * lit * covered;
            g[i] = g[i] * lit * covered;
            b[i] = b[i] * lit * covered;
            covers[i] = covered;
        }
    }
}

/// Whether all pixels of a tile are covered and lit alike: inside, and on one side of where it is dimmed.
#[inline(always)]
fn is_even(map: &Heatmap, (left, top): (f32, f32)) -> bool {
    let side = TILE as f32;
    let inner = [map.half_size[0] - map.corner, map.half_size[1] - map.corner];
    let (right, bottom) = (left + side, top + side);
    let within = left >= map.center[0] - inner[0]
        && right <= map.center[0] + inner[0]
        && top >= map.center[1] - inner[1]
        && bottom <= map.center[1] + inner[1];
    within && (map.lit >= right + 1.0 || map.lit <= left - 1.0)
}

/// A column of numbers at the heights of a tile's pixels.
#[inline(always)]
fn down_column(heat: &Heat, map: &Heatmap, column: usize, down: &[Between; TILE]) -> [f32; TILE] {
    std::array::from_fn(|j| at_row(heat, map, column, down[j]))
}

/// The number between two rows of a column.
#[inline(always)]
fn at_row(heat: &Heat, map: &Heatmap, column: usize, down: Between) -> f32 {
    let rows = map.rows as usize;
    let value = |row: usize| heat.values.get(column * rows + row).map_or(0.0, |v| f32::from(*v));
    mix(value(down.first), value(down.second), down.share)
}

/// As [`Heatmap::lit`] may be for a tile: where it lies beyond, the tile doesn't know how far.
pub(in crate::render) fn lit_near(map: &Heatmap, x: f32, half: f32) -> f32 {
    map.lit.clamp(x - half - 1.0, x + half + 1.0)
}

/// Whether a heatmap may touch the tile around a point, `half` of a tile's side away from its edges.
#[inline(always)]
pub(in crate::render) fn heat_touches(map: &Heatmap, x: f32, y: f32, half: f32) -> bool {
    (x - map.center[0]).abs() <= map.half_size[0] + half + 1.0
        && (y - map.center[1]).abs() <= map.half_size[1] + half + 1.0
}
