//! Pixels of crisp shapes over the light field. Scalar functions of a pixel are the reference; tiles run the same
//! functions over 256 pixels in loops that the compiler turns into SIMD lanes, bit for bit alike.

mod background;
pub(super) mod beam;
pub(super) mod heatmap;
pub(super) mod ribbon;
pub(super) mod sprite;

use super::{
    light::{self, CELL, LightField, clamp01, code, max0},
    pool::TILE,
    tiles::{Order, Seen, Shape},
};
use crate::visual::{
    Picture,
    picture::{Bar, Edge, Ribbon, Ring},
    sprite::Images,
};

/// Pixels in a tile.
pub(super) const PIXELS: usize = TILE * TILE;

/// Code values 0 to 1 of a tile, one plane per colour, row by row.
#[derive(Debug)]
pub(super) struct TilePixels {
    pub(super) rgb: [[f32; PIXELS]; 3],
    /// Premultiplied light of what covers the field, and how much it covers.
    cover: [[f32; PIXELS]; 4],
    /// How much of the field a heatmap covers; its light is in `cover`, that of glows lies over it.
    heat: [f32; PIXELS],
    /// Light added to the field and the heatmap.
    glow: [[f32; PIXELS]; 3],
}

impl Default for TilePixels {
    fn default() -> Self {
        Self {
            rgb: [[0.0; PIXELS]; 3],
            cover: [[0.0; PIXELS]; 4],
            heat: [0.0; PIXELS],
            glow: [[0.0; PIXELS]; 3],
        }
    }
}

/// What a bar does to a pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct BarSample {
    /// Share of `bar.glow`.
    pub(super) glow: f32,
    /// Coverage, 0 to 1.
    pub(super) cover: f32,
    /// Place between root and tip, 0 to 1.
    pub(super) along: f32,
    /// Share of the hot colour.
    pub(super) hot: f32,
}

/// A bar at a pixel. The shape is a box with round corners; its edge is a ramp of one pixel.
#[inline(always)]
pub(super) fn bar_at(bar: &Bar, x: f32, y: f32) -> BarSample {
    let (dx, dy) = (x - bar.center[0], y - bar.center[1]);
    let along = dx * bar.axis[0] + dy * bar.axis[1];
    let across = dy * bar.axis[0] - dx * bar.axis[1];
    // Distance from the inner box that the corners round off.
    let qx = max0(along.abs() - (bar.half_length - bar.corner));
    let qy = max0(across.abs() - (bar.half_width - bar.corner));
    let d2 = qx * qx + qy * qy;
    let cover = clamp01(bar.corner + 0.5 - d2.sqrt()) * bar.opacity;
    let k = max0(1.0 - d2 * (1.0 / (bar.glow_reach * bar.glow_reach)));
    let from_root = max0(along + bar.half_length);
    let length = 2.0 * bar.half_length;
    let h = clamp01(1.0 - (length - from_root) * (1.0 / bar.hot));
    let along = clamp01(from_root * (1.0 / length));
    BarSample {
        // Light comes from the tip; between roots, where strokes are close, it would add up to fog.
        glow: k * k * k * (0.12 + 0.88 * along),
        cover,
        along,
        hot: h * h * bar.hot_amount,
    }
}

/// Coverage of a ring and its place along the gradient, 0 to 1 each.
#[inline(always)]
pub(super) fn ring_at(ring: &Ring, x: f32, y: f32) -> (f32, f32) {
    let (dx, dy) = (x - ring.center[0], y - ring.center[1]);
    let off = ((dx * dx + dy * dy).sqrt() - ring.radius).abs();
    // A line thinner than a pixel keeps its light by covering less.
    let cover = clamp01(ring.half_width + 0.5 - off) * (2.0 * ring.half_width).min(1.0) * ring.opacity;
    let t = (dx * ring.axis[0] + dy * ring.axis[1]) * (0.5 / ring.radius) + 0.5;
    (cover, clamp01(t))
}

#[inline(always)]
pub(super) fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

