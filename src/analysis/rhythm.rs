//! What a frame sees of the song's beats and sections.

use super::{Reference, Section};
use crate::time::Fps;

/// How long the pulse of a beat or an onset lasts, seconds.
const PULSE_S: f64 = 0.25;
/// Beats that are further apart than this have a gap between them, seconds.
const GAP_S: f64 = 3.0;
/// Seconds before and after its bounds that a section fades.
const FADE_S: f64 = 0.5;

/// Beats and sections of a song, asked for by frames.
#[derive(Debug)]
pub(crate) struct Rhythm<'a> {
    beats: &'a [u64],
    sections: &'a [Section],
    sample_rate_hz: u32,
    fps: Fps,
}

impl<'a> Rhythm<'a> {
    pub(crate) fn new(reference: &'a Reference, fps: Fps) -> Self {
        Self {
            beats: &reference.beats,
            sections: &reference.sections,
            sample_rate_hz: reference.sample_rate_hz,
            fps,
        }
    }

    /// Place between two beats and pulse of frame `n`, both 0 to 1.
    pub(crate) fn beat(&self, n: u64) -> (f32, f32) {
        // A beat within the frame has begun.
        let next = self.beats.partition_point(|beat| self.fps.frame_at(*beat, self.sample_rate_hz) <= n);
        let Some(last) = next.checked_sub(1).and_then(|i| self.beats.get(i)) else { return (0.0, 0.0) };
        let seconds = |sample: u64| sample as f64 / f64::from(self.sample_rate_hz);
        let since_s = (self.fps.seconds_of(n) - seconds(*last)).max(0.0);
        let length_s = self.beats.get(next).map_or(f64::INFINITY, |next| seconds(*next - *last));
        let place = if length_s > GAP_S { 0.0 } else { (since_s / length_s).min(1.0) };
        (place as f32, fading(since_s, self.fps.frame_at(*last, self.sample_rate_hz) == n))
    }

    /// Energy of the section at frame `n`, 0 to 1.
    pub(crate) fn section(&self, n: u64) -> f32 {
        let now_s = self.fps.seconds_of(n);
        let since_s = |section: &Section| now_s - section.start as f64 / f64::from(self.sample_rate_hz);
        let next = self.sections.partition_point(|section| since_s(section) >= -FADE_S);
        let energy = |i: usize| self.sections.get(i).map_or(0.0, |section| section.energy);
        let Some(last) = next.checked_sub(1) else { return 0.0 };
        let Some(before) = last.checked_sub(1) else { return energy(last) };
        let x = ((since_s(&self.sections[last]) + FADE_S) / (2.0 * FADE_S)).clamp(0.0, 1.0) as f32;
        energy(before) + (energy(last) - energy(before)) * x * x * (3.0 - 2.0 * x)
    }
}

/// The pulse of what happened `since_s` ago; full on the frame itself.
pub(crate) fn fading(since_s: f64, own_frame: bool) -> f32 {
    if own_frame { 1.0 } else { (1.0 - since_s / PULSE_S).max(0.0).powi(2) as f32 }
}
