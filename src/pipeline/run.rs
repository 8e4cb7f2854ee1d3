//! A job from its checks to its outcome.

use super::{
    Job, Outcome, Output, Provision, Threads, peak_memory_bytes,
    renderer::{self, MakeRenderer},
    shoot::Shoot,
    trim::Part,
};
use crate::{
    analysis::{self, Reference},
    encode::{self, Appetite, Spec},
    error::Result,
    progress::{Event, Stage, Timings},
    render::{Frame, Layout, PixelFormat},
};
use std::time::{Duration, Instant};

/// Runs a job to its end.
///
/// # Errors
/// The root cause: of an error and the failures that follow from it, the error. A panic inside is
/// [`crate::Error::Internal`]. Nothing is left under the output's name then.
pub fn run(job: &Job, on_event: &mut dyn FnMut(Event)) -> Result<Outcome> {
    run_as(job, Provision::of(job)?, on_event)
}

/// As [`run`], with what was planned before, and maybe told: memory that is free changes.
///
/// # Errors
/// As [`run`].
pub fn run_as(job: &Job, provision: Provision, on_event: &mut dyn FnMut(Event)) -> Result<Outcome> {
    run_with(job, provision, &renderer::make, on_event)
}

/// Draws a job's frames and shows them to `on_frame`, in order, on the calling thread; no file is written. The job's
/// output and encoding are not looked at.
///
/// # Errors
/// As [`run`], and those of `on_frame`.
pub fn frames(
    job: &Job,
    format: PixelFormat,
    on_event: &mut dyn FnMut(Event),
    on_frame: &mut dyn FnMut(&Frame) -> Result<()>,
) -> Result<Outcome> {
    frames_with(job, format, &renderer::make, on_event, on_frame)
}

/// Checks all that can be checked before the song is decoded.
pub(super) fn check(job: &Job) -> Result<()> {
    Layout::new(job.scene.size, PixelFormat::Yuv420)?;
    job.scene.listening.check()?;
    encode::check(&job.output, &job.encoding)?;
    match &job.output {
        Output::File { path, overwrite } => encode::output::check(path, *overwrite, job.song.path()),
        Output::Stdout | Output::Null => Ok(()),
    }
}

pub(super) fn run_with(
    job: &Job,
    provision: Provision,
    make: MakeRenderer<'_>,
    on_event: &mut dyn FnMut(Event),
) -> Result<Outcome> {
    let begun = Instant::now();
    check(job)?;
    on_event(Event::Stage(Stage::Scan));
    let (reference, part) = scan(job)?;
    let scan_s = begun.elapsed().as_secs_f64();

    on_event(Event::Stage(Stage::Render));
    let threads = provision.threads;
    let mut sink = encode::open(
        &job.output,
        &Spec {
            song: &job.song,
            size: job.scene.size,
            fps: job.scene.fps,
            frames: part.frames.clone(),
            samples: part.samples.clone(),
            encoding: &job.encoding,
            threads: threads.encode,
            lookahead: provision.lookahead,
            cancel: &job.cancel,
        },
    )?;
    let encoder = sink.describe();
    let total = part.frames.end - part.frames.start;
    let (mut done, mut encoding, mut first_frame_s) = (0, Duration::ZERO, None);
    let shoot = shoot(job, &reference, &part, PixelFormat::Yuv420, threads, make);
    let shot = shoot.run(&mut |frame| {
        let given = Instant::now();
        sink.frame(frame)?;
        encoding += given.elapsed();
        first_frame_s.get_or_insert_with(|| begun.elapsed().as_secs_f64());
        done += 1;
        on_event(Event::Frames { done, total });
        Ok(())
    })?;

    on_event(Event::Stage(Stage::Finish));
    job.cancel.check()?;
    let finishing = Instant::now();
    let written = sink.finish()?;
    let timings = Timings {
        scan_s,
        analyze_s: shot.analyze_s,
        draw_s: shot.draw_s,
        encode_s: encoding.as_secs_f64(),
        finish_s: finishing.elapsed().as_secs_f64(),
        first_frame_s: first_frame_s.unwrap_or_default(),
        total_s: begun.elapsed().as_secs_f64(),
    };
    let warnings = [reference.report.warnings, shot.warnings, written.warnings.clone()];
    let warnings = provision.warning.iter().cloned().chain(warnings.into_iter().flatten()).collect();
    let duration_s = job.scene.fps.seconds_of(total);
    let peak_memory_bytes = peak_memory_bytes();
    Ok(Outcome {
        written,
        frames: total,
        duration_s,
        backend: shot.backend,
        adapter: shot.adapter,
        encoder,
        provision: Some(provision),
        timings,
        peak_memory_bytes,
        warnings,
    })
}

pub(super) fn frames_with(
    job: &Job,
    format: PixelFormat,
    make: MakeRenderer<'_>,
    on_event: &mut dyn FnMut(Event),
    on_frame: &mut dyn FnMut(&Frame) -> Result<()>,
) -> Result<Outcome> {
    let begun = Instant::now();
    Layout::new(job.scene.size, format)?;
    let Provision { threads, warning, .. } = Provision::for_frames(job, format, Appetite::NOTHING)?;
    on_event(Event::Stage(Stage::Scan));
    let (reference, part) = scan(job)?;
    let scan_s = begun.elapsed().as_secs_f64();

    on_event(Event::Stage(Stage::Render));
    let shoot = shoot(job, &reference, &part, format, threads, make);
    let total = part.frames.end - part.frames.start;
    let (mut done, mut first_frame_s) = (0, None);
    let shot = shoot.run(&mut |frame| {
        on_frame(&frame)?;
        first_frame_s.get_or_insert_with(|| begun.elapsed().as_secs_f64());
        done += 1;
        on_event(Event::Frames { done, total });
        Ok(())
    })?;
    let total_s = begun.elapsed().as_secs_f64();
    Ok(Outcome {
        frames: total,
        duration_s: job.scene.fps.seconds_of(total),
        backend: shot.backend,
        adapter: shot.adapter,
        timings: Timings {
            scan_s,
            analyze_s: shot.analyze_s,
            draw_s: shot.draw_s,
            first_frame_s: first_frame_s.unwrap_or_default(),
            total_s,
            ..Timings::default()
        },
        peak_memory_bytes: peak_memory_bytes(),
        warnings: [warning.into_iter().collect(), reference.report.warnings, shot.warnings].concat(),
        ..Outcome::default()
    })
}

/// The whole song's reference, and the part of it that the job wants.
pub(super) fn scan(job: &Job) -> Result<(Reference, Part)> {
    let reference = analysis::scan_as(&job.song, &job.scene.heard(), &job.cancel)?;
    let part = job.trim.part(job.scene.fps, reference.samples, reference.sample_rate_hz)?;
    Ok((reference, part))
}

fn shoot<'a>(
    job: &'a Job,
    reference: &'a Reference,
    part: &Part,
    format: PixelFormat,
    threads: Threads,
    make: MakeRenderer<'a>,
) -> Shoot<'a> {
    let (song, scene, cancel, frames) = (&*job.song, &job.scene, &job.cancel, part.frames.clone());
    Shoot { song, scene, reference, frames, format, threads, backend: &job.backend, cancel, make }
}
