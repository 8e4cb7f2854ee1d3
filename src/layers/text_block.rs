//! Title and artist as images, one under the other.

use super::{Content, layout::TextSpot};
use crate::{
    art,
    error::{Error, Result},
    text::{Align, Fonts, Laid, Shadow, Signs, Text},
    visual::{Bitmap, palette, picture::Light},
};

/// Colours of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    pub(super) light: Light,
    /// What parts it from what lies behind.
    shadow: Option<Light>,
}

/// On a dark ground and on a light one.
const INKS: [Light; 2] = [[0.88, 0.87, 0.85], [0.012, 0.012, 0.018]];

impl Ink {
    /// The colour that was asked for, as sRGB, or one that suits the ground.
    pub(super) fn new(asked: Option<[u8; 3]>, light_ground: bool) -> Self {
        let light = asked.map(|rgb| palette::light(palette::from_srgb(rgb)));
        Self {
            light: light.unwrap_or(INKS[usize::from(light_ground)]),
            shadow: (!light_ground).then_some([0.0; 3]),
        }
    }

    /// The colour that was asked for, or the one that is read best on those code values, 0 to 1. Whatever lies behind is
    /// uneven: a soft edge parts text from it.
    pub(super) fn on(asked: Option<[u8; 3]>, ground: [f32; 3]) -> Self {
        let contrast = |light: &Light| art::contrast(light.map(f32::sqrt), ground);
        let best = INKS.into_iter().max_by(|a, b| contrast(a).total_cmp(&contrast(b))).unwrap_or_default();
        let light = asked.map_or(best, |rgb| palette::light(palette::from_srgb(rgb)));
        // Around dark letters a light one, and the other way round.
        let dark = art::luminance(light.map(f32::sqrt)) < 0.18;
        Self { light, shadow: Some(if dark { [0.9; 3] } else { [0.0; 3] }) }
    }

    /// Opacity of the second line: dark letters on a light ground look weaker than light ones.
    fn second(&self) -> f32 {
        if art::luminance(self.light.map(f32::sqrt)) < 0.18 { 0.92 } else { 0.78 }
    }

    fn text<'a>(&self, text: &'a str, size_px: f32) -> Text<'a> {
        let shadow = self.shadow.map(|colour| Shadow {
            colour,
            opacity: 0.55,
            blur_px: size_px * 0.22,
            offset_px: [0.0, size_px * 0.04],
        });
        Text { text, size_px, colour: self.light, shadow, ..Text::default() }
    }
}

/// Space between title and artist, ems of the artist.
const GAP: f32 = 0.35;

/// Sizes of the artist that are tried one after the other, beside the layout's, and lines that each may take: a name that
/// is cut is an insult.
const ARTIST_TRIES: [(f32, usize); 3] = [(1.0, 1), (0.82, 1), (0.82, 2)];

/// A text as an image.
pub(super) struct Placed {
    pub(super) bitmap: Bitmap,
    /// Its top left corner, pixels.
    pub(super) corner: [f32; 2],
    /// Where its letters end, pixels from the left.
    pub(super) end: f32,
    /// The characters that no font has.
    pub(super) missing: Vec<char>,
}

/// Space that is kept above and under a block, beside the height of the picture.
const MARGIN: f32 = 0.02;

/// Title and artist; `scale` enlarges both, in a picture of that height, pixels.
///
/// # Errors
/// Those of the fonts.
pub(super) fn lay(
    fonts: &Fonts,
    content: &Content,
    spot: &TextSpot,
    (scale, picture_px): (f32, f32),
    ink: &Ink,
) -> Result<Vec<Placed>> {
    let [title_px, artist_px] = spot.sizes.map(|size| size * scale);
    let align = if spot.centred { Align::Centre } else { Align::Left };
    let max_width_px = spot.span[1] - spot.span[0];
    let title = content.title.as_deref().map(|text| {
        let words = text.split_whitespace().count();
        let mut laid = Err(Error::Internal("no size of a title was tried".into()));
        for (share, max_lines) in spot.tries {
            // One line more shows whether that is enough.
            let title = ink.text(text, title_px * share);
            let (weight, letter_spacing, line_height) = (700, -0.012, 1.12);
            let title = Text { weight, letter_spacing, line_height, align, max_width_px, ..title };
            let tried = fonts.lay(&Text { max_lines: max_lines + 1, ..title })?;
            // More lines than words means that one was broken.
            if tried.lines <= (*max_lines).min(words) {
                return Ok(tried);
            }
            laid = fonts.lay(&Text { max_lines: *max_lines, ..title });
        }
        laid
    });
    let artist = content.artist.as_deref().map(|text| {
        let mut laid = Err(Error::Internal("no size of an artist was tried".into()));
        for (share, max_lines) in ARTIST_TRIES {
            let artist = ink.text(text, artist_px * share);
            let (weight, letter_spacing, opacity) = (500, 0.004, ink.second());
            let artist = Text { weight, letter_spacing, opacity, align, max_width_px, ..artist };
            // One line more shows whether that is enough.
            let tried = fonts.lay(&Text { max_lines: max_lines + 1, ..artist })?;
            if tried.lines <= max_lines {
                return Ok(tried);
            }
            laid = fonts.lay(&Text { max_lines, ..artist });
        }
        laid
    });
    let lines: Vec<Laid> = [title, artist].into_iter().flatten().collect::<Result<_>>()?;
    let gap = GAP * artist_px;
    let height: f32 =
        lines.iter().map(|line| line.height_px).sum::<f32>() + gap * (lines.len().max(1) - 1) as f32;
    // Large text stays in the picture, the title before the artist.
    let margin = MARGIN * picture_px;
    let mut top = (spot.anchor.0 - height * spot.anchor.1).min(picture_px - margin - height).max(margin);
    let placed = lines.into_iter().map(|line| {
        let left = match spot.centred {
            true => (spot.span[0] + spot.span[1] - line.width_px) * 0.5,
            false => spot.span[0],
        };
        let corner = [left.round() + line.left as f32, top.round() + line.top as f32];
        top += line.height_px + gap;
        Placed { bitmap: line.bitmap, corner, end: left + line.width_px, missing: line.missing }
    });
    Ok(placed.collect())
}

/// Images of single signs for the text, in digits of equal width.
///
/// # Errors
/// Those of the fonts.
pub(super) fn signs(fonts: &Fonts, signs: &[char], size_px: f32, ink: &Ink) -> Result<Signs> {
    fonts.signs(signs, &Text { weight: 500, tabular: true, ..ink.text("", size_px) })
}
