//! The folder that outputs go into, made where it is missing.

use super::Target;
use cymatic::{Error, Result};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The folders that were made for the outputs. Unless they are kept, those that nothing came into go again: a command that
/// makes nothing leaves nothing behind.
#[derive(Debug)]
#[must_use]
pub(in crate::cli) struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    /// Makes the folder of a target, and those above it that are missing.
    ///
    /// # Errors
    /// [`Error::Output`] where the system refuses.
    pub(in crate::cli) fn make(target: &Target) -> Result<Self> {
        let mut made = Self(Vec::new());
        let Target::Folder(folder) = target else { return Ok(made) };
        let above: Vec<&Path> = folder.ancestors().filter(|path| !path.as_os_str().is_empty()).collect();
        for path in above.into_iter().rev() {
            match fs::create_dir(path) {
                Ok(()) => made.0.push(path.into()),
                // Also when another process made it meanwhile.
                Err(_) if path.is_dir() => {}
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                    return Err(Error::output(path, "is not a folder"));
                }
                Err(e) => return Err(Error::output(path, e)),
            }
        }
        Ok(made)
    }

    /// Keeps them.
    pub(in crate::cli) fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        // One that something came into stays, as the system removes none that isn't empty.
        self.0.iter().rev().for_each(|path| drop(fs::remove_dir(path)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_and_only_what_was_made_goes_again() {
        let dir = tempfile::tempdir().unwrap();
        let target = |name: &str| Target::Folder(dir.path().join(name));
        drop(NewFolders::make(&target("a/b/")).unwrap());
        assert!(!dir.path().join("a").exists() && dir.path().exists());
        NewFolders::make(&target("a/b/")).unwrap().keep();
        drop(NewFolders::make(&target("a/b/c/")).unwrap());
        assert!(dir.path().join("a/b").is_dir() && !dir.path().join("a/b/c").exists());
        fs::write(dir.path().join("file"), "x").unwrap();
        for name in ["file", "file/"] {
            let error = NewFolders::make(&target(name)).unwrap_err();
            assert_eq!((error.exit_code(), error.to_string().contains("not a folder")), (5, true), "{error}");
        }
        NewFolders::make(&Target::Folder(PathBuf::new())).unwrap().keep();
        drop(NewFolders::make(&Target::File("no/such/a.mp4".into())).unwrap());
    }
}
