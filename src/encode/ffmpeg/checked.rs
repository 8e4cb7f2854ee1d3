//! A file that remembers the first thing that went wrong with it.

use crate::error::{Error, Result};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// The first failed operation on a file, and where.
#[derive(Debug, Clone, Default)]
pub(super) struct Fault(Arc<Mutex<Option<(io::Error, u64)>>>);

impl Fault {
    fn note(&self, error: &io::Error, at: u64) {
        let mut fault = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let copy = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
        fault.get_or_insert((copy, at));
    }

    /// That error, as one of `target`.
    pub(super) fn check(&self, target: &Path) -> Result<()> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some((error, at)) => Err(Error::output(target, format!("{error}, after {at} bytes"))),
        }
    }
}

/// A file that remembers its first error.
pub(super) struct CheckedFile {
    pub(super) file: File,
    pub(super) fault: Fault,
}

impl CheckedFile {
    fn checked<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|e| {
            if e.kind() != io::ErrorKind::Interrupted {
                self.fault.note(e, self.file.stream_position().unwrap_or(0));
            }
        })
    }
}

impl Read for CheckedFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(bytes);
        self.checked(read)
    }
}

impl Write for CheckedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self.file.write(bytes) {
            Ok(0) if !bytes.is_empty() => Err(io::ErrorKind::WriteZero.into()),
            written => written,
        };
        self.checked(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.checked(flushed)
    }
}

impl Seek for CheckedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = self.file.seek(to);
        self.checked(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_write_that_fails_is_remembered_with_its_place() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let read_only = File::open(file.path()).unwrap();
        let fault = Fault::default();
        let mut checked = CheckedFile { file: read_only, fault: fault.clone() };
        assert!(fault.check(file.path()).is_ok());
        checked.seek(SeekFrom::Start(7)).unwrap();
        checked.write(b"x").unwrap_err();
        let error = fault.check(file.path()).unwrap_err();
        assert!(error.to_string().ends_with("after 7 bytes"), "{error}");
    }
}