impl TilePixels {
    /// Draws the shapes of one tile over the field. `shapes` may leave out what doesn't touch the tile: such a shape adds
    /// exactly nothing.
    #[inline(always)]
    pub(super) fn draw(
        &mut self,
        field: &LightField,
        tile: (usize, usize),
        (picture, images): (&Picture, &Images),
        order: &Order,
        seen: Seen<'_>,
    ) {
        let origin = ((tile.0 * TILE) as f32, (tile.1 * TILE) as f32);
        if let ([number], Some(map)) = (seen.shapes, &picture.heatmap)
            && picture.dimmed == 0.0
            && order.shape(*number) == Shape::Heatmap
            && heatmap::hides(map, origin)
        {
            return heatmap::fill(&mut self.rgb, (map, &picture.heat), origin);
        }
        let is_sprite = |number: &u16| matches!(order.shape(*number), Shape::Sprite(_));
        match (seen.ground, seen.shapes.first().is_none_or(is_sprite)) {
            (false, _) => self.rgb = [[0.0; PIXELS]; 3],
            (true, true) => self.draw_bare((field, images), tile),
            (true, false) => self.draw_ground((field, images), tile, picture, order, seen.shapes),
        }
        for shape in seen.shapes {
            if let Shape::Sprite(i) = order.shape(*shape) {
                let sprite = &picture.sprites[i];
                sprite::lay(&mut self.rgb, (sprite, &images.bitmaps[sprite.image as usize]), origin);
            }
        }
        let bright = 1.0 - picture.dimmed;
        for plane in &mut self.rgb {
            for light in plane {
                *light = code(*light * bright);
            }
        }
    }

    /// Draws everything but sprites, as light.
    #[inline(always)]
    fn draw_ground(
        &mut self,
        (field, images): (&LightField, &Images),
        tile: (usize, usize),
        picture: &Picture,
        order: &Order,
        shapes: &[u16],
    ) {
        let origin = ((tile.0 * TILE) as f32, (tile.1 * TILE) as f32);
        self.cover = [[0.0; PIXELS]; 4];
        self.heat = [0.0; PIXELS];
        self.glow = [[0.0; PIXELS]; 3];
        // Back to front; the list holds bars first, the heatmap last.
        for shape in shapes.iter().rev() {
            match order.shape(*shape) {
                Shape::Bar(_) | Shape::Beam(_) => break,
                Shape::Heatmap => {
                    if let Some(map) = &picture.heatmap {
                        let [r, g, b, _] = &mut self.cover;
                        heatmap::lay([r, g, b, &mut self.heat], (map, &picture.heat), origin);
                    }
                }
                Shape::Ring(_) | Shape::Ribbon(_) | Shape::Sprite(_) => {}
            }
        }
        for shape in shapes {
            match order.shape(*shape) {
                Shape::Ring(i) => self.cover_ring(&picture.rings[i], origin),
                Shape::Ribbon(i) => {
                    let ribbon = &picture.ribbons[i];
                    let own = edges_of(picture, ribbon);
                    ribbon::lay(&mut self.cover, &mut self.glow, (ribbon, own), origin);
                }
                _ => {}
            }
        }
        for shape in shapes {
            match order.shape(*shape) {
                Shape::Bar(i) => self.cover_bar(&picture.bars[i], origin),
                Shape::Beam(i) => beam::lay(&mut self.glow, &picture.beams[i], origin),
                _ => break,
            }
        }
        match &images.background {
            Some(image) => {
                background::fill(&mut self.rgb, image, tile);
                self.composite::<true>(field, tile);
            }
            None => self.composite::<false>(field, tile),
        }
    }

    #[inline(always)]
    fn cover_ring(&mut self, ring: &Ring, origin: (f32, f32)) {
        for row in 0..TILE {
            let y = origin.1 + row as f32 + 0.5;
            let [r, g, b, a] = rows(&mut self.cover, row);
            for i in 0..TILE {
                let (cover, t) = ring_at(ring, origin.0 + i as f32 + 0.5, y);
                let keep = 1.0 - cover;
                r[i] = r[i] * keep + mix(ring.from[0], ring.to[0], t) * cover;
                g[i] = g[i] * keep + mix(ring.from[1], ring.to[1], t) * cover;
                b[i] = b[i] * keep + mix(ring.from[2], ring.to[2], t) * cover;
                a[i] = a[i] * keep + cover;
            }
        }
    }

    #[inline(always)]
    fn cover_bar(&mut self, bar: &Bar, origin: (f32, f32)) {
        let (top, bottom) = bar_rows(bar);
        let first = (top - origin.1).clamp(0.0, TILE as f32) as usize;
        let last = (bottom - origin.1 + 1.0).clamp(0.0, TILE as f32) as usize;
        let glows = bar.glow != [0.0; 3];
        for row in first..last {
            let y = origin.1 + row as f32 + 0.5;
            let [mut cover, mut along, mut hot, mut share] = [[0.0f32; TILE]; 4];
            for i in 0..TILE {
                let s = bar_at(bar, origin.0 + i as f32 + 0.5, y);
                (cover[i], along[i], hot[i], share[i]) = (s.cover, s.along, s.hot, s.glow);
            }
            if glows {
                let [gr, gg, gb] = rows(&mut self.glow, row);
                for i in 0..TILE {
                    gr[i] += bar.glow[0] * share[i];
                    gg[i] += bar.glow[1] * share[i];
                    gb[i] += bar.glow[2] * share[i];
                }
            }
            // Most of what a bar touches is its glow; where nothing is covered, nothing changes.
            if !covers_any(&cover) {
                continue;
            }
            let [r, g, b, a] = rows(&mut self.cover, row);
            for i in 0..TILE {
                let keep = 1.0 - cover[i];
                // Light grows with the square of the way: a dark root, a tip that carries the colour.
                let t = along[i] * along[i];
                let light = |c: usize| mix(mix(bar.root[c], bar.tip[c], t), bar.hot_colour[c], hot[i]);
                r[i] = r[i] * keep + light(0) * cover[i];
                g[i] = g[i] * keep + light(1) * cover[i];
                b[i] = b[i] * keep + light(2) * cover[i];
                a[i] = a[i] * keep + cover[i];
            }
        }
    }

