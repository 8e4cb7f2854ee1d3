//! From a style and a song to a scene with all layers.

use super::{Content, Layers, compose::compose};
use crate::{
    audio::Tags,
    error::Result,
    scene::Scene,
    visual::{StyleInfo, palette, params::Values},
};
use std::{path::Path, sync::Arc};

/// A built-in style with its values.
#[derive(Debug, Clone)]
pub struct Look {
    /// The style.
    pub style: &'static StyleInfo,
    /// Its parameters.
    pub values: Values,
}

/// A scene with all layers, and what a person should know about it.
#[derive(Debug, Clone)]
pub struct Dressed {
    /// The scene.
    pub scene: Scene,
    /// One line per thing that was left out.
    pub warnings: Vec<String>,
}

/// Which part of a song a video shows, seconds: start, and end unless that is the song's. Its fades stand there.
pub type Span = (f64, Option<f64>);

impl Layers {
    /// Lays the layers around the style of a scene, for the song whose tags are given; `song` is its file, for messages. A
    /// built-in style takes its colours from the cover where `look` has it and [`Layers::cover_colours`] says so; without
    /// `look` the scene's own style is drawn as it is.
    ///
    /// # Errors
    /// Those of fonts and images that can't be drawn.
    pub fn dress(
        &self,
        scene: &Scene,
        look: Option<&Look>,
        (tags, song): (&Tags, &Path),
        span: Span,
    ) -> Result<Dressed> {
        let (content, mut warnings) = self.of(tags, song);
        let coloured = look.map(|look| self.coloured(look, &content)).transpose()?;
        let style = match &coloured {
            Some(Look { style, values }) => (style.create)(values),
            None => Arc::clone(&scene.style),
        };
        let light_ground = coloured.is_some_and(|look| palette::Palette::of(&look.values).light_ground);
        let (style, missing) = compose(style, scene.size, (self, &content), span, light_ground)?;
        if !missing.is_empty() {
            let signs: String = missing.into_iter().collect();
            warnings.push(format!("no font has these characters of title or artist: {signs}"));
        }
        Ok(Dressed { scene: Scene { style, ..scene.clone() }, warnings })
    }

    /// A look in the colours of the cover.
    pub(super) fn coloured(&self, look: &Look, content: &Content) -> Result<Look> {
        let mut look = look.clone();
        let Some(cover) = content.cover.as_ref().filter(|_| self.cover_colours) else { return Ok(look) };
        let palette = cover.palette();
        for (name, colour) in [("low", palette.low), ("high", palette.high), ("accent", palette.accent)] {
            if look.style.params.iter().any(|param| param.name == name) {
                let [r, g, b] = palette::srgb(colour);
                look.values.set(name, &format!("#{r:02x}{g:02x}{b:02x}"))?;
            }
        }
        Ok(look)
    }
}
