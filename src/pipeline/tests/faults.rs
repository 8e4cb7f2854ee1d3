//! Every failure names its cause and leaves nothing.

use super::*;

/// Runs a job whose renderer or events fail, in a folder that must hold only `left` afterwards.
fn fails(
    extension: &str,
    overwrite: bool,
    paint: Paint,
    on_event: impl Fn(&Job, Event),
) -> (Error, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("out.{extension}"));
    if overwrite {
        std::fs::write(&path, b"old").unwrap();
    }
    let output = Output::File { path: path.clone(), overwrite };
    let job = job(song(48_000, 2, 48_000, &[]), "30", "64x36", output);
    let make = |drawing: Drawing<'_>| Painter::make(drawing, paint);
    let error = run_with(&job, &make, &mut |event| on_event(&job, event)).unwrap_err();
    if overwrite {
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
    }
    (error, names(dir.path()))
}

fn breaks(frame: &mut FrameMut) {
    assert!(frame.index() < 12, "broke on purpose");
}

const KINDS: &[&str] = if cfg!(feature = "ffmpeg") { &["y4m", "mp4"] } else { &["y4m"] };

#[test]
fn a_cancelled_job_leaves_nothing() {
    for kind in KINDS {
        for at in [Event::Frames { done: 7, total: 30 }, Event::Stage(crate::progress::Stage::Finish)] {
            let (error, left) = fails(kind, false, gradient, |job, event| {
                if event == at {
                    job.cancel.cancel();
                }
            });
            assert!(matches!(error, Error::Interrupted), "{error}");
            assert!(left.is_empty(), "{left:?}");
        }
    }
}

#[test]
fn a_panic_is_an_internal_error_and_the_old_output_is_untouched() {
    for kind in KINDS {
        let (error, left) = fails(kind, true, breaks, |_, _| {});
        assert_eq!(error.exit_code(), 1);
        assert!(error.to_string().contains("broke on purpose"), "{error}");
        assert_eq!(left, [format!("out.{kind}")]);
    }
}

#[test]
fn a_failure_of_one_job_does_not_cancel_the_callers_others() {
    let job = job(song(48_000, 2, 48_000, &[]), "30", "64x36", Output::Null);
    let make = |drawing: Drawing<'_>| Painter::make(drawing, breaks);
    assert!(run_with(&job, &make, &mut |_| {}).is_err());
    assert!(!job.cancel.is_cancelled());
}

#[test]
fn outputs_and_settings_are_refused_before_anything_is_decoded() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    std::fs::write(at("old.y4m"), b"old").unwrap();
    let refused = |name: &str, size: &str, change: fn(&mut Job)| {
        let mut job = job(song(480, 2, 48_000, &[]), "30", size, to_file(&at(name)));
        change(&mut job);
        run_with(&job, &|_| panic!("drawn"), &mut |event| panic!("{event:?}")).unwrap_err().exit_code()
    };
    assert_eq!(refused("old.y4m", "64x36", |_| {}), 2);
    assert_eq!(refused("missing/out.y4m", "64x36", |_| {}), 5);
    assert_eq!(refused("out.avi", "64x36", |_| {}), 2);
    assert_eq!(refused("out.y4m", "65x36", |_| {}), 2);
    if cfg!(feature = "ffmpeg") {
        assert_eq!(refused("out.mp4", "64x36", |job| job.encoding.crf = Some(f32::NAN)), 2);
        assert_eq!(refused("out.mp4", "64x36", |job| job.encoding.preset = Some("warp".into())), 2);
        assert_eq!(refused("out.mp4", "64x36", |job| job.encoding.encoder = "libmagic".into()), 7);
        assert_eq!(refused("out.mp4", "64x36", |job| job.encoding.encoder = "aac".into()), 7);
    }
    assert_eq!(names(dir.path()), ["old.y4m"]);
}

/// The other half of the next test, run in a process that may only write small files.
#[test]
#[ignore = "runs as a child of a_full_disk_is_an_output_error"]
fn child_with_a_file_size_limit() {
    let Some(path) = std::env::var_os("CYMATIC_TEST_LIMITED_OUTPUT") else { return };
    let mut job = job(song(480_000, 2, 48_000, &[]), "30", "320x180", to_file(Path::new(&path)));
    job.encoding.crf = Some(0.0);
    let error = render(&job).unwrap_err();
    assert_eq!(error.exit_code(), 5, "{error}");
    assert!(error.to_string().contains("File too large"), "{error}");
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_an_output_error_that_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for kind in KINDS {
        let child = "pipeline::tests::faults::child_with_a_file_size_limit";
        // 600 blocks of 512 bytes. An ignored signal stays ignored in the child, which then sees the error.
        let run = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 600; exec \"$0\" \"$@\""])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", child, "--ignored"])
            .env("CYMATIC_TEST_LIMITED_OUTPUT", dir.path().join(format!("out.{kind}")))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success() && said.contains("1 passed"), "{said}");
        assert!(names(dir.path()).is_empty());
    }
}
