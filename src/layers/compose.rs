//! Puts a composition together: images of the right size, at their places.

use super::{
    Content, Layers, Span,
    composition::Composition,
    layout::{CoverSpot, Layout, Wanted},
    pieces::{Clock, Fades, Line, Piece, SIGNS},
    text_block::{self, Ink},
};
use crate::{
    art::{Art, Backdrop, Fit},
    error::Result,
    size::Size,
    visual::{
        Bitmap, Disc, Style,
        picture::Light,
        sprite::{Background, Images, Sprite},
    },
};
use std::sync::Arc;

/// Radius of a cover in the heart of a figure, beside the heart's: the ring stays free.
const IN_HEART: f32 = 0.93;

/// The style among the layers, for pictures of `size`; fades stand at the ends of `span`, and `light_ground` says whether the style's own background is light. Also the characters of texts that no font has.
///
/// # Errors
/// Those of the images and of the fonts.
pub(super) fn compose(
    style: Arc<dyn Style>,
    size: Size,
    (layers, content): (&Layers, &Content),
    span: Span,
    light_ground: bool,
) -> Result<(Arc<dyn Style>, Vec<char>)> {
    let wanted = Wanted { text: content.has_text(), cover: content.cover.is_some() };
    let layout = Layout::new(size, style.stage(), wanted)?;
    let values = &layers.values;
    let white = Bitmap::from_fn(1, 1, |_, _| ([1.0; 3], 1.0));
    let mut made = Made { images: Images { background: None, bitmaps: vec![white] }, pieces: Vec::new() };
    if let Some(art) = &content.backdrop {
        made.images.background = Some(background(art, size, layers)?);
    }
    if let Some(art) = &content.cover {
        made.cover(art, &layout, style.as_ref())?;
    }
    let ink = Ink::new(values.colour("text_color"), light_ground && content.backdrop.is_none());
    let scale = values.number("text_size");
    let mut missing = Vec::new();
    for text in text_block::lay(&layers.fonts, content, &layout.text, scale, &ink)? {
        missing.extend(text.missing);
        made.still(text.bitmap, text.corner);
    }
    if values.switch("progress") {
        let (start, length) = layout.progress;
        let half_width = (size.height().min(size.width()) as f32 * 0.0022).max(0.75);
        made.pieces.push(Piece::Progress(Line { image: 0, start, length, half_width, tint: ink.light }));
    }
    if values.switch("clock") {
        let clock = made.clock(layers, &layout, &ink, size)?;
        made.pieces.push(Piece::Clock(clock));
    }
    let Made { images, pieces } = made;
    let fades = fades(layers, span);
    Ok((Arc::new(Composition { style, place: layout.place, images, pieces, fades }), missing))
}

/// The image behind the style, as large as the picture.
fn background(art: &Art, size: Size, layers: &Layers) -> Result<Background> {
    let (width, height) = (size.width(), size.height());
    let values = &layers.values;
    let backdrop = Backdrop {
        radius_px: values.number("blur") * width.min(height) as f32,
        light: 1.0 - values.number("dim"),
        ..Backdrop::default()
    };
    Ok(Background { width, height, words: art.blurred(width, height, &backdrop)? })
}

fn fades(layers: &Layers, (start_s, end_s): Span) -> Fades {
    let seconds = |name| f64::from(layers.values.number(name));
    Fades { start_s, end_s, in_s: seconds("fade_in"), out_s: seconds("fade_out") }
}

/// What was made so far.
struct Made {
    images: Images,
    pieces: Vec<Piece>,
}

impl Made {
    /// Adds an image, and says which it is.
    fn image(&mut self, bitmap: Bitmap) -> u32 {
        self.images.bitmaps.push(bitmap);
        self.images.bitmaps.len() as u32 - 1
    }

    /// Adds an image that stands still, as it is, at its top left corner, pixels.
    fn still(&mut self, bitmap: Bitmap, corner: [f32; 2]) {
        let half_size = [bitmap.width as f32 * 0.5, bitmap.height as f32 * 0.5];
        let center = [0, 1].map(|i| corner[i].round() + half_size[i]);
        let image = self.image(bitmap);
        let (corner, opacity, tint) = (0.5, 1.0, [1.0; 3]);
        self.pieces.push(Piece::Still(Sprite { center, half_size, corner, opacity, tint, image }));
    }

