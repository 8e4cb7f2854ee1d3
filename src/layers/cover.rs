//! The cover or a logo, and what makes it stand out: a shadow, an edge, a light around it.

use super::{
    Layers,
    layout::CoverSpot,
    pieces::{Moving, Piece},
};
use crate::{
    art::{Art, Fit},
    error::Result,
    visual::{Bitmap, Disc, driven::Driven, picture::Light, sprite::Sprite},
};
use std::f32::consts::SQRT_2;

/// Radius of a round cover in the heart of a figure, and half of a diagonal of a square one, beside the heart's: the ring
/// stays free.
const IN_HEART: f32 = 0.97;
/// Corner radius of a rounded square, beside its side.
const ROUNDED: f32 = 0.045;
/// How far a shadow, and the light around a cover, reach beyond it, beside its side.
const SHADOW_REACH: f32 = 0.16;
const RIM_REACH: f32 = 0.28;
/// BT.709 luma weights.
const LUMA: [f32; 3] = [0.2126, 0.7152, 0.0722];
/// Side of the image in which a cover is searched for words, pixels; where its edges begin, in radii of the circle in it; from
/// which step in luma on two pixels are an edge, and how much of the corners edges are where there are words. The covers
/// with words that this was tried on have a tenth, photographs less than a twentieth.
const SMALL: u32 = 96;
const INSIDE: f32 = 0.92;
const EDGE: f32 = 0.2;
const WORDS: f32 = 0.06;
/// Opacity of the hairline around a square, so that a dark cover has an edge on a dark ground.
const HAIRLINE: f32 = 0.18;

/// What a cover is drawn with.
pub(super) struct Colours {
    /// Of its border.
    pub(super) border: Light,
    /// Of the light around it.
    pub(super) rim: Light,
}

/// An image, and how it lies in the picture.
struct Layer {
    bitmap: Bitmap,
    /// Half of its width and height, pixels.
    half_size: [f32; 2],
    corner: f32,
    opacity: Driven,
    tint: Light,
}

/// The images of a cover, the lowest first, and what shows each: `image` numbers them.
///
/// # Errors
/// [`crate::Error::Internal`] if the resampler refuses.
pub(super) fn cover(
    art: &Art,
    (spot, heart): (CoverSpot, Option<Disc>),
    layers: &Layers,
    colours: &Colours,
    image: &mut dyn FnMut(Bitmap) -> u32,
) -> Result<Vec<Piece>> {
    let values = &layers.values;
    let in_heart = spot == CoverSpot::Heart;
    let shape = match (values.choice("cover_shape"), in_heart) {
        ("auto", true) if !circle_cuts(art)? => "round",
        ("auto", _) => "rounded",
        (shape, _) => shape,
    };
    let (middle, side) = match (spot, heart) {
        (CoverSpot::Heart, Some(Disc { center, radius })) => {
            let across = if shape == "round" { 2.0 } else { SQRT_2 };
            (center, across * IN_HEART * radius * values.number("cover_size"))
        }
        (CoverSpot::Heart, None) => return Ok(Vec::new()),
        (CoverSpot::Square { corner, side }, _) => (corner.map(|v| v.round() + side.round() * 0.5), side),
    };
    let side = side.round().max(2.0);
    let fit = if shape == "plain" { Fit::Fit } else { Fit::Fill };
    let mut bitmap = art.cover(side as u32, side as u32, fit)?;
    saturate(&mut bitmap, values.number("cover_saturation"));
    let half_size = [bitmap.width as f32 * 0.5, bitmap.height as f32 * 0.5];
    // Unless it follows the music it stands still, texel for texel: an encoder then spends nothing on it.
    let center = [0, 1].map(|i| (middle[i] - half_size[i]).round() + half_size[i]);
    let corner = match shape {
        "round" => side * 0.5,
        "rounded" => (side * ROUNDED).max(0.5),
        _ => 0.5,
    };
    let mut stack = Vec::new();
    let rim = values.driven("cover_rim");
    if rim != Driven::fixed(0.0) && shape != "plain" {
        stack.push(halo(side, corner, rim, colours.rim));
    }
    if shape == "rounded" {
        stack.push(shadow(side));
    }
    let white = || Bitmap::from_fn(1, 1, |_, _| ([1.0; 3], 1.0));
    let edge = |width: f32, opacity: f32, tint: Light| Layer {
        bitmap: white(),
        half_size: half_size.map(|half| half + width),
        corner: corner + width,
        opacity: Driven::fixed(opacity),
        tint,
    };
    let border = (values.number("cover_border") * side).round();
    if border > 0.0 && shape != "plain" {
        stack.push(edge(border, 1.0, colours.border));
    } else if shape == "rounded" {
        stack.push(edge(1.0, HAIRLINE, [1.0; 3]));
    }
    stack.push(Layer { bitmap, half_size, corner, opacity: Driven::fixed(1.0), tint: [1.0; 3] });
    let scale = values.driven("cover_scale");
    let piece = |layer: Layer| {
        let Layer { bitmap, half_size, corner, opacity, tint } = layer;
        let sprite = Sprite { center, half_size, corner, opacity: 1.0, tint, image: image(bitmap) };
        match (scale.follow, opacity.follow) {
            (None, None) => {
                let half_size = half_size.map(|half| half * scale.base);
                let corner = (corner * scale.base).max(0.5);
                Piece::Still(Sprite { half_size, corner, opacity: opacity.base, ..sprite })
            }
            _ => Piece::Moving(Moving { sprite, scale, opacity }),
        }
    };
    Ok(stack.into_iter().map(piece).collect())
}

