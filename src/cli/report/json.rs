//! A run as told to a program: one JSON object per line, all with `schema` and `kind`.
//!
//! `start`, `stage`, `progress`, `warning`, `skipped` and `error` carry the `song` they belong to and its `index`; the last line
//! is the only `done`, with everything that `--stats` has.

use super::{Report, RunRecord, SongRecord, Start, pace::Pace, record::SCHEMA};
use crate::cli::{
    console::{is_unsafe, write},
    failure::Failure,
};
use cymatic::progress::{Event, Stage};
use serde::Serialize;
use std::{
    io::Write,
    time::{Duration, Instant},
};

const BETWEEN_PROGRESS: Duration = Duration::from_millis(250);

/// Writes JSON lines.
pub(super) struct Json {
    target: Box<dyn Write>,
    song: Option<Start>,
    began: Instant,
    said: Option<Instant>,
}

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    schema: u32,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    song: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    #[serde(flatten)]
    body: T,
}

#[derive(Serialize)]
struct StartBody<'a> {
    of: usize,
    output: &'a str,
    fps: f64,
}

#[derive(Serialize)]
struct StageBody {
    stage: Stage,
}

#[derive(Serialize)]
struct ProgressBody {
    done: u64,
    total: u64,
    percent: f64,
    frames_per_s: f64,
    times_real_time: f64,
    eta_s: f64,
}

#[derive(Serialize)]
struct WarningBody<'a> {
    message: &'a str,
}

#[derive(Serialize)]
struct SkippedBody<'a> {
    output: &'a str,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    message: &'a str,
    hint: Option<&'a str>,
    exit_code: u8,
}

impl Json {
    /// Lines for `target`.
    pub(super) fn new(target: Box<dyn Write>) -> Self {
        Self { target, song: None, began: Instant::now(), said: None }
    }

    fn line(&mut self, kind: &'static str, body: impl Serialize) {
        let start = self.song.as_ref().filter(|_| kind != "done");
        let (song, index) = (start.map(|start| start.song.as_str()), start.map(|start| start.index));
        let Ok(json) = serde_json::to_string(&Line { schema: SCHEMA, kind, song, index, body }) else {
            return;
        };
        write(&mut self.target, &format!("{}\n", escaped(&json)));
    }
}

impl Report for Json {
    fn start(&mut self, start: &Start) {
        self.song = Some(start.clone());
        self.said = None;
        self.line("start", StartBody { of: start.of, output: &start.output, fps: start.fps });
    }

    fn explain(&mut self, _: &str) {}

    fn event(&mut self, event: Event) {
        match event {
            Event::Stage(stage) => {
                self.began = Instant::now();
                self.line("stage", StageBody { stage });
            }
            Event::Frames { done, total } => {
                if self.said.is_some_and(|at| at.elapsed() < BETWEEN_PROGRESS) && done < total {
                    return;
                }
                let fps = self.song.as_ref().map_or(1.0, |start| start.fps);
                let Some(pace) = Pace::of(done, total, self.began.elapsed(), fps) else { return };
                self.said = Some(Instant::now());
                self.line(
                    "progress",
                    ProgressBody {
                        done,
                        total,
                        percent: pace.percent,
                        frames_per_s: pace.frames_per_s,
                        times_real_time: pace.times_real_time,
                        eta_s: pace.eta_s,
                    },
                );
            }
        }
    }

    fn end(&mut self, record: &SongRecord) {
        for warning in &record.warnings {
            self.line("warning", WarningBody { message: warning });
        }
        if record.status == "skipped" {
            self.line("skipped", SkippedBody { output: &record.output });
        }
        if let Some(failure) = &record.failure {
            self.failed(failure);
        }
        self.song = None;
    }

    fn failed(&mut self, failure: &Failure) {
        let Failure { message, hint, exit_code } = failure;
        self.line("error", ErrorBody { message, hint: hint.as_deref(), exit_code: *exit_code });
    }

    fn done(&mut self, run: &RunRecord) {
        self.song = None;
        self.line("done", run);
    }
}

/// JSON with the characters spelled out that a terminal would act on; they can only stand inside of strings.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        // None of them lies beyond U+FFFF, so that no surrogates are needed.
        if is_unsafe(c) { text.push_str(&format!("\\u{:04x}", u32::from(c))) } else { text.push(c) }
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use super::{super::record::tests::song, *};
    use std::{cell::RefCell, rc::Rc};

    /// A writer whose text can be looked at.
    #[derive(Default, Clone)]
    pub(in crate::cli::report) struct Shared(Rc<RefCell<Vec<u8>>>);

    impl Shared {
        pub(in crate::cli::report) fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_is_an_object_of_the_schema_and_the_last_is_done() {
        let shared = Shared::default();
        let mut json = Json::new(Box::new(shared.clone()));
        let name = "a\n\u{9b}\u{202e}.mp3";
        json.start(&Start { index: 1, of: 2, song: name.into(), output: "a.mp4".into(), fps: 30.0 });
        json.event(Event::Stage(Stage::Scan));
        json.event(Event::Stage(Stage::Render));
        for done in 1..=300 {
            json.event(Event::Frames { done, total: 300 });
        }
        json.event(Event::Stage(Stage::Finish));
        let mut record = song(Some("a.mp3: empty file"));
        record.warnings.push("short".into());
        json.end(&record);
        json.done(&RunRecord::new(vec![record], None, 3, Duration::from_secs(1)));

        let text = shared.text();
        assert!(!text.contains(['\u{9b}', '\u{202e}']));
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.iter().all(|line| line["schema"] == 1));
        let mut kinds: Vec<&str> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
        kinds.dedup();
        assert_eq!(kinds, ["start", "stage", "progress", "stage", "warning", "error", "done"]);
        assert_eq!(lines[0]["song"], name);
        assert!(lines.len() < 20, "progress is throttled");
        let last = lines.iter().rfind(|line| line["kind"] == "progress").unwrap();
        assert_eq!((last["done"].as_u64(), last["percent"].as_f64()), (Some(300), Some(100.0)));
        let done = lines.last().unwrap();
        for key in ["status", "exit_code", "frames", "duration_s", "backend", "warnings", "songs"] {
            assert!(done.get(key).is_some(), "{key}");
        }
    }
}
