//! Where each output goes, settled for all songs before the first one is decoded.
//!
//! The rules: the output is named after the song, in the current folder, unless `-o` says otherwise. An input is never
//! overwritten, whatever `--force` says; a file that exists is replaced only with `--force` or after a question, or is
//! what `--skip-existing` wants; what is no regular file (a device, a folder) is never replaced.

mod folder;

pub(super) use folder::NewFolders;

use super::song::require_present;
use cymatic::{Error, Result, encode::output, files::is_same_file, pipeline::Output};
use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
};

/// The longest file name that common file systems take, bytes.
const NAME_MAX: usize = 255;

/// What `-o` and its companions ask for.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// A file in this folder ("" for the current one), named after the song.
    Folder(PathBuf),
    /// This file.
    File(PathBuf),
    /// Standard output.
    Stdout,
    /// Nothing is written.
    Null,
}

/// Where the output of one song goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Destination {
    /// Where to.
    pub(super) output: Output,
    /// Why there, for people.
    pub(super) reason: String,
    /// Whether it is there already, and nothing is to be done.
    pub(super) skip: bool,
}

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// It stays, unless somebody who is asked wants otherwise; that is an error.
    Keep,
    /// It stays, and that is fine.
    Skip,
    /// It is replaced.
    Replace,
}

impl Existing {
    /// What `--force` says.
    pub(super) fn of(force: bool) -> Self {
        if force { Self::Replace } else { Self::Keep }
    }
}

/// The rules that are the same for all songs of a run.
pub(super) struct Rules<'a> {
    /// What is read besides the songs: never overwritten either.
    pub(super) inputs: Vec<PathBuf>,
    /// What was asked for.
    pub(super) target: Target,
    /// What becomes of files that are there already.
    pub(super) existing: Existing,
    /// The ending of names that are made up here, and what else may be named.
    pub(super) extensions: &'a [&'a str],
    /// Asks whether an existing file may be replaced; `None` where there is nobody to ask.
    pub(super) ask: Option<&'a mut dyn FnMut(&Path) -> bool>,
}

impl Destination {
    /// What is no file.
    fn elsewhere(output: Output, reason: &str) -> Self {
        Self { output, reason: reason.into(), skip: false }
    }

    /// As it is written in messages and records: a path, "-" for standard output, "null".
    pub(super) fn name(&self) -> String {
        match &self.output {
            Output::File { path, .. } => path.display().to_string(),
            Output::Stdout => "-".into(),
            Output::Null => "null".into(),
        }
    }
}

impl Target {
    /// Reads `-o` for a number of songs.
    ///
    /// # Errors
    /// A usage error when several songs would go to one place.
    pub(super) fn read(out: Option<&Path>, songs: usize) -> Result<Self> {
        let Some(out) = out else { return Ok(Self::Folder(PathBuf::new())) };
        let shown = out.display();
        if out.as_os_str().is_empty() {
            return Err(Error::usage_hint("the output's name is empty", "name a file after -o"));
        }
        let slash =
            out.as_os_str().as_encoded_bytes().last().is_some_and(|&c| std::path::is_separator(c.into()));
        // Several songs go into a folder; a name with an ending was meant to be a file.
        let new_folder = songs > 1 && !out.exists() && out.extension().is_none() && out != Path::new("-");
        match (out == Path::new("-"), slash || new_folder || out.is_dir()) {
            (true, _) if songs > 1 => Err(Error::usage_hint(
                "several songs can't share standard output",
                "render them one at a time, or into a folder: -o DIR/",
            )),
            (true, _) => Ok(Self::Stdout),
            (false, true) => Ok(Self::Folder(out.into())),
            (false, false) if songs > 1 => Err(Error::usage_hint(
                format!("{shown}: several songs can't share one file"),
                "name a folder: -o DIR/",
            )),
            (false, false) => Ok(Self::File(out.into())),
        }
    }
}

/// Settles where each song goes: the outer error stops all, an inner one only its song.
///
/// # Errors
/// A usage error when two songs would be written to the same file.
pub(super) fn settle(songs: &[PathBuf], rules: &mut Rules<'_>) -> Result<Vec<Result<Destination>>> {
    if matches!(rules.target, Target::Folder(_)) {
        refuse_collisions(songs, rules)?;
    }
    let settle = |song: &PathBuf| require_present(song).and_then(|()| settle_one(song, songs, rules));
    Ok(songs.iter().map(settle).collect())
}

/// Settles where the video of a song goes that is no file.
///
/// # Errors
/// As [`settle`].
pub(super) fn settle_made_up(song: &Path, rules: &mut Rules<'_>) -> Result<Destination> {
    settle_one(song, &[], rules)
}

