//! Rows that one thread writes and others read, in any order, while they are made.
//!
//! The first 4 MiB stay in memory, the rest goes to an unlinked temporary file, so a song's length costs no memory.
//! One lock guards all: a read of a few hundred bytes per drawn frame takes about 2 µs, far from any contention.

use super::{Levels, Row};
use crate::error::{Error, Result};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    ops::Range,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

/// Bytes of rows that stay in memory.
const IN_MEMORY: usize = 4 << 20;

/// Rows that were analysed so far; clones share them. Beyond a few MiB they live in an unlinked temporary file.
#[derive(Debug, Clone)]
pub struct Tables(Arc<Shared>);

/// The writing end of [`Tables`]. Dropping it without [`TableWriter::finish`] makes readers fail rather than wait.
#[derive(Debug)]
pub struct TableWriter(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    bands: usize,
    frames: Range<u64>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Rows that were written.
    rows: u64,
    /// Whether the writer is gone.
    closed: bool,
    memory: Vec<u8>,
    file: Option<File>,
    /// One encoded row.
    buffer: Vec<u8>,
}

/// An empty table for `frames` (numbers of the whole video) of `bands` bands, and its writing end.
///
/// # Errors
/// A usage error for a number of bands outside 1 to 512.
pub fn tables(bands: usize, frames: Range<u64>) -> Result<(TableWriter, Tables)> {
    if !(1..=512).contains(&bands) {
        return Err(Error::usage(format!("{bands} bands are outside 1 to 512")));
    }
    let shared =
        Arc::new(Shared { bands, frames, state: Mutex::new(State::default()), changed: Condvar::new() });
    Ok((TableWriter(Arc::clone(&shared)), Tables(shared)))
}

impl Shared {
    /// A panic elsewhere can't leave a row half written: rows count only after they are there.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn row_bytes(&self) -> usize {
        4 * self.bands + size_of::<Levels>()
    }

    /// Rows that stay in memory.
    fn in_memory(&self) -> u64 {
        (IN_MEMORY / self.row_bytes()) as u64
    }

    fn spilled_at(&self, row: u64) -> SeekFrom {
        SeekFrom::Start((row - self.in_memory()) * self.row_bytes() as u64)
    }
}

impl Tables {
    /// The frames that the table is for.
    #[must_use]
    pub fn frames(&self) -> Range<u64> {
        self.0.frames.clone()
    }

    /// Copies the row of frame `n` into `row`, waiting until it was analysed.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] outside the table's frames; [`crate::Error::Interrupted`] when the writer is gone.
    pub fn row(&self, n: u64, row: &mut Row) -> Result<()> {
        let shared = &*self.0;
        if !shared.frames.contains(&n) {
            return Err(Error::Internal(format!("frame {n} is outside the table's {:?}", shared.frames)));
        }
        let index = n - shared.frames.start;
        let mut state = shared.lock();
        while state.rows <= index {
            if state.closed {
                return Err(Error::Interrupted);
            }
            state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let State { memory, file, buffer, .. } = &mut *state;
        let bytes = match file {
            Some(file) if index >= shared.in_memory() => {
                buffer.resize(shared.row_bytes(), 0);
                file.seek(shared.spilled_at(index)).and_then(|_| file.read_exact(buffer)).map_err(spill)?;
                &buffer[..]
            }
            _ => &memory[index as usize * shared.row_bytes()..][..shared.row_bytes()],
        };
        decode(bytes, shared.bands, row);
        Ok(())
    }
}

impl TableWriter {
    /// The frames that are wanted.
    #[must_use]
    pub fn frames(&self) -> Range<u64> {
        self.0.frames.clone()
    }

    /// How many bands a row has.
    #[must_use]
    pub fn bands(&self) -> usize {
        self.0.bands
    }

