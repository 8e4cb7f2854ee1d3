//! What lies behind the styles, and what can be read on it.

use super::Layers;
use crate::{
    art::{self, Art, Fit},
    error::Result,
    size::Size,
    visual::{
        Bitmap,
        palette::{self, Lch},
        picture::{packed_code, packed_light, unpacked},
        sprite::Background,
    },
};
use std::sync::Arc;

/// What lies behind the styles instead of their own background.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ground {
    /// An image that fills the picture.
    Image(Arc<Art>),
    /// sRGB colours from the top to the bottom.
    Gradient(Vec<[u8; 3]>),
}

impl Ground {
    /// As large as the picture.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] if the resampler refuses.
    pub(super) fn background(&self, size: Size, layers: &Layers) -> Result<Background> {
        let (width, height) = (size.width(), size.height());
        let words = match self {
            Self::Image(art) => {
                let values = &layers.values;
                let dim = values.number("dim");
                let light = 1.0 - dim;
                let blur = values.number("blur");
                let radius_px = blur * width.min(height) as f32;
                // What is blurred is light, not a picture: it takes on the colour of the room.
                let room = art.palette().lamp;
                // One that is hardly dimmed is a picture that is to be seen as it is.
                let (grounded, blurred) = ((dim / DIM).min(1.0), (blur / AROUND).min(1.0));
                let usual = art::Backdrop::default();
                let towards = |usual: f32, share: f32| 1.0 + (usual - 1.0) * share;
                let filled = art::Backdrop {
                    radius_px,
                    light,
                    ceiling: towards(usual.ceiling, grounded),
                    floor: palette::dimmed(room, FLOOR * grounded),
                    saturation: towards(usual.saturation, grounded.max(blurred)),
                    tint: (palette::light(room), TINT * blurred),
                    vignette: usual.vignette * grounded,
                };
                match values.choice("backdrop_fit") {
                    "whole" => {
                        // Around the whole image lies the same one, so much blurred that it doesn't compete.
                        let radius_px = radius_px.max(AROUND * width.min(height) as f32);
                        let mut words = art.blurred(width, height, &art::Backdrop { radius_px, ..filled })?;
                        lay(&art.cover(width, height, Fit::Fit)?, light, &mut words, [width, height]);
                        words
                    }
                    _ => art.blurred(width, height, &filled)?,
                }
            }
            Self::Gradient(colours) => gradient(colours, width, height),
        };
        Ok(Background::from_rows(width, &words))
    }
}

/// How much of an image's light is taken away where it is a ground, and no less than that: what is brightest in it stays dark.
const DIM: f32 = 0.75;
/// Share of the room's colour in an image that is blurred that much, or more.
const TINT: f32 = 0.7;
/// Share of the room's light that lies over all of an image.
const FLOOR: f32 = 0.11;
/// Blur of what is left free by an image that is seen as a whole, beside the shorter side.
const AROUND: f32 = 0.045;

/// Lays an image into the middle of a ground; `light` is the share of it that is left.
fn lay(image: &Bitmap, light: f32, words: &mut [u32], [width, height]: [u32; 2]) {
    let [left, top] = [(width - image.width) / 2, (height - image.height) / 2];
    let lines = words.chunks_exact_mut(width as usize).skip(top as usize);
    for (line, row) in lines.zip(image.texels.chunks_exact(image.width as usize)) {
        for (word, texel) in line[left as usize..].iter_mut().zip(row) {
            let [r, g, b, opacity] = texel.to_le_bytes().map(|byte| f32::from(byte) / 255.0);
            let behind = unpacked(*word);
            let over =
                |c: usize, code: f32| (code * code * light + behind[c] * behind[c] * (1.0 - opacity)).sqrt();
            *word = packed_code([over(0, r), over(1, g), over(2, b)]);
        }
    }
}

/// Colours at equal distances, mixed in OKLab.
fn gradient(colours: &[[u8; 3]], width: u32, height: u32) -> Vec<u32> {
    let colours: Vec<Lch> = colours.iter().map(|rgb| palette::from_srgb(*rgb)).collect();
    let last = colours.len().saturating_sub(1);
    let row = |y: u32| {
        let at = (y as f32 + 0.5) / height as f32 * last as f32;
        let first = (at as usize).min(last.saturating_sub(1));
        let colour = |i: usize| colours.get(i.min(last)).copied().unwrap_or(Lch(0.0, 0.0, 0.0));
        let mixed = colour(first).through_lab(colour(first + 1), at - first as f32);
        packed_light(palette::light(mixed))
    };
    (0..height).flat_map(|y| std::iter::repeat_n(row(y), width as usize)).collect()
}

