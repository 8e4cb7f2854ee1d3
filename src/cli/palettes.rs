//! `cymatic palettes`: the palettes and the named colours, with swatches where the terminal shows them.

use super::{args::PalettesArgs, console};
use cymatic::{
    Error, Result,
    visual::palette::{COLOURS, Lch, PALETTES, Palette, hex, mix, srgb},
};
use serde_json::{Value, json};
use std::fmt::Write;

/// Cells of a palette's swatch between low and high.
const STEPS: u8 = 8;

/// Lists them.
///
/// # Errors
/// None but a bug.
pub(super) fn run(args: &PalettesArgs) -> Result<u8> {
    let text = match args.json {
        true => serde_json::to_string_pretty(&as_json()).map_err(|e| Error::Internal(e.to_string()))? + "\n",
        false => list(console::true_colour(&std::io::stdout())),
    };
    console::out(&text);
    Ok(0)
}

fn list(swatches: bool) -> String {
    let mut text = String::from("Palettes, for --palette NAME: low, high, accent, background\n\n");
    for (i, palette) in PALETTES.iter().enumerate() {
        let mark = if i == 0 { " (default)" } else { "" };
        let swatch = if swatches { swatch(palette) + "  " } else { String::new() };
        let codes = colours(palette).map(|(_, colour)| hex(srgb(colour))).join(" ");
        let _ = writeln!(text, "  {swatch}{:<8} {codes}  {}{mark}", palette.name, palette.summary);
    }
    text += "\nColours, for --colors A,B[,C], --foreground and --background; also #rrggbb and #rgb\n\n";
    for (name, rgb) in COLOURS {
        let swatch = if swatches { block(*rgb, "    ") + "\u{1b}[0m  " } else { String::new() };
        let _ = writeln!(text, "  {swatch}{name:<8} {}", hex(*rgb));
    }
    text
}

fn colours(palette: &Palette) -> [(&'static str, Lch); 4] {
    [("low", palette.low), ("high", palette.high), ("accent", palette.accent), ("background", palette.edge)]
}

/// The ground, on it the way from low to high, and the accent.
fn swatch(palette: &Palette) -> String {
    let ground = block(srgb(palette.edge), " ");
    let share = |i: u8| f32::from(i) / f32::from(STEPS - 1);
    let bands: String =
        (0..STEPS).map(|i| block(srgb(mix(palette.low, palette.high, share(i))), "  ")).collect();
    format!("{ground}{bands}{ground}{}{ground}\u{1b}[0m", block(srgb(palette.accent), " "))
}

/// Blanks on that background; the colour stays on.
fn block([r, g, b]: [u8; 3], blanks: &str) -> String {
    format!("\u{1b}[48;2;{r};{g};{b}m{blanks}")
}

fn as_json() -> Value {
    let palette = |palette: &Palette| {
        let mut value = json!({
            "name": palette.name,
            "summary": palette.summary,
            "light_ground": palette.light_ground,
        });
        for (key, colour) in colours(palette) {
            value[key] = hex(srgb(colour)).into();
        }
        value
    };
    let colours = COLOURS.iter().map(|(name, rgb)| ((*name).to_owned(), hex(*rgb).into()));
    json!({
        "palettes": PALETTES.iter().map(palette).collect::<Vec<_>>(),
        "colours": serde_json::Map::from_iter(colours),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_palette_and_colour_is_listed_with_and_without_swatches() {
        for swatches in [false, true] {
            let text = list(swatches);
            assert_eq!(text.contains('\u{1b}'), swatches);
            for name in PALETTES.iter().map(|p| p.name).chain(COLOURS.iter().map(|c| c.0)) {
                assert!(text.contains(&format!(" {name} ")), "{name}");
            }
            assert!(text.lines().all(|line| !line.contains("[48") || line.contains("\u{1b}[0m")));
        }
    }
}
