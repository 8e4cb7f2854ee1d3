//! The samples of one track, as compact as an index has them. A sample is a coded picture or a packet of sound.

use super::boxes::invalid;
use std::io;

/// When a track begins, in its ticks. A fragmented file doesn't tell: its tracks begin at 0 with a first sample that
/// lasts as much longer as it begins too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::encode) struct Start {
    /// When its first sample is decoded; before 0 is what isn't shown or played.
    pub(in crate::encode) dts: i64,
    /// When its second one is, or the first one ends.
    pub(in crate::encode) next_dts: i64,
}

/// A column in which neighbours are often alike: how often a value stands there in a row, and the value.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Runs(pub(super) Vec<(u32, u32)>);

impl Runs {
    pub(super) fn push(&mut self, value: u32) {
        match self.0.last_mut() {
            Some((count, last)) if *last == value => *count += 1,
            _ => self.0.push((1, value)),
        }
    }
}

/// Samples that lie one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Bytes from the start of the file.
    pub(super) at: u64,
    pub(super) samples: u32,
}

/// What a fragment says of a sample.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) bytes: u32,
    pub(super) duration: u32,
    /// From decoding to showing.
    pub(super) offset: i32,
    pub(super) key: bool,
}

/// One track.
#[derive(Debug)]
pub(super) struct Track {
    pub(super) id: u32,
    pub(super) start: Start,
    pub(super) sizes: Vec<u32>,
    pub(super) durations: Runs,
    /// As [`Sample::offset`], its 32 bits.
    pub(super) offsets: Runs,
    /// Numbers of key frames, from 1.
    pub(super) keys: Vec<u32>,
    pub(super) chunks: Vec<Chunk>,
    /// The end of what is shown, ticks.
    pub(super) end_pts: i64,
    /// When the last sample is decoded, and when it ends.
    last: (i64, i64),
    /// What the fragments' clock is ahead of the true one.
    ahead: i64,
}

impl Track {
    pub(super) fn new(id: u32, start: Start) -> Self {
        Self {
            id,
            start,
            sizes: Vec::new(),
            durations: Runs::default(),
            offsets: Runs::default(),
            keys: Vec::new(),
            chunks: Vec::new(),
            end_pts: 0,
            last: (start.dts, start.dts),
            ahead: 0,
        }
    }

    /// Adds the next sample, which is decoded at `at` by the fragments' clock.
    pub(super) fn push(&mut self, at: u64, sample: Sample) -> io::Result<()> {
        let at = i64::try_from(at).map_err(|_| invalid("a time beyond all times"))?;
        let duration = i64::from(sample.duration);
        if self.sizes.is_empty() {
            self.ahead = at.saturating_add(duration).saturating_sub(self.start.next_dts);
            self.last = (self.start.dts, self.start.next_dts);
        } else {
            let dts = at.saturating_sub(self.ahead);
            self.lasts_until(dts)?;
            self.last = (dts, dts.saturating_add(duration));
        }
        self.end_pts = self.end_pts.max(self.last.1.saturating_add(sample.offset.into()));
        self.sizes.push(sample.bytes);
        self.offsets.push(sample.offset.cast_unsigned());
        if sample.key {
            let number = u32::try_from(self.sizes.len()).map_err(|_| invalid("more samples than numbers"))?;
            self.keys.push(number);
        }
        Ok(())
    }

    /// No sample follows.
    pub(super) fn end(&mut self) -> io::Result<()> {
        match self.sizes.is_empty() {
            true => Err(invalid("a track without a sample")),
            false => self.lasts_until(self.last.1),
        }
    }

    /// The last sample ends where the next one begins.
    fn lasts_until(&mut self, end: i64) -> io::Result<()> {
        let duration = end.checked_sub(self.last.0).and_then(|d| u32::try_from(d).ok());
        self.durations.push(duration.ok_or_else(|| invalid("a sample that ends before it begins"))?);
        Ok(())
    }

    /// Ticks from the first to the end of the last sample.
    pub(super) fn duration(&self) -> u64 {
        self.durations.0.iter().map(|(count, each)| u64::from(*count) * u64::from(*each)).sum()
    }
}
