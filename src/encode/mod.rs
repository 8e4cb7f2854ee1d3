//! Where finished frames go: the [`Sink`] seam and everything behind it.
//!
//! A sink takes frames in order, one at a time, on the thread that made it. What it writes is whole or absent: files
//! appear under their final name only after [`Sink::finish`] verified them.

use crate::{error::Result, render::Frame};
use std::path::PathBuf;

/// Takes finished frames in order.
pub trait Sink {
    /// Consumes the next frame; its buffer goes back to the pool when the sink lets go of it.
    ///
    /// # Errors
    /// When it can't be encoded or written.
    fn frame(&mut self, frame: Frame) -> Result<()>;

    /// Drains, closes, verifies and publishes the output.
    ///
    /// # Errors
    /// When any of that fails; then nothing is left under the final name.
    fn finish(self: Box<Self>) -> Result<Written>;

    /// What encodes, for people and statistics: "libx264 faster crf 23, aac 256 kb/s", "y4m", "null".
    fn describe(&self) -> String;
}

/// What a sink wrote.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The published file, if it is one.
    pub path: Option<PathBuf>,
    /// Its size, bytes.
    pub bytes: u64,
    /// Video frames in it.
    pub frames: u64,
    /// A checksum over all frames, for sinks that write nothing (the FNV-1a 64 of the Y4M bytes).
    pub checksum: Option<u64>,
    /// One line per thing a person should know.
    pub warnings: Vec<String>,
}
