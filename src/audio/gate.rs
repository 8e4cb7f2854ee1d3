//! The limits that make "OK" mean OK, the same for every decoder.

use crate::time::Time;

/// Highest magnitude that passes: +18 dBFS. Real mixes stay far below, overflow and garbage far above.
const LOUDEST: f32 = 8.0;
/// −300 dBFS. What is quieter becomes 0, so that no later stage meets denormal numbers, which are slow.
const QUIETEST: f32 = 1e-15;

/// Why a format is refused, if it is.
pub(super) fn refusal(rate_hz: u32, channels: usize) -> Option<String> {
    if !(1_000..=768_000).contains(&rate_hz) {
        return Some(format!("sample rate {rate_hz} Hz is outside 1 kHz to 768 kHz"));
    }
    if !(1..=64).contains(&channels) {
        return Some(format!("{channels} channels are outside 1 to 64"));
    }
    None
}

/// Makes samples finite and sane in place; returns how many had to be replaced.
pub(super) fn repair(samples: &mut [f32]) -> u64 {
    // One vectorised look at all of them; the rare damage is mended sample by sample.
    let sane = QUIETEST..=LOUDEST;
    let mut repaired = 0;
    for block in samples.chunks_mut(1024) {
        // NaN is in no range.
        if block.iter().fold(true, |all, x| all & ((*x == 0.0) | sane.contains(&x.abs()))) {
            continue;
        }
        for x in block {
            if x.abs() < QUIETEST {
                *x = 0.0;
            } else if !sane.contains(&x.abs()) {
                *x = if x.is_finite() { LOUDEST.copysign(*x) } else { 0.0 };
                repaired += 1;
            }
        }
    }
    repaired
}

/// Whether so many packets were bad that the rest is no music.
pub(super) fn hopeless(bad: u64, packets: u64) -> bool {
    bad > packets / 2
}

/// Places decoded sound on the container's time line, so that lost packets leave silence instead of moving the rest.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Container position of the first sample.
    origin: Option<i64>,
    /// Samples delivered since.
    done: u64,
}

impl Timeline {
    /// Longest silence put into one gap, seconds; a longer jump is taken for a new origin.
    const LONGEST_GAP_S: i64 = 30;

    /// The silence due before sound that belongs `at`, in samples.
    pub(super) fn gap_before(&mut self, at: Option<i64>, rate_hz: u32) -> u64 {
        let Some(at) = at else { return 0 };
        let here = at.saturating_sub_unsigned(self.done);
        let Some(origin) = self.origin else {
            self.origin = Some(here);
            return 0;
        };
        let gap = here.saturating_sub(origin);
        let rate = i64::from(rate_hz);
        // Muxers jitter by up to a packet (10 ms seen in good MP4 files), so a loss shows from 30 ms on. Backwards
        // jumps are chained streams whose clocks start again.
        if gap > rate * Self::LONGEST_GAP_S || gap < -rate / 10 {
            self.origin = Some(here);
            return 0;
        }
        if gap > rate * 3 / 100 { gap as u64 } else { 0 }
    }

    /// Counts delivered samples.
    pub(super) fn advance(&mut self, frames: u64) {
        self.done += frames;
    }

    /// Forgets the origin: another stream with its own clock begins.
    pub(super) fn restart(&mut self) {
        *self = Self::default();
    }
}

/// "1:02.50" style seconds for warnings.
pub(super) fn seconds(samples: u64, rate_hz: u32) -> String {
    format!("{:.2} s", Time::of_samples(samples, rate_hz).seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_leaves_finite_and_within_eight() {
        let mut x = vec![0.5; 5000];
        x[3] = f32::NAN;
        x[1500] = f32::INFINITY;
        x[1501] = 1e30;
        x[1502] = -9.0;
        x[4000] = 1e-40;
        assert_eq!(repair(&mut x), 4);
        assert_eq!((x[3], x[1500], x[1501], x[1502], x[4000]), (0.0, 0.0, 8.0, -8.0, 0.0));
        assert_eq!(repair(&mut x), 0);
        assert_eq!(repair(&mut [0.0, -0.0, 8.0, -8.0]), 0);
    }

    #[test]
    fn formats_outside_the_limits_name_the_field() {
        assert_eq!(refusal(44_100, 2), None);
        assert_eq!(refusal(1_000, 1), None);
        assert_eq!(refusal(768_000, 64), None);
        assert!(refusal(0, 2).unwrap().contains("sample rate 0 Hz"));
        assert!(refusal(u32::MAX, 2).unwrap().contains("4294967295 Hz"));
        assert!(refusal(44_100, 0).unwrap().contains("0 channels"));
        assert!(refusal(44_100, 65).unwrap().contains("65 channels"));
    }

    #[test]
    fn a_lost_packet_leaves_silence_of_its_length() {
        let mut line = Timeline::default();
        assert_eq!(line.gap_before(Some(5_000), 44_100), 0, "the first sample is time 0");
        line.advance(1_152);
        assert_eq!(line.gap_before(Some(6_152), 44_100), 0);
        line.advance(1_152);
        assert_eq!(line.gap_before(Some(9_608), 44_100), 2_304);
        line.advance(2_304 + 1_152);
        assert_eq!(line.gap_before(Some(10_760 + 448), 44_100), 0, "jitter is no gap");
        assert_eq!(line.gap_before(Some(0), 44_100), 0, "a clock that starts again is no gap");
        line.advance(100);
        assert_eq!(line.gap_before(Some(100), 44_100), 0);
    }

    #[test]
    fn half_bad_is_still_music() {
        assert!(!hopeless(0, 0) && !hopeless(5, 10) && hopeless(6, 10) && hopeless(1, 1));
    }
}
