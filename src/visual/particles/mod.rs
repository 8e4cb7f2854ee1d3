//! `particles`: sparks that bands and onsets throw out of a turning sphere of light, bass below and treble above.
//!
//! Nothing is remembered from frame to frame. A particle is born on a schedule of its own; how loud its band was at that
//! moment, which the row of that moment tells, decides how it sets out, and where it is now is a closed form of its age.

mod camera;
mod dice;
mod flight;
mod spark;

use super::{
    FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::{Beam, Glow, Picture},
    stroke::{self, BandColours, Strokes, mix, scale},
    unit,
};
use crate::{
    analysis::{Row, Settings},
    size::Size,
};
use camera::{Camera, Seen};
use dice::{Dice, on_sphere};
use flight::{Air, Life, Point, Throw};
use spark::{Spark, View};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "particles",
    summary: "sparks that bands and onsets throw out of a turning sphere",
    params: &[
        Param {
            name: "count",
            kind: Kind::Count { min: 10, max: 6_000, default: 2_600 },
            unit: "",
            help: "number of particles",
        },
        Param {
            name: "decay",
            kind: Kind::Number { min: 0.3, max: 8.0, default: 3.2 },
            unit: "seconds",
            help: "how long the longest-lived particles glow",
        },
        Param {
            name: "sensitivity",
            kind: Kind::Number { min: 0.0, max: 3.0, default: 1.0 },
            unit: "",
            help: "how much the sound throws particles; 0: they drift",
        },
        Param {
            name: "size",
            kind: Kind::Number { min: 0.3, max: 4.0, default: 1.0 },
            unit: "",
            help: "size of the particles",
        },
        Param {
            name: "radius",
            kind: Kind::Number { min: 0.03, max: 0.4, default: 0.17 },
            unit: "of the shorter side",
            help: "radius of the sphere",
        },
        Param {
            name: "swirl",
            kind: Kind::Number { min: 0.0, max: 3.0, default: 1.0 },
            unit: "",
            help: "how much the air bends their ways",
        },
        Param {
            name: "seed",
            kind: Kind::Count { min: 0, max: 1_000_000, default: 1 },
            unit: "",
            help: "chooses among the fields of particles",
        },
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::ACCENT,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Particles::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

const BANDS: usize = 40;
/// Shares of the particles that make up the sphere, and that hang in the air; the rest is thrown.
const SPHERE: f32 = 0.26;
const DUST: f32 = 0.16;
/// The golden angle as a share of a turn: points at that angle from each other lie evenly on a sphere.
const GOLDEN: f64 = 0.381_966_011_250_105;
/// How fast the sphere turns, radians per second, and how far it is tilted, radians.
const TURN: f64 = 0.16;
const TILT: f64 = 0.32;
/// The exposure that fast particles are stretched by, seconds.
const SHUTTER_S: f32 = 0.035;

#[derive(Debug)]
struct Particles {
    thrown: usize,
    dust: usize,
    /// Points of the sphere at rest.
    sphere: Vec<Point>,
    decay_s: f32,
    sensitivity: f32,
    size: f32,
    radius: f32,
    swirl: f32,
    seed: u32,
    strokes: Strokes,
}

impl Particles {
    fn new(values: &Values) -> Self {
        let count = values.count("count") as f32;
        let sphere = (count * SPHERE) as usize;
        let dust = (count * DUST) as usize;
        let point = |i: usize| {
            let y = 1.0 - 2.0 * (i as f32 + 0.5) / sphere as f32;
            on_sphere(y, (i as f64 * GOLDEN).fract() as f32)
        };
        Self {
            thrown: count as usize - sphere - dust,
            dust,
            sphere: (0..sphere).map(point).collect(),
            decay_s: values.number("decay"),
            sensitivity: values.number("sensitivity"),
            size: values.number("size"),
            radius: values.number("radius"),
            swirl: values.number("swirl"),
            seed: values.count("seed"),
            strokes: Strokes::new(values, BANDS),
        }
    }

    /// How loud a band is, 0 to 1, as sensitive as was asked for.
    fn loud(&self, row: &Row, band: usize) -> f32 {
        (unit(row.heights[band]) * self.sensitivity).min(1.0)
    }

    /// How far out the sphere's surface is where a band lies, shorter sides.
    fn surface(&self, loud: f32, bass: u16) -> f32 {
        self.radius * (1.0 + 0.55 * loud * loud + 0.07 * self.sensitivity * unit(bass))
    }

    /// The light in the middle of the sphere.
    fn lights(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let room = &view.room;
        let (center, short) = (view.camera.center, view.camera.short);
        let bass = (unit(frame.row.levels.bass) * self.sensitivity).min(1.0);
        let (low, high) = (self.strokes.band(BANDS / 8), self.strokes.band(BANDS * 3 / 4));
        let mut glow = |colours: &BandColours, strength: f32, reach: f32| {
            picture.glows.extend(room.glow(colours, strength, center, center, reach * short));
        };
        glow(low, 0.03 + 0.09 * bass, self.radius * 2.8);
        glow(high, 0.05 + 0.10 * bass, self.radius * 1.5);
        glow(high, 0.08 + 0.30 * bass * bass, self.radius * 0.8);
        if !view.light_ground {
            // The star inside, never a hard disc.
            let colour = mix(high.tip, high.hot, 0.6);
            for (radius, light) in [(0.42, 0.10), (0.2, 0.35)] {
                let radius = self.radius * (radius + 0.12 * bass) * short;
                let [x, y] = center;
                let colour = scale(colour, light * (0.35 + 0.65 * bass) * 15.0 / 8.0);
                picture.beams.push(Beam {
                    a: [x - radius * 0.25, y],
                    b: [x + radius * 0.25, y],
                    radius,
                    colour,
                });
            }
        }
        let onset = unit(frame.row.levels.onset) * self.sensitivity.min(1.0);
        if room.glow > 0.0 && onset > 0.0 {
            let colour = scale(self.strokes.accent, 0.16 * onset * room.glow);
            picture.glows.push(Glow {
                a: center,
                b: center,
                reach: (self.radius * 1.5 * short).max(24.0),
                colour,
            });
        }
    }

    /// What hangs in the air everywhere, and brightens as it gets loud.
    fn dust(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
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
            let reach = view.camera.short * (0.02 + 0.05 * near);
            let at = [
                (place[0] * 1.1 - 0.05) * w + reach * wave(1.0, 0.0),
                (place[1] * 1.1 - 0.05) * h + reach * wave(0.7, 0.3),
            ];
            let twinkle = 0.62 + 0.38 * wave(3.0, 0.5);
            let spark = Spark {
                seen: Seen { at, scale: 0.6 + 1.6 * near },
                from: at,
                size: dice.between(0.6, 1.1),
                heat: 0.25 * loud,
                opacity: (0.45 + 0.45 * loud) * twinkle,
            };
            let band = (dice.roll() * BANDS as f32) as usize;
            view.put(self.strokes.band(band), &spark, picture);
        }
    }

    /// What was thrown.
    fn thrown(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let air = Air::new(frame.time_s);
        for i in 0..self.thrown {
            let life = Life::at(self.seed, i, frame.time_s, self.decay_s);
            let birth = frame.rows.at(life.born_s);
            let mut dice = Dice::new(self.seed, i, life.number);
            let direction = flight::gathered(dice.direction(), life.born_s, self.swirl);
            let band = view.camera.band_of(direction);
            let loud = self.loud(birth, band);
            let onset = (unit(birth.levels.onset) * self.sensitivity).min(1.0);
            let mass = dice.between(0.0, 1.0);
            let force = loud * loud.sqrt() * (0.12 + 0.85 * dice.roll()) + 0.35 * onset * loud;
            let throw = Throw {
                direction,
                start: self.surface(loud, birth.levels.bass),
                speed: 0.05 + 0.02 * mass + 1.7 * force,
                swirl: self.swirl,
            };
            let place = throw.at(life.age_s, &air);
            let Some(seen) = view.camera.see(place) else { continue };
            let before = life.age_s.min(SHUTTER_S);
            let from = throw.at(life.age_s - before, &air);
            let from = view.camera.see(from).map_or(seen.at, |s| s.at);
            let share = life.share();
            let fade = (life.age_s * 9.0).min(1.0) * (1.0 - share * share) * (1.0 - 0.55 * share);
            let spark = Spark {
                seen,
                from,
                size: 0.55 + 0.75 * mass * mass + 0.5 * loud,
                heat: (0.15 + 0.85 * loud + 0.3 * onset).min(1.0) * (1.0 - 0.6 * share),
                opacity: fade * (0.25 + 1.1 * loud).min(1.0),
            };
            // A few of an onset's sparks have a colour of their own.
            let special = onset * dice.roll() > 0.6;
            let colours = if special { &view.accent } else { self.strokes.band(band) };
            view.put(colours, &spark, picture);
        }
    }

    /// The sphere itself.
    fn sphere(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let turn = (frame.time_s * TURN) % std::f64::consts::TAU;
        let [(sin, cos), (tilt_sin, tilt_cos)] =
            [turn, TILT].map(|a| (libm::sin(a) as f32, libm::cos(a) as f32));
        for point in &self.sphere {
            let band = view.camera.band_of(*point);
            let loud = self.loud(frame.row, band);
            let r = self.surface(loud, frame.row.levels.bass);
            let [x, y, z] = point.map(|v| v * r);
            let [x, z] = [x * cos + z * sin, z * cos - x * sin];
            let [y, z] = [y * tilt_cos - z * tilt_sin, z * tilt_cos + y * tilt_sin];
            let Some(seen) = view.camera.see([x, y, z]) else { continue };
            // The far side is dimmer.
            let facing = (z / r + 1.0) * 0.5;
            let spark = Spark {
                seen,
                from: seen.at,
                size: 0.72 + 0.5 * loud,
                heat: (0.2 + 0.8 * loud) * (0.4 + 0.6 * facing),
                opacity: 0.16 + 0.84 * facing * facing,
            };
            view.put(self.strokes.band(band), &spark, picture);
        }
    }
}

