//! Promises of the analysis, on generated sound. Run with `--nocapture` for the figures.
#![expect(clippy::print_stdout, reason = "figures for whoever tunes the constants")]

mod levels;
mod listening;
mod motion;
mod song;
mod spectrum;
mod timing;
mod track;

use super::{
    Listening, Reference, Row, Settings,
    bands::Band,
    rows::{Blocks, Emit, GRID, rows},
    scan::scan,
    spectrogram::{Grid, Spectrogram},
};
use crate::{cancel::Cancel, error::Result, time::Fps};
use std::{f64::consts::TAU, ops::Range};

/// Interleaved sound.
#[derive(Clone)]
struct Sound {
    rate: u32,
    channels: usize,
    samples: Vec<f32>,
    /// Frames per block.
    block: usize,
}

impl Sound {
    /// Mono sound from a function of seconds.
    fn mono(rate: u32, seconds: f64, mut f: impl FnMut(f64) -> f64) -> Self {
        let n = (seconds * f64::from(rate)).round() as usize;
        let samples = (0..n).map(|i| f(i as f64 / f64::from(rate)) as f32).collect();
        Self { rate, channels: 1, samples, block: 4_096 }
    }

    /// The same sound as stereo, with a factor per channel.
    fn stereo(&self, left: f32, right: f32) -> Self {
        let samples = self.samples.iter().flat_map(|x| [x * left, x * right]).collect();
        Self { channels: 2, samples, ..self.clone() }
    }

    fn gain(&self, db: f32) -> Self {
        let gain = 10f32.powf(db / 20.0);
        Self { samples: self.samples.iter().map(|x| x * gain).collect(), ..self.clone() }
    }

    fn reader(&self) -> impl FnMut(&mut Vec<f32>) -> Result<bool> {
        let mut blocks = self.samples.chunks(self.block * self.channels);
        move |block| {
            block.clear();
            Ok(blocks.next().map(|b| block.extend_from_slice(b)).is_some())
        }
    }

    fn reference(&self) -> Reference {
        let blocks: &mut Blocks<'_> = &mut self.reader();
        scan(blocks, self.channels, self.rate, &Listening::default(), &Cancel::default()).unwrap()
    }

    fn rows(&self, reference: &Reference, bands: usize, fps: u32, frames: Range<u64>) -> Vec<Row> {
        let mut all = Vec::new();
        let span = (Fps::new(fps, 1).unwrap(), frames);
        let emit: &mut Emit<'_> = &mut |row| {
            all.push(row.clone());
            Ok(())
        };
        let settings = Settings { bands, ..Settings::default() };
        rows(&mut self.reader(), self.channels, &settings, reference, span, &Cancel::default(), emit)
            .unwrap();
        all
    }

    /// All rows against the sound's own reference.
    fn own_rows(&self, bands: usize, fps: u32) -> Vec<Row> {
        let frames = (self.seconds() * f64::from(fps)).ceil() as u64;
        self.rows(&self.reference(), bands, fps, 0..frames)
    }

    fn seconds(&self) -> f64 {
        (self.samples.len() / self.channels) as f64 / f64::from(self.rate)
    }

    /// Levels in dB, `[step][band]`, for as long as the sound lasts.
    fn levels(&self, bands: &[Band], grid: Grid) -> Vec<Vec<f32>> {
        let mut spectrogram = Spectrogram::new(self.rate, grid, bands, &Listening::default());
        let mut all = Vec::new();
        let mut padded = self.samples.clone();
        padded.resize(padded.len() + self.rate as usize / 4 * self.channels, 0.0);
        spectrogram
            .push(&padded, self.channels, |step| {
                all.push(step.levels_db.to_vec());
                Ok::<_, ()>(())
            })
            .unwrap();
        all.truncate((self.seconds() * f64::from(grid.rate_hz)) as usize);
        all
    }
}

fn tone(hz: f64, t: f64) -> f64 {
    (TAU * hz * t).sin()
}

/// White noise within ±1, the same every time.
fn noise(mut seed: u32) -> impl FnMut() -> f64 {
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(seed >> 8) / f64::from(1u32 << 23) - 1.0
    }
}

/// Something like music: a kick, a bass line, plucked chords and a hat at 120 beats a minute.
fn music(rate: u32, seconds: f64) -> Sound {
    let mut hiss = noise(7);
    Sound::mono(rate, seconds, |t| {
        let beat = t / 0.5;
        let (n, since) = (beat as usize, beat.fract() * 0.5);
        let kick = 0.5 * (-since / 0.08).exp() * tone(50.0 + 60.0 * (-since / 0.02).exp(), since);
        let bass = 0.25 * tone([55.0, 65.4, 49.0, 73.4][n / 2 % 4], t);
        let chord: f64 = [4.0, 5.0, 6.0, 8.0, 12.0]
            .iter()
            .map(|k| tone([55.0, 65.4, 49.0, 73.4][n / 4 % 4] * k, t) / k)
            .sum();
        let hat = 0.15 * (-(t / 0.25).fract() * 0.25 / 0.03).exp() * hiss();
        kick + bass + 0.4 * (-since / 0.3).exp() * chord + hat
    })
}

fn height(x: u16) -> f32 {
    f32::from(x) / 65_535.0
}
