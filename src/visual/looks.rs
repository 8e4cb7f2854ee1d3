//! What the traces of scopes show: many looks at the sound, each from its own trigger, laid over each other.
//!
//! One look alone is another curve in every frame as soon as music is more than one tone: a strobe. So the sound is looked at
//! [`LOOKS_HZ`] times a second, at moments that don't depend on frames; each look is held still by [`Trigger`], and a frame
//! shows the mean of the looks of the last moments, the newer the more. What they agree on stands out, what they don't
//! agree on fades into the next, and a new look comes in smoothly. All of it is a function of the samples, without a memory
//! of the frame before. A mean is lower than what it is made of: [`raised`] brings it to the height of the sound at the frame.
//!
//! Rejected: following the trace from look to look by its best match, from fixed moments on. It held orchestras no stiller (0.86
//! against 0.85 mean correlation of neighbouring frames at 30 a second; a single look: 0.32) and speech less (0.81, 0.90).

use super::{smooth::Smooth, trace::Sound, trigger::Trigger};

/// Looks per second.
pub(super) const LOOKS_HZ: f64 = 60.0;
/// How much of the sound on either side of a moment counts for its height, seconds.
const LEVEL_S: f64 = 0.05;
/// Moments at which the height is looked at while it goes down: so near each other that a single strike doesn't flutter.
const RELEASE_STEPS: u32 = 12;
/// The most that a mean is raised to the height of the sound: what cancels itself out stays low.
const MOST_RAISED: f32 = 4.0;

/// Looks at the sound around a frame.
#[derive(Debug)]
pub(super) struct Looks {
    looks: Vec<Look>,
    /// For how long a look counts, seconds.
    kept_s: f64,
}

/// When a look was taken, and the moment that it shows; seconds from the frame's start.
#[derive(Debug, Clone, Copy)]
struct Look {
    taken_s: f64,
    shows_s: f64,
}

impl Looks {
    /// All that count in the last `ago_s` before a frame at `time_s`, each for `kept_s`; `mix` are the shares of left and
    /// right.
    pub(super) fn new(sound: &Sound<'_>, mix: [f32; 2], time_s: f64, [ago_s, kept_s]: [f64; 2]) -> Self {
        let first = ((time_s - ago_s - kept_s) * LOOKS_HZ).ceil() as i64;
        let end = (time_s * LOOKS_HZ).floor() as i64 + 2;
        // On whole samples of the song, so that every frame sees the same look.
        let start = (time_s * sound.rate_hz() + 1e-3).floor();
        let mut trigger = Trigger::default();
        let look = |number: i64| {
            let sample = (number as f64 * sound.rate_hz() / LOOKS_HZ).round();
            let taken_s = (sample - start) / sound.rate_hz();
            Look { taken_s, shows_s: taken_s + trigger.find(sound, mix, taken_s) }
        };
        Self { looks: (first..end).map(look).collect(), kept_s }
    }

    /// A single one, of the moment itself.
    pub(super) fn one(at_s: f64) -> Self {
        Self { looks: vec![Look { taken_s: at_s, shows_s: at_s }], kept_s: 1.0 }
    }

    /// Their mean at a moment: `count + 1` values over `window_s`, each smoothed over `reach_s` to either side, from `moved_s`
    /// later in the sound; full scale 1.
    pub(super) fn mean(
        &self,
        sound: &Sound<'_>,
        mix: [f32; 2],
        at_s: f64,
        (window_s, count, reach_s, moved_s): (f32, usize, f32, f32),
    ) -> Vec<f32> {
        let reach = f64::from(reach_s) * sound.rate_hz();
        let half = (f64::from(window_s) * 0.5 * sound.rate_hz() + reach).ceil() as usize + 2;
        let mut mean = vec![0.0f32; 2 * half + 1];
        let shares = self.looks.iter().map(|look| look.share(at_s, self.kept_s));
        let total: f32 = shares.clone().sum::<f32>().max(1e-9);
        for (look, share) in self.looks.iter().zip(shares).filter(|(_, share)| *share > 0.0) {
            sound.add(look.shows_s + f64::from(moved_s), mix, share / total, &mut mean);
        }
        let step = f64::from(window_s) * sound.rate_hz() / count as f64;
        let smooth = Smooth::new(&mean, reach);
        (0..=count).map(|i| smooth.at(half as f64 + (i as f64 - count as f64 * 0.5) * step)).collect()
    }
}

/// What a mean of looks at a moment, of the channels that are mixed and of root mean square `own`, is multiplied by.
pub(super) fn raised(sound: &Sound<'_>, mix: [f32; 2], at_s: f64, own: f32) -> f32 {
    (sound.level(at_s, LEVEL_S, mix) / own.max(1e-9)).min(MOST_RAISED)
}

/// The same to the height of the last `release_s`, the longer ago the less: it comes at once and goes down slowly.
pub(super) fn held_up(sound: &Sound<'_>, mix: [f32; 2], at_s: f64, own: f32, release_s: f64) -> f32 {
    if release_s <= 0.0 {
        return raised(sound, mix, at_s, own);
    }
    let ago = |step: u32| f64::from(step) / f64::from(RELEASE_STEPS);
    let steps = (0..RELEASE_STEPS).map(|step| {
        let left = (1.0 - ago(step)) as f32;
        raised(sound, mix, at_s - ago(step) * release_s, own) * left
    });
    steps.fold(0.0, f32::max)
}

impl Look {
    /// How much it counts at a moment: it comes in from the look before on, and fades.
    fn share(&self, at_s: f64, kept_s: f64) -> f32 {
        let age_s = at_s - self.taken_s;
        let coming = (1.0 + age_s * LOOKS_HZ).clamp(0.0, 1.0);
        let left = (1.0 - age_s.max(0.0) / kept_s).max(0.0);
        (coming * left * left) as f32
    }
}
