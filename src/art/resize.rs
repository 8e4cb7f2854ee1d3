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
        let source = source(self);
        let mut target = TypedImage::<U16x4>::new(width, height);
        let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
        let size = (f64::from(width), f64::from(height));
        let (w, h) = (f64::from(self.width), f64::from(self.height));
        // The part of the picture that has the shape of the target.
        let part = (w.min(h * size.0 / size.1), h.min(w * size.1 / size.0));
        let options = ResizeOptions::new().resize_alg(filter).use_alpha(false).crop(
            (w - part.0) / 2.0,
            (h - part.1) / 2.0,
            part.0,
            part.1,
        );
        let pixels = TypedImageRef::new(self.width, self.height, &source).map_err(refused)?;
        Resizer::new().resize_typed(&pixels, &mut target, &options).map_err(refused)?;
        Ok(target.pixels().to_vec())
    }
}

/// Premultiplied light and opacity of all pixels, [`FULL`] at most.
fn source(art: &Art) -> Vec<U16x4> {
    let pixel = |rgba: &[u8]| {
        let opacity = u32::from(rgba[3]);
        let light = |c: usize| ((u32::from(rgba[c]) * u32::from(rgba[c]) * opacity + 127) / 255) as u16;
        U16x4::new([light(0), light(1), light(2), (opacity * 255) as u16])
    };
    art.rgba.chunks_exact(4).map(pixel).collect()
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
