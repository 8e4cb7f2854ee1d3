//! What all heights of a song are measured against.
//!
//! It sees the same band levels as the second pass at 30 Hz, with bands of its own, and keeps histograms only. The top is a high percentile of each step's loudest band, over the steps that are neither below −70 dB nor
//! far below the song's loudest: long quiet parts and silence don't move it, nor does the gain of the master. The
//! range below it follows how far the song's median band lies under the top.

use super::{Listening, Reference, bands::Band, histogram::Histogram};

/// How far up the first band may start, Hz.
const HIGHEST_START_HZ: f64 = 320.0;
/// How far down the last band may end, Hz, and how far above the first's start at the least, as a factor.
const LOWEST_END_HZ: f64 = 2_500.0;
const LEAST_RANGE: f64 = 8.0;
/// Steps whose loudest band is below are silence, dB.
const GATE_DB: f32 = -70.0;
/// Share of the steps that stay under the top.
const TOP_SHARE: f64 = 0.95;
/// The floor lies so far under the top, dB.
const RANGE_DB: [f32; 2] = [45.0, 50.0];
/// Where the median band's mean power lies between floor and top.
const MEDIAN_AT: f32 = 0.55;
/// The bands begin and end where the song's mean power is so far under its loudest band's, dB.
const EDGE_DB: f32 = -30.0;
/// Share of the steps in which a band is under what it reaches.
const REACH_SHARE: f64 = 0.98;
/// Share of the steps in which it is under its own floor, and how far it reaches above that if it moves, dB: the noise of
/// a room or a tape doesn't.
const STILL_SHARE: f64 = 0.1;
const MOVES_DB: f32 = 15.0;
/// Bands that reach so near the top belong to the song even if they don't move; it doesn't begin, and doesn't end, with
/// bands that stay so far under it, dB.
const NEAR_DB: f32 = -16.0;
const FAR_DB: [f32; 2] = [-24.0, -30.0];
/// What lies so far under its neighbour inside is that one's skirt, dB.
const SKIRT_DB: f32 = -9.0;
/// The most that a band's mean is said to lie under the median, dB.
const MOST_WEAK_DB: f32 = 16.0;
/// A band that reaches so near the top is strong enough, dB, and the most that one is said to fall short of it.
const WELL_DB: f32 = -15.0;
const MOST_SHORT_DB: f32 = 20.0;
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
    bands: Vec<Histogram>,
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
            bands: vec![Histogram::new(); bands],
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
            self.bands.iter_mut().zip(bands).for_each(|(histogram, db)| histogram.add(*db));
            self.loudness.add((10.0 * (sum / bands.len() as f64).log10()) as f32);
        }
        &self.now
    }

    /// The reference, still without the facts of the track.
    pub(crate) fn reference(&self, samples: u64, sample_rate_hz: u32, bands: &[Band]) -> Reference {
        let mean_db: Vec<f32> = self.powers.iter().map(|p| (10.0 * p.max(1e-30).log10()) as f32).collect();
        let most = mean_db.iter().copied().fold(f32::MIN, f32::max);
        let top_db = self.loudest.percentile(TOP_SHARE);
        let top = top_db.unwrap_or(0.0);
        let reach_db: Vec<f32> =
            self.bands.iter().map(|levels| levels.percentile(REACH_SHARE).unwrap_or(f32::MIN)).collect();
        let (first, last) = self.ends(top, &mean_db, &reach_db);
        let highest = bands[bands.len() - 1].hi_hz;
        let lo_hz = bands[first].lo_hz.min(HIGHEST_START_HZ).min(highest / 2.0);
        let hi_hz = bands[last].hi_hz.max(LOWEST_END_HZ).max(lo_hz * LEAST_RANGE).min(highest);
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
        let weak = |(db, reach): (&f32, &f32)| {
            let short = (top + WELL_DB - reach).clamp(0.0, MOST_SHORT_DB);
            (middle - db).clamp(0.0, MOST_WEAK_DB).max(short) * there(*db)
        };
        let weak: Vec<f32> = mean_db.iter().zip(&reach_db).map(weak).collect();
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

    /// The first and the last band that show the song, and not just the noise under it.
    fn ends(&self, top_db: f32, mean_db: &[f32], reach_db: &[f32]) -> (usize, usize) {
        let most = mean_db.iter().copied().fold(f32::MIN, f32::max);
        let shows = |b: usize, inside: Option<usize>, far_db: f32| {
            let reach = reach_db[b];
            let still = self.bands[b].percentile(STILL_SHARE).unwrap_or(reach);
            let skirt = inside.and_then(|i| reach_db.get(i)).is_some_and(|db| reach < db + SKIRT_DB);
            let moves = reach > top_db + NEAR_DB || (reach > top_db + far_db && reach > still + MOVES_DB);
            mean_db[b] > most + EDGE_DB && moves && !skirt
        };
        let [far_below, far_above] = FAR_DB;
        let first = (0..reach_db.len()).find(|b| shows(*b, Some(b + 1), far_below)).unwrap_or(0);
        let last = (0..reach_db.len()).rfind(|b| shows(*b, b.checked_sub(1), far_above));
        (first, last.unwrap_or(reach_db.len() - 1).max(first))
    }
}