    /// Appends the next frame's row.
    ///
    /// # Errors
    /// When the temporary file can't be written; [`crate::Error::Internal`] for a row of another shape or too many.
    pub fn push(&mut self, row: &Row) -> Result<()> {
        let shared = &*self.0;
        let mut state = shared.lock();
        let full = shared.frames.end.saturating_sub(shared.frames.start);
        if row.heights.len() != shared.bands || row.caps.len() != shared.bands || state.rows >= full {
            return Err(Error::Internal("a row doesn't fit its table".into()));
        }
        let index = state.rows;
        let State { memory, file, buffer, .. } = &mut *state;
        if index < shared.in_memory() {
            encode(row, memory);
        } else {
            buffer.clear();
            encode(row, buffer);
            let file = match file {
                Some(file) => file,
                None => file.insert(tempfile::tempfile().map_err(spill)?),
            };
            file.seek(shared.spilled_at(index)).and_then(|_| file.write_all(buffer)).map_err(spill)?;
        }
        state.rows += 1;
        drop(state);
        shared.changed.notify_all();
        Ok(())
    }

    /// All rows were written.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] when rows are missing.
    pub fn finish(self) -> Result<()> {
        let missing = self.0.frames.end.saturating_sub(self.0.frames.start) - self.0.lock().rows;
        if missing == 0 { Ok(()) } else { Err(Error::Internal(format!("{missing} rows are missing"))) }
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
    bytes.extend_from_slice(bytemuck::bytes_of(&row.levels));
}

fn decode(bytes: &[u8], bands: usize, row: &mut Row) {
    let (heights, rest) = bytes.split_at(2 * bands);
    let (caps, levels) = rest.split_at(2 * bands);
    row.heights.resize(bands, 0);
    row.caps.resize(bands, 0);
    bytemuck::cast_slice_mut(&mut row.heights).copy_from_slice(heights);
    bytemuck::cast_slice_mut(&mut row.caps).copy_from_slice(caps);
    bytemuck::bytes_of_mut(&mut row.levels).copy_from_slice(levels);
}

fn spill(cause: io::Error) -> Error {
    Error::output(std::env::temp_dir(), format!("the temporary table can't be kept: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn row(bands: usize, n: u64) -> Row {
        let value = |i: usize| (n as usize * 31 + i) as u16;
        Row {
            heights: (0..bands).map(value).collect(),
            caps: (0..bands).map(|i| value(i + bands)).collect(),
            levels: Levels { peak: n as u16, bass: 1, momentary: 2, ..Levels::default() },
        }
    }

    #[test]
    fn rows_come_back_in_any_order_while_they_are_written_and_after_the_spill() {
        // 512 bands: 2,076 bytes a row, so memory ends at row 2,020.
        let (mut writer, tables) = tables(512, 100..3_100).unwrap();
        thread::scope(|scope| {
            for start in [0u64, 1_500, 2_999] {
                let tables = tables.clone();
                scope.spawn(move || {
                    let mut got = Row::default();
                    for i in 0..3_000u64 {
                        let n = 100 + (start + i * 1_789) % 3_000;
                        tables.row(n, &mut got).unwrap();
                        assert_eq!(got, row(512, n));
                    }
                });
            }
            for n in 100..3_100 {
                writer.push(&row(512, n)).unwrap();
            }
            writer.finish().unwrap();
        });
        let state = tables.0.lock();
        assert!(state.memory.len() <= IN_MEMORY && state.file.is_some());
    }

    #[test]
    fn readers_fail_when_the_writer_dies() {
        let (mut writer, tables) = tables(2, 0..10).unwrap();
        writer.push(&row(2, 0)).unwrap();
        let waiting = {
            let tables = tables.clone();
            thread::spawn(move || tables.row(1, &mut Row::default()))
        };
        drop(writer);
        assert!(matches!(waiting.join().unwrap(), Err(Error::Interrupted)));
        tables.row(0, &mut Row::default()).unwrap();
    }

    #[test]
    fn wrong_frames_and_shapes_are_refused() {
        let (mut writer, tables) = tables(2, 5..6).unwrap();
        assert!(matches!(tables.row(4, &mut Row::default()), Err(Error::Internal(_))));
        assert!(matches!(tables.row(6, &mut Row::default()), Err(Error::Internal(_))));
        assert!(writer.push(&row(3, 0)).is_err());
        writer.push(&row(2, 0)).unwrap();
        assert!(writer.push(&row(2, 0)).is_err());
        writer.finish().unwrap();
        assert!(super::tables(2, 0..1).unwrap().0.finish().is_err());
        assert!(super::tables(0, 0..1).is_err() && super::tables(513, 0..1).is_err());
    }
}