    fn cover(&mut self, art: &Art, layout: &Layout, style: &dyn Style) -> Result<()> {
        match layout.cover {
            CoverSpot::Heart => {
                let Some(Disc { center, radius }) = style.heart(layout.place.size) else { return Ok(()) };
                let side = (2.0 * IN_HEART * radius).round().max(2.0);
                let half = side * 0.5;
                // It stands still while the ring around it moves, texel for texel: an encoder then spends nothing on it.
                let at = |i: usize| center[i] + layout.place.corner[i] as f32;
                let center = [0, 1].map(|i| (at(i) - half).round() + half);
                let image = self.image(art.cover(side as u32, side as u32, Fit::Fill)?);
                let (half_size, opacity, tint) = ([half; 2], 1.0, [1.0; 3]);
                let sprite = Sprite { center, half_size, corner: half, opacity, tint, image };
                self.pieces.push(Piece::Still(sprite));
            }
            CoverSpot::Square { corner, side } => {
                let pixels = side.round().max(2.0);
                self.still(shadow(pixels), corner.map(|v| v - shadow_reach(pixels)));
                let half_size = [pixels * 0.5; 2];
                let center = [0, 1].map(|i| corner[i].round() + half_size[i]);
                let image = self.image(art.cover(pixels as u32, pixels as u32, Fit::Fill)?);
                let corner = (pixels * 0.045).max(0.5);
                // A hairline around it, so that a dark cover has an edge on a dark ground.
                let (rim, edge) = (half_size.map(|half| half + 1.0), corner + 1.0);
                self.pieces.push(Piece::Still(Sprite { center, half_size: rim, corner: edge, ..HAIRLINE }));
                let sprite = Sprite { center, half_size, corner, opacity: 1.0, tint: [1.0; 3], image };
                self.pieces.push(Piece::Still(sprite));
            }
        }
        Ok(())
    }

    fn clock(&mut self, layers: &Layers, layout: &Layout, ink: &Ink, size: Size) -> Result<Clock> {
        let size_px = size.height().min(size.width()) as f32 * 0.024;
        let glyphs = text_block::glyphs(&layers.fonts, &SIGNS, size_px, ink)?;
        let first_image = self.images.bitmaps.len() as u32;
        let digit = glyphs.first().map_or([1.0; 2], |(glyph, _)| [glyph.width as f32, glyph.height as f32]);
        // A space has no ink to be as wide as.
        let advance = |i: usize| glyphs.get(i).map_or(0.0, |(_, width)| width.max(size_px * 0.2));
        let advances = std::array::from_fn(advance);
        self.images.bitmaps.extend(glyphs.into_iter().map(|(glyph, _)| glyph));
        Ok(Clock { first_image, digit, advances, end: layout.clock_end, opacity: 0.75 })
    }
}

/// The edge of a cover, without its place.
const HAIRLINE: Sprite =
    Sprite { center: [0.0; 2], half_size: [0.0; 2], corner: 0.5, opacity: 0.18, tint: [1.0; 3], image: 0 };

/// How far a shadow reaches beyond a square, pixels.
fn shadow_reach(side: f32) -> f32 {
    (side * 0.16).round()
}

/// The soft shadow of a square, a little below it.
fn shadow(side: f32) -> Bitmap {
    let reach = shadow_reach(side);
    let whole = (side + 2.0 * reach) as u32;
    let dark: Light = [0.0; 3];
    Bitmap::from_fn(whole, whole, |x, y| {
        let away =
            |at: u32, drop: f32| ((at as f32 + 0.5 - reach - drop - side * 0.5).abs() - side * 0.42).max(0.0);
        let (dx, dy) = (away(x, 0.0), away(y, reach * 0.15));
        let share = (1.0 - (dx * dx + dy * dy).sqrt() / (reach + side * 0.04)).max(0.0);
        (dark, 0.55 * share * share)
    })
}
