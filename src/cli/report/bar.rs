//! Progress as a bar on a terminal, redrawn at most four times a second.

use super::{Start, human::Meter, pace::Pace};
use crate::cli::console::clean;
use cymatic::{
    progress::{Event, Stage},
    time::Time,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::{
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

const BETWEEN_REDRAWS: Duration = Duration::from_millis(250);
/// Columns that a song's name may take.
const NAME_COLUMNS: usize = 20;

/// A bar for one song after the other.
#[derive(Debug, Default)]
pub(super) struct Bar {
    bar: Option<ProgressBar>,
    /// What stands behind the bar. Read while it is drawn, so that a change of it alone draws nothing.
    words: Arc<Mutex<String>>,
    began: Option<Instant>,
    redrawn: Option<Instant>,
    fps: f64,
}

impl Bar {
    /// Redraws, unless that was done a moment ago and `at_once` doesn't matter.
    fn redraw(&mut self, words: String, done: u64, total: u64, at_once: bool) {
        let Some(bar) = &self.bar else { return };
        if !at_once && self.redrawn.is_some_and(|at| at.elapsed() < BETWEEN_REDRAWS) {
            return;
        }
        self.redrawn = Some(Instant::now());
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = words;
        bar.update(|state| {
            state.set_len(total);
            state.set_pos(done);
        });
    }
}

impl Meter for Bar {
    fn start(&mut self, start: &Start) {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        *self = Self { fps: start.fps, ..Self::default() };
        let words = Arc::clone(&self.words);
        let behind = move |_: &ProgressState, text: &mut dyn Write| {
            let _ = text.write_str(&words.lock().unwrap_or_else(PoisonError::into_inner));
        };
        let style = ProgressStyle::with_template("{prefix} {percent:>3} % {wide_bar} {pos}/{len} {behind}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("behind", behind).progress_chars("━╸─"));
        bar.set_prefix(title(start));
        self.bar = Some(bar);
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Stage(Stage::Scan) => self.redraw("listening".into(), 0, 0, true),
            Event::Stage(Stage::Render) => self.began = Some(Instant::now()),
            Event::Stage(Stage::Finish) => {
                let (done, total) =
                    self.bar.as_ref().map_or((0, 0), |bar| (bar.position(), bar.length().unwrap_or(0)));
                self.redraw("finishing".into(), done, total, true);
            }
            Event::Frames { done, total } => {
                let elapsed = self.began.get_or_insert_with(Instant::now).elapsed();
                let words = Pace::of(done, total, elapsed, self.fps).as_ref().map(words).unwrap_or_default();
                self.redraw(words, done, total, done == total);
            }
        }
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn title(start: &Start) -> String {
    let name: String = clean(&start.song).chars().take(NAME_COLUMNS).collect();
    if start.of > 1 { format!("[{}/{}] {name}", start.index, start.of) } else { name }
}

fn words(pace: &Pace) -> String {
    let left = Time::from_micros((pace.eta_s * 1e6) as u64);
    format!("{:.0} fps {:.1}× real time {left} left", pace.frames_per_s, pace.times_real_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_says_speed_and_time_left() {
        let pace = Pace::of(600, 1200, Duration::from_secs(10), 30.0).unwrap();
        assert_eq!(words(&pace), "60 fps 2.0× real time 0:10 left");
    }

    #[test]
    fn names_in_the_bar_are_short_and_clean() {
        let start = Start { index: 2, of: 7, song: "\u{1b}[2J".repeat(20), output: String::new(), fps: 30.0 };
        let title = title(&start);
        assert!(
            title.starts_with("[2/7] ") && !title.contains('\u{1b}') && title.chars().count() <= 26,
            "{title}"
        );
    }
}
