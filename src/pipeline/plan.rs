//! What a job would do.

use super::{Job, Output, Provision, run};
use crate::{encode, error::Result, size::Size, time::Fps};
use std::{ops::Range, path::PathBuf};

/// What a job would do: everything was checked, nothing drawn.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The file that would be written, if it is one.
    pub output: Option<PathBuf>,
    /// Frame numbers of the whole video.
    pub frames: Range<u64>,
    /// Frames of the whole video.
    pub of_frames: u64,
    /// Samples of the whole song that sound meanwhile, per channel.
    pub samples: Range<u64>,
    /// Length of the video, seconds.
    pub duration_s: f64,
    /// Length of the song, seconds.
    pub song_s: f64,
    /// Picture size.
    pub size: Size,
    /// Frame rate.
    pub fps: Fps,
    /// Who would encode, with settings.
    pub encoder: String,
    /// Threads that would draw and encode, and the memory that it would take.
    pub provision: Provision,
    /// What the song's decoder met, and what was planned against.
    pub warnings: Vec<String>,
}

/// Checks a job as [`run()`] does and says what it would do. The song is read once: its length is what it decodes to.
///
/// # Errors
/// Those that [`run()`] would end with before it draws.
pub fn plan(job: &Job) -> Result<Plan> {
    run::check(job)?;
    let provision = Provision::of(job)?;
    let (reference, part) = run::scan(job)?;
    let fps = job.scene.fps;
    Ok(Plan {
        output: match &job.output {
            Output::File { path, .. } => Some(path.clone()),
            Output::Stdout | Output::Null => None,
        },
        duration_s: fps.seconds_of(part.frames.end - part.frames.start),
        song_s: reference.samples as f64 / f64::from(reference.sample_rate_hz),
        frames: part.frames,
        of_frames: part.of,
        samples: part.samples,
        size: job.scene.size,
        fps,
        encoder: encode::describe(&job.output, &job.encoding),
        warnings: provision.warning.iter().cloned().chain(reference.report.warnings).collect(),
        provision,
    })
}
