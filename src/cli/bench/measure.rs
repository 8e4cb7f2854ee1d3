//! How fast a renderer draws: a warm-up, then rounds of equal work.

use super::{
    figures::{Step, median},
    plan::Rounds,
};
use cymatic::{
    Cancel, Error, Result,
    analysis::Tables,
    render::{
        Backend, Frame, PixelFormat, Renderer,
        cpu::CpuRenderer,
        gpu::{GpuRenderer, Tuning},
    },
    scene::Scene,
};
use std::{
    hint::black_box,
    ops::Range,
    time::{Duration, Instant},
};

/// A renderer that can also draw without bringing anything back.
#[derive(Debug)]
pub(super) enum Drawer {
    Cpu(CpuRenderer),
    Gpu(Box<GpuRenderer>),
    /// It could not be made.
    Failed(String),
}

impl Drawer {
    /// On all cores, or on the adapter.
    pub(super) fn new(backend: &Backend, scene: &Scene, tables: Tables) -> Self {
        let (scene, format) = (scene.clone(), PixelFormat::Yuv420);
        let made = match backend.gpu() {
            None => CpuRenderer::new(scene, tables, format, 0).map(Self::Cpu),
            Some(gpu) => GpuRenderer::new(gpu, scene, tables, format, Tuning::default())
                .map(|gpu| Self::Gpu(Box::new(gpu))),
        };
        made.unwrap_or_else(|error| Self::Failed(error.to_string()))
    }

    /// Draws, and nothing else.
    ///
    /// # Errors
    /// Those of the renderer, and cancellation.
    pub(super) fn draw(&mut self, frames: Range<u64>, cancel: &Cancel) -> Result<()> {
        match self {
            Self::Cpu(cpu) => cpu.render(frames, cancel, &mut |_| Ok(())),
            Self::Gpu(gpu) => gpu.draw_only(frames, cancel),
            Self::Failed(why) => Err(Error::Gpu(why.clone())),
        }
    }

    /// Draws, and reads every byte of every frame once.
    ///
    /// # Errors
    /// Those of the renderer, and cancellation.
    pub(super) fn read(&mut self, frames: Range<u64>, cancel: &Cancel) -> Result<()> {
        let mut sink = |frame: Frame| {
            let (words, _) = frame.bytes().as_chunks::<8>();
            black_box(words.iter().fold(0, |sum, word| sum ^ u64::from_le_bytes(*word)));
            Ok(())
        };
        match self {
            Self::Cpu(cpu) => cpu.render(frames, cancel, &mut sink),
            Self::Gpu(gpu) => gpu.render(frames, cancel, &mut sink),
            Self::Failed(why) => Err(Error::Gpu(why.clone())),
        }
    }

    /// The steps of a frame on the adapter, and how many frames are drawn at once: medians of several batches.
    ///
    /// # Errors
    /// Those of the renderer, and cancellation.
    pub(super) fn steps(&mut self, frames: Range<u64>, cancel: &Cancel) -> Result<Option<(u64, Vec<Step>)>> {
        const BATCHES: usize = 7;
        let Self::Gpu(gpu) = self else { return Ok(None) };
        let batch = gpu.batch().min(frames.end - frames.start).max(1);
        let mut profiles = Vec::new();
        for _ in 0..BATCHES {
            cancel.check()?;
            profiles.push(gpu.profile(frames.clone(), cancel)?);
        }
        let names = profiles.first().into_iter().flatten().map(|step| step.name);
        let steps = names.enumerate().map(|(i, name)| {
            let times = profiles.iter().filter_map(|profile| Some(profile.get(i)?.time.as_secs_f64()));
            Step { step: name, ms_per_frame: median(times.collect()) * 1e3 / batch as f64 }
        });
        Ok(Some((batch, steps.collect())))
    }
}

/// Frames per second of each round of `draw`, which is given frames of `take`, the same number in every round.
///
/// # Errors
/// Those of `draw`.
pub(super) fn rates(
    rounds: Rounds,
    take: &Range<u64>,
    draw: &mut dyn FnMut(Range<u64>) -> Result<()>,
) -> Result<Vec<f64>> {
    let mut time = |frames: u64| -> Result<Duration> {
        let begun = Instant::now();
        calls(frames, take).try_for_each(&mut *draw)?;
        Ok(begun.elapsed())
    };
    // The very first frame finds nothing made yet; it says nothing about the others.
    time(1)?;
    let (mut frames, mut took) = (1, time(1)?);
    while took < rounds.length {
        let missing = rounds.length.as_secs_f64() / took.as_secs_f64().max(1e-9);
        // A little more than it takes, and never much more at once: the first guesses are rough.
        frames = (frames as f64 * (missing * 1.1).clamp(1.2, 16.0)).ceil() as u64;
        took = time(frames)?;
    }
    (0..rounds.count).map(|_| Ok(frames as f64 / time(frames)?.as_secs_f64().max(1e-9))).collect()
}

/// The ranges that make so many frames, each from the beginning of the take.
fn calls(frames: u64, take: &Range<u64>) -> impl Iterator<Item = Range<u64>> + use<> {
    let (start, length) = (take.start, (take.end - take.start).max(1));
    (0..frames.div_ceil(length)).map(move |call| start..start + (frames - call * length).min(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_draws_as_many_frames_after_two_that_do_not_count() {
        let rounds = Rounds { count: 4, length: Duration::ZERO };
        let mut drawn = Vec::new();
        let rates = rates(rounds, &(10..60), &mut |frames| {
            drawn.push(frames);
            Ok(())
        });
        assert_eq!((rates.unwrap().len(), drawn), (4, vec![10..11; 6]));
        let failed = super::rates(rounds, &(10..60), &mut |_| Err(Error::Gpu("gone".into())));
        assert_eq!(failed.unwrap_err().to_string(), "gone");
    }

    #[test]
    fn frames_beyond_the_take_are_drawn_from_its_beginning_again() {
        let ranges: Vec<_> = calls(120, &(10..60)).collect();
        assert_eq!(ranges, [10..60, 10..60, 10..30]);
        assert!(calls(1, &(0..5)).eq(std::iter::once(0..1)));
    }
}
