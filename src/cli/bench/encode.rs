//! How fast videos come out: a job of the pipeline, watched while frames go into its encoder, and ended before its end.
//!
//! What a song costs once (the scan, opening an encoder, verifying the file) is not counted, and the first frames are not:
//! an encoder only looks at them until it is filled. From then on, a frame goes in when another one is done.

use super::{
    plan::{Plan, Rounds},
    take::Take,
};
use cymatic::{
    Cancel, Error, Result,
    pipeline::{self, Backend, Encoding, Job, Output, Trim},
    progress::{Event, Stage},
    scene::Scene,
};
use std::{
    fs,
    ops::Range,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// Frames that an encoder holds at most: x264's lookahead and one per thread of 16.
const HELD_FRAMES: usize = 48;

/// Frames per second of each round.
///
/// # Errors
/// Those of the job, and cancellation.
pub(super) fn rates(
    plan: &Plan,
    take: &Take,
    scene: &Scene,
    backend: &Backend,
    cancel: &Cancel,
) -> Result<Vec<f64>> {
    let path = temporary();
    let job = Job {
        song: Arc::clone(&take.song),
        scene: scene.clone(),
        trim: Trim::Whole,
        output: Output::File { path: path.clone(), overwrite: true },
        encoding: Encoding::default(),
        // Not the one that goes on with the CPU: its figures would be of both.
        backend: backend.gpu().map_or(Backend::Cpu, |gpu| Backend::Gpu(gpu.clone())),
        threads: 0,
        cores: 0,
        max_memory: None,
        cancel: cancel.child(),
    };
    let mut watch = Watch { rounds: plan.rounds, settle: plan.settle, settled: None, times: Vec::new() };
    let begun = Instant::now();
    let ended = pipeline::run(&job, &mut |event| match event {
        Event::Frames { .. } if !watch.is_over(begun.elapsed()) => {}
        Event::Frames { .. } | Event::Stage(Stage::Finish) => job.cancel.cancel(),
        Event::Stage(_) => {}
    });
    cancel.check()?;
    match ended {
        Err(Error::Interrupted) => {}
        Err(error) => return Err(error),
        // It ended before it was asked to.
        Ok(_) => drop(fs::remove_file(path)),
    }
    watch.rates()
}

/// What would encode; none in a build that can't, and an error when this machine can't.
pub(super) fn encoder() -> Option<Result<String>> {
    if cfg!(not(feature = "ffmpeg")) {
        return None;
    }
    let (output, encoding) = (Output::File { path: temporary(), overwrite: true }, Encoding::default());
    let checked = cymatic::encode::check(&output, &encoding);
    Some(checked.map(|()| cymatic::encode::describe(&output, &encoding)))
}

/// A name of our own; nothing is published under it, because nothing is finished.
fn temporary() -> PathBuf {
    std::env::temp_dir().join(format!("cymatic-bench-{}.mp4", std::process::id()))
}

/// When frames went into the encoder.
#[derive(Debug)]
struct Watch {
    rounds: Rounds,
    settle: Duration,
    /// The first frame that counts.
    settled: Option<usize>,
    times: Vec<Duration>,
}

impl Watch {
    /// Notes a frame. True when enough was seen.
    fn is_over(&mut self, at: Duration) -> bool {
        let index = self.times.len();
        self.times.push(at);
        if self.settled.is_none() && (index >= HELD_FRAMES || at - self.times[0] >= self.settle) {
            self.settled = Some(index);
        }
        let counted = &self.times[self.settled.unwrap_or(index)..];
        let wanted = self.rounds.length * self.rounds.count as u32;
        counted.len() > self.rounds.count && at - counted[0] >= wanted
    }

    /// The frames that count, in rounds of as many frames each.
    fn rates(&self) -> Result<Vec<f64>> {
        let counted = self.settled.and_then(|first| self.times.get(first..)).unwrap_or_default();
        let each = counted.len().saturating_sub(1) / self.rounds.count.max(1);
        if each == 0 {
            return Err(Error::Internal("the song ended before the encoder was measured".into()));
        }
        let ends = |round: usize| Range { start: counted[round * each], end: counted[(round + 1) * each] };
        let rate = |span: Range<Duration>| each as f64 / (span.end - span.start).as_secs_f64().max(1e-9);
        Ok((0..self.rounds.count).map(|round| rate(ends(round))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch() -> Watch {
        let rounds = Rounds { count: 3, length: Duration::from_secs(1) };
        Watch { rounds, settle: Duration::from_secs(5), settled: None, times: Vec::new() }
    }

    /// Frames that come at these times, in milliseconds, until it is enough; how many that took.
    fn frames(watch: &mut Watch, mut at: impl FnMut(u64) -> u64) -> u64 {
        (0..10_000).find(|n| watch.is_over(Duration::from_millis(at(*n)))).expect("an end")
    }

    #[test]
    fn frames_that_only_fill_the_encoder_do_not_count() {
        let mut watch = watch();
        // 1,000 frames/s at first, 50 frames/s later.
        let fast = HELD_FRAMES as u64;
        frames(&mut watch, |n| n.min(fast) + n.saturating_sub(fast) * 20);
        for rate in watch.rates().unwrap() {
            assert!((rate - 50.0).abs() < 1e-6, "{rate}");
        }
    }

    #[test]
    fn an_encoder_that_takes_seconds_for_a_frame_is_measured_in_bounded_time() {
        let mut watch = watch();
        assert!(frames(&mut watch, |n| n * 2_000) <= 6);
        assert_eq!(watch.rates().unwrap(), [0.5; 3]);
    }

    #[test]
    fn a_song_that_ends_too_soon_is_no_figure() {
        let mut watch = watch();
        assert!(!watch.is_over(Duration::ZERO));
        assert!(watch.rates().is_err());
    }
}
