//! Words over the shapes of a style that change from frame to frame: signs as images, in the sizes of a ladder.
//!
//! When the images of a style are made nobody knows how large its pictures will be, and letters that are scaled are blurred.
//! So every sign is drawn in every size of the ladder, and a word takes the one that comes nearest: a few megabytes, once.

use super::{
    picture::{Light, Sprite},
    sprite::Images,
};
use crate::text::{Fonts, Shadow, Text};

/// The sizes, pixels per em: those of pictures from 180 to 4,096 pixels high.
const LADDER_PX: [f32; 14] =
    [9.0, 11.0, 13.0, 15.0, 18.0, 22.0, 26.0, 31.0, 37.0, 44.0, 52.0, 62.0, 74.0, 88.0];
/// How far the ground's colour reaches around the letters, ems.
const HALO_EM: f32 = 0.11;

/// The signs that words of a style are made of.
#[derive(Debug)]
pub(super) struct Lettering {
    signs: Vec<char>,
    faces: Vec<Face>,
    images: Images,
}

/// All signs in one size.
#[derive(Debug)]
pub(super) struct Face {
    /// Pixels per em.
    pub(super) size_px: f32,
    first_image: u32,
    /// Width and height of each image, and from where a sign begins to the left of it; pixels.
    image_px: [f32; 2],
    left: f32,
    /// From each sign to the next, pixels.
    advances_px: Vec<f32>,
}

impl Lettering {
    /// Of these signs in the light `ink`, parted from what lies behind by a halo of the light `ground`.
    pub(super) fn new(signs: &str, ink: Light, ground: Light) -> Self {
        let signs: Vec<char> = signs.chars().collect();
        let fonts = Fonts::default();
        let (mut faces, mut images) = (Vec::new(), Images::NONE);
        for size_px in LADDER_PX {
            let halo =
                Shadow { colour: ground, opacity: 1.0, blur_px: size_px * HALO_EM, offset_px: [0.0; 2] };
            let text = Text {
                size_px,
                weight: 500,
                colour: ink,
                tabular: true,
                shadow: Some(halo),
                ..Text::default()
            };
            // The bundled font draws everything; words that couldn't be drawn would be left out.
            let Ok(drawn) = fonts.signs(&signs, &text) else { continue };
            let Some(first) = drawn.bitmaps.first() else { continue };
            faces.push(Face {
                size_px,
                first_image: images.bitmaps.len() as u32,
                image_px: [first.width as f32, first.height as f32],
                left: drawn.left as f32,
                advances_px: drawn.advances_px,
            });
            images.bitmaps.extend(drawn.bitmaps);
        }
        Self { signs, faces, images }
    }

    pub(super) fn images(&self) -> &Images {
        &self.images
    }

    /// The largest size that is hardly larger than the one that is wished for.
    pub(super) fn face(&self, wished_px: f32) -> Option<&Face> {
        self.faces.iter().rfind(|face| face.size_px <= wished_px * 1.08).or(self.faces.first())
    }

    /// The signs of a word, as far as they are known, and how far it is from each to the next, pixels.
    fn spelt(&self, face: &Face, word: &str) -> impl Iterator<Item = (usize, f32)> {
        word.chars()
            .filter_map(|sign| self.signs.iter().position(|known| *known == sign))
            .map(|i| (i, face.advances_px[i]))
    }

    /// How wide a word is, pixels.
    pub(super) fn width(&self, face: &Face, word: &str) -> f32 {
        self.spelt(face, word).map(|(_, advance)| advance).sum()
    }

    /// Lays a word, from its left end and the middle of its capitals on, pixels.
    pub(super) fn lay(&self, face: &Face, word: &str, at: [f32; 2], opacity: f32, sprites: &mut Vec<Sprite>) {
        let half_size = face.image_px.map(|v| v * 0.5);
        // On whole pixels, so that texels are shown as they are.
        let top = (at[1] - half_size[1]).round();
        let mut left = at[0] + face.left;
        for (i, advance) in self.spelt(face, word) {
            sprites.push(Sprite {
                center: [left.round() + half_size[0], top + half_size[1]],
                half_size,
                corner: 0.5,
                opacity,
                tint: [1.0; 3],
                image: face.first_image + i as u32,
            });
            left += advance;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sharp_in_pictures_of_every_size() {
        let lettering = Lettering::new("0123456789:kHz ", [1.0; 3], [0.0; 3]);
        for wished_px in [4.0, 9.0, 14.4, 21.6, 43.2, 81.0, 200.0] {
            let face = lettering.face(wished_px).unwrap();
            assert!(face.size_px <= wished_px.max(9.0) * 1.08 && face.size_px > wished_px.min(88.0) * 0.83);
            let mut sprites = Vec::new();
            lettering.lay(face, "10 kHz", [20.3, 40.7], 0.8, &mut sprites);
            assert_eq!(sprites.len(), 6);
            for sprite in &sprites {
                let image = &lettering.images().bitmaps[sprite.image as usize];
                assert_eq!(sprite.half_size, [image.width, image.height].map(|v| v as f32 * 0.5));
                let corner: [f32; 2] = std::array::from_fn(|i| sprite.center[i] - sprite.half_size[i]);
                assert!(corner.iter().all(|v| v.fract() == 0.0), "{corner:?}");
            }
            assert!(sprites.windows(2).all(|two| two[1].center[0] > two[0].center[0]));
        }
    }

    #[test]
    fn signs_can_be_seen_and_others_are_left_out() {
        let lettering = Lettering::new("1k ", [1.0; 3], [0.0; 3]);
        let lit = |i: usize| lettering.images().bitmaps[i].texels.iter().any(|t| t & 0xff > 200);
        assert!(lit(0) && lit(1) && !lit(2));
        let face = lettering.face(20.0).unwrap();
        assert_eq!(lettering.width(face, "1x1"), 2.0 * lettering.width(face, "1"));
    }
}
