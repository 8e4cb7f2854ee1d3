//! The image behind everything.

use super::{PIXELS, TILE};
use crate::visual::{picture::unpacked, sprite::Background};

/// The light of the image in a tile; beyond its border it goes on as there.
#[inline(always)]
pub(super) fn fill(rgb: &mut [[f32; PIXELS]; 3], image: &Background, tile: (usize, usize)) {
    let [r, g, b] = rgb;
    let (width, height) = (image.width as usize, image.height as usize);
    for j in 0..TILE {
        let row = (tile.1 * TILE + j).min(height - 1) * width;
        let words: [u32; TILE] = match image.words.get(row + tile.0 * TILE..row + width) {
            Some(rest) if rest.len() >= TILE => std::array::from_fn(|i| rest[i]),
            _ => std::array::from_fn(|i| image.words[row + (tile.0 * TILE + i).min(width - 1)]),
        };
        // Plane by plane: so the compiler makes lanes of it.
        for (c, plane) in [&mut *r, &mut *g, &mut *b].into_iter().enumerate() {
            let out = &mut plane[j * TILE..][..TILE];
            for i in 0..TILE {
                let code = unpacked(words[i])[c];
                out[i] = code * code;
            }
        }
    }
}

/// The light of the image at a pixel.
#[cfg(test)]
pub(super) fn light_at(image: &Background, x: usize, y: usize) -> [f32; 3] {
    let (x, y) = (x.min(image.width as usize - 1), y.min(image.height as usize - 1));
    unpacked(image.words[y * image.width as usize + x]).map(|code| code * code)
}
