//! How heights move: attack, release and falling caps, in seconds on the fixed grid.
//!
//! One-pole smoothing, a = 1 − exp(−dt / τ), so that the grid's rate doesn't show. The release is slower in the bass
//! than in the treble, as the sounds are.

use super::{Fall, Listening};

/// The release is longer by this factor in the first band, shorter by the other in the last.
const RELEASE_FACTORS: [f64; 2] = [1.5, 0.7];

/// Shares of a bar's height that its neighbours get at least, one and two bars away, at the default smoothing: lone
/// spikes read as glitches. Nothing without smoothing.
const SPREAD: [f64; 2] = [0.50, 0.18];
/// The smoothing at which the constants are meant.
const DEFAULT_SMOOTHING: f64 = 0.5;

/// What a height is compared with to tell change: itself, slowed down by this time constant, seconds.
pub(crate) const HELD_S: f64 = 1.0;

/// Heights and caps of all bands.
#[derive(Debug)]
pub(crate) struct Motion {
    /// Bands of a channel: they pull each other.
    bands: usize,
    attack: f32,
    release: Vec<f32>,
    spread: [f32; 2],
    hold_steps: u32,
    /// What a cap, and a bar that falls by gravity, gains in speed in a step, heights per second.
    cap_gain: f32,
    gain: Option<f32>,
    speeds: Vec<f32>,
    step_s: f32,
    liveliness: f32,
    /// How fast what is held follows, and what it is.
    follow: f32,
    held: Vec<f32>,
    target: Vec<f32>,
    pub(crate) heights: Vec<f32>,
    pub(crate) caps: Vec<f32>,
    caps_fall: Vec<CapFall>,
}

#[derive(Debug, Clone, Copy, Default)]
struct CapFall {
    held: u32,
    speed: f32,
}

impl Motion {
    /// `smoothing` from 0 to 1 slows the fall (to four times the release, or a quarter) and lifts the neighbours of tall
    /// bars.
    pub(crate) fn new(
        (bands, channels): (usize, usize),
        smoothing: f32,
        listening: &Listening,
        grid_hz: u32,
    ) -> Self {
        let smoothing = f64::from(smoothing.clamp(0.0, 1.0));
        let slower = 4f64.powf((smoothing - DEFAULT_SMOOTHING) / DEFAULT_SMOOTHING);
        let step_s = 1.0 / f64::from(grid_hz);
        let share = |tau_s: f64| (1.0 - (-step_s / tau_s).exp()) as f32;
        let [first, last] = RELEASE_FACTORS;
        let release = |b: usize| {
            let x = b as f64 / (bands.max(2) - 1) as f64;
            share(listening.release_s * slower * (first + (last - first) * x))
        };
        let columns = bands * channels;
        Self {
            bands,
            attack: share(listening.attack_s),
            release: (0..columns).map(|c| release(c % bands)).collect(),
            // At no smoothing the exponent is infinite and the share 0.
            spread: SPREAD.map(|share| {
                (share.powf(DEFAULT_SMOOTHING / smoothing) * f64::from(listening.spread)).min(1.0) as f32
            }),
            hold_steps: (listening.cap_hold_s / step_s) as u32,
            cap_gain: listening.cap_gravity * step_s as f32,
            // A fall that takes longer by a factor has an acceleration that is less by its square.
            gain: (listening.fall == Fall::Gravity)
                .then(|| (f64::from(listening.gravity) / (slower * slower) * step_s) as f32),
            speeds: vec![0.0; columns],
            step_s: step_s as f32,
            liveliness: listening.liveliness,
            follow: share(HELD_S),
            held: vec![0.0; columns],
            target: vec![0.0; columns],
            heights: vec![0.0; columns],
            caps: vec![0.0; columns],
            caps_fall: vec![CapFall::default(); columns],
        }
    }

