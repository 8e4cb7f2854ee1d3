//! What is drawn: styles, the picture description they give, the registry of the built-in ones.
//!
//! A style turns the [`Row`] of one frame into a [`Picture`]: soft light and crisp shapes. It never touches pixels;
//! renderers draw the picture. Adding a style = its file here and one line in [`REGISTRY`].

pub mod params;
pub mod picture;

use crate::{analysis::Row, error::Result, scene::Size};
use params::{Param, Values};
pub use picture::Picture;
use std::{fmt, sync::Arc};

/// A visualizer. The trait is open: callers of the library bring their own objects.
pub trait Style: fmt::Debug + Send + Sync {
    /// How many bands the analysis should make.
    fn bands(&self) -> usize;

    /// Describes frame n. A pure function: the same row gives the same picture, on any thread.
    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture);
}

/// What a style sees of a frame.
#[derive(Debug, Clone, Copy)]
pub struct FrameInput<'a> {
    /// Picture size, pixels.
    pub size: Size,
    /// Frame number in the whole video.
    pub n: u64,
    /// Seconds at which the frame starts.
    pub time_s: f64,
    /// Heights, caps and levels.
    pub row: &'a Row,
}

/// A built-in style.
#[derive(Debug)]
pub struct StyleInfo {
    /// Name on the command line.
    pub name: &'static str,
    /// One line for people.
    pub summary: &'static str,
    /// Parameters for `--set`.
    pub params: &'static [Param],
    /// Not listed: serves tests and tools.
    pub hidden: bool,
    /// Makes the style from validated values.
    pub create: fn(&Values) -> Arc<dyn Style>,
}

/// All built-in styles, default first.
pub static REGISTRY: &[StyleInfo] = &[];

/// Finds a built-in style.
///
/// # Errors
/// A usage error with the nearest name.
pub fn find(_name: &str) -> Result<&'static StyleInfo> {
    unimplemented!()
}
