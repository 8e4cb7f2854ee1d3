//! From tables and a scene to finished frames: the [`Renderer`] seam and the frame buffers.

mod backend;
mod check;
pub mod cpu;
mod describe;
mod dither;
pub mod gpu;
mod keys;
mod light;
pub mod pool;
mod row;
mod shade;
#[cfg(test)]
mod tests;
mod tiles;
mod yuv;

use crate::{cancel::Cancel, error::Result};
pub use backend::{Backend, Wish, automatic};
pub(crate) use cpu::SPARE_BUFFERS;
pub use pool::{Frame, FramePool, Layout, PixelFormat};
use std::ops::Range;

/// Draws frames. The pipeline, the encoder and the CLI don't know which renderer runs.
pub trait Renderer {
    /// Draws `frames` and hands them to `sink` in order, on the calling thread.
    ///
    /// # Errors
    /// The first error of drawing or of `sink`, and cancellation.
    fn render(
        &mut self,
        frames: Range<u64>,
        cancel: &Cancel,
        sink: &mut dyn FnMut(Frame) -> Result<()>,
    ) -> Result<()>;

    /// What draws, for people and statistics: begins with "cpu", "gpu" or "gpu+cpu".
    fn describe(&self) -> String;

    /// The graphics adapter, if one drew.
    fn adapter(&self) -> Option<String> {
        None
    }

    /// Seconds spent drawing so far, summed over threads.
    fn draw_seconds(&self) -> f64;

    /// One line per thing that a person should know.
    fn warnings(&self) -> &[String] {
        &[]
    }
}

/// An RGBA picture.
#[derive(Debug, Clone)]
pub struct Still {
    /// Width, pixels.
    pub width: u32,
    /// Height, pixels.
    pub height: u32,
    /// R, G, B, A bytes, rows from the top, no padding.
    pub rgba: Vec<u8>,
}
