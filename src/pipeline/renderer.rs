//! The one place where a renderer is chosen.

use super::Threads;
use crate::{
    analysis::Tables,
    error::{Error, Result},
    render::{PixelFormat, Renderer},
    scene::Scene,
};

/// What a renderer is made from.
#[derive(Debug)]
pub(super) struct Drawing<'a> {
    pub(super) scene: &'a Scene,
    pub(super) tables: Tables,
    pub(super) format: PixelFormat,
    pub(super) threads: Threads,
}

/// Makes renderers: [`make`], or a stand-in of a test.
pub(super) type MakeRenderer<'a> = &'a dyn Fn(Drawing<'_>) -> Result<Box<dyn Renderer>>;

/// The renderer for a drawing.
pub(super) fn make(_drawing: Drawing<'_>) -> Result<Box<dyn Renderer>> {
    Err(Error::Internal("this build has no renderer".into()))
}
