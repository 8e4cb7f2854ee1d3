//! Heatmaps: a grid of numbers, interpolated between its points and turned into colours.

use super::{
    PIXELS,
    light::{clamp01, max0},
    mix,
};
use crate::{
    render::pool::TILE,
    visual::picture::{Heat, Heatmap, Light, RAMP},
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

/// The colour of a number from 0 to 65,535.
#[inline(always)]
pub(in crate::render) fn ramp_at(ramp: &[Light; RAMP], value: f32) -> Light {
    let at = value * ((RAMP - 1) as f32 / 65_535.0);
    let i = (at as u32).min(RAMP as u32 - 2) as usize;
    let share = at - i as f32;
    let (a, b) = (ramp[i], ramp[i + 1]);
    std::array::from_fn(|c| mix(a[c], b[c], share))
}

/// The light of a heatmap at a pixel: the scalar reference.
#[cfg(test)]
pub(in crate::render) fn heat_at(map: &Heatmap, heat: &Heat, x: f32, y: f32) -> Light {
    let (cx, cy) = heat_place(map, x, y);
    let (across, down) = (between(cx, map.columns), between(cy, map.rows));
    let value = |column: usize, row: usize| f32::from(heat.values[column * map.rows as usize + row]);
    let at = |column: usize| mix(value(column, down.first), value(column, down.second), down.share);
    ramp_at(heat.ramp.as_slice().try_into().unwrap(), mix(at(across.first), at(across.second), across.share))
}

/// Lays a heatmap into a tile: its light in three planes, and how much it covers. Columns are interpolated downwards
/// once for all pixels between them.
#[inline(always)]
pub(super) fn lay(planes: [&mut [f32; PIXELS]; 4], (map, heat): (&Heatmap, &Heat), origin: (f32, f32)) {
    let Ok(ramp): Result<&[Light; RAMP], _> = heat.ramp.as_slice().try_into() else { return };
    let [r, g, b, covers] = planes;
    let x = |i: usize| origin.0 + i as f32 + 0.5;
    let y = |j: usize| origin.1 + j as f32 + 0.5;
    let mut across = [Between::default(); TILE];
    let mut down = [Between::default(); TILE];
    for i in 0..TILE {
        across[i] = between(heat_place(map, x(i), y(0)).0, map.columns);
        down[i] = between(heat_place(map, x(0), y(i)).1, map.rows);
    }
    // Columns of numbers at the heights of the tile's pixels: of the left neighbour of each pixel, and of the right one.
    let mut sides = [[[0.0f32; TILE]; TILE]; 2];
    for i in 0..TILE {
        for (s, column) in [across[i].first, across[i].second].into_iter().enumerate() {
            let (before, earlier) = sides.split_at_mut(1);
            let known = match (s, i) {
                (0, 1..) if across[i - 1].first == column => Some(before[0][i - 1]),
                (0, 1..) if across[i - 1].second == column => Some(earlier[0][i - 1]),
                (1, 1..) if across[i - 1].second == column => Some(earlier[0][i - 1]),
                _ => None,
            };
            let target = &mut if s == 0 { &mut before[0] } else { &mut earlier[0] }[i];
            *target = known.unwrap_or_else(|| down_column(heat, map, column, &down));
        }
    }
    for j in 0..TILE {
        let row = j * TILE..(j + 1) * TILE;
        let (r, g, b) = (&mut r[row.clone()], &mut g[row.clone()], &mut b[row.clone()]);
        let covers = &mut covers[row];
        let mut light = [[0.0f32; TILE]; 3];
        for i in 0..TILE {
            let value = mix(sides[0][i][j], sides[1][i][j], across[i].share);
            let [lr, lg, lb] = ramp_at(ramp, value);
            (light[0][i], light[1][i], light[2][i]) = (lr, lg, lb);
        }
        for i in 0..TILE {
            let (covered, lit) = heat_cover(map, x(i), y(j));
            r[i] = light[0][i] * lit * covered;
            g[i] = light[1][i] * lit * covered;
            b[i] = light[2][i] * lit * covered;
            covers[i] = covered;
        }
    }
}

/// A column of numbers at the heights of a tile's pixels.
#[inline(always)]
fn down_column(heat: &Heat, map: &Heatmap, column: usize, down: &[Between; TILE]) -> [f32; TILE] {
    let rows = map.rows as usize;
    let values = heat.values.get(column * rows..(column + 1) * rows).unwrap_or(&[]);
    let value = |row: usize| f32::from(values.get(row).copied().unwrap_or(0));
    std::array::from_fn(|j| mix(value(down[j].first), value(down[j].second), down[j].share))
}

/// Whether a heatmap may touch the tile around a point, `half` of a tile's side away from its edges.
#[inline(always)]
pub(in crate::render) fn heat_touches(map: &Heatmap, x: f32, y: f32, half: f32) -> bool {
    (x - map.center[0]).abs() <= map.half_size[0] + half + 1.0
        && (y - map.center[1]).abs() <= map.half_size[1] + half + 1.0
}
