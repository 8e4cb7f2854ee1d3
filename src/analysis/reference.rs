//! What all heights of a song are measured against.
//!
//! It sees the same band levels as the second pass at 30 Hz, with bands of its own, and keeps histograms only. The top is a high percentile of each step's loudest band, over the steps that are neither below −70 dB nor
//! far below the song's loudest: long quiet parts and silence don't move it, nor does the gain of the master. The
//! range below it follows how far the song's median band lies under the top.

use super::{Listening, Reference, bands::Band};

/// How far up the first band may start, Hz.
const HIGHEST_START_HZ: f64 = 120.0;
/// How far down the last band may end, Hz.
const LOWEST_END_HZ: f64 = 4_000.0;
/// Steps whose loudest band is below are silence, dB.
const GATE_DB: f32 = -70.0;
/// Steps that are further than this under the loudest don't count, dB.
const RELATIVE_GATE_DB: f32 = -40.0;
/// Share of the steps that stay under the top.
const TOP_SHARE: f64 = 0.95;
/// The floor lies so far under the top, dB.
const RANGE_DB: [f32; 2] = [45.0, 50.0];
/// Where the median band's mean power lies between floor and top.
const MEDIAN_AT: f32 = 0.55;
/// The bands begin and end where the song's mean power is so far under its loudest band's, dB.
const EDGE_DB: f32 = -30.0;
/// The most that a band's mean is said to lie under the median, dB.
const MOST_WEAK_DB: f32 = 16.0;
/// Bands so far under the loudest one aren't lifted, those 10 dB above in full.
const FAINT_DB: f32 = -50.0;
/// The tops of bass, mid and treble are at most so far under the top, dB: a song without bass doesn't pump.
const WHOLE_TOP_DB: f32 = -20.0;

/// What is kept of a song.
#[derive(Debug)]
pub(crate) struct Statistics {
    loudest: Histogram,
    /// Of bass, mid and treble.
    whole: [Histogram; 3],
    loudness: Histogram,
    /// Sums of power per band over the steps that aren't silent.
    powers: Vec<f64>,
    /// Powers of the latest step.
    now: Vec<f64>,
}

impl Statistics {
    pub(crate) fn new(bands: usize) -> Self {
        Self {
            loudest: Histogram::new(),
            whole: [(); 3].map(|()| Histogram::new()),
            loudness: Histogram::new(),
            powers: vec![0.0; bands],
            now: vec![0.0; bands],
        }
    }

    /// Takes in the levels of a step, those of the whole signal first; gives the power of every band.
    pub(crate) fn step(&mut self, levels_db: &[f32]) -> &[f64] {
        let (whole, bands) = levels_db.split_at(3);
        for (power, level) in self.now.iter_mut().zip(bands) {
            *power = (f64::from(*level) * 0.332_192_809_488_736_2).exp2();
        }
        let loudest = bands.iter().copied().fold(f32::MIN, f32::max);
        if loudest >= GATE_DB {
            self.powers.iter_mut().zip(&self.now).for_each(|(total, power)| *total += power);
            let sum: f64 = self.now.iter().sum();
            self.loudest.add(loudest);
            self.whole.iter_mut().zip(whole).for_each(|(histogram, db)| histogram.add(*db));
            self.loudness.add((10.0 * (sum / bands.len() as f64).log10()) as f32);
        }
        &self.now
    }

    /// The reference, still without the facts of the track.
    pub(crate) fn reference(&self, samples: u64, sample_rate_hz: u32, bands: &[Band]) -> Reference {
        let mean_db: Vec<f32> = self.powers.iter().map(|p| (10.0 * p.max(1e-30).log10()) as f32).collect();
        let most = mean_db.iter().copied().fold(f32::MIN, f32::max);
        let heard = |db: &f32| *db > most + EDGE_DB;
        let first = mean_db.iter().position(heard).unwrap_or(0);
        let last = mean_db.iter().rposition(heard).unwrap_or(bands.len() - 1);
        let highest = bands[bands.len() - 1].hi_hz;
        let lo_hz = bands[first].lo_hz.min(HIGHEST_START_HZ).min(highest / 2.0);
        let hi_hz = bands[last].hi_hz.max(LOWEST_END_HZ).min(highest);
        let top_db = self.loudest.percentile(TOP_SHARE);
        let top = top_db.unwrap_or(0.0);
        let mut sorted = mean_db[first..=last].to_vec();
        sorted.sort_by(f32::total_cmp);
        let [bass_top_db, mid_top_db, treble_top_db] = self
            .whole
            .each_ref()
            .map(|histogram| histogram.percentile(TOP_SHARE).unwrap_or(top).max(top + WHOLE_TOP_DB));
        let count = self.loudest.total().max(1) as f32;
        let median = sorted[sorted.len() / 2] - 10.0 * count.log10();
        let middle = sorted[sorted.len() / 2];
        // Where there is next to nothing, there is nothing to lift: leakage of tones, noise of the encoder.
        let there = |db: f32| ((db - most - FAINT_DB) * 0.1).clamp(0.0, 1.0);
        let weak: Vec<f32> =
            mean_db.iter().map(|db| (middle - db).clamp(0.0, MOST_WEAK_DB) * there(*db)).collect();
        let weakness_db = bands.iter().enumerate().map(|(b, band)| {
            let around = &weak[b.saturating_sub(2)..(b + 3).min(weak.len())];
            [band.centre_hz() as f32, around.iter().sum::<f32>() / around.len() as f32]
        });
        let range = ((top - median) / (1.0 - MEDIAN_AT)).clamp(RANGE_DB[0], RANGE_DB[1]);
        Reference {
            samples,
            sample_rate_hz,
            top_db,
            floor_db: top - range,
            bass_top_db,
            mid_top_db,
            treble_top_db,
            loudness_top_db: self.loudness.percentile(TOP_SHARE).unwrap_or(top),
            lo_hz: lo_hz as f32,
            hi_hz: hi_hz as f32,
            weakness_db: weakness_db.collect(),
            listening: Listening::default(),
            loudness_lufs: None,
            true_peak_db: None,
            tempo: None,
            beats: Vec::new(),
            sections: Vec::new(),
            report: Default::default(),
        }
    }
}

/// Counts of levels from −140 to +40 dB, eight to the dB.
#[derive(Debug)]
struct Histogram(Vec<u64>);

impl Histogram {
    const LOWEST_DB: f32 = -140.0;
    const PER_DB: f32 = 8.0;

    fn new() -> Self {
        Self(vec![0; 180 * 8])
    }

    fn add(&mut self, db: f32) {
        let bin = ((db - Self::LOWEST_DB) * Self::PER_DB).max(0.0) as usize;
        let last = self.0.len() - 1;
        self.0[bin.min(last)] += 1;
    }

    fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The level that `share` of what is within 40 dB of the loudest stays under.
    fn percentile(&self, share: f64) -> Option<f32> {
        let loudest = self.0.iter().rposition(|n| *n > 0)?;
        let from = loudest.saturating_sub((-RELATIVE_GATE_DB * Self::PER_DB) as usize);
        let counted: u64 = self.0[from..].iter().sum();
        let mut above = ((1.0 - share) * counted as f64) as u64;
        for bin in (from..=loudest).rev() {
            if self.0[bin] > above {
                return Some(Self::LOWEST_DB + (bin as f32 + 0.5) / Self::PER_DB);
            }
            above -= self.0[bin];
        }
        None
    }
}
