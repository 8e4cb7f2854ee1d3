//! Text as sprites: shaped, wrapped, drawn once for a video.
//!
//! ```text
//! text ─ clean ─ paragraphs ─ layout: bidi, shaping, wrapping ─ outlines ─ coverage ─▶ Bitmap
//! ```
//!
//! Fonts are the bundled one and files that were named; never those of the system, so that a video is the same on every
//! machine. Glyphs that a file lacks come from the next file, in the end from the bundled font; what none has is left
//! out and reported.

mod clean;
mod draw;
mod fonts;
mod layout;
mod signs;

#[cfg(test)]
mod tests;

pub use fonts::Fonts;
pub use signs::Signs;

use crate::{
    error::{Error, Result},
    quiet,
    visual::{Bitmap, picture::Light},
};

/// Largest text block, pixels: that of a frame of 4096 × 4096.
const MOST_PIXELS: u64 = 16 << 20;
/// Longest side of a text block, pixels.
const LONGEST_SIDE: f32 = 16_384.0;

/// What is to be written, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Text<'a> {
    /// The words; line breaks are kept. Control characters are dropped, and all but the first 1,000 characters.
    pub text: &'a str,
    /// Pixels per em, 1 to 1,024.
    pub size_px: f32,
    /// Weight, 100 to 900; 400 is regular, 700 bold. The bundled font has all from 400 to 800.
    pub weight: u16,
    /// Light of the letters.
    pub colour: Light,
    /// Opacity of the letters, 0 to 1.
    pub opacity: f32,
    /// Lines are broken so that none is wider, pixels.
    pub max_width_px: f32,
    /// What doesn't fit that many lines, 1 to 64, ends in "…".
    pub max_lines: usize,
    /// Where lines shorter than the longest go.
    pub align: Align,
    /// From line to line, ems.
    pub line_height: f32,
    /// Added between letters, ems.
    pub letter_spacing: f32,
    /// Digits of equal width: for clocks.
    pub tabular: bool,
    /// A line around the letters.
    pub outline: Option<Outline>,
    /// A soft copy behind them.
    pub shadow: Option<Shadow>,
}

impl Default for Text<'_> {
    fn default() -> Self {
        Self {
            text: "",
            size_px: 32.0,
            weight: 400,
            colour: [1.0; 3],
            opacity: 1.0,
            max_width_px: f32::INFINITY,
            max_lines: 1,
            align: Align::Left,
            line_height: 1.2,
            letter_spacing: 0.0,
            tabular: false,
            outline: None,
            shadow: None,
        }
    }
}

/// Where lines shorter than the longest go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// To the left.
    #[default]
    Left,
    /// To the middle.
    Centre,
    /// To the right.
    Right,
}

/// A line around letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outline {
    /// Its light.
    pub colour: Light,
    /// Its opacity, 0 to 1.
    pub opacity: f32,
    /// How far it reaches beyond the letters, pixels.
    pub width_px: f32,
}

/// A soft copy behind letters: a shadow, or with light a glow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shadow {
    /// Its light.
    pub colour: Light,
    /// Its opacity under the middle of large letters, 0 to 1.
    pub opacity: f32,
    /// Standard deviation of its blur, pixels.
    pub blur_px: f32,
    /// How far it lies to the right and below, pixels.
    pub offset_px: [f32; 2],
}

/// A text that was laid out and drawn.
///
/// Its box is as wide as the widest line and as high as all lines; capitals stand in the middle of their lines. Place
/// the box, and the sprite goes `left` and `top` from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// Letters, outline and shadow.
    pub bitmap: Bitmap,
    /// From the left of the box to that of the sprite, whole pixels; mostly negative.
    pub left: i32,
    /// From the top of the box to that of the sprite, whole pixels.
    pub top: i32,
    /// Width of the box, pixels.
    pub width_px: f32,
    /// Height of the box, pixels.
    pub height_px: f32,
    /// Lines.
    pub lines: usize,
    /// From the top of the box to the baseline of the first line, pixels.
    pub baseline_px: f32,
    /// Left, top, right and bottom of the letters themselves, pixels from the corner of the box; none if nothing is seen.
    pub ink_px: Option<[f32; 4]>,
    /// Characters that no font has, each once; they were left out. For a warning.
    pub missing: Vec<char>,
}

impl Fonts {
    /// Lays out and draws a text.
    ///
    /// # Errors
    /// A usage error when it would take more than 16 megapixels, [`Error::Asset`] when a font file makes it fail.
    pub fn lay(&self, text: &Text<'_>) -> Result<Laid> {
        let text = &sane(text);
        quiet::catch(|| self.lay_sane(text)).unwrap_or_else(|_| Err(self.broken()))
    }

    fn lay_sane(&self, text: &Text<'_>) -> Result<Laid> {
        let mut block = layout::block(self, text);
        let (ink, margins) = (block.ink(), draw::margins(text));
        let [left, top, right, bottom] = match ink {
            Some([left, top, right, bottom]) => {
                [left - margins[0], top - margins[1], right + margins[2], bottom + margins[3]]
            }
            None => [0.0; 4],
        };
        let corner = (left.floor(), top.floor());
        let (width, height) = ((right - corner.0).ceil().max(1.0), (bottom - corner.1).ceil().max(1.0));
        if !(width <= LONGEST_SIDE && height <= LONGEST_SIDE && width as u64 * height as u64 <= MOST_PIXELS) {
            return Err(Error::usage_hint(
                format!("a text would take {width:.0} × {height:.0} pixels"),
                "make it smaller, or let it have fewer lines",
            ));
        }
        block.shift(-corner.0, -corner.1);
        Ok(Laid {
            bitmap: draw::draw(&block.path, text, width as u32, height as u32),
            left: corner.0 as i32,
            top: corner.1 as i32,
            width_px: block.width_px,
            height_px: block.lines as f32 * text.size_px * text.line_height,
            lines: block.lines,
            baseline_px: layout::baseline(text, 0),
            ink_px: ink,
            missing: block.missing,
        })
    }
}

/// The text with every number in its range, whatever it was.
fn sane<'a>(text: &Text<'a>) -> Text<'a> {
    let within = |v: f32, least: f32, most: f32| if v.is_nan() { least } else { v.clamp(least, most) };
    let size_px = within(text.size_px, 1.0, 1_024.0);
    let share = |v: f32| within(v, 0.0, 1.0);
    Text {
        size_px,
        weight: text.weight.clamp(100, 900),
        colour: text.colour.map(share),
        opacity: share(text.opacity),
        max_width_px: within(text.max_width_px, 1.0, LONGEST_SIDE),
        max_lines: text.max_lines.clamp(1, 64),
        line_height: within(text.line_height, 0.5, 4.0),
        letter_spacing: within(text.letter_spacing, -0.5, 4.0),
        outline: text.outline.map(|outline| Outline {
            colour: outline.colour.map(share),
            opacity: share(outline.opacity),
            width_px: within(outline.width_px, 0.0, size_px),
        }),
        shadow: text.shadow.map(|shadow| Shadow {
            colour: shadow.colour.map(share),
            opacity: share(shadow.opacity),
            blur_px: within(shadow.blur_px, 0.0, 256.0),
            offset_px: shadow.offset_px.map(|v| within(v, -1_024.0, 1_024.0)),
        }),
        ..text.clone()
    }
}
