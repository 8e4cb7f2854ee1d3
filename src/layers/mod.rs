//! What a video shows besides its style: an image behind it, a cover, text, the line of progress, the time, fades.
//!
//! ```text
//! Layers (what is wished for) + Tags of a song ─▶ Content ─▶ compose ─▶ Composition: a Style
//!                                                              └ Layout: where, by shape and stage
//! ```
//!
//! Images and text are made once for a video; what moves is described from the frame alone, as styles do. A composition
//! is a [`Style`], so renderers know nothing of layers but sprites and a background.

mod compose;
mod composition;
mod content;
mod dress;
mod layout;
mod pieces;
#[cfg(test)]
mod tests;
mod text_block;

use content::Content;
pub use content::{Backdrop, Layers, Wish};
pub use dress::{Dressed, Look, Span};

use crate::visual::params::{Kind, Param};

/// How layers look; `--layer` and the scene file set them.
pub static PARAMS: &[Param] = &[
    Param {
        name: "blur",
        kind: Kind::Number { min: 0.0, max: 0.3, default: 0.045 },
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
