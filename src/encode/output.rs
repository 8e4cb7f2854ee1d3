//! Output files that are whole or absent: written beside the target under a temporary name, then renamed.
//!
//! The temporary name is `.<name>.<pid>.part`. While its writer lives it holds a lock on the file; a part file that
//! nobody locks was left by a crash, and the next job for the same name removes it. (A lock, because a process id says
//! nothing in another container or after it was used again.)

use crate::{
    error::{Error, Result},
    files::{identity, is_same_file},
};
use std::{
    ffi::{OsStr, OsString},
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use tempfile::{PathPersistError, TempPath};

/// Checks that `target` can be written, before anything is decoded: a file is begun beside it and removed, and what
/// crashed jobs left stays.
///
/// # Errors
/// A usage error when it is `input` itself, or exists without `overwrite`; [`Error::Output`] when it is a folder, lies
/// in a missing one, or can't be written.
pub fn check(target: &Path, overwrite: bool, input: Option<&Path>) -> Result<()> {
    if input.is_some_and(|input| is_same_file(target, input)) {
        return Err(Error::usage_hint(
            format!("{}: the output would replace the input", target.display()),
            "give the output another name",
        ));
    }
    PartFile::at(Place::of(target, overwrite)?, overwrite).map(drop)
}

/// The temporary files that this process has now, for [`abandon_all`].
static LIVING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes the temporary files of this process, for an end at once: no destructor runs then. What is published is not
/// touched. Best effort; what stays is removed by the next job for the same name.
pub fn abandon_all() {
    // Not waiting for the lock: who holds it may be what hangs.
    if let Ok(living) = LIVING.try_lock() {
        living.iter().for_each(|path| drop(fs::remove_file(path)));
    }
}

/// A name in [`LIVING`].
#[derive(Debug)]
struct Listed(PathBuf);

impl Listed {
    fn new(path: &Path) -> Self {
        LIVING.lock().unwrap_or_else(PoisonError::into_inner).push(path.into());
        Self(path.into())
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        LIVING.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.0);
    }
}

/// A file that is being written. Dropping it, also in a panic, removes it.
#[derive(Debug)]
pub struct PartFile {
    file: File,
    // Before `listed`, so that the file goes before its name does.
    temporary: TempPath,
    listed: Listed,
    target: PathBuf,
    overwrite: bool,
}

impl PartFile {
    /// Begins a file that will become `target`, after removing what crashed jobs left for the same name.
    ///
    /// # Errors
    /// As [`check`].
    pub fn create(target: &Path, overwrite: bool) -> Result<Self> {
        let place = Place::of(target, overwrite)?;
        sweep(&place.folder, &place.stem);
        Self::at(place, overwrite)
    }

    fn at(Place { target, folder, stem }: Place, overwrite: bool) -> Result<Self> {
        let (file, path) = create_locked(&folder, &stem).map_err(|e| Error::output(&target, e))?;
        let temporary = TempPath::try_from_path(path).map_err(|e| Error::output(&target, e))?;
        let listed = Listed::new(&temporary);
        Ok(Self { file, temporary, listed, target, overwrite })
    }

    /// The final name.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The temporary name.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// A handle to write with. All handles share one position.
    ///
    /// # Errors
    /// [`Error::Output`] when the system has no more handles.
    pub fn writer(&self) -> Result<File> {
        self.file.try_clone().map_err(|e| Error::output(&self.target, e))
    }

    /// Bytes written so far.
    ///
    /// # Errors
    /// [`Error::Output`] when the file system doesn't say.
    pub fn bytes_written(&self) -> Result<u64> {
        self.file.metadata().map(|m| m.len()).map_err(|e| Error::output(&self.target, e))
    }

    /// Forces the bytes to disk, gives the file its final name and forces that to disk too.
    ///
    /// # Errors
    /// [`Error::Output`] when any of it fails; a usage error when a file of that name appeared meanwhile and may not be
    /// overwritten. Nothing is left then.
    pub fn publish(self) -> Result<PathBuf> {
        let Self { file, temporary, listed: _listed, target, overwrite } = self;
        file.sync_all().map_err(|e| Error::output(&target, e))?;
        let renamed = match overwrite {
            true => temporary.persist(&target),
            false => persist_new(temporary, &target, |path, target| path.persist_noclobber(target)),
        };
        renamed.map_err(|e| match e.error.kind() {
            io::ErrorKind::AlreadyExists => exists(&target),
            _ => Error::output(&target, &e.error),
        })?;
        sync_folder(&target);
        Ok(target)
    }
}

/// Renames a file to a name that nobody has, by `noclobber`, which some file systems can't do at all, such as shared folders
/// of virtual machines. There the name is looked at before: that leaves a moment, but the file stays.
fn persist_new(
    temporary: TempPath,
    target: &Path,
    noclobber: impl FnOnce(TempPath, &Path) -> Result<(), PathPersistError>,
) -> Result<(), PathPersistError> {
    noclobber(temporary, target).or_else(|e| match fs::symlink_metadata(target) {
        Err(found) if found.kind() == io::ErrorKind::NotFound => e.path.persist(target),
        Err(_) => Err(e),
        Ok(_) => Err(PathPersistError { error: io::ErrorKind::AlreadyExists.into(), ..e }),
    })
}

