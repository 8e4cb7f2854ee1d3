//! What the analysis writes in one thread and others read, in any order, while it is made: rows of heights, and the
//! samples of styles that ask for them.
//!
//! The first few MiB stay in memory, the rest goes to an unlinked temporary file, so a song's length costs no memory.
//! One lock guards all: a read of a few hundred bytes per drawn frame takes about 2 µs, far from any contention.

use super::{Levels, Reference, Row, Settings, Track, spill::Spill};
use crate::{
    error::{Error, Result},
    time::Fps,
};
use std::{
    ops::Range,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

/// Bytes of rows, and of samples, that stay in memory.
const IN_MEMORY: [usize; 2] = [4 << 20, 16 << 20];

/// What was analysed so far; clones share it.
#[derive(Debug, Clone)]
pub struct Tables {
    own: Arc<Shared>,
    beside: Vec<Self>,
}

/// The writing end of [`Tables`]. Dropping it without [`TableWriter::finish`] makes readers fail rather than wait.
#[derive(Debug)]
pub struct TableWriter(Arc<Shared>);

/// What tables hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// Bands of a row, those of all channels, 1 to 512.
    pub bands: usize,
    /// Percussive shares of a row: of the bands of one channel, or none.
    pub percussive: usize,
    /// Frames of the whole video that are drawn.
    pub frames: Range<u64>,
    /// Rows per frame: row `n · rows_per_frame` is frame n's own.
    pub rows_per_frame: u32,
    /// Rows that are there: those of the frames, and what styles see around them.
    pub rows: Range<u64>,
    /// Samples of the song that are there, per channel.
    pub samples: Range<u64>,
}

impl Extent {
    /// One row per frame and nothing else.
    #[must_use]
    pub fn of_frames(bands: usize, frames: Range<u64>) -> Self {
        Self { bands, percussive: 0, rows: frames.clone(), frames, rows_per_frame: 1, samples: 0..0 }
    }

    /// What the settings of a style ask for to draw `frames`.
    #[must_use]
    pub fn of(settings: &Settings, frames: Range<u64>, fps: Fps, reference: &Reference) -> Self {
        let rows_per_frame = fps.rows_per_frame(settings.rows_per_second);
        let per_frame = u64::from(rows_per_frame);
        let rows_of = |seconds: f32| (f64::from(seconds) * fps.as_f64() * per_frame as f64).ceil() as u64;
        let [before, after] = settings.rows_around_s.map(rows_of);
        let all = fps.frames_of(reference.samples, reference.sample_rate_hz) * per_frame;
        let own = frames.start * per_frame..frames.end * per_frame;
        let rate = reference.sample_rate_hz;
        let [earlier, later] = settings.samples_around_s.map(|s| (f64::from(s) * f64::from(rate)) as u64 + 1);
        let samples = match settings.samples_around_s {
            [0.0, 0.0] => 0..0,
            _ => {
                let (from, to) = (fps.sample_of(frames.start, rate), fps.sample_of(frames.end, rate));
                from.saturating_sub(earlier)..(to + later).min(reference.samples)
            }
        };
        Self {
            bands: settings.columns(),
            percussive: if settings.percussive { settings.bands } else { 0 },
            rows: own.start.saturating_sub(before)..(own.end + after).min(all).max(own.end),
            frames,
            rows_per_frame,
            samples,
        }
    }
}

/// Most memory that the tables of a style with such settings take, bytes.
#[must_use]
pub(crate) fn most_memory_bytes(settings: &Settings) -> u64 {
    let [rows, samples] = IN_MEMORY.map(|bytes| bytes as u64);
    rows + if settings.samples_around_s == [0.0, 0.0] { 0 } else { samples }
}

#[derive(Debug)]
struct Shared {
    extent: Extent,
    track: Arc<Track>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// Whether the writer is gone.
    closed: bool,
    /// Rows that were written.
    count: u64,
    rows: Spill,
    samples: Spill,
    /// One encoded row.
    buffer: Vec<u8>,
}

