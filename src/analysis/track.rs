//! What is known of a song as a whole before the first frame is drawn.

use super::{
    Reference, Settings,
    ahead::ahead,
    rows::Blocks,
    scale::Scale,
    spectrogram::{Grid, Spectrogram},
};
use crate::{audio::Song, cancel::Cancel, error::Result};
use std::convert::Infallible;

/// Facts about the whole song.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Track {
    /// Length, seconds.
    pub duration_s: f64,
    /// Samples per second, Hz.
    pub sample_rate_hz: u32,
    /// Edges of the bands, Hz: one more than bands, lowest first.
    pub edges_hz: Vec<f64>,
    /// Where its sections begin, seconds: the first at 0; none when all is silent.
    pub sections_s: Vec<f64>,
    /// The song at a glance, for styles that ask for it.
    pub overview: Option<Overview>,
}

/// A song in so many columns of equal length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    /// Its wave.
    pub columns: Vec<Column>,
    /// Its spectrogram: heights as in [`super::Row::heights`], without motion, the mean of each column; column after
    /// column. Empty unless [`Settings::overview_heights`] asks for them.
    pub heights: Vec<u16>,
}

/// The samples of one column, -1 to 1, of the louder channel.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Column {
    /// The least.
    pub min: f32,
    /// The greatest.
    pub max: f32,
    /// Root of the mean of the squares, over both channels.
    pub rms: f32,
    /// The same of half of what the channels differ by: 0 where they are alike.
    pub side: f32,
}

/// Steps per second of the overview's spectrogram, as of the scan's.
const GRID: Grid = Grid { rate_hz: 30, every: [1, 1, 1], gated: false };

/// What a style that asks for `settings` is told of the song. Reads it once more if an overview is wanted.
///
/// # Errors
/// Those of the reader, and cancellation.
pub fn track(song: &Song, settings: &Settings, reference: &Reference, cancel: &Cancel) -> Result<Track> {
    let overview = match settings.overview_columns {
        0 => None,
        columns => {
            let mut reader = song.reader()?;
            let mut read = |block: &mut Vec<f32>| reader.read(block);
            let bands = if settings.overview_heights { settings.bands } else { 0 };
            Some(overview(&mut read, song.channels(), (columns, bands), reference, cancel)?)
        }
    };
    let rate = f64::from(reference.sample_rate_hz.max(1));
    Ok(Track {
        duration_s: reference.samples as f64 / rate,
        sections_s: reference.sections.iter().map(|section| section.start as f64 / rate).collect(),
        sample_rate_hz: reference.sample_rate_hz,
        edges_hz: reference.edges_hz(settings.bands),
        overview,
    })
}

/// Collects the columns of a song, and the heights of so many bands, if any.
pub(super) fn overview(
    blocks: &mut Blocks<'_>,
    channels: usize,
    (columns, bands): (usize, usize),
    reference: &Reference,
    cancel: &Cancel,
) -> Result<Overview> {
    let mut wave = Wave { sums: vec![Sum::default(); columns], next: 0, total: reference.samples.max(1) };
    let heights = (bands > 0).then(|| Heights::new(reference, (columns, bands)));
    let read = || {
        cancel.check()?;
        let mut block = Vec::new();
        Ok(blocks(&mut block)?.then_some(block))
    };
    let rate = reference.sample_rate_hz as usize;
    ahead(read, |heard| {
        let mut heights = heights;
        for block in heard {
            wave.push(&block, channels);
            heights.iter_mut().for_each(|heights| heights.push(&block, channels));
        }
        // The last windows reach beyond the end.
        let end = vec![0.0; rate / 2 * channels];
        heights.iter_mut().for_each(|heights| heights.push(&end, channels));
        let heights = heights.map_or(Vec::new(), |heights| heights.means());
        Ok(Overview { columns: wave.columns(), heights })
    })
}

/// The heights of the columns that are being filled.
struct Heights {
    spectrogram: Spectrogram,
    scale: Scale,
    sample_rate_hz: u32,
    total: u64,
    bands: usize,
    /// Sums of heights, column after column, and how many steps they are of.
    sums: Vec<f32>,
    counts: Vec<u32>,
}

