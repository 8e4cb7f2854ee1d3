//! Keeping a speed: how much effort the encoder takes, decided group by group of pictures.
//!
//! The speed is that of the whole, drawing included, as that is what a person waits for. Drawing on the CPU shares its cores
//! with the encoder, so that less effort makes both faster; where an adapter draws too slowly, it makes neither.

use super::{Encoding, Quality, profile};
use std::{
    fmt,
    time::{Duration, Instant},
};

/// Frames between two decisions: x264's longest group of pictures.
pub(super) const GROUP: u64 = 250;

/// Frames that a new encoder has to get at least: x264 knows from the third one on how far decoding runs ahead of showing,
/// and what comes before would be decoded as late as it is shown.
const FEWEST: u64 = 3;

/// Settings of libx264 beside those of the quality, dearest first. None of them may change the headers of the stream,
/// which are the file's: reference and B-frames, entropy coding, weights and transforms stay as they are.
const STEPS: [&str; MOST_STEPS] = [
    "",
    "subme=1:me=dia:trellis=0:partitions=none",
    "subme=0:me=dia:trellis=0:partitions=none:b-adapt=0:mbtree=0:rc-lookahead=0",
];

const MOST_STEPS: usize = 3;

/// The same where the quality decides finely, which shows in the headers: not below `subme=6`.
const FINE_STEPS: [&str; MOST_STEPS] = [
    "",
    "subme=6:me=dia:trellis=0",
    "subme=6:me=dia:trellis=0:partitions=none:b-adapt=0:mbtree=0:rc-lookahead=0",
];

/// The presets of which [`FINE_STEPS`] are the steps.
const FINE: [&str; 6] = ["fast", "medium", "slow", "slower", "veryslow", "placebo"];

/// Where there is no less effort than that of the quality.
const ONE_STEP: [&str; 1] = [""];

/// How much faster than asked for it has to be before more effort is tried.
const ROOM: f64 = 1.4;

/// So many groups after one another in which the speed is right, a minute at 30 frames/s, and the tries before them are
/// forgotten.
const QUIET: u32 = 8;

/// Most groups between two tries.
const MOST_PATIENCE: u32 = 64;

/// What is decided after a group of pictures, without a look at a clock.
#[derive(Debug, Clone, PartialEq)]
struct Governor {
    target: f64,
    /// How many steps there are, and which one it is.
    steps: usize,
    step: usize,
    /// Groups to wait before more effort is tried, and how many of them are left. Doubled by each try that failed.
    patience: u32,
    left: u32,
    /// Whether the last move was such a try.
    tries: bool,
    /// Groups after one another in which the speed was right.
    quiet: u32,
}

impl Governor {
    fn new(target: f64, steps: usize) -> Self {
        Self { target, steps, step: 0, patience: 1, left: 0, tries: false, quiet: 0 }
    }

    /// The step of the next group, after one that went by at `speed` times real time.
    fn decide(&mut self, speed: f64) -> usize {
        self.left = self.left.saturating_sub(1);
        let (slow, room) = (speed < self.target, speed > self.target * ROOM && self.step > 0);
        self.quiet = if slow || room { 0 } else { self.quiet + 1 };
        if self.quiet == QUIET {
            (self.patience, self.left, self.tries) = (1, 0, false);
        }
        if slow && self.step + 1 < self.steps {
            self.step += 1;
            if self.tries {
                self.patience = (self.patience * 2).min(MOST_PATIENCE);
            }
            (self.left, self.tries) = (self.patience, false);
        } else if room && self.left == 0 {
            self.step -= 1;
            self.tries = true;
        }
        self.step
    }
}

/// What became of a speed that was asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    /// Times real time that were asked for.
    pub target: f64,
    /// Frames that were encoded with all effort, with less, and with the least.
    pub frames: [u64; MOST_STEPS],
}

/// For people: "aimed at 4×: 500 of 1800 frames with less effort".
impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: u64 = self.frames.iter().sum();
        write!(f, "aimed at {}×: ", self.target)?;
        match all - self.frames[0] {
            0 => write!(f, "all {all} frames with full effort"),
            less => write!(f, "{less} of {all} frames with less effort"),
        }
    }
}

