//! `--stats FILE.json`: figures about the run, for programs.

use super::{batch::Task, report::RunRecord};
use cymatic::{Error, Result, encode::output::PartFile, files::is_same_file, pipeline::Output};
use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
};

/// Where the figures go.
#[derive(Debug)]
pub(super) enum Stats {
    /// A file, which is whole or as it was.
    File(PartFile),
    /// A device or pipe.
    Stream(PathBuf, File),
}

impl Stats {
    /// Begins the file before any work is done, so that a typing error costs no render.
    ///
    /// # Errors
    /// A usage error when the file is an input or an output of the run, or exists and holds something else than such
    /// figures; [`Error::Output`] when it can't be made.
    pub(super) fn open(path: &Path, tasks: &[Task], inputs: &[PathBuf]) -> Result<Self> {
        let target = whole(path);
        let is_target = |other: &Path| whole(other) == target || is_same_file(other, path);
        let clashes = |task: &Task| {
            let output = task.destination.as_ref().ok().map(|destination| &destination.output);
            let is_output = matches!(output, Some(Output::File { path: out, .. }) if is_target(out));
            is_output || is_same_file(&task.song, path)
        };
        let other = "name another file after --stats";
        if tasks.iter().any(clashes) || inputs.iter().any(|input| is_same_file(input, path)) {
            return Err(Error::usage_hint(
                format!("{}: is an input or output of this run", path.display()),
                other,
            ));
        }
        match fs::metadata(path) {
            Ok(meta) if !meta.is_file() && !meta.is_dir() => {
                let stream = File::options().write(true).open(path).map_err(|e| Error::output(path, e))?;
                Ok(Self::Stream(path.into(), stream))
            }
            Ok(meta) if meta.len() > 0 && !holds_figures(path) => Err(Error::usage_hint(
                format!("{}: exists, and holds no figures of a run", path.display()),
                other,
            )),
            _ => PartFile::create(path, true).map(Self::File),
        }
    }

    /// Writes the figures.
    ///
    /// # Errors
    /// [`Error::Output`] when the file takes no more.
    pub(super) fn write(self, run: &RunRecord) -> Result<()> {
        let json = run.to_json().map_err(|error| Error::Internal(error.to_string()))?;
        match self {
            Self::Stream(path, mut stream) => {
                stream.write_all(json.as_bytes()).map_err(|error| Error::output(path, error))
            }
            Self::File(part) => {
                let written = part.writer()?.write_all(json.as_bytes());
                written.map_err(|error| Error::output(part.target(), error))?;
                part.publish().map(drop)
            }
        }
    }
}

/// The path of a file that may not be there yet, the same however its folder is spelled; many file systems don't tell large
/// letters from small ones.
fn whole(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.into());
    let folder = absolute.parent().and_then(|folder| fs::canonicalize(folder).ok());
    let whole =
        folder.zip(absolute.file_name()).map_or_else(|| absolute.clone(), |(folder, name)| folder.join(name));
    whole.to_str().map_or_else(|| whole.clone(), |path| path.to_lowercase().into())
}

/// Whether a file begins as figures of an earlier run do. No more of it is read: it may be anything, of any length.
fn holds_figures(path: &Path) -> bool {
    const BEGINNING: &str = "{\"schema\":1,\"program\":\"cymatic";
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(256).read_to_end(&mut head));
    let words = String::from_utf8_lossy(&head).split_whitespace().collect::<String>();
    read.is_ok() && words.starts_with(BEGINNING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn figures_are_known_by_their_beginning_however_long_the_file_is() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("stats.json");
        let holds = |text: &str| {
            fs::write(&file, text).unwrap();
            holds_figures(&file)
        };
        let figures = RunRecord::default().to_json().unwrap().replace("\"\"", "\"cymatic 0.0.0\"");
        for other in ["", "notes", "{\"mine\": 1}", "{\"schema\": 1, \"program\": \"another 1\"}"] {
            assert!(!holds(other), "{other}");
        }
        assert!(holds(&figures));
        File::options().write(true).open(&file).unwrap().set_len(1 << 40).unwrap();
        assert!(holds_figures(&file));
    }
}
