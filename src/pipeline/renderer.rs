//! The one place where a renderer is chosen.

use super::Threads;
use crate::{
    analysis::Tables,
    error::Result,
    render::{Backend, PixelFormat, Renderer},
    scene::Scene,
};

/// What a renderer is made from.
#[derive(Debug)]
pub(super) struct Drawing<'a> {
    pub(super) scene: &'a Scene,
    pub(super) tables: Tables,
    pub(super) format: PixelFormat,
    pub(super) threads: Threads,
    pub(super) backend: &'a Backend,
}

/// Makes renderers: [`make`], or a stand-in of a test.
pub(super) type MakeRenderer<'a> = &'a dyn Fn(Drawing<'_>) -> Result<Box<dyn Renderer>>;

/// The renderer for a drawing.
pub(super) fn make(drawing: Drawing<'_>) -> Result<Box<dyn Renderer>> {
    let Drawing { scene, tables, format, threads, backend } = drawing;
    backend.renderer(scene, tables, format, threads.draw)
}
