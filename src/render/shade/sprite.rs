//! Sprites: images in rectangles with round corners, over everything else.

use super::{
    PIXELS,
    light::{clamp01, max0},
    mix, rows,
};
use crate::{
    render::{pool::TILE, row::Row},
    visual::{Bitmap, picture::Sprite},
};

/// Premultiplied light and opacity, 0 to 1 each.
type Texel = [f32; 4];

/// What a texel holds.
#[inline(always)]
fn texel(word: u32) -> Texel {
    let share = |shift: u32| (word >> shift & 0xff) as f32 * (1.0 / 255.0);
    let light = |shift: u32| share(shift) * share(shift);
    [light(0), light(8), light(16), share(24)]
}

/// Coverage of a sprite's rectangle at a pixel.
#[inline(always)]
fn cover(sprite: &Sprite, x: f32, y: f32) -> f32 {
    let qx = max0((x - sprite.center[0]).abs() - (sprite.half_size[0] - sprite.corner));
    let qy = max0((y - sprite.center[1]).abs() - (sprite.half_size[1] - sprite.corner));
    clamp01(sprite.corner + 0.5 - (qx * qx + qy * qy).sqrt()) * sprite.opacity
}

/// How a bitmap lies in a sprite: the sprite's first pixel, and texels per pixel, on each axis.
#[derive(Debug, Clone, Copy)]
struct Lie {
    first: [f32; 2],
    step: [f32; 2],
}

impl Lie {
    #[inline(always)]
    fn of(sprite: &Sprite, image: &Bitmap) -> Self {
        let sides = [image.width as f32, image.height as f32];
        Self {
            first: [0, 1].map(|i| sprite.center[i] - sprite.half_size[i]),
            step: [0, 1].map(|i| sides[i] / (2.0 * sprite.half_size[i])),
        }
    }

    /// Whether each pixel shows one texel.
    #[inline(always)]
    fn is_exact(&self) -> bool {
        let whole = |v: f32| v as i32 as f32 == v;
        self.step == [1.0; 2] && whole(self.first[0]) && whole(self.first[1])
    }
}

/// Two neighbours on an axis of a bitmap of `count` texels, and how far towards the second one a pixel lies.
#[inline(always)]
fn between(at: f32, first: f32, step: f32, count: u32) -> (usize, usize, f32) {
    let last = (count - 1) as f32;
    let at = max0((at - first) * step - 0.5);
    let at = if at < last { at } else { last };
    let whole = at as u32;
    (whole as usize, (whole + 1).min(count - 1) as usize, at - whole as f32)
}

/// The widest piece of a bitmap that a row of a tile meets unless it is shrunk: then texels are read one by one.
const PIECE: usize = TILE + 4;

/// Neighbours on the axis of columns, of all pixels of a row, and how far towards the second one each lies.
struct Across {
    places: [(usize, usize, f32); TILE],
    /// The piece of a line that they lie in, if it isn't too wide.
    piece: Option<(usize, usize)>,
}

impl Across {
    #[inline(always)]
    fn new(x: f32, lie: &Lie, count: u32) -> Self {
        let at = |i: usize| between(x + i as f32, lie.first[0], lie.step[0], count);
        let places: [_; TILE] = std::array::from_fn(at);
        let (first, end) = (places[0].0, places[TILE - 1].1 + 1);
        Self { places, piece: (end - first <= PIECE).then_some((first, end)) }
    }

    /// The texels of a row of pixels, one plane per component.
    #[inline(always)]
    fn row(&self, image: &Bitmap, down: (usize, usize, f32)) -> [Row; 4] {
        let mut planes = [Row::default(); 4];
        let Some((first, end)) = self.piece else {
            for (i, across) in self.places.iter().enumerate() {
                let texel = sampled(image, *across, down);
                (0..4).for_each(|c| planes[c][i] = texel[c]);
            }
            return planes;
        };
        let width = image.width as usize;
        let (mut upper, mut lower) = ([0u32; PIECE], [0u32; PIECE]);
        upper[..end - first].copy_from_slice(&image.texels[down.0 * width + first..down.0 * width + end]);
        lower[..end - first].copy_from_slice(&image.texels[down.1 * width + first..down.1 * width + end]);
        let (mut left, mut right, mut share) = ([0usize; TILE], [0usize; TILE], [0.0f32; TILE]);
        for (i, place) in self.places.iter().enumerate() {
            (left[i], right[i], share[i]) = ((place.0 - first) % PIECE, (place.1 - first) % PIECE, place.2);
        }
        for (c, plane) in planes.iter_mut().enumerate() {
            let mut line = [0.0f32; PIECE];
            for i in 0..PIECE {
                line[i] = mix(texel(upper[i])[c], texel(lower[i])[c], down.2);
            }
            for i in 0..TILE {
                plane[i] = mix(line[left[i]], line[right[i]], share[i]);
            }
        }
        planes
    }
}