/// Empty tables for `frames` (numbers of the whole video) of `bands` bands, and their writing end.
///
/// # Errors
/// A usage error for a number of bands outside 1 to 512.
pub fn tables(bands: usize, frames: Range<u64>) -> Result<(TableWriter, Tables)> {
    tables_of(Extent::of_frames(bands, frames), Arc::default())
}

/// Empty tables of some extent, and their writing end.
///
/// # Errors
/// A usage error for a number of bands outside 1 to 512.
pub fn tables_of(extent: Extent, track: Arc<Track>) -> Result<(TableWriter, Tables)> {
    if !(1..=512).contains(&extent.bands) {
        return Err(Error::usage(format!("{} bands are outside 1 to 512", extent.bands)));
    }
    let [rows, samples] = IN_MEMORY.map(Spill::new);
    let state = State { closed: false, count: 0, rows, samples, buffer: Vec::new() };
    let shared = Arc::new(Shared { extent, track, state: Mutex::new(state), changed: Condvar::new() });
    Ok((TableWriter(Arc::clone(&shared)), Tables { own: shared, beside: Vec::new() }))
}

impl Shared {
    /// A panic elsewhere can't leave a row half written: rows count only after they are there.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn row_bytes(&self) -> usize {
        2 * (2 * self.extent.bands + self.extent.percussive) + size_of::<Levels>()
    }

    /// Waits until `there` holds.
    ///
    /// # Errors
    /// [`crate::Error::Interrupted`] when the writer is gone before.
    fn wait(&self, there: impl Fn(&State) -> bool) -> Result<MutexGuard<'_, State>> {
        let mut state = self.lock();
        while !there(&state) {
            if state.closed {
                return Err(Error::Interrupted);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(state)
    }
}

/// Bytes of a sample of both channels.
const SAMPLE_BYTES: u64 = size_of::<[i16; 2]>() as u64;

impl Tables {
    /// The same, with the tables of the style's companions, in their order.
    #[must_use]
    pub fn with(self, beside: Vec<Self>) -> Self {
        Self { beside, ..self }
    }

    /// The tables of [`crate::visual::Style::companions`].
    #[must_use]
    pub fn beside(&self) -> &[Self] {
        &self.beside
    }

    /// The frames that the tables are for.
    #[must_use]
    pub fn frames(&self) -> Range<u64> {
        self.own.extent.frames.clone()
    }

    /// What the tables hold.
    #[must_use]
    pub fn extent(&self) -> &Extent {
        &self.own.extent
    }

    /// What is known of the song as a whole.
    #[must_use]
    pub fn track(&self) -> &Arc<Track> {
        &self.own.track
    }

    /// Copies frame `n`'s own row into `row`, waiting until it was analysed.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] outside the tables' frames; [`crate::Error::Interrupted`] when the writer is gone.
    pub fn row(&self, n: u64, row: &mut Row) -> Result<()> {
        if !self.own.extent.frames.contains(&n) {
            return Err(Error::Internal(format!("frame {n} is outside the table's {:?}", self.frames())));
        }
        self.numbered(n * u64::from(self.own.extent.rows_per_frame), row)
    }

    /// Copies row `number` into `row`, waiting until it was analysed.
    ///
    /// # Errors
    /// As [`Tables::row`].
    pub fn numbered(&self, number: u64, row: &mut Row) -> Result<()> {
        let shared = &*self.own;
        let rows = &shared.extent.rows;
        if !rows.contains(&number) {
            return Err(Error::Internal(format!("row {number} is outside the table's {rows:?}")));
        }
        let index = number - rows.start;
        let mut state = shared.wait(|state| state.count > index)?;
        let State { rows, buffer, .. } = &mut *state;
        buffer.resize(shared.row_bytes(), 0);
        rows.read(index * shared.row_bytes() as u64, buffer)?;
        decode(buffer, &shared.extent, row);
        Ok(())
    }

