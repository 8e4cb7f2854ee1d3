//! Colour: curated palettes, single colours in their place, and the room that goes with them.

mod curated;
mod names;
mod oklch;

use super::params::{self, Values};
use crate::error::Result;
pub use curated::{NAMES, PALETTES};
pub use names::{COLOURS, colour};
pub use oklch::{Lch, code, dimmed, from_srgb, hex, light, mix, srgb};

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Name for `--palette`.
    pub name: &'static str,
    /// A few words for people.
    pub summary: &'static str,
    /// The lowest band, at the tip.
    pub low: Lch,
    /// The highest band, at the tip.
    pub high: Lch,
    /// For onsets only.
    pub accent: Lch,
    /// The corner of the backdrop.
    pub edge: Lch,
    /// What the soft light adds around the subject.
    pub lamp: Lch,
    /// Dark shapes on a light ground.
    pub light_ground: bool,
}

/// The palette of that name; the default one if there is none.
#[must_use]
pub fn named(name: &str) -> &'static Palette {
    PALETTES.iter().find(|p| p.name == name).unwrap_or(&PALETTES[0])
}

/// Finds a palette.
///
/// # Errors
/// A usage error with the nearest name.
pub fn find(name: &str) -> Result<&'static Palette> {
    let found = PALETTES.iter().find(|p| p.name == name);
    found.ok_or_else(|| params::unknown("palette", name, NAMES.iter().copied()))
}

/// Low and high of a figure that is all one colour: its hue, a little darker and a little lighter.
#[must_use]
pub fn family(colour: Lch) -> (Lch, Lch) {
    let Lch(lightness, chroma, hue) = colour;
    let low = (lightness - 0.05).clamp(0.0, 0.86);
    (Lch(low, chroma, hue), Lch(low + 0.14, chroma * 0.85, hue))
}

/// Grounds at least that light carry dark shapes.
const LIGHT_GROUND: f32 = 0.65;
/// Chroma from which a ground has a hue that is seen.
const COLOURED: f32 = 0.02;
/// How light the tips of bars are at least on a dark ground, and at most on a light one.
const LEGIBLE: (f32, f32) = (0.70, 0.60);

impl Palette {
    /// What a style's values ask for: the parameter `palette` with `low`, `high`, `accent` and `background` in place of
    /// its own colours, as far as the style has them.
    ///
    /// What wasn't asked for follows: the light in the room takes the hue of the ground, or that of the figure, and a light
    /// ground darkens the palette's own shapes.
    #[must_use]
    pub fn of(values: &Values) -> Self {
        let mut palette = *named(values.choice("palette"));
        let [low, high, accent, edge] =
            ["low", "high", "accent", "background"].map(|name| values.colour(name).map(from_srgb));
        if let Some(edge) = edge {
            palette.move_to(edge);
        }
        palette.low = low.unwrap_or(palette.low);
        palette.high = high.unwrap_or(palette.high);
        palette.accent = accent.unwrap_or(palette.accent);
        if (low.is_some() || high.is_some()) && !palette.light_ground {
            let Lch(_, chroma, hue) = mix(palette.low, palette.high, 0.5);
            let room = edge.filter(|edge: &Lch| edge.1 > COLOURED).map_or(hue, |edge| edge.2);
            palette.lamp = Lch(palette.lamp.0, chroma.min(0.16) * 0.55, room);
            palette.edge = edge.unwrap_or(Lch(palette.edge.0, chroma.min(0.16) * 0.2, hue));
        }
        palette
    }

    /// A colour of shapes, as light or as dark as it has to be on the ground.
    #[must_use]
    pub(crate) fn legible(&self, Lch(lightness, chroma, hue): Lch) -> Lch {
        let lightness = if self.light_ground { lightness.min(LEGIBLE.1) } else { lightness.max(LEGIBLE.0) };
        Lch(lightness, chroma, hue)
    }

    /// Puts the palette on another ground.
    fn move_to(&mut self, edge: Lch) {
        let was_light = std::mem::replace(&mut self.light_ground, edge.0 >= LIGHT_GROUND);
        self.edge = edge;
        let [low, high, accent] = [self.low, self.high, self.accent].map(|colour| self.legible(colour));
        (self.low, self.high, self.accent) = (low, high, accent);
        if self.light_ground {
            self.lamp = Lch((edge.0 + 0.08).min(0.985).max(edge.0), edge.1 * 0.6, edge.2);
        } else if was_light {
            self.lamp = Lch(0.34, self.low.1 * 0.5, self.low.2);
        }
    }
}

#[cfg(test)]
mod tests;
