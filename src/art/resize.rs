//! Pictures in another size, resampled in linear light with premultiplied opacity.

use super::Art;
use crate::{
    error::{Error, Result},
    visual::Bitmap,
};
use fast_image_resize::{
    FilterType, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::U16x4,
};

/// How a picture takes the place it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// Fills it all; what stands out is cut off evenly on both sides.
    #[default]
    Fill,
    /// Is seen as a whole, and leaves room at two sides if the shapes differ.
    Fit,
}

/// Light and opacity as they are resampled: 255² is full.
pub(super) const FULL: u16 = 65_025;
/// Longest side of what is made, pixels.
const LONGEST_SIDE: u32 = 8_192;

impl Art {
    /// The picture as a sprite, for a place of that width and height in pixels.
    ///
    /// With [`Fit::Fill`] the result has exactly that size, up to 8,192 pixels a side; with [`Fit::Fit`] it is smaller at
    /// two sides unless the shapes are the same, and the caller centres it.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] if the resampler refuses.
    pub fn cover(&self, width: u32, height: u32, fit: Fit) -> Result<Bitmap> {
        let (width, height) = (width.clamp(1, LONGEST_SIDE), height.clamp(1, LONGEST_SIDE));
        let (width, height) = match fit {
            Fit::Fill => (width, height),
            Fit::Fit => self.within(width, height),
        };
        let texels = self.resampled(width, height)?.iter().map(|pixel| texel(pixel.0)).collect();
        Ok(Bitmap { width, height, texels })
    }

    /// The largest size of the picture's own shape in a place.
    fn within(&self, width: u32, height: u32) -> (u32, u32) {
        let (w, h) = (u64::from(self.width), u64::from(self.height));
        let share = |side: u64, of: u64, by: u64| ((side * of + by / 2) / by).max(1) as u32;
        match u64::from(width) * h <= u64::from(height) * w {
            true => (width, share(h, u64::from(width), w).min(height)),
            false => (share(w, u64::from(height), h).min(width), height),
        }
    }

    /// The picture filling that size: premultiplied light and opacity, row by row.
    pub(super) fn resampled(&self, width: u32, height: u32) -> Result<Vec<U16x4>> {
        // Most of a strong reduction is done by whole averages, which leave the filter twice the size to work on.
        let factor = (self.width / width).min(self.height / height) / 2;
        let (across, down, source) = source(self, factor.max(1) as usize);
        let mut target = TypedImage::<U16x4>::new(width, height);
        let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
        let size = (f64::from(width), f64::from(height));
        let (w, h) = (f64::from(across), f64::from(down));
        // The part of the picture that has the shape of the target.
        let part = (w.min(h * size.0 / size.1), h.min(w * size.1 / size.0));
        let options = ResizeOptions::new().resize_alg(filter).use_alpha(false).crop(
            (w - part.0) / 2.0,
            (h - part.1) / 2.0,
            part.0,
            part.1,
        );
        let pixels = TypedImageRef::new(across, down, &source).map_err(refused)?;
        Resizer::new().resize_typed(&pixels, &mut target, &options).map_err(refused)?;
        Ok(target.pixels().to_vec())
    }
}

/// Premultiplied light and opacity, [`FULL`] at most: means over squares of `factor` pixels, with their columns and rows.
fn source(art: &Art, factor: usize) -> (u32, u32, Vec<U16x4>) {
    let row_bytes = art.width as usize * 4;
    let (across, down) = (art.width as usize / factor, art.height as usize / factor);
    let mut pixels = Vec::with_capacity(across * down);
    if factor == 1 {
        pixels.extend(art.rgba.chunks_exact(4).map(|rgba| U16x4::new(premultiplied(rgba).map(|v| v as u16))));
        return (art.width, art.height, pixels);
    }
    let count = (factor * factor) as u64;
    let mut sums = vec![[0_u64; 4]; across];
    for rows in art.rgba.chunks_exact(row_bytes * factor) {
        sums.fill([0; 4]);
        for row in rows.chunks_exact(row_bytes) {
            for (sum, square) in sums.iter_mut().zip(row.chunks_exact(4 * factor)) {
                for rgba in square.chunks_exact(4) {
                    let values = premultiplied(rgba);
                    (0..4).for_each(|c| sum[c] += u64::from(values[c]));
                }
            }
        }
        pixels.extend(sums.iter().map(|sum| U16x4::new(sum.map(|v| ((v + count / 2) / count) as u16))));
    }
    (across as u32, down as u32, pixels)
}

/// Premultiplied light and opacity of a pixel.
#[inline(always)]
fn premultiplied(rgba: &[u8]) -> [u32; 4] {
    let [r, g, b, opacity] = [rgba[0], rgba[1], rgba[2], rgba[3]].map(u32::from);
    match opacity {
        255 => [r * r, g * g, b * b, u32::from(FULL)],
        0 => [0; 4],
        _ => [r, g, b, 255].map(|c| (c * c * opacity + 127) / 255),
    }
}

/// A texel of a sprite; resampling may overshoot a little.
fn texel([r, g, b, opacity]: [u16; 4]) -> u32 {
    let opacity = opacity.min(FULL);
    let code = |light: u16| (f32::from(light.min(opacity)).sqrt() + 0.5) as u32;
    code(r) | code(g) << 8 | code(b) << 16 | u32::from((opacity + 127) / 255) << 24
}

fn refused(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("resampling a picture: {error}"))
}
