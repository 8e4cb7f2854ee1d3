//! The first pass: all that is known of a song as a whole.
//!
//! One run over the samples on a grid of 120 Hz: band levels at every fourth step for what heights are measured against,
//! and the facts of the track: loudness and peak, beats, sections. Memory: the envelope of ten minutes, then a few numbers
//! per second of song.

use super::{
    Listening, Reference, Section, Tempo,
    ahead::ahead,
    bands::{Band, log_bands},
    beats::Beats,
    envelope::{self, Envelope},
    levels,
    loudness::{Integrated, TruePeak},
    meter::{Cell, Meter},
    reference::Statistics,
    rows::Blocks,
    sections::Sections,
    spectrogram::{Grid, Spectrogram, Step},
};
use crate::{cancel::Cancel, error::Result};
use std::{collections::VecDeque, sync::mpsc::Receiver};

/// Band levels at 30 Hz, those of long windows at 15.
const GRID: Grid = Grid { rate_hz: envelope::RATE_HZ, every: [STEPS, 2 * STEPS, 2 * STEPS], gated: false };
/// Steps of the grid between two that the statistics see.
const STEPS: u64 = 4;
/// Steps of a tenth and of half a second.
const TENTH: u64 = GRID.rate_hz as u64 / 10;
const HALF: u64 = GRID.rate_hz as u64 / 2;
/// Bands per octave of the scan.
const PER_OCTAVE: f64 = 6.0;
/// Lowest edge of the lowest and upper edge of the highest band, Hz.
const RANGE_HZ: [f64; 2] = [40.0, 16_000.0];
/// A section that begins so near a beat begins on it, seconds.
const NEAR_S: f64 = 0.4;

/// The bands that a song is measured in.
pub(super) fn bands(sample_rate_hz: u32) -> Vec<Band> {
    let [lo_hz, hi_hz] = RANGE_HZ;
    let hi_hz = hi_hz.min(0.45 * f64::from(sample_rate_hz)).max(2.0 * lo_hz);
    log_bands(lo_hz, hi_hz, ((hi_hz / lo_hz).log2() * PER_OCTAVE).ceil() as usize)
}

/// Reads all blocks.
pub(crate) fn scan(
    blocks: &mut Blocks<'_>,
    channels: usize,
    sample_rate_hz: u32,
    listening: &Listening,
    cancel: &Cancel,
) -> Result<Reference> {
    let bands = bands(sample_rate_hz);
    let mut all = levels::bands(sample_rate_hz).to_vec();
    all.extend(&bands);
    let mut spectrogram = Spectrogram::new(sample_rate_hz, GRID, &all, listening);
    let mut track = Gathered::new(bands.len());
    let (mut meter, mut peak) = (Meter::new(sample_rate_hz, GRID.rate_hz), TruePeak::new());
    let read = || {
        cancel.check()?;
        let mut block = Vec::new();
        Ok(blocks(&mut block)?.then_some(block))
    };
    let gather = move |heard: Receiver<(Vec<f32>, Vec<Cell>)>| {
        for (block, cells) in heard {
            track.cells.extend(cells);
            spectrogram.push(&block, channels, |step| {
                track.step(&step);
                Ok::<_, crate::Error>(())
            })?;
        }
        Ok((spectrogram, track))
    };
    // Three threads: some songs are slow to decode, so what is measured besides the spectrogram has one of its own.
    let ((mut spectrogram, mut track), peak, samples) = ahead(read, move |blocks| {
        let mut samples = 0;
        let measure = || {
            Ok(blocks.recv().ok().map(|block| {
                samples += (block.len() / channels) as u64;
                meter.push(&block, channels);
                peak.push(&block, channels);
                (block, std::iter::from_fn(|| meter.pop()).collect::<Vec<Cell>>())
            }))
        };
        Ok((ahead(measure, gather)?, peak, samples))
    })?;
    // The steps whose windows reach past the end.
    let steps = STEPS * (samples * u64::from(GRID.rate_hz) / STEPS / u64::from(sample_rate_hz) + 1);
    let mut done = samples == 0;
    let block = vec![0.0; sample_rate_hz as usize * channels / 2];
    while !done {
        spectrogram.push(&block, channels, |step| {
            done = done || step.g >= steps;
            if !done {
                track.step(&step);
            }
            Ok::<_, crate::Error>(())
        })?;
    }
    let reference = track.statistics.reference(samples, sample_rate_hz, &bands);
    let true_peak_db = peak.finish().map(|db| db as f32);
    Reference { true_peak_db, ..track.facts(reference) }.heard_as(listening)
}

