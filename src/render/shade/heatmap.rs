//! Heatmaps: a grid of numbers, interpolated between its points and turned into colours.

#[cfg(test)]
use super::between::between;
use super::{
    PIXELS,
    between::{Between, Betweens},
    light::{clamp01, max0},
    mix,
};
use crate::{
    render::{pool::TILE, row::whole},
    visual::picture::{COLOURS, Heat, Heatmap, unpacked},
};

/// Coverage of the rectangle, and the share of its numbers that is left, at a pixel.
#[inline(always)]
pub(in crate::render) fn heat_cover(map: &Heatmap, x: f32, y: f32) -> (f32, f32) {
    let qx = max0((x - map.center[0]).abs() - (map.half_size[0] - map.corner));
    let qy = max0((y - map.center[1]).abs() - (map.half_size[1] - map.corner));
    let smooth = |share: f32| share * share * (3.0 - 2.0 * share);
    let inward = smooth(clamp01((map.half_size[1] - (y - map.center[1]).abs()) / map.fade));
    let outline = smooth(clamp01((map.corner + 0.5 - (qx * qx + qy * qy).sqrt()) / map.soft));
    let cover = outline * inward * map.opacity;
    (cover, mix(map.dim, 1.0, clamp01(map.lit - x + 0.5)))
}

/// Grid coordinates of a pixel.
#[inline(always)]
pub(in crate::render) fn heat_place(map: &Heatmap, x: f32, y: f32) -> (f32, f32) {
    let (left, top) = (map.center[0] - map.half_size[0], map.center[1] - map.half_size[1]);
    (map.first[0] + (x - left) * map.step[0], map.first[1] + (y - top) * map.step[1])
}

/// The light of a heatmap at a pixel, of a share of its number: the scalar reference.
#[cfg(test)]
pub(in crate::render) fn heat_at(map: &Heatmap, heat: &Heat, x: f32, y: f32, lit: f32) -> [f32; 3] {
    let (cx, cy) = heat_place(map, x, y);
    let number = number_at(map, heat, between(cx, map.columns), between(cy, map.rows));
    unpacked(heat.colours[colour_of(number * lit) as usize]).map(|code| code * code)
}

/// The place of a number's colour.
#[inline(always)]
fn colour_of(number: f32) -> u32 {
    let at = number * ((COLOURS - 1) as f32 / 65_535.0) + 0.5;
    whole(at).min(COLOURS as u32 - 1)
}

/// The number between two columns and two rows.
#[inline(always)]
fn number_at(map: &Heatmap, heat: &Heat, across: Between, down: Between) -> f32 {
    let rows = map.rows as usize;
    let value = |column: u32, row: u32| {
        heat.values.get(column as usize * rows + row as usize).map_or(0.0, |v| f32::from(*v))
    };
    let line = |row: u32| mix(value(across.first, row), value(across.second, row), across.share);
    mix(line(down.first), line(down.second), down.share)
}

/// Columns and rows of a grid that a tile may meet before its pixels look numbers up one by one. A power of two.
const PIECE: usize = 2 * TILE;

/// The numbers at the pixels of a tile, row by row.
#[inline(always)]
fn numbers(map: &Heatmap, heat: &Heat, origin: (f32, f32)) -> [f32; PIXELS] {
    let x = |i: usize| origin.0 + i as f32 + 0.5;
    let y = |j: usize| origin.1 + j as f32 + 0.5;
    let across = Betweens::of(|i| heat_place(map, x(i), y(0)).0, map.columns);
    let down = Betweens::of(|j| heat_place(map, x(0), y(j)).1, map.rows);
    let ((left, width), (top, height)) = (across.span(), down.span());
    let mut numbers = [0.0; PIXELS];
    let (out, _) = numbers.as_chunks_mut::<TILE>();
    if width > PIECE || height > PIECE {
        for (j, row) in out.iter_mut().enumerate() {
            *row = std::array::from_fn(|i| number_at(map, heat, across.get(i), down.get(j)));
        }
        return numbers;
    }
    // The piece of the grid that the tile meets, one line per row of the grid: first between its columns, ...
    let mut piece = [[0.0f32; PIECE]; PIECE];
    for k in 0..width {
        let start = (left as usize + k) * map.rows as usize + top as usize;
        let column = heat.values.get(start..start + height).unwrap_or_default();
        piece.iter_mut().zip(column).for_each(|(line, value)| line[k] = f32::from(*value));
    }
    let mut lines = [[0.0f32; TILE]; PIECE];
    for (line, piece) in lines.iter_mut().zip(&piece).take(height) {
        for (i, number) in line.iter_mut().enumerate() {
            let [first, second] =
                [across.first[i] - left, across.second[i] - left].map(|k| k as usize % PIECE);
            *number = mix(piece[first], piece[second], across.share[i]);
        }
    }
    // ... then between its rows.
    for (j, row) in out.iter_mut().enumerate() {
        let [upper, lower] = [down.first[j] - top, down.second[j] - top].map(|k| &lines[k as usize % PIECE]);
        for i in 0..TILE {
            row[i] = mix(upper[i], lower[i], down.share[j]);
        }
    }
    numbers
}

