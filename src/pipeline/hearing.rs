//! What a scene hears of the song: the tables of its style and of the style's companions, and what fills them.

use crate::{
    analysis::{self, Extent, Reference, Settings, TableWriter, Tables},
    audio::Song,
    cancel::Cancel,
    error::Result,
    scene::Scene,
    time::Fps,
};
use std::{borrow::Cow, iter, ops::Range, time::Instant};

/// One way of hearing the song: that of the style, or of a companion.
pub(super) struct Hearing<'a> {
    song: &'a Song,
    fps: Fps,
    settings: Settings,
    reference: Cow<'a, Reference>,
    writer: TableWriter,
}

impl<'a> Hearing<'a> {
    /// Empty tables for frames of a scene, its companions' beside them, and what fills them.
    pub(super) fn all(
        song: &'a Song,
        scene: &Scene,
        reference: &'a Reference,
        frames: &Range<u64>,
        cancel: &Cancel,
    ) -> Result<(Vec<Self>, Tables)> {
        let hearing = |settings| Self::new(song, scene, reference, settings, frames.clone(), cancel);
        let (own, tables) = hearing(scene.style.analysis(scene.size))?;
        let companions = scene.style.companions(scene.size).into_iter().map(hearing);
        let (others, beside): (Vec<_>, Vec<_>) = companions.collect::<Result<Vec<_>>>()?.into_iter().unzip();
        Ok((iter::once(own).chain(others).collect(), tables.with(beside)))
    }

    fn new(
        song: &'a Song,
        scene: &Scene,
        reference: &'a Reference,
        settings: Settings,
        frames: Range<u64>,
        cancel: &Cancel,
    ) -> Result<(Self, Tables)> {
        let heard = scene.heard_by(&settings);
        let reference = match heard == reference.listening {
            true => Cow::Borrowed(reference),
            false => Cow::Owned(analysis::scan_as(song, &heard, cancel)?),
        };
        let track = analysis::track(song, &settings, &reference, cancel)?;
        let extent = Extent::of(&settings, frames, scene.fps, &reference);
        let (writer, tables) = analysis::tables_of(extent, track.into())?;
        Ok((Self { song, fps: scene.fps, settings, reference, writer }, tables))
    }

    /// Fills the tables; how long that took, seconds.
    pub(super) fn listen(self, cancel: &Cancel) -> Result<f64> {
        let begun = Instant::now();
        analysis::analyze(self.song, &self.settings, &self.reference, self.fps, self.writer, cancel)?;
        Ok(begun.elapsed().as_secs_f64())
    }
}

/// The finished tables of a scene, for who draws it without a job. `reference` is the song's; what the scene hears in
/// another way is scanned again.
///
/// # Errors
/// Those of the reader, and cancellation.
pub fn tables(
    song: &Song,
    scene: &Scene,
    reference: &Reference,
    frames: Range<u64>,
    cancel: &Cancel,
) -> Result<Tables> {
    let (hearings, tables) = Hearing::all(song, scene, reference, &frames, cancel)?;
    hearings.into_iter().try_for_each(|hearing| hearing.listen(cancel).map(drop))?;
    Ok(tables)
}
