//! The options that say what a picture shows besides its style: shared by videos and stills.

use super::values;
use clap::Args;
use cymatic::{
    Error, Result, art,
    layers::{Backdrop, Layers, Look, Wish},
    text::Fonts,
    visual::palette,
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The colours that a backdrop says: `FROM..TO` and so on, rightly spelled or not, or one colour unless a file is called so;
/// none for the path of an image.
pub(in crate::cli) fn gradient(backdrop: &str) -> Option<Result<Backdrop>> {
    let is_word = |part: &str| !part.contains(|c| c == '.' || std::path::is_separator(c));
    let colours = backdrop.contains("..") && backdrop.split("..").all(is_word);
    let read = || backdrop.split("..").map(|colour| palette::colour(colour.trim())).collect::<Result<_>>();
    let plain = || palette::colour(backdrop).ok().filter(|_| !Path::new(backdrop).exists());
    match colours {
        true => Some(read().map(Backdrop::Gradient)),
        false => plain().map(|colour| Ok(Backdrop::Gradient(vec![colour; 2]))),
    }
}

/// Text, cover, background, fades.
#[derive(Debug, Args)]
#[command(next_help_heading = "Layers")]
pub(in crate::cli) struct LayerArgs {
    /// Title in the picture; "" for none [default: the song's own]
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) title: Option<String>,
    /// Artist in the picture; "" for none [default: the song's own]
    #[arg(long, value_name = "TEXT", hide_short_help = true)]
    pub(in crate::cli) artist: Option<String>,
    /// Cover: an image, auto for the song's own, or none
    ///
    /// PNG, JPEG, WebP, GIF or BMP. A style takes its colours from it, unless colours are asked for.
    #[arg(long, value_name = "FILE|auto|none", default_value = "auto", alias = "logo")]
    pub(in crate::cli) cover: String,
    /// What lies behind the style: an image, colours FROM..TO, auto for the cover, or none
    ///
    /// The cover isn't laid there where a background colour, or a palette on a light ground, is asked for. An image fills the
    /// picture, blurred and dimmed; `--layer blur=0` and `--layer dim=0` together show it as it is. Two or more
    /// colours, such as navy..black, run from the top to the bottom; one colour, such as navy, is all of it.
    #[arg(
        long,
        value_name = "FILE|COLORS|auto|none",
        default_value = "auto",
        alias = "background-image",
        hide_short_help = true
    )]
    pub(in crate::cli) backdrop: String,
    /// A font file, TrueType or OpenType, for all text [default: Inter, which is part of the program]
    ///
    /// What it has no letters for is taken from the built-in font.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, hide_short_help = true)]
    pub(in crate::cli) font: Option<PathBuf>,
    /// A further visualizer over the style, such as "bars place=0,0.7,1,1 opacity=0.8"
    ///
    /// A style with its parameters, words and quotes as in a shell; `place` is left, top, right and bottom as shares of the
    /// picture, all of it by default. May be repeated.
    #[arg(long, value_name = "NAME KEY=VALUE ...", value_parser = Look::parse, hide_short_help = true)]
    pub(in crate::cli) also: Vec<Look>,
    /// Any setting of the layers; `cymatic styles --layers` lists them
    ///
    /// May be repeated; the last value of a setting counts.
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::key_value, hide_short_help = true)]
    pub(in crate::cli) layer: Vec<(String, String)>,
    /// The style alone: no text, no cover, no fades
    #[arg(long, conflicts_with_all = ["title", "artist", "cover", "backdrop", "font", "also", "layer"])]
    pub(in crate::cli) plain: bool,
}

impl LayerArgs {
    /// The layers, with the files that are named.
    ///
    /// # Errors
    /// As [`LayerArgs::without_files`]; those of files that can't be used.
    pub(in crate::cli) fn layers(&self) -> Result<Layers> {
        let mut layers = self.without_files()?;
        let is_file = |value: &str| !["auto", "none"].contains(&value);
        let image = |path: &str| art::load(Path::new(path)).map(Arc::new);
        if is_file(&self.cover) {
            layers.cover = Wish::Given(image(&self.cover)?);
        }
        if is_file(&self.backdrop) && gradient(&self.backdrop).is_none() {
            layers.backdrop = Backdrop::Image(image(&self.backdrop)?);
        }
        if let Some(font) = &self.font {
            layers.fonts = Arc::new(Fonts::new(std::slice::from_ref(font))?);
        }
        Ok(layers)
    }

    /// The layers, but for files that are named: those are as if they weren't.
    ///
    /// # Errors
    /// A usage error that names the setting.
    pub(in crate::cli) fn without_files(&self) -> Result<Layers> {
        if self.plain {
            return Layers::nothing();
        }
        let text = |given: &Option<String>| match given.as_deref() {
            None => Wish::Auto,
            Some("") => Wish::Nothing,
            Some(text) => Wish::Given(text.to_owned()),
        };
        let mut layers = Layers {
            title: text(&self.title),
            artist: text(&self.artist),
            cover: if self.cover == "none" { Wish::Nothing } else { Wish::Auto },
            backdrop: match (self.backdrop.as_str(), gradient(&self.backdrop)) {
                ("none", _) => Backdrop::Style,
                (_, Some(gradient)) => gradient.map_err(|error| Error::Usage {
                    message: format!("--backdrop: {error}"),
                    hint: error.hint().map(str::to_owned),
                })?,
                (_, None) => Backdrop::Auto,
            },
            visualizers: self.also.clone(),
            ..Layers::new()?
        };
        for (key, value) in &self.layer {
            layers.values.set(key, value)?;
        }
        Ok(layers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backdrop_is_colours_or_the_path_of_an_image() {
        for colours in ["navy..black", "#102030 .. black..red"] {
            assert!(gradient(colours).unwrap().is_ok(), "{colours}");
        }
        for path in ["../cover.png", "a..b.png", "cover.png", "a/b..c", "auto"] {
            assert!(gradient(path).is_none(), "{path}");
        }
        let error = gradient("navvy..black").unwrap().unwrap_err();
        assert_eq!(error.to_string(), "'navvy' is no colour");
        assert_eq!(error.hint(), Some("did you mean 'navy'?"));
    }
}
