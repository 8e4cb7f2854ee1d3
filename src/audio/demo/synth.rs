//! A handful of band-limited voices, each added into a stereo mix.
//!
//! Saws and pulses are smoothed at their steps (`PolyBLEP`, Välimäki & Huovilainen 2007), filters are trapezoidal
//! state-variable ones (Simper 2013). Times are seconds, pitches MIDI notes, levels linear.

use std::f32::consts::{PI, TAU};

/// Samples per second.
pub(super) const RATE_HZ: u32 = 48_000;
const RATE: f32 = RATE_HZ as f32;
/// Filters take a new cutoff this often, samples.
const CONTROL: usize = 32;

/// Interleaved stereo that voices are added to.
pub(super) struct Mix {
    samples: Vec<f32>,
}

impl Mix {
    /// Silence.
    pub(super) fn new(seconds: f32) -> Self {
        Self { samples: vec![0.0; (seconds * RATE) as usize * 2] }
    }

    /// Adds `voice(time since the start)` as left and right.
    pub(super) fn add(&mut self, start: f32, length: f32, mut voice: impl FnMut(f32) -> [f32; 2]) {
        let first = ((start * RATE) as usize * 2).min(self.samples.len());
        let last = (first + (length * RATE) as usize * 2).min(self.samples.len());
        for (i, frame) in self.samples[first..last].chunks_exact_mut(2).enumerate() {
            let [left, right] = voice(i as f32 / RATE);
            frame[0] += left;
            frame[1] += right;
        }
    }

    /// Multiplies everything by `gain(time)`.
    pub(super) fn shape(&mut self, gain: impl Fn(f32) -> f32) {
        for (i, frame) in self.samples.chunks_exact_mut(2).enumerate() {
            let g = gain(i as f32 / RATE);
            frame[0] *= g;
            frame[1] *= g;
        }
    }

    /// Adds echoes that cross from side to side.
    pub(super) fn echo(&mut self, delay: f32, feedback: f32) {
        let distance = (delay * RATE) as usize * 2;
        for i in (distance..self.samples.len()).step_by(2) {
            self.samples[i] += feedback * self.samples[i - distance + 1];
            self.samples[i + 1] += feedback * self.samples[i - distance];
        }
    }

    /// Adds another mix.
    pub(super) fn join(&mut self, other: &Self) {
        for (a, b) in self.samples.iter_mut().zip(&other.samples) {
            *a += b;
        }
    }

    /// The finished samples: softly limited, peak at `peak`.
    pub(super) fn master(mut self, drive: f32, peak: f32) -> Vec<f32> {
        // x (27 + x²) / (27 + 9 x²) follows tanh within 2 % up to where it meets 1, at 3.
        let soft = |x: f32| {
            let x = x.clamp(-3.0, 3.0);
            x * (27.0 + x * x) / (27.0 + 9.0 * x * x)
        };
        let mut loudest = 1e-9f32;
        for x in &mut self.samples {
            *x = soft(*x * drive);
            loudest = loudest.max(x.abs());
        }
        for x in &mut self.samples {
            *x *= peak / loudest;
        }
        self.samples
    }
}

/// Frequency of a MIDI note, Hz.
pub(super) fn hz(note: f32) -> f32 {
    440.0 * ((note - 69.0) / 12.0).exp2()
}

/// Rises over `attack`, stays, falls from `hold` on with the time constant `release`.
pub(super) fn envelope(t: f32, attack: f32, hold: f32, release: f32) -> f32 {
    let fall = if t > hold { (-(t - hold) / release).exp() } else { 1.0 };
    (t / attack).min(1.0) * fall
}

/// The correction of a unit step at phase 0.
fn blep(phase: f32, step: f32) -> f32 {
    if phase < step {
        let x = phase / step;
        x + x - x * x - 1.0
    } else if phase > 1.0 - step {
        let x = (phase - 1.0) / step;
        x * x + x + x + 1.0
    } else {
        0.0
    }
}

/// A running phase, 0 to 1.
#[derive(Clone, Copy)]
pub(super) struct Osc(pub(super) f32);

impl Osc {
    fn advance(&mut self, step: f32) -> f32 {
        self.0 += step;
        self.0 -= self.0.floor();
        self.0
    }

    /// A sawtooth.
    pub(super) fn saw(&mut self, hz: f32) -> f32 {
        let step = hz / RATE;
        let phase = self.advance(step);
        2.0 * phase - 1.0 - blep(phase, step)
    }

    /// A pulse of the given width, 0 to 1, without its constant part.
    pub(super) fn pulse(&mut self, hz: f32, width: f32) -> f32 {
        let step = hz / RATE;
        let phase = self.advance(step);
        let other = (phase + 1.0 - width).fract();
        (if phase < width { 2.0 } else { 0.0 }) - 2.0 * width + blep(phase, step) - blep(other, step)
    }

    /// A sine.
    pub(super) fn sine(&mut self, hz: f32) -> f32 {
        (TAU * self.advance(hz / RATE)).sin()
    }
}

/// White noise, the same on every run.
#[derive(Clone, Copy)]
pub(super) struct Noise(pub(super) u32);

impl Noise {
    /// The next value, −1 to 1.
    pub(super) fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 8) as f32 / (1u32 << 23) as f32 - 1.0
    }
}

/// A two-pole filter.
#[derive(Clone, Copy, Default)]
pub(super) struct Filter {
    state: [f32; 2],
    coefficients: [f32; 3],
    damping: f32,
    count: usize,
}

impl Filter {
    /// Low-, band- and high-passed `x`.
    pub(super) fn run(&mut self, x: f32, cutoff_hz: f32, resonance: f32) -> [f32; 3] {
        if self.count.is_multiple_of(CONTROL) {
            let g = (PI * cutoff_hz.clamp(20.0, 0.45 * RATE) / RATE).tan();
            self.damping = 1.0 / resonance;
            let a = 1.0 / (1.0 + g * (g + self.damping));
            self.coefficients = [a, g * a, g * g * a];
        }
        self.count += 1;
        let [a, b, c] = self.coefficients;
        let v = x - self.state[1];
        let band = a * self.state[0] + b * v;
        let low = self.state[1] + b * self.state[0] + c * v;
        self.state = [2.0 * band - self.state[0], 2.0 * low - self.state[1]];
        [low, band, x - self.damping * band - low]
    }
}