    /// Draws field and background alone, as light.
    #[inline(always)]
    fn draw_bare(&mut self, (field, images): (&LightField, &Images), tile: (usize, usize)) {
        match &images.background {
            Some(image) => {
                background::fill(&mut self.rgb, image, tile);
                lay_ground::<true>(&mut self.rgb, field, tile, |_, _, ground| ground);
            }
            None => lay_ground::<false>(&mut self.rgb, field, tile, |_, _, ground| ground),
        }
    }

    /// Field, glow and cover to light; over a background image, that is in `rgb`.
    #[inline(always)]
    fn composite<const OVER_IMAGE: bool>(&mut self, field: &LightField, tile: (usize, usize)) {
        let Self { rgb, cover, heat, glow } = self;
        lay_ground::<OVER_IMAGE>(rgb, field, tile, |c, at, ground| {
            (ground * (1.0 - heat[at]) + glow[c][at]) * (1.0 - cover[3][at]) + cover[c][at]
        });
    }
}

/// Field and background to light, and what `over(colour, pixel, ground)` makes of it; a background image is in `rgb`.
#[inline(always)]
fn lay_ground<const OVER_IMAGE: bool>(
    rgb: &mut [[f32; PIXELS]; 3],
    field: &LightField,
    tile: (usize, usize),
    over: impl Fn(usize, usize, f32) -> f32,
) {
    for half in 0..TILE / CELL {
        let node = |dx: usize, dy: usize| (tile.0 * 2 + dx, tile.1 * 2 + half + dy);
        let light = [0, 1].map(|dy| [0, 1, 2].map(|dx| field.rgb(node(dx, dy).0, node(dx, dy).1)));
        let keep = [0, 1].map(|dy| [0, 1, 2].map(|dx| field.keep(node(dx, dy).0, node(dx, dy).1)));
        let keep = Patch::new(keep[0], keep[1]);
        for (c, plane) in rgb.iter_mut().enumerate() {
            let [upper, lower] = light.map(|row| row.map(|node| node[c]));
            let backdrop = Patch::new(upper, lower);
            for j in 0..CELL {
                let first = (half * CELL + j) * TILE;
                let out = &mut plane[first..first + TILE];
                let wy = weight(j);
                for (i, out) in out.iter_mut().enumerate() {
                    let code = backdrop.upper[i] + backdrop.rise[i] * wy;
                    let mut ground = code * code;
                    if OVER_IMAGE {
                        ground += *out * (keep.upper[i] + keep.rise[i] * wy);
                    }
                    *out = over(c, first + i, ground);
                }
            }
        }
    }
}

/// Values between two rows of three nodes: along the upper row, and what is added on the way to the lower one.
struct Patch {
    upper: [f32; TILE],
    rise: [f32; TILE],
}

impl Patch {
    #[inline(always)]
    fn new(upper: [f32; 3], lower: [f32; 3]) -> Self {
        let along = |nodes: [f32; 3]| -> [f32; TILE] {
            std::array::from_fn(|i| {
                let cell = i / CELL;
                mix(nodes[cell], nodes[cell + 1], weight(i % CELL))
            })
        };
        let (upper, lower) = (along(upper), along(lower));
        Self { upper, rise: std::array::from_fn(|i| lower[i] - upper[i]) }
    }
}

/// The edges of a ribbon.
#[inline(always)]
pub(super) fn edges_of<'a>(picture: &'a Picture, ribbon: &Ribbon) -> &'a [Edge] {
    &picture.edges[ribbon.first as usize..(ribbon.first + ribbon.count) as usize]
}

/// Place of pixel `i` of a cell between its nodes.
#[inline(always)]
pub(super) fn weight(i: usize) -> f32 {
    (i as f32 + 0.5) / CELL as f32
}

/// Whether any of 16 coverages or shares isn't 0: in lanes, without a way out of the loop.
#[inline(always)]
pub(super) fn covers_any(values: &[f32; TILE]) -> bool {
    values.iter().fold(0u32, |bits, v| bits | v.to_bits()) != 0
}

