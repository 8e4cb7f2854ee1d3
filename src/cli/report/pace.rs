//! How fast a job goes, and how long it will still take.

use std::time::Duration;

/// Speed and outlook of a job that has drawn some of its frames.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pace {
    /// Share that is done, 0 to 100.
    pub(super) percent: f64,
    /// Frames per second of wall time.
    pub(super) frames_per_s: f64,
    /// Seconds of video per second of wall time.
    pub(super) times_real_time: f64,
    /// Seconds that the rest will take at this pace.
    pub(super) eta_s: f64,
}

impl Pace {
    /// The pace of `done` of `total` frames in `elapsed`, at `fps` frames per second of video; `None` before there is one.
    pub(super) fn of(done: u64, total: u64, elapsed: Duration, fps: f64) -> Option<Self> {
        let seconds = elapsed.as_secs_f64();
        if done == 0 || total == 0 || seconds <= 0.0 {
            return None;
        }
        let frames_per_s = done as f64 / seconds;
        Some(Self {
            percent: 100.0 * done.min(total) as f64 / total as f64,
            frames_per_s,
            times_real_time: frames_per_s / fps,
            eta_s: total.saturating_sub(done) as f64 / frames_per_s,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_and_outlook_follow_from_what_is_done() {
        let pace = Pace::of(300, 900, Duration::from_secs(5), 30.0).unwrap();
        assert_eq!((pace.frames_per_s, pace.times_real_time, pace.eta_s), (60.0, 2.0, 10.0));
        assert!((pace.percent - 100.0 / 3.0).abs() < 1e-9);
        assert_eq!(Pace::of(0, 900, Duration::from_secs(5), 30.0), None);
        assert_eq!(Pace::of(5, 900, Duration::ZERO, 30.0), None);
    }
}
