//! Opens files that a person names: plain ones only, whole into memory only up to a cap.

use crate::error::{Error, Result};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

/// Opens a path only if it is a plain file, without ever waiting for a pipe or device.
pub(crate) fn regular_file(path: &Path) -> Result<File> {
    let fail = |error: io::Error| Error::Input {
        path: path.to_owned(),
        reason: match error.kind() {
            io::ErrorKind::NotFound => "no such file".into(),
            io::ErrorKind::PermissionDenied => "permission denied".into(),
            _ => error.to_string(),
        },
    };
    let kind = fs::metadata(path).map_err(fail)?;
    if !kind.is_file() {
        let reason = if kind.is_dir() { "not a regular file but a folder" } else { "not a regular file" };
        return Err(Error::Input { path: path.to_owned(), reason: reason.into() });
    }
    File::open(path).map_err(fail)
}

/// Reads a plain file of at most `most` bytes; `None` if it has more.
pub(crate) fn read_at_most(path: &Path, most: usize) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let read = regular_file(path)?.take(most as u64 + 1).read_to_end(&mut bytes);
    match read {
        Ok(_) => Ok((bytes.len() <= most).then_some(bytes)),
        Err(error) => Err(Error::Input { path: path.to_owned(), reason: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_up_to_a_cap_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a");
        fs::write(&file, [7; 10]).unwrap();
        assert_eq!(read_at_most(&file, 10).unwrap(), Some(vec![7; 10]));
        assert_eq!(read_at_most(&file, 9).unwrap(), None);
        let why = |path: &Path| read_at_most(path, 9).unwrap_err().to_string();
        assert!(why(dir.path()).ends_with("a folder"), "{}", why(dir.path()));
        assert!(why(&dir.path().join("b")).ends_with("no such file"));
        assert_eq!(read_at_most(dir.path(), 9).unwrap_err().exit_code(), 4);
    }
}