/// Makes the rename durable. Best effort: the file is whole under its name already, and some file systems can't.
fn sync_folder(target: &Path) {
    #[cfg(unix)]
    if let Some(folder) = target.parent() {
        let _ = File::open(folder).and_then(|f| f.sync_all());
    }
    #[cfg(not(unix))]
    let _ = target;
}

fn exists(target: &Path) -> Error {
    Error::usage_hint(
        format!("{}: exists", target.display()),
        "allow overwriting, or give the output another name",
    )
}

/// The absolute path that will be written; a link is followed, so that it survives.
fn resolve(target: &Path, overwrite: bool) -> Result<PathBuf> {
    let fail = |e: io::Error| Error::output(target, e);
    if target.as_os_str().as_encoded_bytes().last().is_some_and(|b| std::path::is_separator(char::from(*b))) {
        return Err(Error::output(target, "is the name of a folder"));
    }
    let absolute = std::path::absolute(target).map_err(fail)?;
    let found = match fs::symlink_metadata(&absolute) {
        Ok(found) => found,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(absolute),
        Err(e) => return Err(fail(e)),
    };
    if !overwrite && (found.is_file() || found.is_symlink()) {
        return Err(exists(target));
    }
    let real = if found.is_symlink() { fs::canonicalize(&absolute).map_err(fail)? } else { absolute };
    let found = fs::metadata(&real).map_err(fail)?;
    if found.is_dir() {
        return Err(Error::output(target, "is a folder"));
    }
    if !found.is_file() {
        return Err(Error::output(target, "is not a regular file"));
    }
    if found.permissions().readonly() {
        return Err(Error::output(target, "is read-only"));
    }
    Ok(real)
}

/// Where a file will be, and its temporary names until then.
struct Place {
    /// Absolute.
    target: PathBuf,
    folder: PathBuf,
    /// What the temporary names begin with.
    stem: OsString,
}

impl Place {
    fn of(target: &Path, overwrite: bool) -> Result<Self> {
        let target = resolve(target, overwrite)?;
        let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(Error::output(target, "is no file name"));
        };
        let refused = |why: String| Err(Error::output(&target, why));
        match fs::metadata(folder) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return refused(format!("{} is not a folder", folder.display())),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return refused(format!("the folder {} does not exist", folder.display()));
            }
            Err(e) => return refused(e.to_string()),
        }
        let (folder, stem) = (folder.to_owned(), part_stem(name));
        Ok(Self { target, folder, stem })
    }
}

/// `.<name>.`, cut so that the whole name stays within the 255 bytes that file systems allow.
fn part_stem(name: &OsStr) -> OsString {
    const LONGEST: usize = 200;
    let mut stem = OsString::from(".");
    if name.len() <= LONGEST {
        stem.push(name);
    } else {
        let text = name.to_string_lossy();
        stem.push(&text[..text.floor_char_boundary(LONGEST)]);
    }
    stem.push(".");
    stem
}

const SUFFIX: &str = ".part";

/// A new file `<stem><pid>.part` that this process holds locked.
fn create_locked(folder: &Path, stem: &OsStr) -> io::Result<(File, PathBuf)> {
    for attempt in 0..1000 {
        let mut name = stem.to_os_string();
        name.push(std::process::id().to_string());
        if attempt > 0 {
            name.push(format!(".{attempt}"));
        }
        name.push(SUFFIX);
        let path = folder.join(name);
        let file = match OpenOptions::new().read(true).write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(e) => return Err(e),
        };
        // Another job may sweep between creation and lock: then the name no longer leads to this file.
        if !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) && leads_to(&path, &file) {
            return Ok((file, path));
        }
    }
    Err(io::Error::other("no free temporary name"))
}

fn leads_to(path: &Path, file: &File) -> bool {
    matches!((fs::metadata(path), file.metadata()), (Ok(a), Ok(b)) if identity(&a) == identity(&b))
}

/// Removes part files of this name whose writers are gone. Best effort: what can't be removed does no harm.
fn sweep(folder: &Path, stem: &OsStr) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if is_part(&entry.file_name(), stem)
            && let Ok(file) = OpenOptions::new().read(true).write(true).open(entry.path())
            && file.try_lock().is_ok()
            // Another job may have swept it meanwhile, and begun its own of the same name.
            && leads_to(&entry.path(), &file)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether `name` is `<stem><digits and dots>.part`.
fn is_part(name: &OsStr, stem: &OsStr) -> bool {
    let middle = name.as_encoded_bytes().strip_prefix(stem.as_encoded_bytes());
    let middle = middle.and_then(|m| m.strip_suffix(SUFFIX.as_bytes()));
    middle.is_some_and(|m| !m.is_empty() && m.iter().all(|b| b.is_ascii_digit() || *b == b'.'))
}

#[cfg(test)]
mod tests;
