//! Sprites: images in rectangles with round corners, over everything else.

use super::{
    PIXELS,
    between::{Between, Betweens, between},
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

    /// The place among the texels of an axis, 0 columns, of a coordinate.
    #[inline(always)]
    fn place(&self, axis: usize, at: f32) -> f32 {
        (at - self.first[axis]) * self.step[axis] - 0.5
    }
}

/// Texels of 16 pixels, one plane per component.
type Texels = [Row; 4];

/// Texels between two rows of them.
#[inline(always)]
fn mixed(a: &Texels, b: &Texels, share: &Row) -> Texels {
    let mut out = Texels::default();
    for c in 0..4 {
        for i in 0..TILE {
            out[c][i] = mix(a[c][i], b[c][i], share[i]);
        }
    }
    out
}

/// Places in a line of texels, and whether each follows the one before.
struct Places {
    at: [u32; TILE],
    run: bool,
}

impl Places {
    #[inline(always)]
    fn new(at: [u32; TILE]) -> Self {
        Self { at, run: (0..TILE).fold(true, |run, i| run & (at[i] == at[0] + i as u32)) }
    }

    /// The texels of a line there.
    #[inline(always)]
    fn read(&self, line: &[u32]) -> Texels {
        let mut words = [0u32; TILE];
        match line.get(self.at[0] as usize..self.at[0] as usize + TILE) {
            Some(piece) if self.run => words.copy_from_slice(piece),
            _ => words.iter_mut().zip(&self.at).for_each(|(word, at)| *word = line[*at as usize]),
        }
        let mut texels = Texels::default();
        let [r, g, b, a] = &mut texels;
        for i in 0..TILE {
            [r[i], g[i], b[i], a[i]] = texel(words[i]);
        }
        texels
    }
}

/// Lines of a bitmap at the 16 columns of a tile.
struct Lines<'a> {
    image: &'a Bitmap,
    left: Places,
    right: Places,
    share: Row,
    exact: bool,
    /// The last even and the last odd line between their columns, and which they are: the line below one row of pixels is
    /// often that above the next, and two neighbours never take each other's place.
    held: [(u32, Texels); 2],
}

impl<'a> Lines<'a> {
    #[inline(always)]
    fn new(image: &'a Bitmap, lie: &Lie, x: impl Fn(usize) -> f32) -> Self {
        let Betweens { first, second, share } = Betweens::of(|i| lie.place(0, x(i)), image.width);
        Self {
            image,
            left: Places::new(first),
            right: Places::new(second),
            share: Row(share),
            exact: lie.is_exact(),
            held: [(u32::MAX, Texels::default()); 2],
        }
    }

    /// The texels of a row of pixels.
    #[inline(always)]
    fn row(&mut self, down: Between) -> Texels {
        if self.exact {
            return self.left.read(self.line(down.first));
        }
        let rows = [down.first, down.second];
        for row in rows {
            if self.held[row as usize % 2].0 != row {
                let line = self.line(row);
                let texels = mixed(&self.left.read(line), &self.right.read(line), &self.share);
                self.held[row as usize % 2] = (row, texels);
            }
        }
        let [upper, lower] = rows.map(|row| &self.held[row as usize % 2].1);
        mixed(upper, lower, &Row([down.share; TILE]))
    }

    #[inline(always)]
    fn line(&self, row: u32) -> &'a [u32] {
        let width = self.image.width as usize;
        &self.image.texels[row as usize * width..(row as usize + 1) * width]
    }
}

/// Lays a sprite over the light of a tile.
#[inline(always)]
pub(super) fn lay(rgb: &mut [[f32; PIXELS]; 3], (sprite, image): (&Sprite, &Bitmap), origin: (f32, f32)) {
    // A copy that nothing else can reach: what depends on the sprite alone is computed once.
    let sprite = *sprite;
    let lie = Lie::of(&sprite, image);
    let x = |i: usize| origin.0 + i as f32 + 0.5;
    let mut lines = Lines::new(image, &lie, x);
    let reach = sprite.half_size[1] + 0.5;
    let top = (sprite.center[1] - reach - origin.1).clamp(0.0, TILE as f32) as usize;
    let bottom = (sprite.center[1] + reach - origin.1 + 1.0).clamp(0.0, TILE as f32) as usize;
    for j in top..bottom {
        let y = origin.1 + j as f32 + 0.5;
        let texels = lines.row(between(lie.place(1, y), image.height));
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
    let (across, down) = (between(lie.place(0, x), image.width), between(lie.place(1, y), image.height));
    let line = |row: u32| {
        let at = |column: u32| texel(image.texels[(row * image.width + column) as usize]);
        let (left, right) = (at(across.first), at(across.second));
        [0, 1, 2, 3].map(|c| mix(left[c], right[c], across.share))
    };
    let (upper, lower) = (line(down.first), line(down.second));
    let texel: Texel = std::array::from_fn(|c| mix(upper[c], lower[c], down.share));
    let covered = cover(sprite, x, y);
    std::array::from_fn(|c| under[c] * (1.0 - texel[3] * covered) + texel[c] * sprite.tint[c] * covered)
}
