//! Where a particle is at any age: thrown from a sphere, slowed by drag, carried by a flow. Closed forms, no steps.
//!
//! Space is measured in the shorter side of the picture from the middle of the sphere: x to the right, y down, z towards
//! the viewer.

use crate::visual::dice::Dice;

/// A place or direction in space.
pub(super) type Point = [f32; 3];

/// Drag slows a particle to 1/e of its speed in that time, seconds.
const DRAG_S: f32 = 1.0;
/// The flow carries a particle fully after about that time, seconds.
const CARRY_S: f32 = 1.1;
/// How far the flow carries, shorter sides; its waves per unit of space; how it moves, radians per second.
const CARRY: f32 = 0.04;
const WAVES: f32 = 7.5;
const FLOW_SPEED: f32 = 0.35;

/// When a particle lives: it is born again and again on a schedule of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Life {
    /// Which of its lives this is.
    pub(super) number: i64,
    /// When it was born, seconds of the song; before it, too.
    pub(super) born_s: f64,
    /// How old it is, seconds.
    pub(super) age_s: f32,
    /// How old it gets, seconds.
    pub(super) span_s: f32,
}

impl Life {
    /// The life that particle `index` leads at a moment. No life is longer than `longest_s`.
    pub(super) fn at(seed: u32, index: usize, time_s: f64, longest_s: f32) -> Self {
        let mut dice = Dice::new(seed, index, i64::MIN);
        let span_s = f64::from(longest_s * dice.between(0.5, 1.0));
        let phase = f64::from(dice.roll());
        let number = (time_s / span_s + phase).floor();
        let born_s = (number - phase) * span_s;
        Self {
            number: number as i64,
            born_s,
            age_s: ((time_s - born_s) as f32).max(0.0),
            span_s: span_s as f32,
        }
    }

    /// Share of the life that is over, 0 to 1.
    pub(super) fn share(&self) -> f32 {
        (self.age_s / self.span_s).min(1.0)
    }
}

/// How a particle sets out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Throw {
    /// Where to, a unit vector.
    pub(super) direction: Point,
    /// Distance from the middle at birth.
    pub(super) start: f32,
    /// Speed at birth, shorter sides a second.
    pub(super) speed: f32,
    /// How much the flow carries it; 1 is plenty.
    pub(super) swirl: f32,
}

impl Throw {
    /// Where the particle is at an age.
    pub(super) fn at(&self, age_s: f32, air: &Air) -> Point {
        let away = self.start + self.speed * DRAG_S * (1.0 - libm::expf(-age_s / DRAG_S));
        let place = self.direction.map(|d| d * away);
        let carried = CARRY * self.swirl * age_s / (age_s + CARRY_S) * (0.4 + 3.0 * away);
        let flow = air.at(place);
        std::array::from_fn(|i| place[i] + flow[i] * carried)
    }
}

/// The air of a moment: a flow without sources, Arnold, Beltrami and Childress's in two octaves. In the middle it rests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Air {
    drift: f32,
    middle: Point,
}

impl Air {
    pub(super) fn new(time_s: f64) -> Self {
        let drift = (time_s * f64::from(FLOW_SPEED) % std::f64::consts::TAU) as f32;
        let still = Self { drift, middle: [0.0; 3] };
        Self { middle: still.at([0.0; 3]), ..still }
    }

    /// The flow at a place.
    fn at(&self, place: Point) -> Point {
        let drift = self.drift;
        let [x, y, z] = place.map(|v| v * WAVES);
        let large = abc([x + drift, y, z - drift]);
        let small = abc([y * 2.0 - drift, z * 2.0 + 1.0, x * 2.0 + drift]);
        // The smaller waves' components are turned, so that the two don't line up.
        std::array::from_fn(|i| large[i] + 0.45 * small[(i + 2) % 3] - self.middle[i])
    }
}

fn abc([x, y, z]: Point) -> Point {
    let [(sx, cx), (sy, cy), (sz, cz)] = [x, y, z].map(libm::sincosf);
    [sz + cy, sx + cz, sy + cx]
}

/// How fast the two lobes' axes turn, radians per second, and how far they are tilted, radians.
const LOBES_TURN: [f64; 2] = [0.37, -0.23];
const LOBES_TILT: [f64; 2] = [0.5, 1.1];

