//! The rules of where outputs go, in folders made for the purpose.

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
        let target = Target::read(Some(Path::new(&out)), songs.len())?;
        settle(
            &songs,
            &mut Rules {
                inputs: Vec::new(),
                target,
                existing: Existing::of(force),
                extensions: &["mp4", "y4m"],
                ask: None,
            },
        )
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
        let target = Target::File(dir.path("a.mp4"));
        let mut rules = Rules {
            inputs: Vec::new(),
            target,
            existing: Existing::Keep,
            extensions: &["mp4"],
            ask: Some(&mut ask),
        };
        let settled = settle(&[dir.path("a.mp3")], &mut rules).unwrap().remove(0);
        assert_eq!((settled.is_ok(), asked), (answer, 1));
    }
}

#[test]
fn what_exists_is_skipped_if_that_is_asked_for() {
    let dir = Folder::with(&["a.mp3", "b.mp3", "a.mp4"]);
    let songs = [dir.path("a.mp3"), dir.path("b.mp3")];
    let target = Target::Folder(dir.path(""));
    let mut rules =
        Rules { inputs: Vec::new(), target, existing: Existing::Skip, extensions: &["mp4"], ask: None };
    let settled = settle(&songs, &mut rules).unwrap();
    assert_eq!(settled.iter().map(|one| one.as_ref().unwrap().skip).collect::<Vec<_>>(), [true, false]);
    // Also when the video of an earlier run is among the songs.
    fs::write(dir.path("a.cymatic.mp4"), "x").unwrap();
    let earlier = [dir.path("a.mp4"), dir.path("a.cymatic.mp4")];
    let again = settle(&earlier, &mut rules).unwrap();
    assert_eq!(again.iter().map(|one| one.as_ref().unwrap().skip).collect::<Vec<_>>(), [true, false]);
    // Not for want of a song, and not instead of one.
    fs::remove_file(&songs[0]).unwrap();
    assert_eq!(settle(&songs, &mut rules).unwrap()[0].as_ref().unwrap_err().exit_code(), 4);
    rules.target = Target::File(dir.path("b.mp4"));
    fs::hard_link(&songs[1], dir.path("b.mp4")).unwrap();
    assert_eq!(settle(&songs[1..], &mut rules).unwrap()[0].as_ref().unwrap_err().exit_code(), 2);
}

#[test]
fn places_that_hold_no_file_are_refused() {
    let dir = Folder::with(&["a.mp3"]);
    fs::create_dir(dir.path("d.mp4")).unwrap();
    assert_eq!(dir.one("a.mp3", "d.mp4", true).unwrap(), dir.path("d.mp4/a.mp4"), "a folder is written into");
    assert_eq!(dir.one("a.mp3", "missing/b.mp4", true).unwrap_err().exit_code(), 5);
    assert_eq!(dir.one("a.mp3", "a.mp3/b.mp4", true).unwrap_err().exit_code(), 5);
    assert_eq!(dir.one("a.mp3", "b.avi", true).unwrap_err().exit_code(), 2);
    #[cfg(unix)]
    {
        let rules = &mut Rules {
            inputs: Vec::new(),
            target: Target::File("/dev/null".into()),
            existing: Existing::Replace,
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
    assert!(Target::read(Some(Path::new("-")), 2).is_err());
    for (out, folder) in [("no/such", true), ("no/such/", true), ("no/such.mp4", false)] {
        let target = Target::read(Some(Path::new(out)), 2);
        assert_eq!(matches!(target, Ok(Target::Folder(_))), folder, "{out}");
    }
    assert!(dir.settle(&["a.mp3", "a.flac"], "", false).unwrap_err().to_string().contains("both"));
    assert_eq!(dir.settle(&["a.mp3", "b.mp3"], "", false).unwrap().len(), 2);
    #[cfg(unix)]
    {
        // One video, by way of a link.
        fs::write(dir.path("b.mp4"), "x").unwrap();
        std::os::unix::fs::symlink("b.mp4", dir.path("a.mp4")).unwrap();
        let refused = dir.settle(&["a.mp3", "b.mp3"], "", true).unwrap_err().to_string();
        assert!(refused.contains("both") && !refused.contains("can tell"), "{refused}");
    }
}

#[test]
fn long_names_are_cut_to_what_a_file_system_takes() {
    let long = "ü".repeat(126);
    let (path, _) = named_after(Path::new(&long), Path::new(""), "mp4");
    let name = path.to_str().unwrap();
    assert!(name.len() <= 255 && name.ends_with("ü.mp4"), "{}", name.len());
}