/// The mean code values of what lies within some columns and rows, pixels from the left and from the top; 0 to 1.
pub(super) fn under(ground: &Background, (columns, rows): ([f32; 2], [f32; 2])) -> [f32; 3] {
    let (width, height) = (ground.width() as usize, ground.height() as usize);
    let span = |from: f32, to: f32, most: usize| {
        let from = (from.max(0.0) as usize).min(most - 1);
        from..(to.max(0.0) as usize).clamp(from + 1, most)
    };
    let (columns, rows) = (span(columns[0], columns[1], width), span(rows[0], rows[1], height));
    let mut sum = [0.0_f64; 3];
    let mut count = 0.0;
    for (x, y) in rows.flat_map(|y| columns.clone().map(move |x| (x, y))) {
        let code = unpacked(ground.at(x, y));
        (0..3).for_each(|c| sum[c] += f64::from(code[c]));
        count += 1.0;
    }
    sum.map(|sum| (sum / count) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::layout::TextSpot;

    #[test]
    fn a_gradient_runs_from_the_first_colour_to_the_last() {
        let words = gradient(&[[255, 0, 0], [0, 0, 0], [0, 0, 255]], 2, 300);
        let code = |y: usize| unpacked(words[2 * y]).map(|code| (code * 255.0).round() as i32);
        let near = |code: [i32; 3], other: [i32; 3]| code.iter().zip(other).all(|(a, b)| (a - b).abs() <= 4);
        assert!(near(code(0), [255, 0, 0]) && near(code(299), [0, 0, 255]), "{:?} {:?}", code(0), code(299));
        assert!(code(150).iter().all(|code| *code < 8), "{:?}", code(150));
        assert_eq!(words[0], words[1]);
        // One colour is a ground, too.
        assert!(gradient(&[[9, 8, 7]], 2, 3).iter().all(|word| *word == gradient(&[[9, 8, 7]], 1, 1)[0]));
    }

    #[test]
    fn an_image_that_is_seen_as_a_whole_lies_in_the_middle() {
        // Half of it shines through.
        let image = Bitmap::from_fn(2, 4, |_, _| ([1.0, 0.0, 0.0], 0.5));
        let mut words = vec![packed_light([0.0, 0.0, 1.0]); 24];
        lay(&image, 0.5, &mut words, [6, 4]);
        let light = |x: usize| unpacked(words[6 + x]).map(|code| (code * code * 100.0).round() as i32);
        assert_eq!(
            [light(1), light(2), light(3), light(4)],
            [[0, 0, 100], [25, 0, 50], [25, 0, 50], [0, 0, 100]]
        );
    }

    #[test]
    fn an_image_that_is_not_dimmed_is_seen_as_it_is() {
        let white = image::RgbImage::from_pixel(8, 8, image::Rgb([255, 200, 100]));
        let mut png = std::io::Cursor::new(Vec::new());
        white.write_to(&mut png, image::ImageFormat::Png).unwrap();
        let art = art::from_bytes(png.get_ref(), "photo.png".as_ref()).unwrap();
        let ground = Ground::Image(Arc::new(art));
        let corner = |settings: &[(&str, &str)]| {
            let mut layers = Layers::new().unwrap();
            settings.iter().for_each(|(name, value)| layers.values.set(name, value).unwrap());
            let ground = ground.background(Size::new(64, 36).unwrap(), &layers).unwrap();
            unpacked(ground.at(0, 0)).map(|code| (code * 255.0).round())
        };
        let as_it_is = corner(&[("blur", "0"), ("dim", "0")]);
        assert!(
            as_it_is.iter().zip([255.0, 200.0, 100.0]).all(|(a, b)| (a - b).abs() <= 2.0),
            "{as_it_is:?}"
        );
        let [half, usual] = [corner(&[("blur", "0"), ("dim", "0.5")]), corner(&[])];
        assert!((120.0..200.0).contains(&half[0]) && usual[0] < 0.8 * half[0], "{half:?} {usual:?}");
    }

    #[test]
    fn what_lies_under_text_is_seen_where_the_text_is() {
        let (width, height) = (8, 100);
        let words = gradient(&[[255; 3], [0; 3]], width, height);
        let ground = Background::from_rows(width, &words);
        let spot = |anchor| TextSpot {
            span: [1.0, 7.0],
            anchor,
            centred: false,
            sizes: [8.0, 4.0],
            tries: &[(1.0, 1)],
        };
        let [top, bottom] = [(0.0, 0.0), (100.0, 1.0)].map(|anchor| under(&ground, spot(anchor).area())[0]);
        assert!(top > 0.9 && bottom < 0.1, "{top} {bottom}");
    }
}
