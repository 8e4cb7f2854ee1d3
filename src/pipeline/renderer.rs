//! The one place where a renderer is chosen.

use super::Threads;
use crate::{
    analysis::Tables,
    error::Result,
    render::{PixelFormat, Renderer, cpu::CpuRenderer},
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
pub(super) fn make(drawing: Drawing<'_>) -> Result<Box<dyn Renderer>> {
    let Drawing { scene, tables, format, threads } = drawing;
    Ok(Box::new(CpuRenderer::new(scene.clone(), tables, format, threads.draw)?))
}
