//! Sprites: images in rectangles with round corners, over everything else.

use super::{
    PIXELS,
    light::{clamp01, max0},
    mix,
};
use crate::{
    render::pool::TILE,
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

/// The bitmap at a place between four texels.
#[inline(always)]
fn sampled(image: &Bitmap, across: (usize, usize, f32), down: (usize, usize, f32)) -> Texel {
    let width = image.width as usize;
    let at = |x: usize, y: usize| texel(image.texels[y * width + x]);
    let (upper_left, upper_right) = (at(across.0, down.0), at(across.1, down.0));
    let (lower_left, lower_right) = (at(across.0, down.1), at(across.1, down.1));
    std::array::from_fn(|c| {
        let (upper, lower) =
            (mix(upper_left[c], upper_right[c], across.2), mix(lower_left[c], lower_right[c], across.2));
        mix(upper, lower, down.2)
    })
}

/// Lays a sprite over the light of a tile.
#[inline(always)]
pub(super) fn lay(rgb: &mut [[f32; PIXELS]; 3], (sprite, image): (&Sprite, &Bitmap), origin: (f32, f32)) {
    let lie = Lie::of(sprite, image);
    let x = |i: usize| origin.0 + i as f32 + 0.5;
    let across: [_; TILE] = std::array::from_fn(|i| between(x(i), lie.first[0], lie.step[0], image.width));
    let exact = lie.is_exact();
    let reach = sprite.half_size[1] + 0.5;
    let top = (sprite.center[1] - reach - origin.1).clamp(0.0, TILE as f32) as usize;
    let bottom = (sprite.center[1] + reach - origin.1 + 1.0).clamp(0.0, TILE as f32) as usize;
    for j in top..bottom {
        let y = origin.1 + j as f32 + 0.5;
        let down = between(y, lie.first[1], lie.step[1], image.height);
        let mut texels = [[0.0f32; TILE]; 4];
        for (i, across) in across.iter().enumerate() {
            let texel = match exact {
                true => texel(image.texels[down.0 * image.width as usize + across.0]),
                false => sampled(image, *across, down),
            };
            for c in 0..4 {
                texels[c][i] = texel[c];
            }
        }
        let mut covers = [0.0f32; TILE];
        for (i, covered) in covers.iter_mut().enumerate() {
            *covered = cover(sprite, x(i), y);
        }
        let [r, g, b, a] = &texels;
        for (plane, (light, tint)) in rgb.iter_mut().zip([r, g, b].into_iter().zip(sprite.tint)) {
            let out = &mut plane[j * TILE..][..TILE];
            for i in 0..TILE {
                out[i] = out[i] * (1.0 - a[i] * covers[i]) + light[i] * tint * covers[i];
            }
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
