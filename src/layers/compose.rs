//! Puts a composition together: images of the right size, at their places.

use super::{
    Content, Layers, Span,
    composition::{Composition, Part, Place},
    cover::{self, Colours},
    ground,
    layout::{Layout, TextSpot, Wanted, placed},
    look::Placement,
    mark,
    pieces::{Clock, Fades, Line, Piece, SIGNS},
    text_block::{self, Ink},
};
use crate::{
    art,
    error::Result,
    size::Size,
    visual::{
        Bitmap, Style,
        palette::{self, Palette},
        sprite::{Images, Sprite},
    },
};
use std::sync::Arc;

/// A style that is to be placed.
pub(super) type Wanting = (Arc<dyn Style>, Placement);

/// The least contrast of a colour that was asked for, below which a person is warned: that of large text.
const READABLE: f32 = 3.0;

/// The styles among the layers, for pictures of `size`, the main one first; fades stand at the ends of `span`, and `palette`
/// is that of the main style if it has one. Also what a person should know.
///
/// # Errors
/// Those of the images and of the fonts.
pub(super) fn compose(
    (main, others): (Wanting, Vec<Wanting>),
    size: Size,
    (layers, content): (&Layers, &Content),
    span: Span,
    palette: Option<&Palette>,
) -> Result<(Arc<dyn Style>, Vec<String>)> {
    let (style, placement) = main;
    let values = &layers.values;
    let wanted = Wanted {
        text: content.has_text(),
        cover: content.cover.is_some(),
        cover_size: values.number("cover_size"),
        progress: values.switch("progress"),
        clock: values.switch("clock"),
    };
    let mut layout = Layout::new(size, style.stage(), wanted)?;
    let place = placement.area.map_or(Ok(layout.place), |area| placed(size, area))?;
    let white = Bitmap::from_fn(1, 1, |_, _| ([1.0; 3], 1.0));
    let mut made = Made { images: Images { background: None, bitmaps: vec![white] }, pieces: Vec::new() };
    let first_image = made.images_of(style.as_ref());
    let stage = style.stage();
    let main = Part { style, place, placement, first_image };
    let heart = main.heart();
    let text_spot = layout.text.or_else(|| heart.map(TextSpot::within));
    let mut warnings = Vec::new();
    if let Some(ground) = &content.ground {
        made.images.background = Some(ground.background(size, layers)?);
    }
    let under = |area| made.images.background.as_ref().map(|ground| ground::under(ground, area));
    let ink_on = |under| match under {
        Some(code) => Ink::on(values.colour("text_color"), code),
        None => Ink::new(values.colour("text_color"), palette.is_some_and(|palette| palette.light_ground)),
    };
    let (under, under_foot) = (text_spot.and_then(|spot| under(spot.area())), under(layout.foot()));
    let (ink, foot_ink) = (ink_on(under), ink_on(under_foot));
    if let (Some(code), Some(asked)) = (under, values.colour("text_color"))
        && content.has_text()
    {
        let contrast = art::contrast(asked.map(|c| f32::from(c) / 255.0), code);
        if contrast < READABLE {
            warnings.push(format!(
                "text_color is hard to read on what lies behind the text: contrast {contrast:.1}, and {READABLE} is the least"
            ));
        }
    }
    let frame = (values.number("text_size"), size.height() as f32);
    let laid = text_spot.map(|spot| text_block::lay(&layers.fonts, content, &spot, frame, &ink));
    let mut texts = laid.transpose()?.unwrap_or_default();
    let moved = layout.centre(size.width() as f32, texts.iter().map(|text| text.end).reduce(f32::max));
    texts.iter_mut().for_each(|text| text.corner[0] += moved);
    if let Some(art) = &content.cover {
        let rim = palette.map_or(ink.light, |palette| palette::light(palette.high));
        let colours = Colours { border: ink.light, rim };
        let image = &mut |bitmap| made.image(bitmap);
        let pieces = cover::cover(art, (layout.cover, heart), layers, &colours, image)?;
        made.pieces.extend(pieces);
    }
    let empty = !wanted.cover && (!wanted.text || layout.text.is_some());
    if let (Some(heart), true) = (heart, values.switch("mark") && empty) {
        let colour = palette.map_or(ink.light, |palette| palette::light(palette.high));
        let mark = mark::mark(heart, colour, &mut |bitmap| made.image(bitmap));
        made.pieces.push(mark);
    }
    let mut missing = String::new();
    for text in texts {
        missing.extend(text.missing);
        made.still(text.bitmap, text.corner);
    }
    if !missing.is_empty() {
        warnings.push(format!("no font has these characters of title or artist: {missing}"));
    }
    if values.switch("progress") {
        let (start, length) = layout.progress;
        let half_width = (size.height().min(size.width()) as f32 * 0.0022).max(0.75);
        made.pieces.push(Piece::Progress(Line { image: 0, start, length, half_width, tint: foot_ink.light }));
    }
    if values.switch("clock") {
        let clock = made.clock(layers, &layout, &foot_ink, size)?;
        made.pieces.push(Piece::Clock(clock));
    }
    let others = others.into_iter().map(|(style, placement)| {
        let place = match placement.area {
            Some(area) => placed(size, area)?,
            // Curves of one picture stand on one ground.
            None if style.stage() == stage => place,
            None => Place { corner: [0; 2], size },
        };
        let first_image = made.images_of(style.as_ref());
        Ok(Part { style, place, placement, first_image })
    });
    let others = others.collect::<Result<_>>()?;
    let Made { images, pieces } = made;
    Ok((Arc::new(Composition { main, others, images, pieces, fades: fades(layers, span) }), warnings))
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

    /// Adds the images of a style, and says where they begin.
    fn images_of(&mut self, style: &dyn Style) -> u32 {
        let first = self.images.bitmaps.len() as u32;
        self.images.bitmaps.extend_from_slice(&style.images().bitmaps);
        first
    }

    /// Adds an image that stands still, as it is, at its top left corner, pixels.
    fn still(&mut self, bitmap: Bitmap, corner: [f32; 2]) {
        let half_size = [bitmap.width as f32 * 0.5, bitmap.height as f32 * 0.5];
        let center = [0, 1].map(|i| corner[i].round() + half_size[i]);
        let image = self.image(bitmap);
        let (corner, opacity, tint) = (0.5, 1.0, [1.0; 3]);
        self.pieces.push(Piece::Still(Sprite { center, half_size, corner, opacity, tint, image }));
    }

    fn clock(&mut self, layers: &Layers, layout: &Layout, ink: &Ink, size: Size) -> Result<Clock> {
        let size_px = size.height().min(size.width()) as f32 * 0.033;
        let signs = text_block::signs(&layers.fonts, &SIGNS, size_px, ink)?;
        let first_image = self.images.bitmaps.len() as u32;
        let digit = signs.bitmaps.first().map_or([1.0; 2], |sign| [sign.width as f32, sign.height as f32]);
        let advances = std::array::from_fn(|i| signs.advances_px.get(i).copied().unwrap_or_default());
        self.images.bitmaps.extend(signs.bitmaps);
        let left = signs.left as f32;
        Ok(Clock { first_image, digit, left, advances, place: layout.clock, opacity: 0.75 })
    }
}
