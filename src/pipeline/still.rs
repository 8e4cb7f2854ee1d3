//! One frame as a picture.

use super::{
    Still, Threads,
    renderer::{self, MakeRenderer},
    shoot::Shoot,
};
use crate::{
    analysis,
    audio::Song,
    cancel::Cancel,
    error::{Error, Result},
    render::{Backend, PixelFormat},
    scene::Scene,
    time::Time,
};

/// Draws the frame that is shown at `at`; the last frame when that is past the end. It is the frame that a video of
/// the whole song has there. Beside it, one line per thing that a person should know.
///
/// # Errors
/// As [`super::run()`].
pub fn still(
    song: &Song,
    scene: &Scene,
    backend: &Backend,
    at: Time,
    cancel: &Cancel,
) -> Result<(Still, Vec<String>)> {
    still_with(song, scene, backend, at, cancel, &renderer::make)
}

pub(super) fn still_with(
    song: &Song,
    scene: &Scene,
    backend: &Backend,
    at: Time,
    cancel: &Cancel,
    make: MakeRenderer<'_>,
) -> Result<(Still, Vec<String>)> {
    let reference = analysis::scan_as(song, &scene.heard(), cancel)?;
    let last = scene.fps.frames_of(reference.samples, reference.sample_rate_hz).saturating_sub(1);
    let wanted = scene.fps.frame_at_time(at);
    let n = wanted.min(last);
    let late = (wanted > last).then(|| {
        let shown = Time::from_micros((scene.fps.seconds_of(n) * 1e6) as u64);
        format!("the song ends before {at}: this is its last frame, at {shown}")
    });
    let format = PixelFormat::Rgba;
    // A frame is drawn by one thread; buffers for others would be made for nothing.
    let threads = Threads { draw: 1, encode: 1 };
    let shoot = Shoot {
        song,
        scene,
        reference: &reference,
        frames: n..n + 1,
        format,
        threads,
        backend,
        cancel,
        make,
    };
    let mut drawn = None;
    let shot = shoot.run(&mut |frame| {
        let (width, height) = (scene.size.width(), scene.size.height());
        let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
        frame.rows(0).for_each(|row| rgba.extend_from_slice(row));
        drawn = Some(Still { width, height, rgba });
        Ok(())
    })?;
    let still = drawn.ok_or_else(|| Error::Internal(format!("frame {n} was not drawn")))?;
    let warnings = [reference.report.warnings, shot.warnings, late.into_iter().collect()].concat();
    Ok((still, warnings))
}