impl Heights {
    fn new(reference: &Reference, (columns, bands): (usize, usize)) -> Self {
        let rate = reference.sample_rate_hz;
        Self {
            spectrogram: Spectrogram::new(rate, GRID, &reference.bands(bands), &reference.listening),
            scale: Scale::new(reference.floor_db, reference.top_db),
            sample_rate_hz: rate,
            total: reference.samples.max(1),
            bands,
            sums: vec![0.0; columns * bands],
            counts: vec![0; columns],
        }
    }

    fn push(&mut self, block: &[f32], channels: usize) {
        let Self { spectrogram, scale, sample_rate_hz, total, bands, sums, counts } = self;
        let columns = counts.len() as u128;
        let Ok(()) = spectrogram.push(block, channels, |step| {
            let at = u128::from(step.g) * u128::from(*sample_rate_hz) * columns;
            let column = (at / (u128::from(GRID.rate_hz) * u128::from(*total))) as usize;
            let Some(count) = counts.get_mut(column) else { return Ok(()) };
            *count += 1;
            let sums = &mut sums[column * *bands..][..*bands];
            sums.iter_mut().zip(step.levels_db).for_each(|(sum, level)| *sum += scale.height(*level));
            Ok::<_, Infallible>(())
        });
    }

    fn means(&self) -> Vec<u16> {
        means(&self.sums, &self.counts, self.bands)
    }
}

/// Mean heights; a column shorter than a step is as the one before it.
fn means(sums: &[f32], counts: &[u32], bands: usize) -> Vec<u16> {
    let mut heights: Vec<u16> = Vec::with_capacity(sums.len());
    for (sums, count) in sums.chunks_exact(bands).zip(counts) {
        match (*count, heights.len().checked_sub(bands)) {
            (0, Some(before)) => heights.extend_from_within(before..),
            (0, None) => heights.resize(bands, 0),
            (count, _) => heights.extend(
                sums.iter().map(|sum| ((sum / count as f32).clamp(0.0, 1.0) * 65_535.0 + 0.5) as u16),
            ),
        }
    }
    heights
}

/// The columns that are being filled.
struct Wave {
    sums: Vec<Sum>,
    next: u64,
    total: u64,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    min: f32,
    max: f32,
    squares: f64,
    side_squares: f64,
    samples: u64,
}

impl Sum {
    fn add(&mut self, samples: &[f32], channels: usize) {
        for frame in samples.chunks_exact(channels) {
            for sample in &frame[..frame.len().min(2)] {
                self.min = self.min.min(*sample);
                self.max = self.max.max(*sample);
                self.squares += f64::from(sample * sample);
                self.samples += 1;
            }
            if let [left, right, ..] = frame {
                // Twice, as the channels are two.
                self.side_squares += 2.0 * f64::from((left - right) * 0.5).powi(2);
            }
        }
    }
}

impl Wave {
    fn push(&mut self, block: &[f32], channels: usize) {
        let channels = channels.max(1);
        let (columns, total) = (self.sums.len() as u128, u128::from(self.total));
        let mut rest = block;
        while rest.len() >= channels {
            let column = u128::from(self.next) * columns / total;
            let end = ((column + 1) * total).div_ceil(columns.max(1)) as u64;
            let count = ((end - self.next) as usize).min(rest.len() / channels);
            let (mine, after) = rest.split_at(count * channels);
            (rest, self.next) = (after, self.next + count as u64);
            let Some(sum) = self.sums.get_mut(column as usize) else { return };
            sum.add(mine, channels);
        }
    }

    fn columns(&self) -> Vec<Column> {
        let root = |squares: f64, sum: &Sum| (squares / sum.samples.max(1) as f64).sqrt() as f32;
        let column = |sum: &Sum| Column {
            min: sum.min,
            max: sum.max,
            rms: root(sum.squares, sum),
            side: root(sum.side_squares, sum),
        };
        self.sums.iter().map(column).collect()
    }
}