/// One row of each plane.
#[inline(always)]
fn rows<const N: usize>(planes: &mut [[f32; PIXELS]; N], row: usize) -> [&mut [f32; TILE]; N] {
    planes.each_mut().map(|p| {
        let (rows, _) = p.as_chunks_mut::<TILE>();
        &mut rows[row]
    })
}

/// The first and last pixel row that a bar or its glow can touch, as coordinates.
#[inline(always)]
pub(super) fn bar_rows(bar: &Bar) -> (f32, f32) {
    let reach = bar_reach(bar);
    let half = (bar.half_length - bar.corner) * bar.axis[1].abs()
        + (bar.half_width - bar.corner) * bar.axis[0].abs();
    (bar.center[1] - half - reach, bar.center[1] + half + reach)
}

/// The first and last pixel column that a bar or its glow can touch, as coordinates.
#[inline(always)]
pub(super) fn bar_columns(bar: &Bar) -> (f32, f32) {
    let reach = bar_reach(bar);
    let half = (bar.half_length - bar.corner) * bar.axis[0].abs()
        + (bar.half_width - bar.corner) * bar.axis[1].abs();
    (bar.center[0] - half - reach, bar.center[0] + half + reach)
}

/// How far beyond its inner box a bar changes pixels: the glow, or the corner and its ramp; and one pixel for rounding.
#[inline(always)]
pub(super) fn bar_reach(bar: &Bar) -> f32 {
    bar.glow_reach.max(bar.corner + 0.5) + 1.0
}

/// The scalar reference: code values of one pixel over all shapes, nothing left out, nothing binned.
#[cfg(test)]
pub(super) fn reference(
    (picture, images): (&Picture, &Images),
    field: &LightField,
    x: usize,
    y: usize,
) -> [f32; 3] {
    let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
    let mut cover = [0.0; 4];
    let over = |cover: &mut [f32; 4], light: [f32; 3], a: f32| {
        let [r, g, b] = light;
        *cover = std::array::from_fn(|i| cover[i] * (1.0 - a) + [r * a, g * a, b * a, a][i]);
    };
    let mut heat = 0.0;
    if let Some(map) = &picture.heatmap {
        let (covered, lit) = heatmap::heat_cover(map, px, py);
        let [r, g, b] = heatmap::heat_at(map, &picture.heat, px, py).map(|c| c * lit * covered);
        (cover, heat) = ([r, g, b, 0.0], covered);
    }
    for ring in &picture.rings {
        let (a, t) = ring_at(ring, px, py);
        over(&mut cover, std::array::from_fn(|c| mix(ring.from[c], ring.to[c], t)), a);
    }
    let mut glow = [0.0; 3];
    for ribbon in &picture.ribbons {
        let (laid, light) = ribbon::lay_pixel(cover, (ribbon, edges_of(picture, ribbon)), px, py);
        cover = laid;
        glow = std::array::from_fn(|c| glow[c] + light[c]);
    }
    for bar in &picture.bars {
        let s = bar_at(bar, px, py);
        let t = s.along * s.along;
        over(
            &mut cover,
            std::array::from_fn(|c| mix(mix(bar.root[c], bar.tip[c], t), bar.hot_colour[c], s.hot)),
            s.cover,
        );
        glow = std::array::from_fn(|c| glow[c] + bar.glow[c] * s.glow);
    }
    for beam in &picture.beams {
        let share = beam::beam_at(beam, px, py);
        glow = std::array::from_fn(|c| glow[c] + beam.colour[c] * share);
    }
    let (column, row) = (x / CELL, y / CELL);
    let (wx, wy) = (weight(x % CELL), weight(y % CELL));
    let (n00, n10) = (field.rgb(column, row), field.rgb(column + 1, row));
    let (n01, n11) = (field.rgb(column, row + 1), field.rgb(column + 1, row + 1));
    let image = images.background.as_ref().map_or([0.0; 3], |image| background::light_at(image, x, y));
    let patch = |n00: f32, n10: f32, n01: f32, n11: f32| mix(mix(n00, n10, wx), mix(n01, n11, wx), wy);
    let keep = |dx: usize, dy: usize| field.keep(column + dx, row + dy);
    let keep = patch(keep(0, 0), keep(1, 0), keep(0, 1), keep(1, 1));
    let mut light = std::array::from_fn(|c| {
        let backdrop = patch(n00[c], n10[c], n01[c], n11[c]);
        let ground = backdrop * backdrop + image[c] * keep;
        (ground * (1.0 - heat) + glow[c]) * (1.0 - cover[3]) + cover[c]
    });
    for sprite in &picture.sprites {
        light = sprite::over(light, (sprite, &images.bitmaps[sprite.image as usize]), px, py);
    }
    light.map(|light| code(light * (1.0 - picture.dimmed)))
}
