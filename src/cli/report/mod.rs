//! How a run is told to the outside: to a person or to a program. [`Report`] is the seam between the two.

mod bar;
mod human;
mod json;
mod lines;
mod pace;
mod record;

pub(super) use record::{RunRecord, Settings, SongRecord};

use super::{
    args::{Progress, ReportArgs},
    failure::Failure,
};
use cymatic::progress::Event;
use std::io::{self, IsTerminal};

/// A song that is about to be worked on.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// Its place among the songs, from 1.
    pub(super) index: usize,
    /// How many songs there are.
    pub(super) of: usize,
    /// The song's name.
    pub(super) song: String,
    /// Where its video goes.
    pub(super) output: String,
    /// Frames per second, for × real time.
    pub(super) fps: f64,
}

impl Start {
    /// The song's name without its folder.
    fn file_name(&self) -> &str {
        self.song.rsplit(std::path::is_separator).next().unwrap_or(&self.song)
    }
}

/// Takes what happens during a run, in order: for each song [`Report::start`], events and [`Report::end`]; at the very
/// end, whatever happened before, [`Report::done`].
pub(super) trait Report {
    /// Work on a song begins.
    fn start(&mut self, start: &Start);

    /// A decision and its reason, for those who want to know.
    fn explain(&mut self, decision: &str);

    /// The job got further.
    fn event(&mut self, event: Event);

    /// Something about the whole run that a person at the terminal should know, and that is no warning.
    fn tell(&mut self, _: &str) {}

    /// A song is done, or failed.
    fn end(&mut self, record: &SongRecord);

    /// Something failed that concerns no single song.
    fn failed(&mut self, failure: &Failure);

    /// Nothing follows.
    fn done(&mut self, run: &RunRecord);
}

/// The report that the command line asks for.
pub(super) fn choose(args: &ReportArgs) -> Box<dyn Report> {
    if args.progress == Progress::Json {
        return Box::new(json::Json::new(Box::new(io::stderr())));
    }
    let meter: Box<dyn human::Meter> = if args.quiet || args.progress == Progress::None {
        Box::new(human::NoMeter)
    } else if is_lively(&io::stderr()) {
        Box::new(bar::Bar::default())
    } else {
        Box::new(lines::Lines::new(Box::new(io::stderr())))
    };
    let loudness = match (args.quiet, args.verbose) {
        (true, _) => human::Loudness::Quiet,
        (_, true) => human::Loudness::Verbose,
        _ => human::Loudness::Normal,
    };
    Box::new(human::Human::new(Box::new(io::stderr()), meter, loudness))
}

/// Whether a stream can redraw a line.
fn is_lively(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