/// Watches the speed at which frames come to an encoder.
pub(super) struct Pace {
    governor: Governor,
    steps: &'static [&'static str],
    fps: f64,
    clock: Box<dyn FnMut() -> Duration>,
    group_began: Option<Duration>,
    sent: u64,
    /// Frames that are due in all.
    frames: u64,
    kept: Kept,
}

impl Pace {
    /// For an encoder with such [`steps`] that gets so many frames.
    pub(super) fn new(target: f64, steps: &'static [&'static str], fps: f64, frames: u64) -> Self {
        let begun = Instant::now();
        Self::with_clock(target, steps, (fps, frames), Box::new(move || begun.elapsed()))
    }

    /// With another clock, which is read once a group.
    pub(super) fn with_clock(
        target: f64,
        steps: &'static [&'static str],
        (fps, frames): (f64, u64),
        clock: Box<dyn FnMut() -> Duration>,
    ) -> Self {
        Self {
            governor: Governor::new(target, steps.len()),
            steps,
            fps,
            clock,
            group_began: None,
            sent: 0,
            frames,
            kept: Kept { target, ..Kept::default() },
        }
    }

    /// To be asked before each frame: other settings, if the encoder is to go on with such.
    pub(super) fn before_frame(&mut self) -> Option<&'static str> {
        let step = self.governor.step;
        if self.sent.is_multiple_of(GROUP) && self.sent + FEWEST <= self.frames {
            let now = (self.clock)();
            if let Some(began) = self.group_began.replace(now) {
                let seconds = now.saturating_sub(began).as_secs_f64();
                self.governor.decide(GROUP as f64 / self.fps / seconds.max(1e-9));
            }
        }
        self.sent += 1;
        self.kept.frames[self.governor.step] += 1;
        (self.governor.step != step).then(|| self.steps[self.governor.step])
    }

    /// What became of it.
    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }
}

/// All steps of an encoding by libx264, dearest first.
pub(super) fn steps(encoding: &Encoding) -> &'static [&'static str] {
    let preset = profile::x264_preset(encoding);
    let is_draft = encoding.preset.is_none() && encoding.quality == Quality::Draft;
    if is_draft || preset == "ultrafast" {
        &ONE_STEP
    } else if FINE.contains(&preset) {
        &FINE_STEPS
    } else {
        &STEPS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_slow_is_answered_by_less_effort_down_to_the_least() {
        let mut governor = Governor::new(4.0, STEPS.len());
        let steps = [4.5, 3.9, 4.2, 3.0, 2.0, 2.0].map(|speed| governor.decide(speed));
        assert_eq!(steps, [0, 1, 1, 2, 2, 2]);
    }

    #[test]
    fn room_is_used_again_but_not_to_and_fro() {
        let mut governor = Governor::new(4.0, STEPS.len());
        // Cheap is fast enough to try more, dear never is: tries become rare.
        let tries: Vec<usize> = (0..200)
            .map(|_| {
                let speed = if governor.step == 0 { 3.0 } else { 9.0 };
                governor.decide(speed)
            })
            .collect();
        let dear = tries.iter().filter(|step| **step == 0).count();
        assert!((2..=8).contains(&dear), "{dear}: {tries:?}");
        // In the band between, nothing changes.
        let step = governor.step;
        assert!((0..20).all(|_| governor.decide(4.0 * 1.2) == step));
    }

    #[test]
    fn what_became_harder_is_no_try_that_failed() {
        let mut governor = Governor::new(4.0, STEPS.len());
        // Twice too slow, then there is room: nothing was tried in vain yet.
        let steps = [3.0, 3.0, 9.0, 9.0].map(|speed| governor.decide(speed));
        assert_eq!(steps, [1, 2, 1, 0]);
    }

    #[test]
    fn tries_that_failed_are_forgotten_after_a_quiet_spell() {
        let mut governor = Governor::new(4.0, STEPS.len());
        for _ in 0..100 {
            governor.decide(if governor.step == 0 { 3.0 } else { 9.0 });
        }
        assert_eq!(governor.step, 1);
        assert!((0..20).all(|_| governor.decide(4.4) == 1));
        assert_eq!(governor.decide(9.0), 0);
    }
}
