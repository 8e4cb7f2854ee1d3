//! Bytes that are appended once and read in any order: the first of them in memory, the rest in an unlinked temporary
//! file, so that a song's length costs no memory.

use crate::error::{Error, Result};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
};

/// An append-only store.
#[derive(Debug)]
pub(super) struct Spill {
    /// Bytes that may stay in memory.
    limit: usize,
    memory: Vec<u8>,
    file: Option<File>,
    len: u64,
}

impl Spill {
    /// An empty store that keeps up to `limit` bytes in memory.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, memory: Vec::new(), file: None, len: 0 }
    }

    /// Bytes that were appended.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Appends bytes; those that don't fit into memory, all later ones among them, go to the file.
    ///
    /// # Errors
    /// [`Error::Output`] when the temporary file can't be written.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<()> {
        let room = if self.file.is_none() { self.limit - self.memory.len() } else { 0 };
        let (here, there) = bytes.split_at(room.min(bytes.len()));
        self.memory.extend_from_slice(here);
        if !there.is_empty() {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(tempfile::tempfile().map_err(failed)?),
            };
            file.seek(SeekFrom::End(0)).and_then(|_| file.write_all(there)).map_err(failed)?;
        }
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// Fills `into` with the bytes from `at` on.
    ///
    /// # Errors
    /// [`Error::Output`] when they can't be read.
    pub(super) fn read(&mut self, at: u64, into: &mut [u8]) -> Result<()> {
        let kept = self.memory.len() as u64;
        let here = (kept.saturating_sub(at) as usize).min(into.len());
        let (first, rest) = into.split_at_mut(here);
        if here > 0 {
            first.copy_from_slice(&self.memory[at as usize..at as usize + here]);
        }
        match &mut self.file {
            _ if rest.is_empty() => Ok(()),
            Some(file) => {
                let start = SeekFrom::Start((at + here as u64).saturating_sub(kept));
                file.seek(start).and_then(|_| file.read_exact(rest)).map_err(failed)
            }
            None => Err(failed(io::ErrorKind::UnexpectedEof.into())),
        }
    }
}

fn failed(cause: io::Error) -> Error {
    Error::output(std::env::temp_dir(), format!("the temporary table can't be kept: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_memory_from_the_file_and_across_both() {
        let mut spill = Spill::new(10);
        let all: Vec<u8> = (0..100).collect();
        for part in all.chunks(7) {
            spill.append(part).unwrap();
        }
        assert!(spill.len() == 100 && spill.memory.len() == 10 && spill.file.is_some());
        for (at, len) in [(0, 10), (3, 4), (8, 5), (10, 90), (42, 1), (0, 100), (99, 1)] {
            let mut got = vec![0; len];
            spill.read(at as u64, &mut got).unwrap();
            assert_eq!(got, all[at..at + len]);
        }
        assert!(spill.read(99, &mut [0; 2]).is_err());
        assert!(Spill::new(10).read(0, &mut [0; 1]).is_err());
    }
}
