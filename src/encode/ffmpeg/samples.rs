//! Exactly the samples of a range, pulled from a reader that begins at the start of the song.

use crate::{
    audio::{Reader, Song},
    cancel::Cancel,
    error::{Error, Result},
};
use std::{ops::Range, path::PathBuf};

/// Reads a range of a song.
#[derive(Debug)]
pub(super) struct Samples {
    reader: Reader,
    channels: usize,
    /// Samples per channel before the range.
    skip: u64,
    /// Samples per channel still to deliver.
    left: u64,
    block: Vec<f32>,
    song: PathBuf,
    cancel: Cancel,
}

impl Samples {
    pub(super) fn of(song: &Song, range: &Range<u64>, cancel: &Cancel) -> Result<Self> {
        Ok(Self {
            reader: song.reader()?,
            channels: song.channels(),
            skip: range.start,
            left: range.end.saturating_sub(range.start),
            block: Vec::new(),
            song: song.path().map_or_else(|| "samples in memory".into(), Into::into),
            cancel: cancel.clone(),
        })
    }

    /// Whether all were delivered.
    pub(super) fn is_done(&self) -> bool {
        self.left == 0
    }

    /// The next interleaved samples of the range; none only when all were delivered.
    pub(super) fn next(&mut self) -> Result<&[f32]> {
        while self.left > 0 {
            self.cancel.check()?;
            if !self.reader.read(&mut self.block)? {
                // The scan counted these samples: someone writes to the song while it is read.
                let reason = "became shorter while it was read".into();
                return Err(Error::Input { path: self.song.clone(), reason });
            }
            let frames = (self.block.len() / self.channels) as u64;
            let skipped = self.skip.min(frames);
            self.skip -= skipped;
            let taken = self.left.min(frames - skipped);
            self.left -= taken;
            if taken > 0 {
                let at = skipped as usize * self.channels;
                return Ok(&self.block[at..at + taken as usize * self.channels]);
            }
        }
        Ok(&[])
    }
}
