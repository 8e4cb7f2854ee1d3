//! One job from song to output: who runs on which thread, how errors and cancellation travel.
//!
//! ```text
//! analysis thread      song ─▶ rows ─▶ Tables          (runs ahead of the drawing)
//! draw threads         Tables, Scene, n ─▶ Frame       (bounded by the FramePool)
//! calling thread       Frame ─▶ Sink                   (encodes the picture and writes the file)
//! sound thread         song ─▶ packets ─▶ Sink         (some blocks ahead of the picture; the sink's own)
//! ```

mod hearing;
mod memory;
mod plan;
mod provision;
mod renderer;
mod run;
mod shoot;
mod still;
mod threads;
mod trim;

use crate::{audio::Song, cancel::Cancel, encode::Written, progress::Timings, scene::Scene, time::Time};
pub use crate::{
    encode::{Encoding, Output},
    render::{Backend, Still},
};
pub use hearing::tables;
pub use memory::{free_memory_bytes, memory_limit_bytes, peak_memory_bytes, total_memory_bytes};
pub use plan::{Plan, plan};
pub use provision::Provision;
pub use run::{frames, run, run_as};
use std::{ops::Range, sync::Arc};
pub use still::still;
pub use threads::Threads;

/// Which part of the whole video is made. Times snap to the frame grid; the analysis reference stays the whole song's.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Trim {
    /// All of it.
    #[default]
    Whole,
    /// Frame numbers of the whole video, half open.
    Frames(Range<u64>),
    /// From the frame shown at `start` up to `end` (`None`: the end of the song).
    Times {
        /// Start.
        start: Time,
        /// End.
        end: Option<Time>,
    },
}

impl Trim {
    /// Where a video that was cut by times begins and ends in the song, seconds; `None` for the song's end. Frames by
    /// number are parts of the whole video, which begins and ends elsewhere.
    #[must_use]
    pub fn span(&self) -> crate::layers::Span {
        match self {
            Self::Times { start, end } => (start.seconds(), end.map(Time::seconds)),
            Self::Whole | Self::Frames(_) => (0.0, None),
        }
    }
}

/// One video to make.
#[derive(Debug, Clone)]
pub struct Job {
    /// The song.
    pub song: Arc<Song>,
    /// What is drawn.
    pub scene: Scene,
    /// Which part.
    pub trim: Trim,
    /// Where to.
    pub output: Output,
    /// How it is encoded.
    pub encoding: Encoding,
    /// Who draws.
    pub backend: Backend,
    /// Threads that draw, from which those that encode follow; 0 for as many as suit the cores ([`Threads`]).
    pub threads: usize,
    /// The cores that threads are planned for where `threads` is 0; 0 for all that this process may use.
    pub cores: usize,
    /// Most memory to plan with, bytes; none for what is free. Where that doesn't suffice, the least is planned, with a
    /// warning; a limit that can't be kept is an error.
    pub max_memory: Option<u64>,
    /// Asks for an early end.
    pub cancel: Cancel,
}

/// What a job did.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What was written.
    pub written: Written,
    /// Length of the video, frames.
    pub frames: u64,
    /// Length of the video, seconds.
    pub duration_s: f64,
    /// Who drew.
    pub backend: String,
    /// The graphics adapter, if one drew.
    pub adapter: Option<String>,
    /// Who encoded, with settings.
    pub encoder: String,
    /// Threads, lookahead and memory that were planned; none where nothing was encoded.
    pub provision: Option<Provision>,
    /// Where the time went.
    pub timings: Timings,
    /// Most memory that the process held so far, bytes, where the system tells.
    pub peak_memory_bytes: Option<u64>,
    /// One line per thing that a person should know.
    pub warnings: Vec<String>,
}

#[cfg(test)]
mod tests;
