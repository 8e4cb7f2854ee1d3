//! The image behind everything.

use super::{PIXELS, TILE};
use crate::visual::{picture::unpacked, sprite::Background};

const _: () = assert!(TILE == Background::TILE);

/// The light of the image in a tile; beyond its border it goes on as there.
#[inline(always)]
pub(super) fn fill(rgb: &mut [[f32; PIXELS]; 3], image: &Background, tile: (usize, usize)) {
    let Some(words) = image.tile(tile.0, tile.1) else { return fill_beyond(rgb, image, tile) };
    let [r, g, b] = rgb;
    for i in 0..PIXELS {
        let code = unpacked(words[i]);
        (r[i], g[i], b[i]) = (code[0] * code[0], code[1] * code[1], code[2] * code[2]);
    }
}

/// As [`fill`], right of the image or below it.
#[cold]
fn fill_beyond(rgb: &mut [[f32; PIXELS]; 3], image: &Background, tile: (usize, usize)) {
    for i in 0..PIXELS {
        let code = unpacked(image.at(tile.0 * TILE + i % TILE, tile.1 * TILE + i / TILE));
        rgb.iter_mut().zip(code).for_each(|(plane, code)| plane[i] = code * code);
    }
}

/// The light of the image at a pixel.
#[cfg(test)]
pub(super) fn light_at(image: &Background, x: usize, y: usize) -> [f32; 3] {
    unpacked(image.at(x, y)).map(|code| code * code)
}
