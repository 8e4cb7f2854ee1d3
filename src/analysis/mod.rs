//! From samples to what a style sees: band heights and levels per frame, for the whole song.
//!
//! Two passes. [`scan`] reads the song cheaply and fixes the reference that all heights are measured against;
//! [`analyze`] reads it again and writes one [`Row`] per frame. Both are pure functions of the samples and settings.

mod bands;
mod gate;
mod motion;
mod onset;
mod peaks;
mod pyramid;
mod reference;
mod rows;
mod scale;
mod spectrogram;
mod tables;
#[cfg(test)]
mod tests;
mod transform;

use crate::{
    audio::{Report, Song},
    cancel::Cancel,
    error::{Error, Result},
    time::Fps,
};
pub use tables::{TableWriter, Tables, tables};

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
    /// The same for the bass level, dB.
    pub bass_top_db: f32,
    /// The same for the loudness level, dB.
    pub loudness_top_db: f32,
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

/// Reads the whole song cheaply and fixes the reference.
///
/// # Errors
/// Those of the reader, and cancellation.
pub fn scan(song: &Song, cancel: &Cancel) -> Result<Reference> {
    let mut reader = song.reader()?;
    let rate = song.info().sample_rate_hz;
    let reference = reference::reference(&mut |block| reader.read(block), song.channels(), rate, cancel)?;
    Ok(Reference { report: reader.report().clone(), ..reference })
}

/// Analyses the song from its start and writes the rows of the writer's frames.
///
/// # Errors
/// Those of the reader and of the table, and cancellation.
pub fn analyze(
    song: &Song,
    settings: &Settings,
    reference: &Reference,
    fps: Fps,
    mut writer: TableWriter,
    cancel: &Cancel,
) -> Result<()> {
    if settings.bands != writer.bands() {
        return Err(Error::Internal(format!("{} bands for a table of {}", settings.bands, writer.bands())));
    }
    let mut reader = song.reader()?;
    let span = (fps, writer.frames());
    let mut read = |block: &mut Vec<f32>| reader.read(block);
    let mut push = |row: &Row| writer.push(row);
    rows::rows(&mut read, song.channels(), settings.bands, reference, span, cancel, &mut push)?;
    writer.finish()
}
