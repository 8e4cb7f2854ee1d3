//! Pixels of crisp shapes over the light field. Scalar functions of a pixel are the reference; tiles run the same
//! functions over 256 pixels in loops that the compiler turns into SIMD lanes, bit for bit alike.

mod background;
pub(super) mod bar;
pub(super) mod beam;
mod between;
mod ground;
pub(super) mod heatmap;
pub(super) mod ribbon;
pub(super) mod sprite;
mod stroke;

pub(super) use ground::{Patch, weight};

use super::{
    light::{self, LightField, clamp01, code},
    pool::TILE,
    row::Row,
    tiles::{Order, Seen, Shape},
};
use crate::visual::{
    Picture,
    picture::{Edge, Ribbon, Ring},
    sprite::Images,
};
use ground::Ask;
use ribbon::Turned;
use stroke::HALF;

/// Pixels in a tile.
pub(super) const PIXELS: usize = TILE * TILE;

/// Code values 0 to 1 of a tile, one plane per colour, row by row; each row lies as [`Row`] does.
#[derive(Debug)]
#[repr(C, align(64))]
pub(super) struct TilePixels {
    pub(super) rgb: [[f32; PIXELS]; 3],
    /// Premultiplied light of what covers the field, and how much it covers. All 0 between tiles, as `glow` is.
    cover: [[f32; PIXELS]; 4],
    /// How much of the field a heatmap covers; its light is in `cover`, that of glows lies over it.
    heat: [f32; PIXELS],
    /// Light added to the field and the heatmap.
    glow: [[f32; PIXELS]; 3],
    /// Where its pixels lie on the round ribbon that was laid last.
    turned: Turned,
}

