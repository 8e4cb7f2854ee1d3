//! What is wished for around a style, and what that comes to for one song.

use super::{Look, PARAMS, ground::Ground};
use crate::{
    art::{self, Art},
    audio::Tags,
    encode::Encoding,
    text::Fonts,
    visual::params::Values,
};
use std::{path::Path, sync::Arc};

/// Something that a song may bring along.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Wish<T> {
    /// What the song has, if it has any.
    #[default]
    Auto,
    /// None.
    Nothing,
    /// This one.
    Given(T),
}

impl<T: Clone> Wish<T> {
    /// What was given instead of the song's own.
    fn given(&self) -> Option<T> {
        match self {
            Self::Given(given) => Some(given.clone()),
            Self::Auto | Self::Nothing => None,
        }
    }

    fn or(&self, own: impl FnOnce() -> Option<T>) -> Option<T> {
        match self {
            Self::Auto => own(),
            Self::Nothing | Self::Given(_) => self.given(),
        }
    }
}

/// What lies behind the style.
#[derive(Debug, Clone, Default)]
pub enum Backdrop {
    /// The cover, if there is one, else what the style has.
    #[default]
    Auto,
    /// What the style has.
    Style,
    /// An image.
    Image(Arc<Art>),
    /// sRGB colours, one or more, from the top to the bottom.
    Gradient(Vec<[u8; 3]>),
}

/// What a video is to show besides its style, whatever the song.
#[derive(Debug, Clone)]
pub struct Layers {
    /// The title; by itself, that of the song's tags.
    pub title: Wish<String>,
    /// The artist.
    pub artist: Wish<String>,
    /// The cover; by itself, the one in the song's file.
    pub cover: Wish<Arc<Art>>,
    /// What lies behind.
    pub backdrop: Backdrop,
    /// The fonts of all text.
    pub fonts: Arc<Fonts>,
    /// Whether built-in styles take their colours from the cover, but for those that were asked for.
    pub cover_colours: bool,
    /// Further visualizers over the style, the lowest first; without a place of their own they fill the picture, or the
    /// style's place if they are of its kind.
    pub visualizers: Vec<Look>,
    /// How layers look, see [`PARAMS`].
    pub values: Values,
}

impl Layers {
    /// What songs bring along, in the bundled font.
    ///
    /// # Errors
    /// None as long as the bundled font can be read.
    pub fn new() -> crate::Result<Self> {
        Ok(Self {
            title: Wish::Auto,
            artist: Wish::Auto,
            cover: Wish::Auto,
            backdrop: Backdrop::Auto,
            fonts: Arc::new(Fonts::new(&[])?),
            cover_colours: true,
            visualizers: Vec::new(),
            values: Values::defaults(PARAMS),
        })
    }

    /// No layers, and no fades: what the style draws, alone.
    ///
    /// # Errors
    /// As [`Layers::new`].
    pub fn nothing() -> crate::Result<Self> {
        let mut values = Values::defaults(PARAMS);
        values.set("fade_in", "0")?;
        values.set("fade_out", "0")?;
        values.set("mark", "off")?;
        let (title, artist) = (Wish::Nothing, Wish::Nothing);
        Ok(Self { title, artist, cover: Wish::Nothing, backdrop: Backdrop::Style, values, ..Self::new()? })
    }

    /// An encoding whose tags say what is shown: a title or an artist that was given instead of the song's.
    #[must_use]
    pub fn tagged(&self, encoding: Encoding) -> Encoding {
        let given = |wish: &Wish<String>| wish.given().filter(|text| !text.is_empty());
        Encoding {
            title: given(&self.title).or(encoding.title),
            artist: given(&self.artist).or(encoding.artist),
            ..encoding
        }
    }

    /// What is shown of a song, and what a person should know about it: a cover that can't be read is left out. `song` is
    /// its file, for messages.
    pub(super) fn of(&self, tags: &Tags, song: &Path) -> (Content, Vec<String>) {
        let mut warnings = Vec::new();
        let cover = self.cover.or(|| {
            let cover = tags.cover.as_ref()?;
            let decoded = art::from_bytes(&cover.bytes, song);
            decoded
                .map_err(|error| warnings.push(format!("embedded cover left out: {error}")))
                .ok()
                .map(Arc::new)
        });
        let ground = match &self.backdrop {
            Backdrop::Auto => cover.clone().map(Ground::Image),
            Backdrop::Style => None,
            Backdrop::Image(art) => Some(Ground::Image(Arc::clone(art))),
            Backdrop::Gradient(colours) => Some(Ground::Gradient(colours.clone())),
        };
        let title = self.title.or(|| tags.title.clone()).filter(|text| !text.is_empty());
        let artist = self.artist.or(|| tags.artist.clone()).filter(|text| !text.is_empty());
        (Content { title, artist, cover, ground }, warnings)
    }
}

/// What one video shows besides its style.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    /// Title, one line.
    pub(super) title: Option<String>,
    /// Artist, one line.
    pub(super) artist: Option<String>,
    /// The cover.
    pub(super) cover: Option<Arc<Art>>,
    /// What lies behind the style instead of its own background.
    pub(super) ground: Option<Ground>,
}

impl Content {
    /// Whether any text is shown.
    pub(super) fn has_text(&self) -> bool {
        self.title.is_some() || self.artist.is_some()
    }
}
