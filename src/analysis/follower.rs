//! Lifts quiet passages.

/// A gain that falls at once when sound comes, and rises slowly after it.
#[derive(Debug)]
pub(crate) struct Follower {
    share: f32,
    top_db: f32,
    /// The loudest band, falling slowly.
    loud_db: f32,
    /// How much it falls in a step, dB.
    fall_db: f32,
}

impl Follower {
    /// How fast it forgets what was loud, dB per second.
    const FALL_DB_PER_S: f32 = 4.0;
    /// Passages that are further below the top are lifted no more, dB.
    const MOST_DB: f32 = 16.0;
    /// What is as far below the top isn't lifted, what is 15 dB nearer is in full, dB: silence stays silent.
    const FAINT_DB: f32 = 45.0;

    /// `share` of what a passage lacks to the top is given to it.
    pub(crate) fn new(share: f32, top_db: Option<f32>, grid_hz: u32) -> Self {
        let top_db = top_db.unwrap_or(0.0);
        Self { share, top_db, loud_db: top_db, fall_db: Self::FALL_DB_PER_S / grid_hz as f32 }
    }

    /// What all bands are lifted by at the next step, dB.
    pub(crate) fn step(&mut self, bands_db: &[f32]) -> f32 {
        let loudest = bands_db.iter().copied().fold(f32::MIN, f32::max);
        self.loud_db = loudest.max(self.loud_db - self.fall_db);
        let heard = ((loudest - self.top_db + Self::FAINT_DB) / 15.0).clamp(0.0, 1.0);
        self.share * heard * (self.top_db - self.loud_db).clamp(0.0, Self::MOST_DB)
    }
}
