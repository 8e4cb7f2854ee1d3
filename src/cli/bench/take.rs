//! What is drawn while measuring: the loud part of the demo song, several times in a row, and its tables.
//!
//! Several times, because a fast machine is through with one in a tenth of a second, and a renderer's beginning and end
//! would be what is measured.

use cymatic::{
    Cancel, Result,
    analysis::{self, Reference, Settings, Tables},
    audio::Song,
    pipeline,
    scene::Scene,
    time::Fps,
};
use std::{ops::Range, sync::Arc};

/// Seconds of the demo song in which everything plays.
const LOUD_S: Range<usize> = 8..20;

/// The song, and what was analysed of it.
#[derive(Debug)]
pub(super) struct Take {
    pub(super) song: Arc<Song>,
    /// Frames of it.
    pub(super) frames: Range<u64>,
    reference: Reference,
    /// Styles that ask for the same share a table.
    tables: Vec<(Settings, Tables)>,
}

impl Take {
    /// # Errors
    /// Cancellation.
    pub(super) fn new(plays: usize, fps: Fps, cancel: &Cancel) -> Result<Self> {
        let song = loud(plays)?;
        let reference = analysis::scan(&song, cancel)?;
        let frames = 0..fps.frames_of(reference.samples, reference.sample_rate_hz);
        Ok(Self { song: Arc::new(song), frames, reference, tables: Vec::new() })
    }

    /// The finished tables of a scene.
    ///
    /// # Errors
    /// Cancellation.
    pub(super) fn tables(&mut self, scene: &Scene, cancel: &Cancel) -> Result<Tables> {
        let settings = scene.style.analysis(scene.size);
        if let Some((_, tables)) = self.tables.iter().find(|(made_for, _)| *made_for == settings) {
            return Ok(tables.clone());
        }
        let tables = pipeline::tables(&self.song, scene, &self.reference, self.frames.clone(), cancel)?;
        self.tables.push((settings, tables.clone()));
        Ok(tables)
    }
}

fn loud(plays: usize) -> Result<Song> {
    let demo = Song::demo();
    let (rate_hz, channels) = (demo.info().sample_rate_hz, demo.channels());
    let mut reader = demo.reader()?;
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while reader.read(&mut block)? {
        samples.extend_from_slice(&block);
    }
    let per_s = rate_hz as usize * channels;
    let part = samples.get(LOUD_S.start * per_s..LOUD_S.end * per_s).unwrap_or(&samples);
    Song::from_samples(part.repeat(plays).into(), channels as u16, rate_hz)
}
