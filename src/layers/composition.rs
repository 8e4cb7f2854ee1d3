//! A style among layers: in its place, between an image behind it and what lies over it.

use super::pieces::{Fades, Piece};
use crate::{
    analysis::Settings,
    size::Size,
    visual::{Disc, FrameInput, Picture, Stage, Style, shader::Shader, sprite::Images},
};
use std::sync::Arc;

/// Where a style is drawn in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Its top left corner, pixels.
    pub(super) corner: [u32; 2],
    /// Its size.
    pub(super) size: Size,
}

/// A style in its place, with images behind and over it, for one picture size.
#[derive(Debug)]
pub(super) struct Composition {
    pub(super) style: Arc<dyn Style>,
    pub(super) place: Place,
    pub(super) images: Images,
    /// What lies over the style, the lowest first.
    pub(super) pieces: Vec<Piece>,
    pub(super) fades: Fades,
}

impl Composition {
    /// The frame as the style sees it.
    fn inner<'a>(&self, frame: &FrameInput<'a>) -> FrameInput<'a> {
        FrameInput { size: self.place.size, ..*frame }
    }

    fn corner(&self) -> [f32; 2] {
        self.place.corner.map(|v| v as f32)
    }
}

impl Style for Composition {
    fn analysis(&self, _: Size) -> Settings {
        self.style.analysis(self.place.size)
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        self.style.picture(&self.inner(frame), picture);
        picture.shift(self.corner());
    }

    fn prepare(&self, time_s: f64) -> [f32; 2] {
        self.style.prepare(time_s)
    }

    fn stage(&self) -> Stage {
        self.style.stage()
    }

    fn heart(&self, _: Size) -> Option<Disc> {
        let Disc { center, radius } = self.style.heart(self.place.size)?;
        let corner = self.corner();
        Some(Disc { center: [center[0] + corner[0], center[1] + corner[1]], radius })
    }

    fn images(&self) -> &Images {
        &self.images
    }

    fn overlay(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        self.pieces.iter().for_each(|piece| piece.lay(frame, picture));
        picture.dimmed = self.fades.dimmed(frame.time_s, frame.track.duration_s);
    }

    fn shader(&self, _: Size) -> Option<Shader> {
        let shader = self.style.shader(self.place.size)?;
        Some(Shader { origin: self.corner(), ..shader })
    }
}
