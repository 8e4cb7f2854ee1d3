//! From samples to what a style sees: band heights and levels per frame, for the whole song.
//!
//! Two passes. [`scan`] reads the song cheaply and fixes the reference that all heights are measured against;
//! [`analyze`] reads it again and writes one [`Row`] per frame. Both are pure functions of the samples and settings.

use crate::{
    audio::{Report, Song},
    cancel::Cancel,
    error::Result,
    time::Fps,
};
use std::ops::Range;

/// What a style asks of the analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Number of bands, 1 to 512.
    pub bands: usize,
    /// How slowly bars fall and how much neighbours pull each other, 0 to 1; 0.5 is the default look.
    pub smoothing: f32,
}

/// The whole-track reference, identical for stills, ranges and full renders.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Samples per channel in the song.
    pub samples: u64,
    /// Samples per second, Hz.
    pub sample_rate_hz: u32,
    /// Level that maps to 0.92 of the height, dB re a full-scale sine, after the slope; `None` when all is silent.
    pub top_db: Option<f32>,
    /// Level that maps to height 0, dB.
    pub floor_db: f32,
    /// Lower edge of the first band, Hz.
    pub lo_hz: f32,
    /// Upper edge of the last band, Hz.
    pub hi_hz: f32,
    /// What the decoder met.
    pub report: Report,
}

/// What a style sees of one frame. Heights and caps are unorm16: 65,535 is full height.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Smoothed height per band, lowest band first.
    pub heights: Vec<u16>,
    /// Falling peak cap per band, never below the height.
    pub caps: Vec<u16>,
    /// Whole-signal levels.
    pub levels: Levels,
}

/// Whole-signal levels of one frame, unorm16.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Levels {
    /// Largest sample magnitude inside the frame's own time [n/fps, (n+1)/fps), unsmoothed; 65,535 is full scale.
    pub peak: u16,
    /// Bass (40 to 150 Hz) height with a critically damped motion: 90 ms up, 260 ms down.
    pub bass: u16,
    /// Slow loudness, about 1.5 s.
    pub loudness: u16,
    /// Onset pulse: 65,535 on the frame of a strong onset, falling to 0 in about 0.25 s.
    pub onset: u16,
}

/// Rows that were analysed so far; clones share them. Beyond a few MiB they live in an unlinked temporary file.
#[derive(Debug, Clone)]
pub struct Tables {}

/// The writing end of [`Tables`]. Dropping it without [`TableWriter::finish`] makes readers fail rather than wait.
#[derive(Debug)]
pub struct TableWriter {}

/// An empty table for `frames` (numbers of the whole video) of `bands` bands, and its writing end.
///
/// # Errors
/// When the temporary file can't be made.
pub fn tables(_bands: usize, _frames: Range<u64>) -> Result<(TableWriter, Tables)> {
    unimplemented!()
}

impl Tables {
    /// Copies the row of frame `n` into `row`, waiting until it was analysed.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] outside the table's frames; [`crate::Error::Interrupted`] when the writer is gone.
    pub fn row(&self, _n: u64, _row: &mut Row) -> Result<()> {
        unimplemented!()
    }
}

impl TableWriter {
    /// Appends the next frame's row.
    ///
    /// # Errors
    /// When the temporary file can't be written.
    pub fn push(&mut self, _row: &Row) -> Result<()> {
        unimplemented!()
    }

    /// All rows were written.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] when rows are missing.
    pub fn finish(self) -> Result<()> {
        unimplemented!()
    }
}

/// Reads the whole song cheaply and fixes the reference.
///
/// # Errors
/// Those of the reader, and cancellation.
pub fn scan(_song: &Song, _cancel: &Cancel) -> Result<Reference> {
    unimplemented!()
}

/// Analyses the song from its start and writes the rows of the writer's frames.
///
/// # Errors
/// Those of the reader and of the table, and cancellation.
pub fn analyze(
    _song: &Song,
    _settings: &Settings,
    _reference: &Reference,
    _fps: Fps,
    _writer: TableWriter,
    _cancel: &Cancel,
) -> Result<()> {
    unimplemented!()
}
