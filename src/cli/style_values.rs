//! From the options about looks to the values of a style's parameters.

use super::args::{ColourArgs, PictureArgs};
use cymatic::{
    Error, Result,
    layers::Look,
    visual::{
        StyleInfo,
        palette::{Lch, family, from_srgb, hex, srgb},
    },
};

/// An option, the parameter that it sets, and to what.
type Assignment = (&'static str, &'static str, String);

/// The options that set parameters, and which.
pub(super) const OPTIONS: [(&str, &[&str]); 6] = [
    ("bars", &["bars"]),
    ("stereo", &["stereo"]),
    ("palette", &["palette"]),
    ("background", &["background"]),
    ("foreground", &["low", "high", "accent"]),
    ("colors", &["low", "high", "accent"]),
];

/// The style as the options ask for it; `--set` has the last word.
///
/// # Errors
/// A usage error that names the option or the parameter.
pub(super) fn look(style: &'static StyleInfo, args: &PictureArgs) -> Result<Look> {
    let mut look = Look::new(style);
    let bars = args.bars.iter().map(|bars| ("--bars", "bars", bars.clone()));
    let stereo = args.stereo.iter().map(|stereo| ("--stereo", "stereo", stereo.clone()));
    for (option, parameter, value) in colours(style, &args.colours).into_iter().chain(bars).chain(stereo) {
        if !has(style, parameter) {
            return Err(Error::usage_hint(
                format!("{option} does nothing here: the style '{}' has no '{parameter}'", style.name),
                format!("leave it out; `cymatic styles {}` lists what the style has", style.name),
            ));
        }
        look.set(parameter, &value)?;
    }
    for (key, value) in &args.set {
        look.set(key, value)?;
    }
    Ok(look)
}

fn has(style: &StyleInfo, parameter: &str) -> bool {
    style.params.iter().any(|param| param.name == parameter)
}

fn colours(style: &StyleInfo, args: &ColourArgs) -> Vec<Assignment> {
    let mut wishes = Vec::new();
    let mut wish = |option, parameter, value| wishes.push((option, parameter, value));
    if let Some(palette) = &args.palette {
        wish("--palette", "palette", palette.clone());
    }
    if let Some(rgb) = args.background {
        wish("--background", "background", hex(rgb));
    }
    if let Some(rgb) = args.foreground {
        let (low, high) = family(from_srgb(rgb));
        wish("--foreground", "low", hex(srgb(low)));
        wish("--foreground", "high", hex(srgb(high)));
        // The whole figure is one colour: so are its onsets, where it has any.
        if has(style, "accent") {
            let accent = Lch((high.0 + 0.08).min(1.0), high.1 * 0.5, high.2);
            wish("--foreground", "accent", hex(srgb(accent)));
        }
    }
    if let Some((low, high, accent)) = args.colors {
        wish("--colors", "low", hex(low));
        wish("--colors", "high", hex(high));
        if let Some(accent) = accent {
            wish("--colors", "accent", hex(accent));
        }
    }
    wishes
}

#[cfg(test)]
mod tests {
    use super::super::args::Cli;
    use super::*;
    use clap::Parser;
    use cymatic::visual::{self, palette::Palette, params::Values};

    fn looked(words: &str) -> Result<Values> {
        let words = ["cymatic", "song.mp3"].into_iter().chain(words.split_whitespace());
        let args = Cli::try_parse_from(words).unwrap().render.make.picture;
        look(visual::find(&args.style).unwrap(), &args).map(|look| look.values)
    }

    fn refusal(words: &str) -> Error {
        looked(words).map(|_| ()).unwrap_err()
    }

    #[test]
    fn colours_reach_the_parameters_of_every_style_that_has_them() {
        let mut reached = 0;
        for style in visual::REGISTRY.iter().filter(|style| has(style, "low") && has(style, "high")) {
            let values = looked(&format!("--style {} --colors #f00,blue", style.name)).unwrap();
            assert_eq!(values.colour("low"), Some([255, 0, 0]), "{}", style.name);
            assert_eq!(values.colour("high"), Some([100, 150, 255]), "{}", style.name);
            reached += 1;
        }
        assert!(reached >= 2);
    }

    #[test]
    fn set_has_the_last_word() {
        let values = looked("--palette ember --background navy --set palette=noir --set background=#010203");
        let values = values.unwrap();
        assert_eq!((values.choice("palette"), values.colour("background")), ("noir", Some([1, 2, 3])));
    }

    #[test]
    fn a_foreground_is_one_hue() {
        let palette = Palette::of(&looked("--foreground teal").unwrap());
        for colour in [palette.high, palette.accent, palette.lamp] {
            assert!((colour.2 - palette.low.2).abs() < 6.0, "{palette:?}");
        }
        assert!(palette.high.0 > palette.low.0 + 0.1);
    }

    #[test]
    fn an_option_without_effect_is_refused() {
        for option in
            ["--palette ember", "--foreground red", "--background black", "--bars 5", "--stereo mix"]
        {
            let error = refusal(&format!("--style flash {option}"));
            let name = option.split(' ').next().unwrap_or_default();
            assert!(error.to_string().starts_with(&format!("{name} does nothing here")), "{error}");
            assert!(error.hint().unwrap().contains("cymatic styles flash"), "{error}");
        }
        assert!(refusal("--style bars --colors red,blue,white").to_string().contains("'accent'"));
    }
}