/// Whether a circle would cut what stands at the edges of a cover: words, mostly.
fn circle_cuts(art: &Art) -> Result<bool> {
    let small = art.cover(SMALL, SMALL, Fit::Fill)?;
    let luma = |x: u32, y: u32| {
        let [r, g, b, _] = small.texels[(y * SMALL + x) as usize].to_le_bytes().map(f32::from);
        (LUMA[0] * r + LUMA[1] * g + LUMA[2] * b) / 255.0
    };
    let (mut outside, mut edges) = (0, 0);
    for (x, y) in (1..SMALL - 1).flat_map(|y| (1..SMALL - 1).map(move |x| (x, y))) {
        let [dx, dy] = [x, y].map(|at| 2.0 * (at as f32 + 0.5) / SMALL as f32 - 1.0);
        if dx * dx + dy * dy < INSIDE * INSIDE {
            continue;
        }
        outside += 1;
        let across = (luma(x + 1, y) - luma(x - 1, y)).abs();
        let down = (luma(x, y + 1) - luma(x, y - 1)).abs();
        edges += u32::from(across.max(down) > EDGE);
    }
    Ok(edges as f32 > WORDS * outside as f32)
}

/// Moves colours from grey, 0, over what they are, 1, to more.
fn saturate(bitmap: &mut Bitmap, by: f32) {
    if by == 1.0 {
        return;
    }
    for texel in &mut bitmap.texels {
        let [r, g, b, opacity] = texel.to_le_bytes();
        // Premultiplied light, as the squares of the codes.
        let light = [r, g, b].map(|code| f32::from(code) * f32::from(code));
        let grey = LUMA.iter().zip(light).map(|(share, light)| share * light).sum::<f32>();
        let code = light.map(|light| (grey + (light - grey) * by).max(0.0).sqrt().min(255.0).round() as u8);
        *texel = u32::from_le_bytes([code[0], code[1], code[2], opacity]);
    }
}

/// The soft shadow of a square, a little below it.
fn shadow(side: f32) -> Layer {
    let reach = (side * SHADOW_REACH).round();
    let dark: Light = [0.0; 3];
    let bitmap = around(side, reach, |at| {
        let away = |at: f32, drop: f32| ((at - drop).abs() - side * 0.42).max(0.0);
        let (dx, dy) = (away(at[0], 0.0), away(at[1], reach * 0.15));
        let share = (1.0 - (dx * dx + dy * dy).sqrt() / (reach + side * 0.04)).max(0.0);
        (dark, 0.55 * share * share)
    });
    Layer::around(bitmap, Driven::fixed(1.0), [1.0; 3])
}

/// The light around a shape with round corners: bright at its edge, gone at its reach.
fn halo(side: f32, corner: f32, opacity: Driven, tint: Light) -> Layer {
    let reach = (side * RIM_REACH).round();
    let bitmap = around(side, reach, |at| {
        let [dx, dy] = at.map(|at| (at.abs() - side * 0.5 + corner).max(0.0));
        let beyond = ((dx * dx + dy * dy).sqrt() - corner).max(0.0);
        let share = (1.0 - beyond / reach).max(0.0);
        ([1.0; 3], share * share * share)
    });
    Layer::around(bitmap, opacity, tint)
}

/// An image that reaches beyond a square, from what `at(offset from the middle)` gives.
fn around(side: f32, reach: f32, at: impl Fn([f32; 2]) -> (Light, f32)) -> Bitmap {
    let whole = (side + 2.0 * reach) as u32;
    let middle = whole as f32 * 0.5;
    Bitmap::from_fn(whole, whole, |x, y| at([x as f32 + 0.5 - middle, y as f32 + 0.5 - middle]))
}

impl Layer {
    fn around(bitmap: Bitmap, opacity: Driven, tint: Light) -> Self {
        let half_size = [bitmap.width as f32 * 0.5, bitmap.height as f32 * 0.5];
        Self { bitmap, half_size, corner: 0.5, opacity, tint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_without_saturation_is_grey_and_as_bright() {
        let coloured = || Bitmap::from_fn(2, 1, |x, _| ([0.8, 0.2, 0.4], [1.0, 0.5][x as usize]));
        let mut grey = coloured();
        saturate(&mut grey, 0.0);
        let [r, g, b, opacity] = grey.texels[0].to_le_bytes();
        let light = 0.2126 * 0.8 + 0.7152 * 0.2 + 0.0722 * 0.4;
        assert!(
            r == g && g == b && opacity == 255 && (f32::from(r) - 255.0 * f32::sqrt(light)).abs() < 1.0,
            "{r}"
        );
        assert_eq!(grey.texels[1] >> 24, 128);
        let mut same = coloured();
        saturate(&mut same, 1.0);
        assert_eq!(same.texels, coloured().texels);
    }

    #[test]
    fn a_circle_cuts_words_at_the_foot_of_a_cover_and_nothing_of_a_sky() {
        let of = |at: &dyn Fn(u32, u32) -> u8| {
            let image = image::RgbaImage::from_fn(200, 200, |x, y| {
                let grey = at(x, y);
                image::Rgba([grey, grey, grey, 255])
            });
            let mut png = Vec::new();
            image.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
            circle_cuts(&crate::art::from_bytes(&png, "cover.png".as_ref()).unwrap()).unwrap()
        };
        let sky = |_, y: u32| 20 + y as u8 / 2;
        // Strokes as wide as letters have them.
        let stroke = |x: u32| (x / 5).is_multiple_of(2);
        let words = |x, y| if y > 165 && y < 195 && stroke(x) { 230 } else { sky(x, y) };
        let inside = |x: u32, y: u32| {
            let middle = x > 60 && x < 140 && y > 60 && y < 140;
            if middle && stroke(x) { 230 } else { sky(x, y) }
        };
        assert_eq!([of(&sky), of(&words), of(&inside)], [false, true, false]);
    }
}
