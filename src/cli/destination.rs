//! Where each output goes, settled for all songs before the first one is decoded.
//!
//! The rules: the output is named after the song, in the current folder, unless `-o` says otherwise. An input is never
//! overwritten, whatever `--force` says; a file that exists is replaced only with `--force` or after a question; what
//! is no regular file (a device, a folder) is never replaced.

use super::song::require_present;
use cymatic::{Error, Result, encode::output, pipeline::Output};
use std::{
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
};

/// The longest file name that common file systems take, bytes.
const NAME_MAX: usize = 255;

/// What `-o` and its companions ask for.
#[derive(Debug, Clone)]
pub(super) enum Wish {
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
}

/// The rules that are the same for all songs of a run.
pub(super) struct Rules<'a> {
    /// What was asked for.
    pub(super) wish: Wish,
    /// `--force`.
    pub(super) force: bool,
    /// The ending of names that are made up here, and what else may be named.
    pub(super) extensions: &'a [&'a str],
    /// Asks whether an existing file may be replaced; `None` where there is nobody to ask.
    pub(super) ask: Option<&'a mut dyn FnMut(&Path) -> bool>,
}

impl Wish {
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
        match (out == Path::new("-"), slash || out.is_dir()) {
            (true, _) if songs > 1 => Err(Error::usage_hint(
                "several songs can't share standard output",
                "render them one at a time, or into a folder: -o DIR/",
            )),
            (true, _) => Ok(Self::Stdout),
            (false, true) if slash || songs > 1 => Ok(Self::Folder(out.into())),
            (false, true) => Err(Error::usage_hint(
                format!("{shown}: is a folder"),
                format!("end it with a slash to write into it: -o {shown}/"),
            )),
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
    if matches!(rules.wish, Wish::Folder(_)) {
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
    let (path, reason) = match &rules.wish {
        Wish::Stdout => return Ok(Destination { output: Output::Stdout, reason: "as -o - says".into() }),
        Wish::Null => {
            return Ok(Destination { output: Output::Null, reason: "as --encoder null says".into() });
        }
        Wish::File(path) => {
            require_extension(path, rules.extensions)?;
            (path.clone(), "as -o says")
        }
        Wish::Folder(folder) => named_after(song, folder, rules.extensions[0]),
    };
    if songs.iter().any(|song| is_same_file(song, &path)) {
        return Err(Error::usage_hint(
            format!("{}: is an input, and would be overwritten", path.display()),
            "name another output with -o",
        ));
    }
    let overwrite = may_replace(&path, rules)?;
    output::check(&path, overwrite, None)?;
    Ok(Destination { output: Output::File { path, overwrite }, reason: reason.into() })
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
    let Wish::Folder(folder) = &rules.wish else { return Ok(()) };
    let mut taken = std::collections::HashMap::new();
    for song in songs {
        let (path, _) = named_after(song, folder, rules.extensions[0]);
        if let Some(other) = taken.insert(path.clone(), song) {
            return Err(Error::usage_hint(
                format!(
                    "{} and {} would both be written to {}",
                    other.display(),
                    song.display(),
                    path.display()
                ),
                "render them in separate runs, with different folders",
            ));
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
    if rules.force || !path.is_file() {
        return Ok(rules.force);
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

/// Whether two names lead to one file: by device and inode, so that links and other spellings count.
#[cfg(unix)]
pub(super) fn is_same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |path: &Path| fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()));
    id(a).is_some_and(|a| Some(a) == id(b))
}

/// Whether two names lead to one file.
#[cfg(not(unix))]
pub(super) fn is_same_file(a: &Path, b: &Path) -> bool {
    fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn with(names: &[&str]) -> Self {
            let dir = tempfile::tempdir().unwrap();
            for name in names {
                fs::write(dir.path().join(name), "x").unwrap();
            }
            Self(dir)
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        /// Settles songs of this folder, with `-o` as typed in this folder.
        fn settle(&self, songs: &[&str], out: &str, force: bool) -> Result<Vec<Result<Destination>>> {
            let songs: Vec<PathBuf> = songs.iter().map(|song| self.path(song)).collect();
            let out = format!("{}/{out}", self.0.path().display());
            let wish = Wish::read(Some(Path::new(&out)), songs.len())?;
            settle(&songs, &mut Rules { wish, force, extensions: &["mp4", "y4m"], ask: None })
        }

        fn one(&self, song: &str, out: &str, force: bool) -> Result<PathBuf> {
            match self.settle(&[song], out, force)?.remove(0)?.output {
                Output::File { path, .. } => Ok(path),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn the_output_is_named_after_the_song() {
        let dir = Folder::with(&["a.mp3", "b.tar.gz", "c"]);
        assert_eq!(dir.one("a.mp3", "", false).unwrap(), dir.path("a.mp4"));
        assert_eq!(dir.one("b.tar.gz", "", false).unwrap(), dir.path("b.tar.mp4"));
        assert_eq!(dir.one("c", "", false).unwrap(), dir.path("c.mp4"));
        let (path, reason) = named_after(Path::new("/music/a.mp3"), Path::new(""), "mp4");
        assert_eq!(path, Path::new("a.mp4"));
        assert!(reason.contains("current folder"));
    }

    #[test]
    fn a_song_that_is_an_mp4_is_not_overwritten_by_default() {
        let dir = Folder::with(&["a.mp4"]);
        assert_eq!(dir.one("a.mp4", "", true).unwrap(), dir.path("a.cymatic.mp4"));
    }

    #[test]
    fn an_input_is_refused_as_output_even_by_force() {
        let dir = Folder::with(&["a.mp4", "b.mp3"]);
        assert_eq!(dir.one("a.mp4", "a.mp4", true).unwrap_err().exit_code(), 2);
        // Another song of the same run is as dear.
        let mut both = dir.settle(&["b.mp3", "b.mp4"], "", true).map(|_| ()).unwrap_err();
        assert_eq!(both.exit_code(), 2);
        fs::hard_link(dir.path("a.mp4"), dir.path("link.mp4")).unwrap();
        both = dir.one("a.mp4", "link.mp4", true).unwrap_err();
        assert!(both.to_string().contains("is an input"), "{both}");
    }

    #[test]
    fn an_existing_file_needs_force_or_a_yes() {
        let dir = Folder::with(&["a.mp3", "a.mp4"]);
        let error = dir.one("a.mp3", "", false).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.hint().unwrap().contains("--force"));
        assert!(dir.one("a.mp3", "", true).is_ok());
        for answer in [true, false] {
            let mut asked = 0;
            let mut ask = |_: &Path| {
                asked += 1;
                answer
            };
            let wish = Wish::File(dir.path("a.mp4"));
            let mut rules = Rules { wish, force: false, extensions: &["mp4"], ask: Some(&mut ask) };
            let settled = settle(&[dir.path("a.mp3")], &mut rules).unwrap().remove(0);
            assert_eq!((settled.is_ok(), asked), (answer, 1));
        }
    }

    #[test]
    fn places_that_hold_no_file_are_refused() {
        let dir = Folder::with(&["a.mp3"]);
        fs::create_dir(dir.path("d.mp4")).unwrap();
        assert_eq!(dir.one("a.mp3", "d.mp4", true).unwrap_err().exit_code(), 2);
        assert_eq!(dir.one("a.mp3", "missing/b.mp4", true).unwrap_err().exit_code(), 5);
        assert_eq!(dir.one("a.mp3", "a.mp3/b.mp4", true).unwrap_err().exit_code(), 5);
        assert_eq!(dir.one("a.mp3", "b.avi", true).unwrap_err().exit_code(), 2);
        #[cfg(unix)]
        {
            let rules = &mut Rules {
                wish: Wish::File("/dev/null".into()),
                force: true,
                extensions: &["mp4"],
                ask: None,
            };
            assert_eq!(settle(&[dir.path("a.mp3")], rules).unwrap().remove(0).unwrap_err().exit_code(), 5);
        }
    }

    #[test]
    fn several_songs_need_a_folder_and_names_of_their_own() {
        let dir = Folder::with(&["a.mp3", "a.flac", "b.mp3"]);
        assert_eq!(dir.settle(&["a.mp3", "b.mp3"], "out.mp4", false).unwrap_err().exit_code(), 2);
        assert!(Wish::read(Some(Path::new("-")), 2).is_err());
        assert!(dir.settle(&["a.mp3", "a.flac"], "", false).unwrap_err().to_string().contains("both"));
        assert_eq!(dir.settle(&["a.mp3", "b.mp3"], "", false).unwrap().len(), 2);
    }

    #[test]
    fn long_names_are_cut_to_what_a_file_system_takes() {
        let long = "ü".repeat(126);
        let (path, _) = named_after(Path::new(&long), Path::new(""), "mp4");
        let name = path.to_str().unwrap();
        assert!(name.len() <= 255 && name.ends_with("ü.mp4"), "{}", name.len());
    }
}
