//! One song after the other: a failure is told and the next song begins, an interrupt ends the run.

use super::{
    destination::Destination,
    panics,
    report::{Report, SongRecord, Start},
    signals::{self, Signals},
};
use cymatic::{Error, Result, pipeline::Outcome};
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

/// A song and where its video goes, or why it can't go anywhere.
#[derive(Debug)]
pub(super) struct Task {
    /// The song.
    pub(super) song: PathBuf,
    /// Where to.
    pub(super) destination: Result<Destination>,
}

/// Makes the video of one song. The seam that lets this file be tested without decoding or drawing.
pub(super) type Work<'a> = dyn FnMut(&Path, &Destination, &mut dyn Report) -> Result<Outcome> + 'a;

/// Works through `tasks` and records what became of each that was begun.
pub(super) fn run(
    tasks: Vec<Task>,
    fps: f64,
    signals: &Signals,
    report: &mut dyn Report,
    work: &mut Work<'_>,
) -> Vec<SongRecord> {
    let of = tasks.len();
    let mut records = Vec::with_capacity(of);
    for (i, Task { song, destination }) in tasks.into_iter().enumerate() {
        let output = destination.as_ref().map(Destination::name).unwrap_or_default();
        let skip = destination.as_ref().is_ok_and(|destination| destination.skip);
        report.start(&Start {
            index: i + 1,
            of,
            song: song.display().to_string(),
            output: output.clone(),
            fps,
        });
        let began = Instant::now();
        let result = destination.and_then(|destination| panics::caught(|| work(&song, &destination, report)));
        let cancelled = signals.cancel.is_cancelled();
        let result = match result {
            // The reader of a pipe is interrupted by the same key, and is gone before the cancel is seen here.
            Err(Error::Output { .. }) if cancelled => Err(Error::Interrupted),
            result => result,
        };
        let interrupted = matches!(result, Err(Error::Interrupted)) || cancelled;
        let mut record = SongRecord::new(&song, output, result, began.elapsed());
        if skip {
            record.status = "skipped";
        }
        report.end(&record);
        records.push(record);
        if interrupted {
            break;
        }
    }
    records
}

/// The process's exit code after `of` songs were to be made.
pub(super) fn exit_code(records: &[SongRecord], of: usize, strict: bool) -> u8 {
    let failed = |record: &&SongRecord| record.failure.is_some();
    if let Some(interrupted) = records.iter().find(|record| record.status == "interrupted") {
        return interrupted.exit_code;
    }
    match records.iter().find(failed) {
        // Nothing else leaves songs that were never begun.
        _ if records.len() < of => signals::exit_code(),
        Some(record) if of == 1 => record.exit_code,
        Some(_) => 9,
        None if strict && records.iter().any(|record| !record.warnings.is_empty()) => 8,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{failure::Failure, report::RunRecord};
    use super::*;
    use cymatic::{pipeline::Output, progress::Event};

    #[derive(Default)]
    struct Log(Vec<String>);

    impl Report for Log {
        fn start(&mut self, start: &Start) {
            self.0.push(format!("start {} {}/{}", start.song, start.index, start.of));
        }
        fn explain(&mut self, _: &str) {}
        fn event(&mut self, _: Event) {}
        fn end(&mut self, record: &SongRecord) {
            self.0.push(format!("end {} {}", record.song, record.status));
        }
        fn failed(&mut self, _: &Failure) {}
        fn done(&mut self, _: &RunRecord) {}
    }

    fn run_mocked(songs: &[&str], strict: bool, signals: &Signals) -> (Vec<String>, u8) {
        let task = |song: &&str| Task {
            song: song.into(),
            destination: match *song {
                "taken" => Err(Error::usage("exists")),
                song => {
                    Ok(Destination { output: Output::Null, reason: String::new(), skip: song == "there" })
                }
            },
        };
        let mut log = Log::default();
        let mut work = |song: &Path, _: &Destination, _: &mut dyn Report| match song.to_str() {
            Some("bad") => Err(Error::NotDecodable { path: song.into(), reason: "empty".into() }),
            Some("bug") => panic!("boom"),
            Some("stop") => {
                signals.cancel.cancel();
                Err(Error::Interrupted)
            }
            Some("late") => {
                signals.cancel.cancel();
                Ok(Outcome::default())
            }
            Some("unread") => {
                signals.cancel.cancel();
                Err(Error::output("-", "Broken pipe"))
            }
            Some("short") => Ok(Outcome { warnings: vec!["ends early".into()], ..Outcome::default() }),
            _ => Ok(Outcome::default()),
        };
        let records = run(songs.iter().map(task).collect(), 30.0, signals, &mut log, &mut work);
        (log.0, exit_code(&records, songs.len(), strict))
    }

    fn code(songs: &[&str], strict: bool) -> u8 {
        run_mocked(songs, strict, &Signals::default()).1
    }

    #[test]
    fn a_bad_song_does_not_stop_the_others() {
        let (log, code) = run_mocked(&["a", "bad", "taken", "bug", "b"], false, &Signals::default());
        assert_eq!(code, 9);
        let ends: Vec<&str> = log.iter().filter_map(|line| line.strip_prefix("end ")).collect();
        assert_eq!(ends, ["a ok", "bad failed", "taken failed", "bug failed", "b ok"]);
        assert_eq!(log[2], "start bad 2/5");
    }

    #[test]
    fn a_single_song_ends_with_its_own_code() {
        assert_eq!(code(&["a"], false), 0);
        assert_eq!(code(&["bad"], false), 3);
        assert_eq!(code(&["taken"], false), 2);
        assert_eq!(code(&["bug"], false), 1);
    }

    #[test]
    fn warnings_count_only_when_strict() {
        assert_eq!(code(&["short", "a"], false), 0);
        assert_eq!(code(&["short", "a"], true), 8);
        assert_eq!(code(&["short", "bad"], true), 9);
    }

    #[test]
    fn what_is_skipped_is_no_failure() {
        let (log, code) = run_mocked(&["there", "a"], true, &Signals::default());
        assert_eq!((log[1].as_str(), log[3].as_str(), code), ("end there skipped", "end a ok", 0));
    }

    #[test]
    fn an_interrupt_ends_the_run() {
        let (log, code) = run_mocked(&["a", "stop", "b"], false, &Signals::default());
        assert_eq!(code, 130);
        assert_eq!(log.last().unwrap(), "end stop interrupted");
        // Also where the song was as good as done, whatever failed before, or where nobody reads on.
        assert_eq!(run_mocked(&["bad", "late", "b"], false, &Signals::default()).1, 130);
        let (log, code) = run_mocked(&["unread"], false, &Signals::default());
        assert_eq!((log[1].as_str(), code), ("end unread interrupted", 130));
    }
}