impl Style for Particles {
    fn analysis(&self, _size: Size) -> Settings {
        Settings { bands: BANDS, smoothing: 0.4, rows_around_s: [self.decay_s, 0.0], ..Settings::default() }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let camera = Camera::new(frame.size, self.radius * 1.5);
        let room = self.strokes.room(frame.size, camera.center);
        let light_ground = self.strokes.is_light();
        let accent =
            BandColours { tip: self.strokes.accent, glow: self.strokes.accent, ..*self.strokes.band(0) };
        let view = View { accent, room, camera, radius: camera.short * 0.0017 * self.size, light_ground };
        view.room.light(&frame.row.levels, picture);
        self.lights(frame, &view, picture);
        self.dust(frame, &view, picture);
        self.thrown(frame, &view, picture);
        self.sphere(frame, &view, picture);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::Track, visual::Rows};

    /// The picture of frame `n` of a song of one sound.
    fn picture(set: &[(&str, &str)], height: u16, n: u64) -> Picture {
        let mut values = Values::defaults(INFO.params);
        set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
        let row = Row { heights: vec![height; BANDS], caps: vec![height; BANDS], ..Row::default() };
        let (mut picture, track) = (Picture::default(), Track::default());
        let size = Size::new(640, 360).unwrap();
        let rows = Rows::single(n, 60.0, &row);
        let frame =
            FrameInput { size, n, time_s: n as f64 / 60.0, row: &row, rows, samples: &[], track: &track };
        Particles::new(&values).picture(&frame, &mut picture);
        picture
    }

    /// Mean distance of its light from the middle, pixels.
    fn spread(picture: &Picture) -> f32 {
        let away = |b: &Beam| ((b.b[0] - 320.0).powi(2) + (b.b[1] - 180.0).powi(2)).sqrt();
        picture.beams.iter().map(away).sum::<f32>() / picture.beams.len() as f32
    }

    #[test]
    fn sound_throws_and_silence_lets_drift() {
        let (silent, loud) = (picture(&[], 0, 600), picture(&[], 50_000, 600));
        assert!(silent.beams.len() > 1_000, "silence isn't empty");
        assert!(spread(&loud) > 1.3 * spread(&silent), "{} {}", spread(&loud), spread(&silent));
        assert_eq!(picture(&[("sensitivity", "0")], 50_000, 600).beams, silent.beams);
    }

    #[test]
    fn a_light_ground_gets_strokes_and_no_light() {
        let paper = picture(&[("palette", "paper")], 50_000, 600);
        assert!(paper.beams.is_empty() && paper.glows.is_empty() && paper.bars.len() > 1_000);
    }
}
