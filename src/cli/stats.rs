//! `--stats FILE.json`: figures about the run, for programs.

use super::{batch::Task, destination::is_same_file, report::RunRecord};
use cymatic::{Error, Result, pipeline::Output};
use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

/// The opened file.
#[derive(Debug)]
pub(super) struct Stats {
    path: PathBuf,
    file: File,
}

impl Stats {
    /// Makes the file before any work is done, so that a typing error costs no render.
    ///
    /// # Errors
    /// A usage error when the file is a song or an output of the run, and [`Error::Output`] when it can't be made.
    pub(super) fn open(path: &Path, tasks: &[Task]) -> Result<Self> {
        let clashes = |task: &Task| {
            let output = task.destination.as_ref().ok().map(|destination| &destination.output);
            let is_output = matches!(output, Some(Output::File { path: out, .. }) if out == path || is_same_file(out, path));
            is_output || is_same_file(&task.song, path)
        };
        if tasks.iter().any(clashes) {
            return Err(Error::usage_hint(
                format!("{}: is an input or output of this run", path.display()),
                "name another file after --stats",
            ));
        }
        let file = File::create(path).map_err(|error| Error::output(path, error))?;
        Ok(Self { path: path.into(), file })
    }

    /// Writes the figures.
    ///
    /// # Errors
    /// [`Error::Output`] when the file takes no more.
    pub(super) fn write(mut self, run: &RunRecord) -> Result<()> {
        let json = run.to_json().map_err(|error| Error::Internal(error.to_string()))?;
        let written = self.file.write_all(json.as_bytes()).and_then(|()| self.file.sync_all());
        written.map_err(|error| Error::output(&self.path, error))
    }
}
