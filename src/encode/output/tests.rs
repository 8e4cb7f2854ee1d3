use super::*;
use std::io::Write;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_output_appears_only_when_published() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("song.mp4");
    let part = PartFile::create(&target, false).unwrap();
    part.writer().unwrap().write_all(b"whole").unwrap();
    assert_eq!(names(dir.path()), [format!(".song.mp4.{}.part", std::process::id())]);
    assert_eq!(part.publish().unwrap(), target);
    assert_eq!(names(dir.path()), ["song.mp4"]);
    assert_eq!(fs::read(target).unwrap(), b"whole");
}

#[test]
fn a_dropped_or_panicking_writer_leaves_nothing_and_the_old_file_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("song.mp4");
    fs::write(&target, b"old").unwrap();
    let part = PartFile::create(&target, true).unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        part.writer().unwrap().write_all(b"new").unwrap();
        let _owned = part;
        std::panic::resume_unwind(Box::new("on purpose"));
    }));
    assert!(panicked.is_err());
    assert_eq!(names(dir.path()), ["song.mp4"]);
    assert_eq!(fs::read(&target).unwrap(), b"old");
}

#[test]
fn refusals_have_their_exit_codes_and_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("old.mp4"), b"old").unwrap();
    fs::write(at("song.mp3"), b"song").unwrap();
    fs::create_dir(at("folder.mp4")).unwrap();
    let code = |path: &Path, overwrite, input: Option<&Path>| {
        check(path, overwrite, input).map_err(|e| e.exit_code())
    };
    assert_eq!(code(&at("new.mp4"), false, None), Ok(()));
    assert_eq!(code(&at("old.mp4"), true, None), Ok(()));
    assert_eq!(code(&at("old.mp4"), false, None), Err(2));
    assert_eq!(code(&at("folder.mp4"), true, None), Err(5));
    assert_eq!(code(&at("folder.mp4"), false, None), Err(5));
    assert_eq!(code(&at("missing/new.mp4"), false, None), Err(5));
    assert_eq!(code(&at("old.mp4/new.mp4"), false, None), Err(5));
    assert_eq!(code(&at("song.mp3"), true, Some(&at("song.mp3"))), Err(2));
    assert_eq!(names(dir.path()), ["folder.mp4", "old.mp4", "song.mp3"]);
    assert_eq!(fs::read(at("old.mp4")).unwrap(), b"old");
}

#[test]
#[cfg(unix)]
fn links_are_followed_and_devices_refused() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("song.mp3"), b"song").unwrap();
    fs::hard_link(at("song.mp3"), at("hard.mp3")).unwrap();
    symlink(at("song.mp3"), at("soft.mp3")).unwrap();
    for alias in ["hard.mp3", "soft.mp3"] {
        assert_eq!(check(&at(alias), true, Some(&at("song.mp3"))).unwrap_err().exit_code(), 2, "{alias}");
    }
    symlink(at("nowhere"), at("dangling.mp4")).unwrap();
    assert_eq!(check(&at("dangling.mp4"), true, None).unwrap_err().exit_code(), 5);
    assert_eq!(check(Path::new("/dev/full"), true, None).unwrap_err().exit_code(), 5);

    fs::write(at("real.mp4"), b"old").unwrap();
    symlink(at("real.mp4"), at("link.mp4")).unwrap();
    PartFile::create(&at("link.mp4"), true).unwrap().publish().unwrap();
    assert!(at("link.mp4").is_symlink(), "the link itself must survive");
    assert_eq!(fs::read(at("real.mp4")).unwrap(), b"");
}

#[test]
fn a_file_that_appears_meanwhile_is_not_clobbered() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("song.mp4");
    let part = PartFile::create(&target, false).unwrap();
    fs::write(&target, b"theirs").unwrap();
    assert_eq!(part.publish().unwrap_err().exit_code(), 2);
    assert_eq!(names(dir.path()), ["song.mp4"]);
    assert_eq!(fs::read(&target).unwrap(), b"theirs");
}

/// What a file system says that can't rename without replacing.
fn not_permitted(path: TempPath, _: &Path) -> Result<(), PathPersistError> {
    Err(PathPersistError { error: io::ErrorKind::PermissionDenied.into(), path })
}

#[test]
fn where_nothing_can_be_renamed_without_replacing_a_free_name_is_taken_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let temporary = || {
        fs::write(at("a.part"), b"ours").unwrap();
        TempPath::try_from_path(at("a.part")).unwrap()
    };
    persist_new(temporary(), &at("a.mp4"), not_permitted).unwrap();
    assert_eq!((names(dir.path()), fs::read(at("a.mp4")).unwrap()), (vec!["a.mp4".into()], b"ours".to_vec()));
    fs::write(at("a.mp4"), b"theirs").unwrap();
    let refused = persist_new(temporary(), &at("a.mp4"), not_permitted).unwrap_err();
    assert_eq!(refused.error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(at("a.mp4")).unwrap(), b"theirs");
}

#[test]
fn leftovers_of_crashes_are_swept_and_living_writers_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    for left in [".song.mp4.1.part", ".song.mp4.77.2.part", ".other.mp4.1.part", ".song.mp4.x.part"] {
        fs::write(at(left), b"left").unwrap();
    }
    check(&at("song.mp4"), false, None).unwrap();
    assert_eq!(names(dir.path()).len(), 4, "a check removes nothing");
    let first = PartFile::create(&at("song.mp4"), false).unwrap();
    let second = PartFile::create(&at("song.mp4"), false).unwrap();
    assert_ne!(first.path(), second.path());
    assert!(first.path().exists());
    let left: Vec<_> =
        names(dir.path()).into_iter().filter(|n| !n.contains(&std::process::id().to_string())).collect();
    assert_eq!(left, [".other.mp4.1.part", ".song.mp4.x.part"]);
}

#[test]
fn names_as_long_as_the_file_system_allows_work() {
    let dir = tempfile::tempdir().unwrap();
    let name = format!("{}.mp4", "ä".repeat(125));
    assert_eq!(name.len(), 254);
    PartFile::create(&dir.path().join(&name), false).unwrap().publish().unwrap();
    assert_eq!(names(dir.path()), [name]);
}
