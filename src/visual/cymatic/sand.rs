//! Sand on the plate: it gathers where the plate stands still, and strikes throw it up.

use super::{Stage, plate::slope_at};
use crate::visual::{
    dice::chance,
    drive::Strike,
    picture::{Bar, Picture},
    stroke::{Strokes, mix},
    trace::smoothstep,
};
use std::f64::consts::{PI, TAU};

/// How far a grain rolls at the most, how wide it lies beside its line, and how far a strike throws it, in radii of the plate.
const REACH: f32 = 0.10;
const SPREAD: f32 = 0.014;
const THROW: f32 = 0.028;
/// What is fainter isn't drawn.
const UNSEEN: f32 = 0.05;
/// A thrown grain is furthest from its place so long after the strike, seconds; after five times that it has settled.
const FLIGHT_S: f32 = 0.06;
/// How long strikes are remembered, seconds.
pub(super) const SETTLED_S: f32 = 0.36;
/// Squares of the radius over which sand goes out towards the rim: it rests as lines do, but it would be a hem of dots.
const RIM: f32 = 0.24;

/// Grains of sand.
#[derive(Debug)]
pub(super) struct Sand {
    /// Where they lie before anything sounds, -1 to 1.
    homes: Vec<[f32; 2]>,
}

impl Sand {
    /// Grains that lie evenly over the plate, as seeds in a sunflower do, and each a little off its place.
    pub(super) fn new(count: usize) -> Self {
        let golden = PI * (3.0 - libm::sqrt(5.0));
        let grain = |i: usize| {
            let off = |k: u64| f64::from(chance(i as u64 * 2 + k)) - 0.5;
            let r = libm::sqrt((i as f64 + 0.5 + off(0)) / count as f64) * 0.985;
            let angle = (i as f64 * golden + off(1) * 0.2) % TAU;
            [(r * libm::cos(angle)) as f32, (r * libm::sin(angle)) as f32]
        };
        Self { homes: (0..count).map(grain).collect() }
    }

    /// Every grain rolls down towards the nearest line that stands still, unless a strike has thrown it.
    pub(super) fn draw(
        &self,
        figure: &[f32],
        stage: &Stage,
        strikes: &[Strike],
        (strokes, picture): (&Strokes, &mut Picture),
    ) {
        let (low, high) = strokes.ends();
        let hot = strokes.band(0).hot;
        let grain = (stage.radius * 0.0031).max(0.8);
        let (sin, cos) = (libm::sin(stage.turn) as f32, libm::cos(stage.turn) as f32);
        let lifts: Vec<(f32, i64)> = strikes.iter().map(|s| (lift(s), s.number)).collect();
        let up = lifts.iter().map(|(lift, _)| lift).sum::<f32>().min(1.0);
        let most = REACH * (0.25 + 0.75 * stage.loud) * (1.0 - 0.35 * up);
        for (i, [x, y]) in self.homes.iter().enumerate() {
            let home = [x * cos + y * sin, y * cos - x * sin];
            let [x, y] = rolled(figure, rolled(figure, home, most), most * 0.4);
            let rest = at_rest(figure, [x, y]);
            let out = x * x + y * y;
            // What flies catches light wherever it is.
            let bright =
                (rest * rest * (0.45 + 0.55 * stage.loud)).max(0.3 * up) * smoothstep((1.0 - out) / RIM);
            if bright < UNSEEN {
                continue;
            }
            let [x, y] = beside(i, [x, y]);
            let (x, y) = lifts.iter().fold((x, y), |(x, y), (lift, number)| {
                let [dx, dy] = thrown(i, *number);
                (x + dx * lift * THROW, y + dy * lift * THROW)
            });
            let colour = mix(low, high, out.sqrt());
            let size = grain * (0.7 + 0.6 * ((i * 37 % 64) as f32 / 64.0)) * (1.0 + 0.2 * up);
            picture.bars.push(Bar {
                center: [stage.center[0] + x * stage.radius, stage.center[1] + y * stage.radius],
                axis: [1.0, 0.0],
                half_length: size,
                half_width: size,
                corner: size,
                hot: 1.0,
                hot_amount: 0.0,
                opacity: 0.8 * bright.min(1.0),
                root: mix(colour, hot, (0.8 - 0.7 * out + 0.2 * up).clamp(0.0, 1.0)),
                tip: mix(colour, hot, (1.0 - 0.7 * out + 0.2 * up).clamp(0.0, 1.0)),
                hot_colour: colour,
                glow: [0.0; 3],
                glow_reach: size,
            });
        }
    }
}

/// How high a strike has the sand by now, 0 to 1.
fn lift(strike: &Strike) -> f32 {
    let t = (strike.age_s + 0.012) / FLIGHT_S;
    let left = (1.0 - strike.age_s / SETTLED_S).max(0.0);
    strike.strength * t * libm::expf(1.0 - t) * left.sqrt()
}

/// Where a strike throws a grain, another way each time.
fn thrown(grain: usize, strike: i64) -> [f32; 2] {
    let roll = |k: u64| chance((grain as u64 * 2 + k) ^ ((strike as u64) << 32)) * 2.0 - 1.0;
    [roll(0), roll(1)]
}

/// Where a grain lies that came to a place: others lie there too, the more the nearer.
fn beside(grain: usize, [x, y]: [f32; 2]) -> [f32; 2] {
    let roll = |k: u64| chance((grain as u64 * 4 + k) | 1 << 62);
    [x + (roll(0) + roll(1) - 1.0) * SPREAD, y + (roll(2) + roll(3) - 1.0) * SPREAD]
}

/// A grain after Newton's step towards the zero of the figure, no further than it rolls.
fn rolled(figure: &[f32], [x, y]: [f32; 2], most: f32) -> [f32; 2] {
    let (value, [dx, dy]) = slope_at(figure, [x, y]);
    let steep = dx * dx + dy * dy + 4.0;
    let (mx, my) = (-value * dx / steep, -value * dy / steep);
    let way = (mx * mx + my * my).sqrt();
    let share = if way > most { most / way } else { 1.0 };
    [x + mx * share, y + my * share]
}

/// How close to a line a grain came to rest, 0 to 1.
fn at_rest(figure: &[f32], at: [f32; 2]) -> f32 {
    let (value, _) = slope_at(figure, at);
    let k = 1.0 - (value * value * 2.5).min(1.0);
    k * k
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strike_throws_sand_and_it_settles() {
        let at = |age_s: f32| lift(&Strike { age_s, strength: 1.0, number: 3 });
        assert!(at(0.04) > 0.8 && at(0.3) < 0.12 && at(SETTLED_S) == 0.0);
        assert!(thrown(5, 3) != thrown(5, 4) && thrown(5, 3) != thrown(6, 3));
    }
}