/// The bitmap at a place between four texels.
#[inline(always)]
fn sampled(image: &Bitmap, across: (usize, usize, f32), down: (usize, usize, f32)) -> Texel {
    let width = image.width as usize;
    let at = |x: usize, y: usize| texel(image.texels[y * width + x]);
    let (upper_left, upper_right) = (at(across.0, down.0), at(across.1, down.0));
    let (lower_left, lower_right) = (at(across.0, down.1), at(across.1, down.1));
    std::array::from_fn(|c| {
        let left = mix(upper_left[c], lower_left[c], down.2);
        let right = mix(upper_right[c], lower_right[c], down.2);
        mix(left, right, across.2)
    })
}

/// The texels of a row of pixels that show one each.
#[inline(always)]
fn exact_row(image: &Bitmap, places: &[(usize, usize, f32); TILE], row: usize) -> [Row; 4] {
    let width = image.width as usize;
    let line = &image.texels[row * width..(row + 1) * width];
    let first = places[0].0;
    let mut words = [0u32; TILE];
    match line.get(first..first + TILE) {
        Some(piece) if places[TILE - 1].0 == first + TILE - 1 => words.copy_from_slice(piece),
        _ => words.iter_mut().zip(places).for_each(|(word, place)| *word = line[place.0]),
    }
    let mut planes = [Row::default(); 4];
    let [r, g, b, a] = &mut planes;
    for i in 0..TILE {
        [r[i], g[i], b[i], a[i]] = texel(words[i]);
    }
    planes
}

/// Lays a sprite over the light of a tile.
#[inline(always)]
pub(super) fn lay(rgb: &mut [[f32; PIXELS]; 3], (sprite, image): (&Sprite, &Bitmap), origin: (f32, f32)) {
    // A copy that nothing else can reach: what depends on the sprite alone is computed once.
    let sprite = *sprite;
    let lie = Lie::of(&sprite, image);
    let x = |i: usize| origin.0 + i as f32 + 0.5;
    let across = Across::new(x(0), &lie, image.width);
    let exact = lie.is_exact();
    let reach = sprite.half_size[1] + 0.5;
    let top = (sprite.center[1] - reach - origin.1).clamp(0.0, TILE as f32) as usize;
    let bottom = (sprite.center[1] + reach - origin.1 + 1.0).clamp(0.0, TILE as f32) as usize;
    for j in top..bottom {
        let y = origin.1 + j as f32 + 0.5;
        let down = between(y, lie.first[1], lie.step[1], image.height);
        let texels = match exact {
            true => exact_row(image, &across.places, down.0),
            false => across.row(image, down),
        };
        let ([light_r, light_g, light_b, opacity], [r, g, b]) = (&texels, rows(rgb, j));
        for i in 0..TILE {
            let covered = cover(&sprite, x(i), y);
            let keep = 1.0 - opacity[i] * covered;
            r[i] = r[i] * keep + light_r[i] * sprite.tint[0] * covered;
            g[i] = g[i] * keep + light_g[i] * sprite.tint[1] * covered;
            b[i] = b[i] * keep + light_b[i] * sprite.tint[2] * covered;
        }
    }
}

/// Whether a sprite whose image is opaque hides all else in a tile.
#[inline(always)]
pub(in crate::render) fn hides(sprite: &Sprite, tile: (usize, usize)) -> bool {
    let side = TILE as f32;
    let near = |index: usize, axis: usize| {
        let first = index as f32 * side;
        (sprite.center[axis] - first).abs().max((sprite.center[axis] - first - side).abs())
    };
    let q = [near(tile.0, 0), near(tile.1, 1)];
    let [qx, qy] = [0, 1].map(|i| max0(q[i] - (sprite.half_size[i] - sprite.corner)));
    let within = max0(sprite.corner - 0.5);
    sprite.opacity == 1.0 && qx * qx + qy * qy <= within * within
}

/// Light of a pixel under a sprite, as [`lay`] gives it.
#[cfg(test)]
pub(super) fn over(under: [f32; 3], (sprite, image): (&Sprite, &Bitmap), x: f32, y: f32) -> [f32; 3] {
    let lie = Lie::of(sprite, image);
    let across = between(x, lie.first[0], lie.step[0], image.width);
    let down = between(y, lie.first[1], lie.step[1], image.height);
    let texel = match lie.is_exact() {
        true => texel(image.texels[down.0 * image.width as usize + across.0]),
        false => sampled(image, across, down),
    };
    let covered = cover(sprite, x, y);
    std::array::from_fn(|c| under[c] * (1.0 - texel[3] * covered) + texel[c] * sprite.tint[c] * covered)
}
