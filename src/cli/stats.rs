//! `--stats FILE.json`: figures about the run, for programs.

use super::{batch::Task, destination::is_same_file, report::RunRecord};
use cymatic::{Error, Result, encode::output::PartFile, pipeline::Output};
use std::{
    fs::{self, File},
    io::Write,
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
        let clashes = |task: &Task| {
            let output = task.destination.as_ref().ok().map(|destination| &destination.output);
            let is_output = matches!(output, Some(Output::File { path: out, .. }) if out == path || is_same_file(out, path));
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

/// Whether a file begins as figures of an earlier run do.
fn holds_figures(path: &Path) -> bool {
    let run = fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    run.is_some_and(|run| run["program"].as_str().is_some_and(|program| program.starts_with("cymatic ")))
}
