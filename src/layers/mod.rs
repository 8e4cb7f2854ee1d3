//! What a video shows besides its style: further styles, an image behind them, a cover, text, the line of progress, the
//! time, fades.
//!
//! ```text
//! Layers (what is wished for) + Tags of a song ─▶ Content ─▶ compose ─▶ Composition: a Style
//!                                                              └ Layout: where, by shape and stage
//! ```
//!
//! Images and text are made once for a video; what moves is described from the frame alone, as styles do. A composition
//! is a [`crate::visual::Style`], so renderers know nothing of layers but sprites and a background.

mod compose;
mod composition;
mod content;
mod cover;
mod dress;
mod ground;
mod layout;
mod look;
mod mark;
mod pieces;
#[cfg(test)]
mod tests;
mod text_block;

use content::Content;
pub use content::{Backdrop, Layers, Wish};
pub use dress::{Dressed, Span};
pub use look::{Look, PLACEMENT};

use crate::visual::params::{Kind, Param};

/// How layers look; `--layer` and the scene file set them.
pub static PARAMS: &[Param] = &[
    Param {
        name: "blur",
        kind: Kind::Number { min: 0.0, max: 0.3, default: 0.075 },
        unit: "of the shorter side",
        help: "how much the image behind the style is blurred",
    },
    Param {
        name: "dim",
        kind: Kind::Number { min: 0.0, max: 1.0, default: 0.82 },
        unit: "",
        help: "how much of the image's light is taken away",
    },
    Param {
        name: "backdrop_fit",
        kind: Kind::Choice { options: &["fill", "whole"], default: "fill" },
        unit: "",
        help: "whether that image fills the picture or is seen as a whole, before itself blurred",
    },
    Param {
        name: "text_size",
        kind: Kind::Number { min: 0.3, max: 3.0, default: 1.0 },
        unit: "",
        help: "size of title and artist, beside the layout's",
    },
    Param {
        name: "text_color",
        kind: Kind::Colour,
        unit: "",
        help: "colour of all text, instead of one that suits the background",
    },
    Param {
        name: "cover_shape",
        kind: Kind::Choice { options: &["auto", "round", "rounded", "square", "plain"], default: "auto" },
        unit: "",
        help: "outline of the cover; auto: round in a ring, unless that would cut words at its edges; plain shows a logo as \
               it is, without shadow and edge",
    },
    Param {
        name: "cover_size",
        kind: Kind::Number { min: 0.2, max: 2.0, default: 1.0 },
        unit: "",
        help: "size of the cover, beside the layout's",
    },
    Param {
        name: "cover_border",
        kind: Kind::Number { min: 0.0, max: 0.1, default: 0.0 },
        unit: "of its side",
        help: "width of a border around the cover, in the colour of the text",
    },
    Param {
        name: "cover_saturation",
        kind: Kind::Number { min: 0.0, max: 2.0, default: 1.0 },
        unit: "",
        help: "how colourful the cover is; 0 is grey",
    },
    Param {
        name: "cover_rim",
        kind: Kind::Driven { min: 0.0, max: 1.0, default: 0.0 },
        unit: "",
        help: "light around the cover unless it is plain, in the brightest colour of the style",
    },
    Param {
        name: "cover_scale",
        kind: Kind::Driven { min: 0.2, max: 2.0, default: 1.0 },
        unit: "",
        help: "how large the cover is, for a pulse",
    },
    Param {
        name: "mark",
        kind: Kind::Switch { default: true },
        unit: "",
        help: "a small light in the heart of a figure that has neither cover nor text",
    },
    Param {
        name: "progress",
        kind: Kind::Switch { default: false },
        unit: "",
        help: "a line at the foot that grows as the song goes on",
    },
    Param {
        name: "clock",
        kind: Kind::Switch { default: false },
        unit: "",
        help: "the time at the foot, and the song's length",
    },
    Param {
        name: "fade_in",
        kind: Kind::Number { min: 0.0, max: 30.0, default: 0.8 },
        unit: "s",
        help: "how long the video takes to light up",
    },
    Param {
        name: "fade_out",
        kind: Kind::Number { min: 0.0, max: 30.0, default: 1.5 },
        unit: "s",
        help: "how long it takes to go dark at its end",
    },
];
