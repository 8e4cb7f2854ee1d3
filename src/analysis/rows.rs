//! The second pass: from blocks of samples to the rows of frames.
//!
//! All state moves on the fixed grid; a frame samples it at its exact start, linearly between two steps. The pass
//! always begins at sample 0, so that a range of frames equals the same frames of the whole.

use super::{
    Levels, Reference, Row, Settings,
    ahead::ahead,
    follower::Follower,
    glance::Glance,
    levels::{self, Moving, Values},
    meter::{Cell, Meter},
    motion::Motion,
    onset::Onsets,
    peaks::Peaks,
    percussive::Percussive,
    rhythm::{Rhythm, fading},
    scale::Scale,
    spectrogram::{Grid, Spectrogram, Step},
    stereo::Split,
    transform::Transform,
};
use crate::{cancel::Cancel, error::Result, time::Fps};
use std::{collections::VecDeque, ops::Range};

/// Grid steps per second. 24, 30, 60 and 120 frames a second fall on it exactly.
pub(crate) const GRID: Grid = Grid { rate_hz: 240, every: [1, 2, 4], gated: true };
/// Silence that is appended after the song, samples at a time.
const SILENCE: usize = 4_096;
/// Steps after the end of a frame at which all of it is known.
const DELAY: u64 = if Onsets::DELAY > Percussive::DELAY { Onsets::DELAY } else { Percussive::DELAY };

/// A source of samples: replaces the block by the next interleaved samples, false at the end.
pub(crate) type Blocks<'a> = dyn FnMut(&mut Vec<f32>) -> Result<bool> + 'a;

/// Where rows go.
pub(crate) type Emit<'a> = dyn FnMut(&Row) -> Result<()> + Send + 'a;

/// Gives the rows of `frames` to `emit`, in order.
pub(crate) fn rows(
    blocks: &mut Blocks<'_>,
    channels: usize,
    settings: &Settings,
    reference: &Reference,
    (fps, frames): (Fps, Range<u64>),
    cancel: &Cancel,
    emit: &mut Emit<'_>,
) -> Result<()> {
    let rate = reference.sample_rate_hz;
    let mut all = levels::bands(rate).to_vec();
    all.extend(reference.bands(settings.bands));
    let mut spectrogram = Spectrogram::new(rate, GRID, &all, &reference.listening);
    let mut split = Split::new(settings.stereo, rate, GRID, &all[levels::COUNT..], &reference.listening);
    let mut meter = Meter::new(rate, GRID.rate_hz);
    let mut peaks = Peaks::new(fps, rate, frames.clone());
    let mut frames = Frames::new(settings, reference, spectrogram.spectra(), fps, frames);
    let mut more = true;
    let read = || {
        cancel.check()?;
        let mut block = Vec::new();
        more = more && blocks(&mut block)?;
        if !more {
            block.clear();
            block.resize(SILENCE * channels, 0.0);
        }
        peaks.push(&block, channels);
        meter.push(&block, channels);
        let cells = std::iter::from_fn(|| meter.pop()).collect();
        Ok(Some(Heard { cells, peaks: std::iter::from_fn(|| peaks.pop()).collect(), block }))
    };
    ahead(read, |heard| {
        let mut cells = VecDeque::new();
        let mut peaks = VecDeque::new();
        while !frames.done() {
            let Ok(next) = heard.recv() else { break };
            cells.extend(next.cells);
            peaks.extend(next.peaks);
            if let Some(split) = &mut split {
                split.push(&next.block, channels);
            }
            spectrogram.push(&next.block, channels, |step| {
                // The samples before a step belong to it; there are none before the first. The cells are always ahead.
                let cell = if step.g == 0 { None } else { cells.pop_front() };
                let apart = split.as_mut().and_then(Split::pop);
                frames.step(&step, apart.as_deref(), cell.unwrap_or_default());
                frames.emit(step.g, &mut peaks, emit)
            })?;
        }
        Ok(())
    })
}

