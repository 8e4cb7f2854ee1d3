//! From a style and a song to a scene with all layers.

use super::{
    Backdrop, Content, Layers,
    compose::compose,
    look::{Look, Placement},
};
use crate::{
    audio::Tags,
    error::{Error, Result},
    scene::Scene,
    visual::{
        Style,
        palette::{self, Lch, Palette},
    },
};
use std::{path::Path, sync::Arc};

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
    /// built-in style takes the colours that `look` wasn't asked for from the cover where [`Layers::cover_colours`] says so;
    /// without `look` the scene's own style is drawn as it is.
    ///
    /// # Errors
    /// Those of [`Layers::check`], and of fonts and images that can't be drawn.
    pub fn dress(
        &self,
        scene: &Scene,
        look: Option<&Look>,
        (tags, song): (&Tags, &Path),
        span: Span,
    ) -> Result<Dressed> {
        self.check(scene.style.as_ref())?;
        let (mut content, mut warnings) = self.of(tags, song);
        // A cover doesn't hide a ground that was asked for.
        if matches!(self.backdrop, Backdrop::Auto) && look.is_some_and(Look::has_ground) {
            content.ground = None;
        }
        let coloured = look.map(|look| self.coloured(look, &content)).transpose()?;
        let main = match &coloured {
            Some(look) => (look.create(), Placement::of(&look.placement)),
            None => (Arc::clone(&scene.style), Placement::default()),
        };
        // The ground of the first one is that of all.
        let ground =
            look.filter(|_| content.ground.is_none()).and_then(|look| look.values.colour("background"));
        let others = self.visualizers.iter().map(|look| {
            let mut look = look.clone();
            if let Some(ground) = ground.filter(|_| look.values.knows("background")) {
                look.values.set("background", &palette::hex(ground))?;
            }
            let look = self.coloured(&look, &content)?;
            Ok((look.create(), Placement::of(&look.placement)))
        });
        let others = others.collect::<Result<Vec<_>>>()?;
        let palette = coloured.map(|look| Palette::of(&look.values));
        let (style, more) = compose((main, others), scene.size, (self, &content), span, palette.as_ref())?;
        warnings.extend(more);
        Ok(Dressed { scene: Scene { style, ..scene.clone() }, warnings })
    }

    /// Whether the visualizers go together with a style, whatever the song.
    ///
    /// # Errors
    /// A usage error when two of them colour an area.
    pub fn check(&self, style: &dyn Style) -> Result<()> {
        let others = self.visualizers.iter().map(|look| look.create().heats());
        match std::iter::once(style.heats()).chain(others).filter(|heats| *heats).count() {
            0 | 1 => Ok(()),
            _ => Err(Error::usage_hint(
                "two of the visualizers colour an area, and a picture has room for one",
                "use only one of spectrogram and cymatic",
            )),
        }
    }

    /// A look in the colours of the cover, but for those that were asked for.
    pub(super) fn coloured(&self, look: &Look, content: &Content) -> Result<Look> {
        let mut look = look.clone();
        let wanted = self.cover_colours && !look.has_colours();
        let Some(cover) = content.cover.as_ref().filter(|_| wanted) else { return Ok(look) };
        let (palette, own) = (cover.palette(), Palette::of(&look.values));
        // A ground that something else covers asks for nothing; on a light one that is seen, shapes are dark.
        let seen = content.ground.is_none();
        let shape = |colour: Lch| if seen && own.light_ground { own.legible(colour) } else { colour };
        let colours = [
            ("low", shape(palette.low)),
            ("high", shape(palette.high)),
            ("accent", shape(palette.accent)),
            ("background", palette.edge),
        ];
        for (name, colour) in colours {
            let asked = look.values.is_set(name) && (seen || name != "background");
            if !asked && look.values.knows(name) {
                look.values.set(name, &palette::hex(palette::srgb(colour)))?;
            }
        }
        Ok(look)
    }
}
