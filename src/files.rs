//! Files that a person names: whether two names lead to one, and opening plain ones only, whole into memory only up to a
//! cap.

use crate::error::{Error, Result};
use std::{
    fs::{self, File, Metadata},
    io::{self, Read},
    path::Path,
};

/// What the system knows of a file that is to be read.
///
/// # Errors
/// [`Error::Input`] when it isn't there or hidden.
pub fn facts(path: &Path) -> Result<Metadata> {
    fs::metadata(path).map_err(|error| unreadable(path, &error))
}

/// Opens a path only if it is a plain file, without ever waiting for a pipe or device.
pub(crate) fn regular_file(path: &Path) -> Result<File> {
    let kind = facts(path)?;
    if !kind.is_file() {
        let reason = if kind.is_dir() { "not a regular file but a folder" } else { "not a regular file" };
        return Err(Error::Input { path: path.to_owned(), reason: reason.into() });
    }
    File::open(path).map_err(|error| unreadable(path, &error))
}

/// Reads a plain file of at most `most` bytes; `None` if it has more.
///
/// # Errors
/// [`Error::Input`] when it can't be read, or is no plain file.
pub fn read_at_most(path: &Path, most: usize) -> Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let read = regular_file(path)?.take(most as u64 + 1).read_to_end(&mut bytes);
    match read {
        Ok(_) => Ok((bytes.len() <= most).then_some(bytes)),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    };
    Error::Input { path: path.to_owned(), reason }
}

/// Whether two names lead to one file that is there; links and other spellings count.
#[must_use]
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    let (Ok(found_a), Ok(found_b)) = (fs::metadata(a), fs::metadata(b)) else { return false };
    match (identity(&found_a), identity(&found_b)) {
        (Some(a), Some(b)) => a == b,
        _ => matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b),
    }
}

/// Device and inode, where the system has them.
pub(crate) fn identity(found: &Metadata) -> Option<(u64, u64)> {
    #[cfg(unix)]
    use std::os::unix::fs::MetadataExt;
    #[cfg(unix)]
    return Some((found.dev(), found.ino()));
    #[cfg(not(unix))]
    {
        let _ = found;
        None
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

    #[test]
    fn one_file_has_many_names() {
        let dir = tempfile::tempdir().unwrap();
        let [file, link, other] = ["a", "b", "c"].map(|name| dir.path().join(name));
        fs::write(&file, "x").unwrap();
        fs::write(&other, "x").unwrap();
        assert!(is_same_file(&file, &dir.path().join(".").join("a")) && !is_same_file(&file, &other));
        assert!(!is_same_file(&link, &link), "it isn't there");
        #[cfg(unix)]
        {
            fs::hard_link(&file, &link).unwrap();
            assert!(is_same_file(&file, &link));
        }
    }
}