/// A block of samples and what was measured in it.
struct Heard {
    block: Vec<f32>,
    cells: Vec<Cell>,
    peaks: Vec<f32>,
}

/// What moves from step to step, and the frames that wait for their end.
struct Frames<'a> {
    fps: Fps,
    frames: Range<u64>,
    top_db: f32,
    scale: Scale,
    /// What weak bands are lifted by, dB.
    lifts_db: Vec<f32>,
    follower: Follower,
    targets: Vec<f32>,
    amplitudes: Vec<f32>,
    motion: Motion,
    levels: Moving,
    glance: Glance,
    onsets: Onsets,
    percussive: Percussive,
    rhythm: Rhythm<'a>,
    /// Heights, caps and levels of the step before.
    before: Snapshot,
    /// The next frame that samples the grid.
    next: u64,
    /// The first frame that wasn't emitted.
    emitted: u64,
    waiting: VecDeque<Row>,
}

#[derive(Default)]
struct Snapshot {
    heights: Vec<f32>,
    caps: Vec<f32>,
    levels: Values,
}

impl<'a> Frames<'a> {
    fn new(
        settings: &Settings,
        reference: &'a Reference,
        spectra: [&Transform; 3],
        fps: Fps,
        frames: Range<u64>,
    ) -> Self {
        let (bands, columns) = (settings.bands, settings.columns());
        Self {
            fps,
            top_db: reference.top_db.unwrap_or(0.0),
            scale: Scale::new(reference.floor_db, reference.top_db),
            lifts_db: reference
                .bands(bands)
                .iter()
                .map(|band| match settings.raw {
                    true => 0.0,
                    false => reference.listening.balance * reference.weakness_at(band.centre_hz()),
                })
                .collect(),
            follower: Follower::new(
                if settings.raw { 0.0 } else { reference.listening.follow },
                reference.top_db,
                GRID.rate_hz,
            ),
            targets: vec![0.0; columns],
            amplitudes: vec![0.0; bands],
            motion: match settings.raw {
                true => Motion::raw(columns, GRID.rate_hz),
                false => Motion::new(
                    (bands, settings.stereo.channels()),
                    settings.smoothing,
                    &reference.listening,
                    GRID.rate_hz,
                ),
            },
            levels: Moving::new(reference, GRID.rate_hz),
            glance: Glance::new(reference, spectra),
            onsets: Onsets::new(bands),
            percussive: Percussive::new(
                reference.floor_db,
                if settings.percussive { reference.edges_hz(bands) } else { Vec::new() },
            ),
            rhythm: Rhythm::new(reference, fps),
            before: Snapshot { heights: vec![0.0; columns], caps: vec![0.0; columns], ..Snapshot::default() },
            next: 0,
            emitted: frames.start,
            waiting: VecDeque::new(),
            frames,
        }
    }

    fn done(&self) -> bool {
        self.emitted >= self.frames.end
    }

    /// Moves everything to a step, and lets the frames sample it that start since the step before.
    fn step(&mut self, step: &Step<'_>, apart: Option<&[f32]>, cell: Cell) {
        self.before.heights.copy_from_slice(&self.motion.heights);
        self.before.caps.copy_from_slice(&self.motion.caps);
        self.before.levels = self.levels.now;

        let (g, (whole_db, bands_db)) = (step.g, step.levels_db.split_at(levels::COUNT));
        let lift_db = self.follower.step(bands_db);
        let lifts_db = self.lifts_db.iter().map(|lift| lift + lift_db).cycle();
        for ((target, level), lift) in self.targets.iter_mut().zip(apart.unwrap_or(bands_db)).zip(lifts_db) {
            *target = self.scale.height(*level + lift);
        }
        for (amplitude, level) in self.amplitudes.iter_mut().zip(bands_db) {
            // 10^(x / 20) = 2^(0.1661 x).
            *amplitude = ((level - self.top_db) * 0.166_096_4).exp2();
        }
        self.motion.step(&self.targets);
        self.levels.step(whole_db, self.glance.loudness_db(step), cell);
        self.onsets.push(g, &self.amplitudes);
        self.percussive.push(step);

        while let Some(share) = self.share_of(g, self.next) {
            if self.frames.contains(&self.next) {
                let row = self.sample(share);
                self.waiting.push_back(row);
            }
            self.next += 1;
        }
    }