    /// Heights that are their targets at once.
    pub(crate) fn raw(bands: usize, grid_hz: u32) -> Self {
        let still = Self::new((bands, 1), 0.0, &Listening::default(), grid_hz);
        Self { attack: 1.0, release: vec![1.0; bands], spread: [0.0; 2], liveliness: 0.0, ..still }
    }

    /// One grid step towards `targets`.
    pub(crate) fn step(&mut self, targets: &[f32]) {
        for (x, out) in targets.chunks(self.bands).zip(self.target.chunks_mut(self.bands)) {
            spread(x, self.spread, out);
        }
        for (target, held) in self.target.iter_mut().zip(&mut self.held) {
            *held += (*target - *held) * self.follow;
            *target = lively(*target, *held, self.liveliness);
        }
        for (b, target) in self.target.iter().enumerate() {
            let h = &mut self.heights[b];
            match self.gain {
                Some(gain) if target <= h => {
                    self.speeds[b] += gain;
                    let fallen = *h - self.speeds[b] * self.step_s;
                    if fallen > *target {
                        *h = fallen;
                    } else {
                        (*h, self.speeds[b]) = (*target, 0.0);
                    }
                }
                _ => {
                    *h += (target - *h) * if target > h { self.attack } else { self.release[b] };
                    self.speeds[b] = 0.0;
                }
            }
            let (cap, fall) = (&mut self.caps[b], &mut self.caps_fall[b]);
            if *h >= *cap {
                (*cap, *fall) = (*h, CapFall::default());
            } else if fall.held < self.hold_steps {
                fall.held += 1;
            } else {
                fall.speed += self.cap_gain;
                *cap = h.max(*cap - fall.speed * self.step_s);
            }
        }
    }
}

/// A height that stands out from what was held: taller after a rise, lower after a fall, and itself again within seconds.
/// Near the top and the bottom there is less room for it.
pub(crate) fn lively(height: f32, held: f32, amount: f32) -> f32 {
    let room = (2.0 * (1.0 - height)).min(3.0 * height).clamp(0.0, 1.0);
    height + amount * (height - held) * room
}

/// Lifts the neighbours of tall bars; no bar sinks, so a tone keeps its height.
fn spread(x: &[f32], shares: [f32; 2], out: &mut [f32]) {
    out.copy_from_slice(x);
    for (distance, share) in (1..).zip(shares) {
        for i in distance..x.len() {
            out[i] = out[i].max(x[i - distance] * share);
            out[i - distance] = out[i - distance].max(x[i] * share);
        }
    }
}

/// A critically damped follower, exact for a target that holds still during a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spring {
    up: f32,
    down: f32,
    step_s: f32,
    pub(crate) value: f32,
    speed: f32,
}

impl Spring {
    /// 90 % of a step up takes `up_s`, of one down `down_s`.
    pub(crate) fn new(up_s: f32, down_s: f32, grid_hz: u32) -> Self {
        // (1 + ωt) exp(−ωt) = 0.1 at ωt = 3.89.
        Self { up: 3.89 / up_s, down: 3.89 / down_s, step_s: 1.0 / grid_hz as f32, value: 0.0, speed: 0.0 }
    }