impl Default for TilePixels {
    fn default() -> Self {
        Self {
            rgb: [[0.0; PIXELS]; 3],
            cover: [[0.0; PIXELS]; 4],
            heat: [0.0; PIXELS],
            glow: [[0.0; PIXELS]; 3],
            turned: Turned::default(),
        }
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
        // Sprites come last.
        let coded = picture.dimmed == 0.0 && !seen.shapes.last().is_some_and(is_sprite);
        let ask = Ask { over_image: images.background.is_some(), coded };
        match (seen.ground, seen.shapes.first().is_none_or(is_sprite)) {
            (false, _) => self.rgb = [[0.0; PIXELS]; 3],
            (true, true) => self.draw_bare((field, images), tile, ask),
            (true, false) => self.draw_ground((field, images), tile, ask, picture, order, seen.shapes),
        }
        if coded {
            return;
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

    /// Draws everything but sprites.
    #[inline(always)]
    fn draw_ground(
        &mut self,
        (field, images): (&LightField, &Images),
        tile: (usize, usize),
        ask: Ask,
        picture: &Picture,
        order: &Order,
        shapes: &[u16],
    ) {
        let origin = ((tile.0 * TILE) as f32, (tile.1 * TILE) as f32);
        let mut heated = false;
        // The heatmap is undermost, and last but for sprites.
        for shape in shapes.iter().rev() {
            match order.shape(*shape) {
                Shape::Bar(_) | Shape::Beam(_) => break,
                Shape::Heatmap => {
                    if let Some(map) = &picture.heatmap {
                        let [r, g, b, _] = &mut self.cover;
                        heatmap::lay([r, g, b, &mut self.heat], (map, &picture.heat), origin);
                        heated = true;
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
                    ribbon::lay(&mut self.cover, &mut self.glow, &mut self.turned, (ribbon, own), origin);
                }
                _ => {}
            }
        }
        for shape in shapes {
            match order.shape(*shape) {
                Shape::Bar(i) => bar::lay(&mut self.cover, &mut self.glow, &picture.bars[i], origin),
                Shape::Beam(i) => beam::lay(&mut self.glow, &picture.beams[i], origin),
                _ => break,
            }
        }
        if let Some(image) = &images.background {
            background::fill(&mut self.rgb, image, tile);
        }
        self.composite(field, tile, ask, heated);
    }

    #[inline(always)]
    fn cover_ring(&mut self, ring: &Ring, origin: (f32, f32)) {
        for row in 0..TILE {
            let y = origin.1 + row as f32 + 0.5;
            let [r, g, b, a] = cover_rows(&mut self.cover, row);
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

    /// Draws field and background alone.
    #[inline(always)]
    fn draw_bare(&mut self, (field, images): (&LightField, &Images), tile: (usize, usize), ask: Ask) {
        if let Some(image) = &images.background {
            background::fill(&mut self.rgb, image, tile);
        }
        ground::lay(&mut self.rgb, field, tile, ask, |_| |_, ground| ground);
    }

    /// Lays glow and cover over the ground and clears them on the way, which costs next to nothing there.
    #[inline(always)]
    fn composite(&mut self, field: &LightField, tile: (usize, usize), ask: Ask, heated: bool) {
        let Self { rgb, cover: [r, g, b, covered], heat, glow: [glow_r, glow_g, glow_b], .. } = self;
        let mut over = |row: usize| {
            let light = [taken(r, row), taken(g, row), taken(b, row)];
            let glow = [taken(glow_r, row), taken(glow_g, row), taken(glow_b, row)];
            let covered = taken(covered, row);
            move |i: usize, ground: [f32; 3]| {
                let keep = 1.0 - covered[i];
                let of = |c: usize| (ground[c] + glow[c][i]) * keep + light[c][i];
                [of(0), of(1), of(2)]
            }
        };
        match heated {
            true => ground::lay(rgb, field, tile, ask, |row| {
                let (over, heat) = (over(row), row_of(heat, row));
                move |i, [r, g, b]| {
                    let keep = 1.0 - heat[i];
                    over(i, [r * keep, g * keep, b * keep])
                }
            }),
            false => ground::lay(rgb, field, tile, ask, over),
        }
    }
}

/// The edges of a ribbon.
#[inline(always)]
pub(super) fn edges_of<'a>(picture: &'a Picture, ribbon: &Ribbon) -> &'a [Edge] {
    &picture.edges[ribbon.first as usize..(ribbon.first + ribbon.count) as usize]
}

/// One row of a plane.
#[inline(always)]
fn row_of(plane: &[f32; PIXELS], row: usize) -> &[f32; TILE] {
    &plane.as_chunks().0[row]
}

/// One row of a plane, which is 0 then.
#[inline(always)]
fn taken(plane: &mut [f32; PIXELS], row: usize) -> Row {
    Row(std::mem::replace(row_of_mut(plane, row), [0.0; TILE]))
}

/// One row of a plane, to be written.
#[inline(always)]
fn row_of_mut(plane: &mut [f32; PIXELS], row: usize) -> &mut [f32; TILE] {
    &mut plane.as_chunks_mut().0[row]
}

/// One row of each plane of a colour.
#[inline(always)]
fn rows([r, g, b]: &mut [[f32; PIXELS]; 3], row: usize) -> [&mut [f32; TILE]; 3] {
    [row_of_mut(r, row), row_of_mut(g, row), row_of_mut(b, row)]
}

/// Half of each of some rows, 0 the left one.
#[inline(always)]
fn halves<const N: usize>(rows: [&mut [f32; TILE]; N], half: usize) -> [&mut [f32; HALF]; N] {
    rows.map(|row| &mut row.as_chunks_mut().0[half])
}

/// As [`rows`], of premultiplied light and how much it covers.
#[inline(always)]
fn cover_rows([r, g, b, a]: &mut [[f32; PIXELS]; 4], row: usize) -> [&mut [f32; TILE]; 4] {
    [row_of_mut(r, row), row_of_mut(g, row), row_of_mut(b, row), row_of_mut(a, row)]
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
        let [r, g, b] = heatmap::heat_at(map, &picture.heat, px, py, lit).map(|c| c * covered);
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
        let s = bar::bar_at(bar, px, py);
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
    const CELL: usize = light::CELL;
    let (column, row) = (x / CELL, y / CELL);
    let (wx, wy) = (weight(x % CELL), weight(y % CELL));
    let image = images.background.as_ref().map_or([0.0; 3], |image| background::light_at(image, x, y));
    // Three nodes begin at an even column.
    let (first, at) = (column / 2 * 2, column % 2);
    let patch = |upper: [f32; 3], lower: [f32; 3]| {
        mix(mix(upper[at], upper[at + 1], wx), mix(lower[at], lower[at + 1], wx), wy)
    };
    let keep = patch(field.keeps(first, row), field.keeps(first, row + 1));
    let mut light = std::array::from_fn(|c| {
        let backdrop = patch(field.codes(c, first, row), field.codes(c, first, row + 1));
        let ground = backdrop * backdrop + image[c] * keep;
        (ground * (1.0 - heat) + glow[c]) * (1.0 - cover[3]) + cover[c]
    });
    for sprite in &picture.sprites {
        light = sprite::over(light, (sprite, &images.bitmaps[sprite.image as usize]), px, py);
    }
    light.map(|light| code(light * (1.0 - picture.dimmed)))
}
