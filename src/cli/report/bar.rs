//! Progress as a bar on a terminal, redrawn at most four times a second.

use super::{Start, human::Meter, pace::Pace};
use crate::cli::console::clean;
use cymatic::{
    progress::{Event, Stage},
    time::Time,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

const REDRAWS_PER_S: u8 = 4;
const BETWEEN_REDRAWS: Duration = Duration::from_millis(1000 / REDRAWS_PER_S as u64);
/// Columns that a song's name may take.
const NAME_COLUMNS: usize = 24;

/// A bar for one song after the other.
#[derive(Debug, Default)]
pub(super) struct Bar {
    bar: Option<ProgressBar>,
    began: Option<Instant>,
    redrawn: Option<Instant>,
    fps: f64,
}

impl Meter for Bar {
    fn start(&mut self, start: &Start) {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(REDRAWS_PER_S));
        bar.set_style(style("{prefix}  {spinner} {msg}"));
        bar.set_prefix(title(start));
        bar.set_message("opening");
        *self = Self { bar: Some(bar), began: None, redrawn: None, fps: start.fps };
    }

    fn event(&mut self, event: Event) {
        let Some(bar) = &self.bar else { return };
        match event {
            Event::Stage(Stage::Scan) => bar.set_message("listening"),
            Event::Stage(Stage::Render) => self.began = Some(Instant::now()),
            Event::Stage(Stage::Finish) => bar.set_message("finishing"),
            Event::Frames { done, total } => {
                let began = *self.began.get_or_insert_with(Instant::now);
                if self.redrawn.is_some_and(|at| at.elapsed() < BETWEEN_REDRAWS) && done < total {
                    return;
                }
                if self.redrawn.replace(Instant::now()).is_none() {
                    bar.set_style(style("{prefix}  {percent:>3} % {bar:24} {pos}/{len} frames  {msg}"));
                    bar.set_length(total);
                }
                if let Some(pace) = Pace::of(done, total, began.elapsed(), self.fps) {
                    bar.set_message(words(&pace));
                }
                bar.set_position(done);
            }
        }
        bar.tick();
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// A style, or the plainest one should the template not be understood.
fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("━╸─")
}

fn title(start: &Start) -> String {
    let name: String = clean(&start.song).chars().take(NAME_COLUMNS).collect();
    if start.of > 1 { format!("[{}/{}] {name}", start.index, start.of) } else { name }
}

fn words(pace: &Pace) -> String {
    let left = Time::from_micros((pace.eta_s * 1e6) as u64);
    format!("{:.0} fps  {:.1}× real time  {left} left", pace.frames_per_s, pace.times_real_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_says_speed_and_time_left() {
        let pace = Pace::of(600, 1200, Duration::from_secs(10), 30.0).unwrap();
        assert_eq!(words(&pace), "60 fps  2.0× real time  0:10 left");
    }

    #[test]
    fn names_in_the_bar_are_short_and_clean() {
        let start = Start { index: 2, of: 7, song: "\u{1b}[2J".repeat(20), output: String::new(), fps: 30.0 };
        let title = title(&start);
        assert!(
            title.starts_with("[2/7] ") && !title.contains('\u{1b}') && title.chars().count() <= 30,
            "{title}"
        );
    }
}