/// How a sphere is bent at a moment: two third zonal harmonics, whose axes turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lobes([Point; 2]);

impl Lobes {
    pub(super) fn new(time_s: f64) -> Self {
        let axis = |k: usize| {
            let turn = time_s * LOBES_TURN[k] % std::f64::consts::TAU;
            let (sin, cos) = (libm::sin(LOBES_TILT[k]), libm::cos(LOBES_TILT[k]));
            [cos * libm::cos(turn), cos * libm::sin(turn), sin].map(|v| v as f32)
        };
        Self([0, 1].map(axis))
    }

    /// How far out it is in a direction, −1 to 1.
    pub(super) fn at(&self, direction: Point) -> f32 {
        let third = |axis: &Point| {
            let t = axis[0] * direction[0] + axis[1] * direction[1] + axis[2] * direction[2];
            t * (2.5 * t * t - 1.5)
        };
        0.5 * self.0.iter().map(third).sum::<f32>()
    }
}

/// Waves that gather directions: their vectors, with lengths that fit a sphere.
const GATHER: [Point; 5] =
    [[5.1, 1.3, -2.2], [-1.9, 4.4, 3.1], [2.3, -3.6, 4.2], [-4.0, -3.3, 1.7], [0.8, 5.2, -2.9]];
/// How far directions move, and how fast the waves pass, radians per second.
const GATHER_BY: f32 = 0.026;
const GATHER_SPEED: f32 = 0.5;

/// A direction moved towards its neighbours, so that even ones lie in threads: each point goes down a gradient, as matter
/// does in Zel'dovich's approximation of the cosmic web.
pub(super) fn gathered(direction: Point, time_s: f64, amount: f32) -> Point {
    let phase = (time_s * f64::from(GATHER_SPEED) % std::f64::consts::TAU) as f32;
    let mut moved = direction;
    for (k, wave) in (1..).zip(GATHER) {
        let along = wave[0] * direction[0] + wave[1] * direction[1] + wave[2] * direction[2];
        // Whole multiples of the phase, so that its wrap isn't seen.
        let push = GATHER_BY * amount * libm::cosf(along + phase * (k % 3) as f32 + k as f32);
        moved = std::array::from_fn(|i| moved[i] + wave[i] * push);
    }
    let length = (moved[0] * moved[0] + moved[1] * moved[1] + moved[2] * moved[2]).sqrt().max(1e-3);
    moved.map(|v| v / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_follow_each_other_without_a_gap_and_none_is_longer_than_allowed() {
        for index in 0..50 {
            let mut last = Life::at(3, index, 20.0, 2.0);
            for step in 1..2_000 {
                let time_s = 20.0 + f64::from(step) * 0.01;
                let life = Life::at(3, index, time_s, 2.0);
                assert!((1.0..=2.0).contains(&life.span_s) && life.age_s <= life.span_s + 1e-4);
                assert!((life.born_s + f64::from(life.age_s) - time_s).abs() < 1e-5);
                match life.number == last.number {
                    true => assert_eq!(life.born_s, last.born_s),
                    false => assert!(life.number == last.number + 1 && life.age_s <= 0.011),
                }
                last = life;
            }
        }
    }

    #[test]
    fn ways_have_no_jumps_and_go_outwards() {
        for index in 0..200 {
            let mut dice = Dice::new(1, index, 0);
            let direction = gathered(dice.direction(), dice.roll().into(), 1.0);
            let throw = Throw { direction, start: 0.17, speed: 2.0 * dice.roll(), swirl: 1.0 };
            let length = |p: Point| p.iter().map(|v| v * v).sum::<f32>().sqrt();
            let mut last = throw.at(0.0, &Air::new(40.0));
            assert!((length(last) - 0.17).abs() < 1e-5);
            for step in 1..720 {
                let age_s = step as f32 / 240.0;
                let at = throw.at(age_s, &Air::new(40.0 + f64::from(age_s)));
                let moved = length(std::array::from_fn(|i| at[i] - last[i]));
                assert!(moved < (throw.speed * 2.0 + 0.5) / 240.0, "{index} at {age_s} s: {moved}");
                last = at;
            }
            assert!(length(last) > 0.1 + 0.5 * throw.speed, "{index} ends at {last:?}");
        }
    }
}