    /// Fills `into` with samples from number `first` on, left and right, waiting until they were read. Before the
    /// song, after it, and outside of what the tables hold there is silence.
    ///
    /// # Errors
    /// [`crate::Error::Interrupted`] when the writer is gone.
    pub fn samples(&self, first: i64, into: &mut [[i16; 2]]) -> Result<()> {
        let shared = &*self.own;
        let held = &shared.extent.samples;
        into.fill([0; 2]);
        let last = first + into.len() as i64;
        let (from, to) = (first.max(held.start as i64), last.min(held.end as i64));
        if from >= to {
            return Ok(());
        }
        let wanted = (to as u64 - held.start) * SAMPLE_BYTES;
        let mut state = shared.wait(|state| state.samples.len() >= wanted)?;
        let bytes = bytemuck::cast_slice_mut(&mut into[(from - first) as usize..(to - first) as usize]);
        state.samples.read((from as u64 - held.start) * SAMPLE_BYTES, bytes)
    }
}

impl TableWriter {
    /// The rows that are wanted.
    #[must_use]
    pub fn rows(&self) -> Range<u64> {
        self.0.extent.rows.clone()
    }

    /// What is wanted.
    #[must_use]
    pub fn extent(&self) -> &Extent {
        &self.0.extent
    }

    /// Appends the next row.
    ///
    /// # Errors
    /// When the temporary file can't be written; [`crate::Error::Internal`] for a row of another shape or too many.
    pub fn push(&mut self, row: &Row) -> Result<()> {
        let shared = &*self.0;
        let Extent { bands, percussive, rows, .. } = &shared.extent;
        let mut state = shared.lock();
        let full = rows.end.saturating_sub(rows.start);
        let fits = [row.heights.len(), row.caps.len(), row.percussive.len()] == [*bands, *bands, *percussive];
        if !fits || state.count >= full {
            return Err(Error::Internal("a row doesn't fit its table".into()));
        }
        let State { rows, buffer, .. } = &mut *state;
        buffer.clear();
        encode(row, buffer);
        rows.append(buffer)?;
        state.count += 1;
        drop(state);
        shared.changed.notify_all();
        Ok(())
    }

    /// Appends the next samples of those that are wanted, left and right.
    ///
    /// # Errors
    /// When the temporary file can't be written.
    pub fn push_samples(&mut self, samples: &[[i16; 2]]) -> Result<()> {
        self.0.lock().samples.append(bytemuck::cast_slice(samples))?;
        self.0.changed.notify_all();
        Ok(())
    }

    /// Whether samples are wanted that weren't appended.
    #[must_use]
    pub fn lacks_samples(&self) -> bool {
        self.missing().1 > 0
    }

    /// All rows and samples were written.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] when some are missing.
    pub fn finish(self) -> Result<()> {
        match self.missing() {
            (0, 0) => Ok(()),
            (rows, samples) => {
                Err(Error::Internal(format!("{rows} rows and {samples} samples are missing from a table")))
            }
        }
    }

    /// How many rows and samples are wanted and not there.
    fn missing(&self) -> (u64, u64) {
        let Extent { rows, samples, .. } = &self.0.extent;
        let state = self.0.lock();
        let missing =
            |wanted: &Range<u64>, there| wanted.end.saturating_sub(wanted.start).saturating_sub(there);
        (missing(rows, state.count), missing(samples, state.samples.len() / SAMPLE_BYTES))
    }
}

impl Drop for TableWriter {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

fn encode(row: &Row, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(bytemuck::cast_slice(&row.heights));
    bytes.extend_from_slice(bytemuck::cast_slice(&row.caps));
    bytes.extend_from_slice(bytemuck::cast_slice(&row.percussive));
    bytes.extend_from_slice(bytemuck::bytes_of(&row.levels));
}

fn decode(bytes: &[u8], extent: &Extent, row: &mut Row) {
    let Row { heights, caps, percussive, levels } = row;
    let mut rest = bytes;
    let parts = [(heights, extent.bands), (caps, extent.bands), (percussive, extent.percussive)];
    for (values, count) in parts {
        let (own, after) = rest.split_at(2 * count);
        values.resize(count, 0);
        bytemuck::cast_slice_mut(values).copy_from_slice(own);
        rest = after;
    }
    bytemuck::bytes_of_mut(levels).copy_from_slice(rest);
}

#[cfg(test)]
mod tests;
