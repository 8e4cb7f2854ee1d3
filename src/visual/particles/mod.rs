//! `particles`: sparks that bands and onsets throw out of a turning sphere of light, bass below and treble above.
//!
//! Nothing is remembered from frame to frame. A particle is born on a schedule of its own; how loud its band was at that
//! moment, which the row of that moment tells, decides how it sets out, and where it is now is a closed form of its age.

mod camera;
mod flight;
mod heart;
mod spark;
mod swarm;

use super::{
    FrameInput, Stage, Style, StyleInfo,
    dice::on_sphere,
    drive,
    params::{Kind, Param, Values},
    picture::Picture,
    stroke::{self, Strokes},
    unit,
};
use crate::{
    analysis::{Levels, Row, Settings},
    size::Size,
};
use camera::Camera;
use flight::{Lobes, Point};
use spark::View;
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

    /// How loud it is at a place among the bands, 0 to 1, as sensitive as was asked for: neighbours pull each other, so that
    /// the sphere stays round.
    fn loud(&self, row: &Row, place: f32) -> f32 {
        let last = BANDS as f32 - 1.0;
        let at = |place: f32| {
            let place = (place - 0.5).clamp(0.0, last);
            let band = place as usize;
            let [low, high] = [band, (band + 1).min(BANDS - 1)].map(|band| unit(row.heights[band]));
            low + (high - low) * (place - band as f32)
        };
        let mean = 0.25 * (at(place - 1.0) + at(place + 1.0)) + 0.5 * at(place);
        (mean * self.sensitivity).min(1.0)
    }

    /// What struck last, as sensitive as was asked for.
    fn kick(&self, levels: &Levels) -> f32 {
        (drive::kick(levels) * self.sensitivity).min(1.0)
    }

    /// How far out the sphere's surface is in a direction as loud as `loud`, shorter sides: bass swells and bends it.
    fn surface(&self, direction: Point, lobes: &Lobes, loud: f32, levels: &Levels) -> f32 {
        let bass = (unit(levels.bass) * self.sensitivity).min(1.2);
        let bent = 0.26 + 0.42 * lobes.at(direction);
        self.radius * (0.90 + 0.38 * loud * loud + bent * bass * bass + 0.07 * self.kick(levels))
    }
}

impl Style for Particles {
    fn stage(&self) -> Stage {
        Stage::Figure
    }

    fn analysis(&self, _size: Size) -> Settings {
        Settings {
            bands: BANDS,
            smoothing: 0.4,
            rows_around_s: [self.decay_s.max(heart::SHOCK_S) + 0.05, 0.0],
            ..Settings::default()
        }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let camera = Camera::new(frame.size, self.radius * 1.5);
        let room = self.strokes.room(frame.size, camera.center);
        let light_ground = self.strokes.is_light();
        let view = View { room, camera, radius: camera.short * 0.0017 * self.size, light_ground };
        view.room.light(&frame.row.levels, picture);
        self.heart(frame, &view, picture);
        self.dust(frame, &view, picture);
        self.thrown(frame, &view, picture);
        self.sphere(frame, &view, picture);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::Track,
        visual::{Rows, picture::Beam},
    };

    /// The picture of frame `n` of a song of one sound.
    fn picture(set: &[(&str, &str)], height: u16, n: u64) -> Picture {
        let mut values = Values::defaults(INFO.params);
        set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
        let row = Row { heights: vec![height; BANDS], caps: vec![height; BANDS], ..Row::default() };
        let (mut picture, track) = (Picture::default(), Track::default());
        let size = Size::new(640, 360).unwrap();
        let rows = Rows::single(n, 60.0, &row);
        let frame = FrameInput {
            size,
            n,
            time_s: n as f64 / 60.0,
            row: &row,
            rows,
            samples: &[],
            track: &track,
            beside: &[],
        };
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
