//! A few instruments, each a function from time since the note's start to a sample. Units: seconds, Hz, full scale = 1.

use std::f32::consts::{PI, TAU};

/// Samples per second of everything here.
pub(super) const SAMPLE_RATE_HZ: u32 = 48_000;

/// A stereo mix of a fixed length.
#[derive(Debug, Clone)]
pub(super) struct Mix {
    /// Left and right, interleaved.
    pub(super) samples: Vec<f32>,
}

impl Mix {
    /// Silence of a length.
    pub(super) fn silent(seconds: f32) -> Self {
        Self { samples: vec![0.0; index(seconds) * 2] }
    }

    /// Adds `voice` for `length` seconds from `start`, at `pan` from -1 (left) to 1, with constant power.
    pub(super) fn add(&mut self, start: f32, length: f32, pan: f32, mut voice: impl FnMut(f32) -> f32) {
        let angle = (pan + 1.0) * PI / 4.0;
        let (left, right) = (angle.cos(), angle.sin());
        let frames = self.samples.chunks_exact_mut(2).skip(index(start)).take(index(length));
        for (i, frame) in frames.enumerate() {
            let value = voice(i as f32 / SAMPLE_RATE_HZ as f32);
            frame[0] += value * left;
            frame[1] += value * right;
        }
    }

    /// Adds another mix of the same length, scaled over time.
    pub(super) fn add_mix(&mut self, other: &Self, gain: impl Fn(f32) -> f32) {
        for (i, (mine, theirs)) in self.samples.iter_mut().zip(&other.samples).enumerate() {
            *mine += theirs * gain((i / 2) as f32 / SAMPLE_RATE_HZ as f32);
        }
    }

    /// Echoes that change sides, `delay` seconds apart, each `feedback` times the one before.
    pub(super) fn ping_pong(&mut self, delay: f32, feedback: f32) {
        let step = index(delay) * 2;
        for i in (step..self.samples.len()).step_by(2) {
            let (left, right) = (self.samples[i - step], self.samples[i - step + 1]);
            self.samples[i] += right * feedback;
            self.samples[i + 1] += left * feedback;
        }
    }

    /// Rounds off what is too loud and sets the largest magnitude to `peak`.
    pub(super) fn master(&mut self, peak: f32) {
        self.samples.iter_mut().for_each(|s| *s = s.tanh());
        let loudest = self.samples.iter().fold(1e-9f32, |max, s| max.max(s.abs()));
        self.samples.iter_mut().for_each(|s| *s *= peak / loudest);
    }
}

fn index(seconds: f32) -> usize {
    (seconds * SAMPLE_RATE_HZ as f32) as usize
}

/// The frequency of a MIDI note.
pub(super) fn pitch_hz(note: u8) -> f32 {
    440.0 * ((f32::from(note) - 69.0) / 12.0).exp2()
}

/// Rises within `attack`, stays, and falls within `release` before `length` ends.
pub(super) fn envelope(t: f32, length: f32, attack: f32, release: f32) -> f32 {
    (t / attack).min((length - t) / release).clamp(0.0, 1.0)
}

/// A sine that falls from a click to 46 Hz.
pub(super) fn kick(t: f32) -> f32 {
    let phase = 46.0 * t + 5.0 * (1.0 - (-30.0 * t).exp());
    (TAU * phase).sin() * (-6.5 * t).exp() * 1.1
}

/// Bursts of noise, as of several hands.
pub(super) fn clap(t: f32) -> f32 {
    let bursts = [0.0, 0.011, 0.023].into_iter().filter(|at| t >= *at);
    let level: f32 = bursts.map(|at| (-90.0 * (t - at)).exp()).sum::<f32>() + 0.5 * (-16.0 * t).exp();
    let tone = noise(t) - noise(t - 2.0 / SAMPLE_RATE_HZ as f32);
    0.22 * tone * level
}

/// Noise without its lows; closed or open.
pub(super) fn hat(t: f32, open: bool) -> f32 {
    let step = 1.0 / SAMPLE_RATE_HZ as f32;
    let tone = noise(t) - 2.0 * noise(t - step) + noise(t - 2.0 * step);
    0.09 * tone * (if open { -11.0 * t } else { -55.0 * t }).exp()
}

/// A round bass: few harmonics, the upper ones fading first.
pub(super) fn bass(t: f32, hz: f32) -> f32 {
    let partial = |k: f32| (TAU * hz * k * t).sin() / k * (-(k - 1.0) * 3.0 * t).exp();
    0.5 * (1..=6).map(|k| partial(k as f32)).sum::<f32>()
}

/// A plucked string of sines.
pub(super) fn pluck(t: f32, hz: f32) -> f32 {
    let partial = |k: f32, level: f32| (TAU * hz * k * t).sin() * level * (-(3.0 + 2.5 * k) * t).exp();
    0.3 * (partial(1.0, 1.0) + partial(2.0, 0.5) + partial(3.0, 0.25) + partial(5.0, 0.12))
}

/// A singing lead: a soft saw with late vibrato.
pub(super) fn lead(t: f32, hz: f32) -> f32 {
    let vibrato = 0.012 * (t * 3.0).min(1.0) * (TAU * 5.5 * t).sin();
    (1..=7).map(|k| k as f32).map(|k| (TAU * k * (hz * t + vibrato)).sin() / (k * k.sqrt())).sum::<f32>()
        * 0.3
}

/// One of the slightly detuned saws of a pad, softened by `brightness` from 0 to 1.
pub(super) fn pad(t: f32, hz: f32, brightness: f32) -> f32 {
    let top = 2.0 + 10.0 * brightness;
    let level = |k: f32| (1.0 - (k - 1.0) / top).max(0.0);
    (1..=12).map(|k| k as f32).map(|k| (TAU * hz * k * t).sin() / k * level(k)).sum::<f32>() * 0.11
}

/// White noise as a function of time: a hash of the sample's number.
fn noise(t: f32) -> f32 {
    let mut x = ((t + 1.0) * SAMPLE_RATE_HZ as f32).round() as u32;
    x = (x ^ 61 ^ (x >> 16)).wrapping_mul(9);
    x = (x ^ (x >> 4)).wrapping_mul(0x27d4_eb2d);
    x ^= x >> 15;
    x as f32 / u32::MAX as f32 * 2.0 - 1.0
}