    /// One grid step towards `target`.
    pub(crate) fn step(&mut self, target: f32) {
        let omega = if target > self.value { self.up } else { self.down };
        let decay = (-omega * self.step_s).exp();
        let away = self.value - target;
        let swing = (self.speed + omega * away) * self.step_s;
        self.value = target + (away + swing) * decay;
        self.speed = (self.speed - omega * swing) * decay;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    /// Heights are what they are.
    static STEADY: LazyLock<Listening> =
        LazyLock::new(|| Listening { liveliness: 0.0, ..Listening::default() });

    #[test]
    fn a_spring_takes_the_stated_times_and_does_not_overshoot() {
        let mut spring = Spring::new(0.09, 0.26, 2_400);
        let mut reach = |target: f32, from: f32| {
            let mut steps = 0;
            while ((spring.value - target) / (from - target)).abs() > 0.1 {
                spring.step(target);
                steps += 1;
            }
            for _ in 0..24_000 {
                spring.step(target);
                assert!((-1e-3..1.001).contains(&spring.value));
            }
            steps as f32 / 2_400.0
        };
        assert!((reach(1.0, 0.0) - 0.09).abs() < 0.002);
        assert!((reach(0.0, 1.0) - 0.26).abs() < 0.002);
    }

    #[test]
    fn caps_hold_then_fall_and_never_sink_below_the_bar() {
        let mut motion = Motion::new((1, 1), 0.5, &STEADY, 240);
        for _ in 0..240 {
            motion.step(&[0.8]);
        }
        let mut caps = Vec::new();
        for _ in 0..480 {
            motion.step(&[0.0]);
            assert!(motion.caps[0] >= motion.heights[0]);
            caps.push(motion.caps[0]);
        }
        let at = |s: f32| caps[(s * 240.0) as usize - 1];
        assert!((at(0.49) - 0.8).abs() < 0.01);
        assert!((at(0.9) - (0.8 - 2.5 * 0.16)).abs() < 0.02, "{}", at(0.9));
        assert_eq!(caps[479], motion.heights[0]);
    }

    #[test]
    fn what_changes_stands_out_and_what_is_held_stays() {
        let listening = Listening { liveliness: 1.0, ..Listening::default() };
        let mut motion = Motion::new((1, 1), 0.5, &listening, 240);
        let mut after = |target: f32, seconds: f32| {
            (0..(seconds * 240.0) as usize).for_each(|_| motion.step(&[target]));
            motion.heights[0]
        };
        let (hit, held) = (after(0.5, 0.05), after(0.5, 5.0));
        assert!(hit > 0.8 && (held - 0.5).abs() < 0.01, "{hit} {held}");
        // A fall goes further, then comes back.
        let (fallen, held) = (after(0.3, 0.5), after(0.3, 5.0));
        assert!(fallen < 0.24 && (held - 0.3).abs() < 0.01, "{fallen} {held}");
        // Neither end is passed.
        assert!(after(1.0, 0.1) <= 1.0 && after(0.0, 1.0) >= 0.0);
    }

    #[test]
    fn neighbours_are_lifted_and_the_peak_stays() {
        let mut out = [0.0; 7];
        spread(&[0.0, 0.0, 0.0, 1.0, 0.9, 0.0, 0.0], [0.5, 0.18], &mut out);
        assert_eq!(out[3..5], [1.0, 0.9]);
        assert!(out[2] == 0.5 && out[1] == 0.18 && out[0] == 0.0);
    }

    #[test]
    fn smoothing_slows_the_fall_and_lifts_neighbours() {
        // Half a second after a tone of one second in the middle of five bands: what is left of it, and beside it before.
        let ends = |smoothing: f32| {
            let mut motion = Motion::new((5, 1), smoothing, &STEADY, 240);
            (0..240).for_each(|_| motion.step(&[0.0, 0.0, 1.0, 0.0, 0.0]));
            let beside = motion.heights[1];
            (0..120).for_each(|_| motion.step(&[0.0; 5]));
            (motion.heights[2], beside)
        };
        let near = |a: f32, b: f64| (f64::from(a) - b).abs() < 0.005;
        // The middle band's release is 1.1 times the constant.
        let left = |release_s: f64| (-0.5 / (1.1 * release_s)).exp();
        let ((none, alone), (half, beside), (all, pulled)) = (ends(0.0), ends(0.5), ends(1.0));
        assert!(
            near(none, left(0.045)) && near(half, left(0.18)) && near(all, left(0.72)),
            "{none} {half} {all}"
        );
        assert!(
            near(alone, 0.0) && near(beside, 0.5) && near(pulled, 0.5f64.sqrt()),
            "{alone} {beside} {pulled}"
        );
    }
}
