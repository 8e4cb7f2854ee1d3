//! Images as sprites draw them: one word a pixel, ready to be laid over light.

use super::picture::Light;
use std::fmt;

/// An image of premultiplied light.
///
/// A texel holds, from the lowest byte on, red, green and blue as the code values, 0 to 255, of **light times opacity**
/// (`255 · √(light · opacity)`), and the opacity, 0 to 255. So an image is laid over light as
/// `under · (1 − opacity) + code²`, and its neighbours can be interpolated without dark or coloured fringes.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    /// Pixels across, at least 1.
    pub width: u32,
    /// Pixels down, at least 1.
    pub height: u32,
    /// `width · height` texels, row by row from the top.
    pub texels: Vec<u32>,
}

// Without the texels: a message that names a scene would drown in them.
impl fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { width, height, .. } = self;
        f.debug_struct("Bitmap").field("width", width).field("height", height).finish_non_exhaustive()
    }
}

impl Bitmap {
    /// Makes an image from what `at(x, y)` gives: light and opacity, 0 to 1 each; the light isn't premultiplied.
    pub fn from_fn(width: u32, height: u32, mut at: impl FnMut(u32, u32) -> (Light, f32)) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let texels = pixels.map(|(x, y)| at(x, y)).map(|(light, opacity)| texel(light, opacity)).collect();
        Self { width, height, texels }
    }

    /// Whether it has as many texels as it says, and some.
    pub(crate) fn is_whole(&self) -> bool {
        let count = u64::from(self.width) * u64::from(self.height);
        count > 0 && self.texels.len() as u64 == count
    }
}

/// One texel, see [`Bitmap`].
#[must_use]
pub fn texel(light: Light, opacity: f32) -> u32 {
    let opacity = opacity.clamp(0.0, 1.0);
    let byte = |share: f32| (share * 255.0 + 0.5) as u32;
    let code = |c: usize| byte((light[c].clamp(0.0, 1.0) * opacity).sqrt());
    code(0) | code(1) << 8 | code(2) << 16 | byte(opacity) << 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_texel_is_the_code_of_premultiplied_light() {
        assert_eq!(texel([1.0, 0.25, 0.0], 1.0), 0xff00_80ff);
        assert_eq!(texel([1.0; 3], 0.0), 0);
        // A quarter of white light has half its code.
        assert_eq!(texel([1.0; 3], 0.25), 0x4080_8080);
    }

    #[test]
    fn images_are_filled_row_by_row() {
        let image = Bitmap::from_fn(2, 2, |x, y| ([x as f32, y as f32, 0.0], 1.0));
        assert_eq!(image.texels, [0xff00_0000, 0xff00_00ff, 0xff00_ff00, 0xff00_ffff]);
    }
}
