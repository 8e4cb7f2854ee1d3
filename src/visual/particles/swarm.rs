//! The particles: dust in the air, what is thrown, and those that the sphere is made of.

use super::{
    BANDS, Particles,
    camera::Seen,
    flight::{self, Air, Life, Lobes, Throw},
    spark::{Spark, View},
};
use crate::visual::{FrameInput, dice::Dice, picture::Picture, unit};

/// How fast the sphere turns, radians per second, and how far it is tilted, radians.
const TURN: f64 = 0.16;
const TILT: f64 = 0.32;
/// The exposure that fast particles are stretched by, seconds, and the longest streak, in radii of its head.
const SHUTTER_S: f32 = 0.15;
const LONGEST: f32 = 34.0;
/// The share of what flies that may leave the field at its sides, how much of it is left there, and how far dust lies
/// beyond, widths of the field.
const STRAY: f32 = 0.15;
const STRAYED: f32 = 0.4;
const ASTRAY: [f32; 2] = [0.85, 0.85];

impl Particles {
    /// What hangs in the air everywhere, and brightens as it gets loud.
    pub(super) fn dust(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let loud = unit(frame.row.levels.loudness) * self.sensitivity.min(1.0);
        for i in 0..self.dust {
            let mut dice = Dice::new(self.seed, i, i64::MAX);
            // Nearness: few are near.
            let near = dice.roll() * dice.roll();
            let place = [dice.roll(), dice.roll()];
            let (pace, phase) = (dice.between(0.02, 0.05), dice.roll());
            let wave = |rate: f32, of: f32| {
                let turns = (frame.time_s * f64::from(pace * rate) + f64::from(phase + of)).fract();
                libm::sin(turns * std::f64::consts::TAU) as f32
            };
            let strays = dice.roll() < STRAY;
            let x = if strays { ASTRAY[0] + ASTRAY[1] * place[0] } else { place[0] * 1.1 - 0.05 };
            let reach = view.camera.short * (0.02 + 0.05 * near);
            let at = [x * w + reach * wave(1.0, 0.0), (place[1] * 1.1 - 0.05) * h + reach * wave(0.7, 0.3)];
            let twinkle = 0.62 + 0.38 * wave(3.0, 0.5);
            let spark = Spark {
                seen: Seen { at, scale: 0.6 + 1.6 * near },
                from: at,
                size: dice.between(0.6, 1.1),
                heat: 0.25 * loud,
                opacity: (0.45 + 0.45 * loud) * twinkle,
                beyond: if strays { STRAYED } else { 0.0 },
            };
            let band = (dice.roll() * BANDS as f32) as usize;
            view.put(self.strokes.band(band), &spark, picture);
        }
    }

    /// What was thrown.
    pub(super) fn thrown(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let air = Air::new(frame.time_s);
        for i in 0..self.thrown {
            let life = Life::at(self.seed, i, frame.time_s, self.decay_s);
            let birth = frame.rows.at(life.born_s);
            let mut dice = Dice::new(self.seed, i, life.number);
            let direction = flight::gathered(dice.direction(), life.born_s, self.swirl);
            let place = view.camera.axis(life.born_s).place_of(direction);
            let (band, loud) = ((place as usize).min(BANDS - 1), self.loud(birth, place));
            let onset = self.kick(&birth.levels);
            let mass = dice.between(0.0, 1.0);
            let force = loud * loud.sqrt() * (0.12 + 0.85 * dice.roll()) + 0.45 * onset * loud;
            let throw = Throw {
                direction,
                start: self.surface(direction, &Lobes::new(life.born_s), loud, &birth.levels),
                speed: 0.05 + 0.02 * mass + 1.7 * force,
                swirl: self.swirl,
            };
            let Some(seen) = view.camera.see(throw.at(life.age_s, &air)) else { continue };
            let before = life.age_s.min(SHUTTER_S);
            let from = throw.at(life.age_s - before, &air);
            let from = view.camera.see(from).map_or(seen.at, |s| s.at);
            let from = within(from, seen.at, LONGEST * view.radius * seen.scale.min(1.4));
            let share = life.share();
            let fade = (life.age_s * 9.0).min(1.0) * (1.0 - share * share) * (1.0 - 0.55 * share);
            let spark = Spark {
                seen,
                from,
                size: 0.55 + 0.75 * mass * mass + 0.5 * loud,
                heat: (0.15 + 0.85 * loud + 0.3 * onset).min(1.0) * (1.0 - 0.6 * share),
                opacity: fade * (0.25 + 1.1 * loud).min(1.0),
                beyond: if dice.roll() < STRAY { STRAYED } else { 0.0 },
            };
            view.put(self.strokes.band(band), &spark, picture);
        }
    }

    /// The sphere itself.
    pub(super) fn sphere(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let turn = (frame.time_s * TURN) % std::f64::consts::TAU;
        let [(sin, cos), (tilt_sin, tilt_cos)] =
            [turn, TILT].map(|a| (libm::sin(a) as f32, libm::cos(a) as f32));
        let axis = view.camera.axis(frame.time_s);
        let lobes = Lobes::new(frame.time_s);
        let kick = self.kick(&frame.row.levels);
        for point in &self.sphere {
            let [x, y, z] = *point;
            let [x, z] = [x * cos + z * sin, z * cos - x * sin];
            let [y, z] = [y * tilt_cos - z * tilt_sin, z * tilt_cos + y * tilt_sin];
            let place = axis.place_of([x, y, z]);
            let (band, loud) = ((place as usize).min(BANDS - 1), self.loud(frame.row, place));
            let r = self.surface([x, y, z], &lobes, loud, &frame.row.levels);
            let Some(seen) = view.camera.see([x, y, z].map(|v| v * r)) else { continue };
            // The far side is dimmer.
            let facing = (z + 1.0) * 0.5;
            let spark = Spark {
                seen,
                from: seen.at,
                size: 0.72 + 0.5 * loud + 0.25 * kick,
                heat: (0.2 + 0.8 * loud + 0.4 * kick).min(1.0) * (0.4 + 0.6 * facing),
                opacity: 0.16 + 0.84 * facing * facing,
                beyond: 0.0,
            };
            view.put(self.strokes.band(band), &spark, picture);
        }
    }
}

/// The start of a way that isn't longer than `longest`.
fn within(from: [f32; 2], to: [f32; 2], longest: f32) -> [f32; 2] {
    let way = [from[0] - to[0], from[1] - to[1]];
    let length = (way[0] * way[0] + way[1] * way[1]).sqrt();
    if length > longest { std::array::from_fn(|i| to[i] + way[i] * (longest / length)) } else { from }
}