/// What is gathered of a song.
struct Gathered {
    statistics: Statistics,
    /// Cells that no step has seen yet.
    cells: VecDeque<Cell>,
    integrated: Integrated,
    envelope: Envelope,
    beats: Beats,
    sections: Sections,
    /// Sums of weighted power since the last tenth and half of a second.
    tenth: f64,
    half: f64,
}

impl Gathered {
    fn new(bands: usize) -> Self {
        Self {
            statistics: Statistics::new(bands),
            cells: VecDeque::new(),
            integrated: Integrated::new(),
            envelope: Envelope::default(),
            beats: Beats::default(),
            sections: Sections::default(),
            tenth: 0.0,
            half: 0.0,
        }
    }

    fn step(&mut self, step: &Step<'_>) {
        // The samples before a step belong to it; there are none before the first, and none past the end.
        let cell = if step.g == 0 { None } else { self.cells.pop_front() };
        let heard = cell.is_some();
        let cell = cell.unwrap_or_default();
        self.beats.push(self.envelope.step(step, cell));
        self.tenth += cell.weighted;
        self.half += cell.weighted;
        if step.g > 0 && step.g.is_multiple_of(TENTH) {
            let power = std::mem::take(&mut self.tenth) / TENTH as f64;
            if heard {
                self.integrated.push(power);
            }
        }
        if step.g > 0 && step.g.is_multiple_of(HALF) {
            self.sections.close(std::mem::take(&mut self.half) / HALF as f64);
        }
        if step.g.is_multiple_of(STEPS) {
            self.sections.step(self.statistics.step(step.levels_db).iter().copied());
        }
    }

    /// The reference with the facts of the track.
    fn facts(self, reference: Reference) -> Reference {
        let rate = f64::from(reference.sample_rate_hz);
        let (seconds, confidence) = self.beats.finish();
        let tempo = bpm(&seconds).map(|bpm| Tempo { bpm: bpm as f32, confidence: confidence as f32 });
        let mut beats: Vec<u64> = seconds.iter().map(|s| (s * rate).round() as u64).collect();
        beats.retain(|beat| *beat < reference.samples);
        let section = |part: super::sections::Part| {
            let start = part.start as f64 * 0.5 * rate;
            let near = |beat: &&u64| (**beat as f64 - start).abs() <= NEAR_S * rate;
            let after = beats.partition_point(|beat| (*beat as f64) < start);
            let around = &beats[after.saturating_sub(1)..beats.len().min(after + 1)];
            let distance = |beat: &&u64| (**beat as f64 - start).abs() as u64;
            let beat = around.iter().filter(near).min_by_key(distance).filter(|_| part.start > 0);
            Section {
                start: beat.copied().unwrap_or(start as u64),
                energy: part.energy as f32,
                loudness_lufs: part.loudness_lufs as f32,
            }
        };
        let sections = self.sections.finish().into_iter().map(section).collect();
        Reference {
            loudness_lufs: self.integrated.finish().map(|lufs| lufs as f32),
            tempo,
            beats,
            sections,
            ..reference
        }
    }
}

/// Beats per minute: the median over eight beats, or over all of fewer.
fn bpm(seconds: &[f64]) -> Option<f64> {
    let span = seconds.len().checked_sub(1).filter(|n| *n > 0)?.min(8);
    let mut lengths: Vec<f64> =
        seconds.windows(span + 1).map(|beats| (beats[span] - beats[0]) / span as f64).collect();
    lengths.sort_by(f64::total_cmp);
    Some(60.0 / lengths[lengths.len() / 2])
}
