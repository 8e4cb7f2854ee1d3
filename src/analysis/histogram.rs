//! How often each level occurs in a song, for its percentiles.

/// Levels that are further than this under the loudest don't count, dB.
const RELATIVE_GATE_DB: f32 = -40.0;

/// Counts of levels from −140 to +40 dB, eight to the dB.
#[derive(Debug, Clone)]
pub(super) struct Histogram(Vec<u32>);

impl Histogram {
    const LOWEST_DB: f32 = -140.0;
    const PER_DB: f32 = 8.0;

    pub(super) fn new() -> Self {
        Self(vec![0; 180 * 8])
    }

    pub(super) fn add(&mut self, db: f32) {
        let bin = ((db - Self::LOWEST_DB) * Self::PER_DB).max(0.0) as usize;
        let last = self.0.len() - 1;
        self.0[bin.min(last)] += 1;
    }

    pub(super) fn total(&self) -> u64 {
        self.0.iter().map(|n| u64::from(*n)).sum()
    }

    /// The level that `share` of what is within 40 dB of the loudest stays under.
    pub(super) fn percentile(&self, share: f64) -> Option<f32> {
        let loudest = self.0.iter().rposition(|n| *n > 0)?;
        let from = loudest.saturating_sub((-RELATIVE_GATE_DB * Self::PER_DB) as usize);
        let counted: u64 = self.0[from..].iter().map(|n| u64::from(*n)).sum();
        let mut above = ((1.0 - share) * counted as f64) as u64;
        for bin in (from..=loudest).rev() {
            let here = u64::from(self.0[bin]);
            if here > above {
                return Some(Self::LOWEST_DB + (bin as f32 + 0.5) / Self::PER_DB);
            }
            above -= here;
        }
        None
    }
}
