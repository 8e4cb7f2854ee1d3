//! Keeps long windows from showing the future.
//!
//! A window of 290 ms, centred, begins to rise 145 ms before a sound. The level through a long window is therefore
//! held under what the next shorter window has heard by now, plus a margin. "Has heard": the short level is held and
//! falls slowly, so that two steady tones that beat in the short window stay steady in the long one.

/// What a long window may exceed the short one by, dB.
const MARGIN_DB: f32 = 3.0;
/// How fast the memory of the short window fades, dB per second: faster than any long window forgets.
const FALL_DB_PER_S: f32 = 200.0;

/// The gates of all bands between two windows.
#[derive(Debug)]
pub(crate) struct Gate {
    heard_db: Vec<f32>,
    fall_db: f32,
}

impl Gate {
    pub(crate) fn new(bands: usize, step_s: f32) -> Self {
        Self { heard_db: vec![f32::MIN; bands], fall_db: FALL_DB_PER_S * step_s }
    }

    /// Holds `long_db` under what `short_db` allows, for the given `bands`. Once per grid step.
    pub(crate) fn hold(&mut self, bands: &[usize], short_db: &[f32], long_db: &mut [f32]) {
        for b in bands.iter().copied() {
            let (heard, long) = (&mut self.heard_db[b], &mut long_db[b]);
            *heard = short_db[b].max(*heard - self.fall_db);
            *long = long.min(*heard + MARGIN_DB);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_waits_for_its_sound_and_survives_a_beat() {
        let mut gate = Gate::new(1, 1.0 / 240.0);
        let mut step = |short: f32| {
            let mut long = [-10.0];
            gate.hold(&[0], &[short], &mut long);
            long[0]
        };
        assert_eq!(step(-100.0), -97.0);
        assert_eq!(step(-10.0), -10.0);
        assert!(step(-100.0) > -11.0);
        for _ in 0..120 {
            step(-100.0);
        }
        assert_eq!(step(-100.0), -97.0);
    }
}