fn settle_one(song: &Path, songs: &[PathBuf], rules: &mut Rules<'_>) -> Result<Destination> {
    let (path, reason) = match &rules.target {
        Target::Stdout => return Ok(Destination::elsewhere(Output::Stdout, "as -o - says")),
        Target::Null => return Ok(Destination::elsewhere(Output::Null, "as --encoder null says")),
        Target::File(path) => {
            require_extension(path, rules.extensions)?;
            (path.clone(), "as -o says")
        }
        Target::Folder(folder) => named_after(song, folder, rules.extensions[0]),
    };
    // What is skipped isn't overwritten: another song may be the video of an earlier run.
    if rules.existing == Existing::Skip && path.is_file() && !is_same_file(song, &path) {
        let output = Output::File { path, overwrite: false };
        return Ok(Destination { output, reason: reason.into(), skip: true });
    }
    if songs.iter().chain(&rules.inputs).any(|input| is_same_file(input, &path)) {
        return Err(Error::usage_hint(
            format!("{}: is an input, and would be overwritten", path.display()),
            "name another output with -o",
        ));
    }
    let overwrite = may_replace(&path, rules)?;
    output::check(&path, overwrite, None)?;
    Ok(Destination { output: Output::File { path, overwrite }, reason: reason.into(), skip: false })
}

/// The name made from the song's: `song.mp3` gives `song.mp4`, and `song.mp4` gives `song.cymatic.mp4`.
fn named_after(song: &Path, folder: &Path, extension: &str) -> (PathBuf, &'static str) {
    let stem = song.file_stem().unwrap_or(OsStr::new("song"));
    let named = |ending: &str| {
        let mut name = cut(stem, NAME_MAX - ending.len());
        name.push(ending);
        folder.join(name)
    };
    let plain = named(&format!(".{extension}"));
    if is_same_file(song, &plain) {
        (named(&format!(".cymatic.{extension}")), "the song's name, marked so that it isn't the song itself")
    } else if folder.as_os_str().is_empty() {
        (plain, "the song's name, in the current folder")
    } else {
        (plain, "the song's name, in the folder that -o says")
    }
}

/// At most `limit` bytes of a name, cut between characters where it has any.
fn cut(name: &OsStr, limit: usize) -> OsString {
    match name.to_str() {
        Some(text) if text.len() > limit => text[..text.floor_char_boundary(limit)].into(),
        _ => name.into(),
    }
}

fn refuse_collisions(songs: &[PathBuf], rules: &Rules<'_>) -> Result<()> {
    let Target::Folder(folder) = &rules.target else { return Ok(()) };
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder.as_path() };
    let folder_at = fs::canonicalize(here).unwrap_or_else(|_| folder.clone());
    let mut taken = HashMap::new();
    for song in songs {
        let (path, _) = named_after(song, folder, rules.extensions[0]);
        // A link is written where it leads.
        let last = path.file_name().unwrap_or_default();
        let at = fs::canonicalize(&path).unwrap_or_else(|_| folder_at.join(last));
        // Many file systems don't tell large letters from small ones.
        let name = at.to_str().map_or_else(|| at.clone(), |name| name.to_lowercase().into());
        if let Some((other, elsewhere)) = taken.insert(name, (song, at.clone())) {
            let both = format!("{} and {} would both be written to", other.display(), song.display());
            let message = match elsewhere == at {
                true => format!("{both} {}", path.display()),
                false => format!("{both} {}, as far as many file systems can tell", path.display()),
            };
            return Err(Error::usage_hint(message, "render them in separate runs, with different folders"));
        }
    }
    Ok(())
}

fn require_extension(path: &Path, extensions: &[&str]) -> Result<()> {
    let given = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    // A device such as /dev/full has no ending; it is refused for being a device.
    if extensions.iter().any(|known| given.eq_ignore_ascii_case(known)) || (path.exists() && !path.is_file())
    {
        return Ok(());
    }
    let list: Vec<String> = extensions.iter().map(|known| format!(".{known}")).collect();
    Err(Error::usage_hint(
        format!("{}: its ending is no known format", path.display()),
        format!("end the name in {}", list.join(" or ")),
    ))
}

/// Whether an existing file is to be replaced; false when there is none.
fn may_replace(path: &Path, rules: &mut Rules<'_>) -> Result<bool> {
    let force = rules.existing == Existing::Replace;
    if force || !path.is_file() {
        return Ok(force);
    }
    match rules.ask.as_mut().map(|ask| ask(path)) {
        Some(true) => Ok(true),
        Some(false) => Err(Error::usage(format!("{}: exists, and was kept", path.display()))),
        None => Err(Error::usage_hint(
            format!("{}: exists", path.display()),
            "overwrite it with --force, or name another output with -o",
        )),
    }
}

#[cfg(test)]
mod tests;