/// Code values of the pixels of a tile that shows nothing but the heatmap.
#[inline(always)]
pub(super) fn fill(rgb: &mut [[f32; PIXELS]; 3], (map, heat): (&Heatmap, &Heat), origin: (f32, f32)) {
    let Some(colours) = heat.colours.first_chunk::<COLOURS>() else { return };
    let numbers = numbers(map, heat, origin);
    let (_, lit) = heat_cover(map, origin.0 + 0.5, origin.1 + 0.5);
    let [r, g, b] = rgb;
    let words = words(colours, |at| numbers[at] * lit);
    for at in 0..PIXELS {
        [r[at], g[at], b[at]] = unpacked(words[at]);
    }
}

/// The packed colours of the numbers at the pixels of a tile.
#[inline(always)]
fn words(colours: &[u32; COLOURS], number: impl Fn(usize) -> f32) -> [u32; PIXELS] {
    let mut words = [0u32; PIXELS];
    // Apart: a look-up is one pixel at a time, what is around it becomes lanes.
    for (at, word) in words.iter_mut().enumerate() {
        *word = colour_of(number(at));
    }
    for word in &mut words {
        *word = colours[*word as usize % COLOURS];
    }
    words
}

/// Lays a heatmap into a tile: its light in three planes, and how much it covers.
#[inline(always)]
pub(super) fn lay(planes: [&mut [f32; PIXELS]; 4], (map, heat): (&Heatmap, &Heat), origin: (f32, f32)) {
    let Some(colours) = heat.colours.first_chunk::<COLOURS>() else { return };
    let numbers = numbers(map, heat, origin);
    let [r, g, b, covers] = planes;
    let mut lit = [0.0f32; PIXELS];
    if is_even(map, origin) {
        let (all_covered, all_lit) = heat_cover(map, origin.0 + 0.5, origin.1 + 0.5);
        (*covers, lit) = ([all_covered; PIXELS], [all_lit; PIXELS]);
    } else {
        for at in 0..PIXELS {
            let (x, y) = (origin.0 + (at % TILE) as f32 + 0.5, origin.1 + (at / TILE) as f32 + 0.5);
            (covers[at], lit[at]) = heat_cover(map, x, y);
        }
    }
    let words = words(colours, |at| numbers[at] * lit[at]);
    for at in 0..PIXELS {
        [r[at], g[at], b[at]] = unpacked(words[at]);
    }
    for plane in [r, g, b] {
        for at in 0..PIXELS {
            plane[at] = plane[at] * plane[at] * covers[at];
        }
    }
}

/// Whether nothing but the heatmap shows in a tile that no other shape touches.
#[inline(always)]
pub(super) fn hides(map: &Heatmap, origin: (f32, f32)) -> bool {
    is_even(map, origin) && heat_cover(map, origin.0 + 0.5, origin.1 + 0.5).0 == 1.0
}

/// Whether all pixels of a tile are covered and lit alike: inside, and on one side of where it is dimmed.
#[inline(always)]
fn is_even(map: &Heatmap, (left, top): (f32, f32)) -> bool {
    let side = TILE as f32;
    let edge = map.corner.max(map.soft);
    let inner = [map.half_size[0] - edge, map.half_size[1] - edge.max(map.fade)];
    let (right, bottom) = (left + side, top + side);
    let within = left >= map.center[0] - inner[0]
        && right <= map.center[0] + inner[0]
        && top >= map.center[1] - inner[1]
        && bottom <= map.center[1] + inner[1];
    within && (map.lit >= right + 1.0 || map.lit <= left - 1.0)
}

/// Half of a tile's side and a pixel for ramps.
const NEAR: f32 = TILE as f32 / 2.0 + 1.0;

/// As [`Heatmap::lit`] may be for a tile: where it lies beyond, the tile doesn't know how far.
pub(in crate::render) fn lit_near(map: &Heatmap, x: f32) -> f32 {
    map.lit.clamp(x - NEAR, x + NEAR)
}

/// Whether a heatmap may touch the tile around a point.
#[inline(always)]
pub(in crate::render) fn heat_touches(map: &Heatmap, x: f32, y: f32) -> bool {
    (x - map.center[0]).abs() <= map.half_size[0] + NEAR
        && (y - map.center[1]).abs() <= map.half_size[1] + NEAR
}