    /// How far towards step `g` frame `n` starts between the step before and it; `None` when it starts later.
    fn share_of(&self, g: u64, n: u64) -> Option<f32> {
        let at = u128::from(n) * u128::from(GRID.rate_hz) * u128::from(self.fps.den());
        let per = u128::from(self.fps.num());
        let rest = at % per;
        (at.div_ceil(per) <= u128::from(g)).then(|| if rest == 0 { 1.0 } else { rest as f32 / per as f32 })
    }

    fn sample(&self, share: f32) -> Row {
        let value = |before: f32, now: f32| unorm(before + (now - before) * share);
        let values =
            |before: &[f32], now: &[f32]| before.iter().zip(now).map(|(a, b)| value(*a, *b)).collect();
        let levels = self.before.levels.towards(self.levels.now, share);
        let [bass, mid, treble] = levels.bands;
        Row {
            heights: values(&self.before.heights, &self.motion.heights),
            caps: values(&self.before.caps, &self.motion.caps),
            percussive: Vec::new(),
            levels: Levels {
                bass: unorm(bass),
                mid: unorm(mid),
                treble: unorm(treble),
                loudness: unorm(levels.loudness),
                width: unorm(levels.width),
                correlation: unorm(levels.correlation),
                momentary: unorm(levels.momentary),
                ..Levels::default()
            },
        }
    }

    /// Emits the frames of which all is known at step `g`.
    fn emit(&mut self, g: u64, peaks: &mut VecDeque<f32>, emit: &mut Emit<'_>) -> Result<()> {
        while !self.done() {
            let known = g.checked_sub(DELAY);
            if known.is_none_or(|known| self.share_of(known, self.emitted + 1).is_none()) {
                break;
            }
            let Some(mut row) = self.waiting.pop_front() else { break };
            row.levels.peak = unorm(peaks.pop_front().unwrap_or(0.0));
            row.levels.onset = unorm(self.pulse(self.emitted));
            let (beat, pulse) = self.rhythm.beat(self.emitted);
            (row.levels.beat, row.levels.pulse) = (unorm(beat), unorm(pulse));
            row.levels.section = unorm(self.rhythm.section(self.emitted));
            let step = self.fps.seconds_of(self.emitted) * f64::from(GRID.rate_hz);
            row.levels.flux = unorm(self.onsets.strength_at(step));
            let mut shares = self.percussive.at(step).map(unorm);
            row.levels.percussive = shares.next().unwrap_or(0);
            row.percussive.extend(shares);
            emit(&row)?;
            self.emitted += 1;
        }
        Ok(())
    }

    /// The onset pulse of frame `n`.
    fn pulse(&mut self, n: u64) -> f32 {
        let end = (u128::from(n + 1) * u128::from(GRID.rate_hz) * u128::from(self.fps.den()))
            .div_ceil(u128::from(self.fps.num())) as u64;
        let Some(onset) = self.onsets.latest_before(end) else { return 0.0 };
        if self.fps.frame_at(onset, GRID.rate_hz) == n {
            return 1.0;
        }
        let since_s = self.fps.seconds_of(n) - onset as f64 / f64::from(GRID.rate_hz);
        fading(since_s, false)
    }
}

fn unorm(x: f32) -> u16 {
    (x.clamp(0.0, 1.0) * 65_535.0 + 0.5) as u16
}
