//! Progress as plain lines, for logs: one per ten percent, or per half minute when that is rarer.

use super::{Start, human::Meter, pace::Pace};
use crate::cli::console::{clean, write};
use cymatic::{
    progress::{Event, Stage},
    time::Time,
};
use std::{
    io::Write,
    time::{Duration, Instant},
};

const STEP_PERCENT: f64 = 10.0;
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Sparse lines.
pub(super) struct Lines {
    target: Box<dyn Write>,
    song: String,
    fps: f64,
    began: Instant,
    said: Instant,
    next_percent: f64,
}

impl Lines {
    /// Lines for `target`.
    pub(super) fn new(target: Box<dyn Write>) -> Self {
        let now = Instant::now();
        Self { target, song: String::new(), fps: 1.0, began: now, said: now, next_percent: 0.0 }
    }

    fn at(&mut self, done: u64, total: u64, elapsed: Duration) {
        let Some(pace) = Pace::of(done, total, elapsed, self.fps) else { return };
        if pace.percent < self.next_percent && self.said.elapsed() < HEARTBEAT {
            return;
        }
        self.said = Instant::now();
        self.next_percent = (pace.percent / STEP_PERCENT).floor() * STEP_PERCENT + STEP_PERCENT;
        let left = Time::from_micros((pace.eta_s * 1e6) as u64);
        let line = format!(
            "{}: {:.0} %, {done} of {total} frames, {:.0} fps, {:.1}× real time, {left} left\n",
            self.song, pace.percent, pace.frames_per_s, pace.times_real_time
        );
        write(&mut self.target, &line);
    }
}

impl Meter for Lines {
    fn start(&mut self, start: &Start) {
        self.song = clean(start.file_name());
        self.fps = start.fps;
        self.next_percent = STEP_PERCENT;
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Stage(Stage::Render) => {
                self.began = Instant::now();
                self.said = self.began;
            }
            Event::Stage(_) => {}
            Event::Frames { done, total } => self.at(done, total, self.began.elapsed()),
        }
    }

    fn end(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::{super::json::tests::Shared, *};

    #[test]
    fn a_render_says_about_ten_lines() {
        let shared = Shared::default();
        let mut lines = Lines::new(Box::new(shared.clone()));
        lines.start(&Start { index: 1, of: 1, song: "a\n.mp3".into(), output: String::new(), fps: 30.0 });
        lines.event(Event::Stage(Stage::Render));
        for done in 1..=1000 {
            lines.at(done, 1000, Duration::from_millis(10 * done));
        }
        let text = shared.text();
        assert_eq!(text.lines().count(), 10, "{text}");
        assert_eq!(
            text.lines().next(),
            Some("a\\n.mp3: 10 %, 100 of 1000 frames, 100 fps, 3.3× real time, 0:09 left")
        );
    }
}
