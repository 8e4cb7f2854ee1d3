//! Colour maps: from a level, 0 to 255, to a colour. Published ones by name, and one that a palette gives.

mod data;

use super::palette::{Lch, Palette, srgb};

/// A colour for each level, sRGB.
pub type Colormap = [[u8; 3]; 256];

/// The names, for a parameter's choices. The first one is made from the style's palette by [`of_palette`]; the others
/// are what [`named`] knows. No `jet`: its bright bands show edges where the sound has none; `turbo` is its mender.
pub const NAMES: &[&str] =
    &["palette", "viridis", "magma", "inferno", "plasma", "cividis", "turbo", "hot", "gray", "grey"];

/// A published map, within 2 code values of its source in each channel (`cividis`: 4).
#[must_use]
pub fn named(name: &str) -> Option<Colormap> {
    match name {
        "viridis" => Some(straight(&data::VIRIDIS)),
        "magma" => Some(straight(&data::MAGMA)),
        "inferno" => Some(straight(&data::INFERNO)),
        "plasma" => Some(straight(&data::PLASMA)),
        "cividis" => Some(straight(&data::CIVIDIS)),
        "turbo" => Some(straight(&data::TURBO)),
        "hot" => Some(hot()),
        "gray" | "grey" => Some(std::array::from_fn(|level| [level as u8; 3])),
        _ => None,
    }
}

/// The hue of the darkest colours that are still colours: blue.
const DARK_HUE: f32 = 264.0;

/// The map of a palette, built like magma: from its ground over a deep shade of its one hue, then the other, to white; on a
/// light ground over a pale shade, to black. Straight lines through OKLab. The first third is deep, so that what is everywhere
/// stays in the background; white is for the top alone.
///
/// Whichever of low and high is nearer to blue is at the dark end, as in the light of what glows: the other way round a rim
/// of cold colour would lie around all that is loud.
#[must_use]
pub fn of_palette(palette: &Palette) -> Colormap {
    let from_blue = |Lch(_, _, hue): Lch| 180.0 - ((hue - DARK_HUE).abs() % 360.0 - 180.0).abs();
    let (cold, warm) = match from_blue(palette.low) <= from_blue(palette.high) {
        true => (palette.low, palette.high),
        false => (palette.high, palette.low),
    };
    // However light they are in the palette, along the map it grows lighter.
    let (dark, light) = (cold.0.min(warm.0), cold.0.max(warm.0));
    let (cold, warm) = (Lch(dark, cold.1, cold.2), Lch(light, warm.1, warm.2));
    let (first, second, end) = match palette.light_ground {
        true => (warm, cold, Lch(0.16, 0.02, cold.2)),
        false => (cold, warm, Lch(0.985, 0.02, warm.2)),
    };
    // Towards the ground in lightness and hue, but with colour of its own.
    let half = palette.edge.through_lab(first, 0.40);
    let deep = Lch(half.0, half.1.max(first.1 * 0.68), half.2);
    let stops = [(0.0, palette.edge), (0.34, deep), (0.62, first), (0.84, second), (1.0, end)];
    std::array::from_fn(|level| {
        let at = level as f32 / 255.0;
        let above = stops.iter().skip(1).position(|stop| at <= stop.0).unwrap_or(3);
        let ((from, low), (to, high)) = (stops[above], stops[above + 1]);
        srgb(low.through_lab(high, (at - from) / (to - from)))
    })
}

fn straight(points: &data::Points) -> Colormap {
    let point = |i: usize| points[i.min(points.len() - 1)].to_be_bytes();
    std::array::from_fn(|level| {
        let (from, to, part) = (point(level / 5), point(level / 5 + 1), level as u32 % 5);
        // Fifths, to the nearest.
        let mix = |a: u8, b: u8| ((u32::from(a) * (5 - part) + u32::from(b) * part + 2) / 5) as u8;
        [mix(from[1], to[1]), mix(from[2], to[2]), mix(from[3], to[3])]
    })
}

/// Black over red and yellow to white: matplotlib's three ramps.
fn hot() -> Colormap {
    let ramp = |at: f32, from: f32, to: f32| (at - from) / (to - from);
    std::array::from_fn(|level| {
        let at = level as f32 / 255.0;
        let red = 0.0416 + 0.9584 * ramp(at, 0.0, 0.365_079);
        let rgb = [red, ramp(at, 0.365_079, 0.746_032), ramp(at, 0.746_032, 1.0)];
        rgb.map(|v| libm::roundf(v.clamp(0.0, 1.0) * 255.0) as u8)
    })
}

#[cfg(test)]
mod tests;
