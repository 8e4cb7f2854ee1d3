//! `cymatic`: a round plate that the bands set swinging, and the sand on it: it gathers where the plate stands still, as
//! Chladni saw it in 1787.

mod plate;

use super::{
    Aspect, FrameInput, Picture, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::{self, Bar, Glow, Heatmap, Ring, Shadow},
    stroke::{self, Strokes, mix, scale},
    unit,
};
use crate::{analysis::Settings, size::Size};
use plate::{Plate, SIDE};
use std::{cell::RefCell, sync::Arc};

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "cymatic",
    summary: "figures of sand on a plate that the bands set swinging",
    params: &[
        Param {
            name: "symmetry",
            kind: Kind::Count { min: 2, max: 12, default: 6 },
            unit: "",
            help: "how many times the figure repeats around its centre",
        },
        Param {
            name: "modes",
            kind: Kind::Count { min: 3, max: 16, default: 9 },
            unit: "",
            help: "how many ways to swing the plate has; the lowest follows the bass",
        },
        Param {
            name: "grains",
            kind: Kind::Count { min: 0, max: 8000, default: 4000 },
            unit: "",
            help: "grains of sand",
        },
        Param {
            name: "size",
            kind: Kind::Number { min: 0.3, max: 1.0, default: 0.88 },
            unit: "of the shorter side",
            help: "diameter of the plate",
        },
        stroke::SMOOTHING,
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Cymatic::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

/// Levels of the figure that the colours span, in both directions.
const SPAN: f32 = 2.4;
/// How far a grain moves at the most, in radii of the plate.
const REACH: f32 = 0.055;
/// Where sand ends.
const RIM: f32 = 0.988;

#[derive(Debug)]
struct Cymatic {
    plate: Plate,
    modes: usize,
    grains: Vec<[f32; 2]>,
    size: f32,
    smoothing: f32,
    colours: Vec<u32>,
    strokes: Strokes,
}

thread_local! {
    /// The figure of the frame that a thread describes, kept for its memory.
    static FIGURE: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

impl Cymatic {
    fn new(values: &Values) -> Self {
        let modes = values.count("modes") as usize;
        let strokes = Strokes::new(values, modes);
        Self {
            plate: Plate::new(values.count("symmetry"), modes),
            modes,
            grains: plate::grains(values.count("grains") as usize),
            size: values.number("size"),
            smoothing: values.number("smoothing"),
            colours: colours(&strokes),
            strokes,
        }
    }

    /// How much each mode swings: bands of a mode, the loudest parts more than in proportion, so that figures differ.
    fn amplitudes(&self, frame: &FrameInput<'_>) -> (Vec<f32>, f32) {
        let heights = &frame.row.heights;
        let per_mode = heights.len() / self.modes;
        let of = |m: usize| {
            let own = &heights[m * per_mode..(m + 1) * per_mode];
            let mean = own.iter().copied().map(unit).sum::<f32>() / own.len() as f32;
            // Neighbours pull in opposite directions: else all would add up in the middle.
            mean * mean * [1.0, -1.0, -1.0, 1.0][m % 4]
        };
        let mut amplitudes: Vec<f32> = (0..self.modes).map(of).collect();
        // A plate at rest shows its second figure: calm, not empty.
        amplitudes[1.min(self.modes - 1)] += 0.02;
        let power = amplitudes.iter().map(|a| a * a).sum::<f32>().sqrt().max(1e-6);
        amplitudes.iter_mut().for_each(|a| *a /= power);
        (amplitudes, power.min(1.0))
    }
}

impl Style for Cymatic {
    fn analysis(&self, _size: Size) -> Settings {
        Settings { bands: self.modes * 4, smoothing: self.smoothing, ..Settings::default() }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let short = w.min(h);
        let cy = match Aspect::of(frame.size) {
            Aspect::Wide | Aspect::Square => 0.5,
            Aspect::Tall => 0.44,
        };
        let center = [w * 0.5, h * cy];
        let levels = &frame.row.levels;
        let radius = short * self.size * 0.5;
        let room = self.strokes.room(frame.size, center);
        room.light(levels, picture);
        picture.shadows.push(Shadow {
            center,
            radius,
            rim: (short * 0.05).max(12.0),
            amount: room.shadow * 0.8,
        });

        let (amplitudes, power) = self.amplitudes(frame);
        let loud = (power * 2.0).min(1.0);
        FIGURE.with_borrow_mut(|figure| {
            self.plate.mix(&amplitudes, figure);
            self.figure(figure, (center, radius), loud, picture);
            self.sand(figure, (center, radius), loud, picture);
        });
        self.rim(frame, (center, radius), picture);
    }
}

impl Cymatic {
    /// The figure as soft light: lines where it stands still, a breath of colour where it swings.
    fn figure(&self, figure: &[f32], (center, radius): ([f32; 2], f32), loud: f32, picture: &mut Picture) {
        picture.heat.version = 0;
        picture.heat.values.clear();
        let unorm = |v: f32| ((v * (0.5 / SPAN) + 0.5).clamp(0.0, 1.0) * 65_535.0) as u16;
        // Column after column; the figure is symmetric in itself, so rows may stand for columns only if transposed.
        for i in 0..SIDE {
            picture.heat.values.extend((0..SIDE).map(|j| unorm(figure[j * SIDE + i])));
        }
        if picture.heat.colours.is_empty() {
            picture.heat.colours.clone_from(&self.colours);
        }
        picture.heatmap = Some(Heatmap {
            center,
            half_size: [radius; 2],
            corner: radius,
            opacity: 1.0,
            first: [-0.5; 2],
            step: [SIDE as f32 / (2.0 * radius); 2],
            columns: SIDE as u32,
            rows: SIDE as u32,
            lit: -1.0,
            dim: if self.strokes.is_light() { 1.0 } else { 0.25 + 0.75 * loud },
        });
    }

    /// Every grain rolls down towards the nearest line that stands still.
    fn sand(&self, figure: &[f32], (center, radius): ([f32; 2], f32), loud: f32, picture: &mut Picture) {
        let (low, high) = self.strokes.ends();
        let grain = (radius * 0.0029).max(0.6);
        for (i, at) in self.grains.iter().enumerate() {
            let (value, [dx, dy]) = plate::slope_at(figure, *at);
            let steep = dx * dx + dy * dy + 4.0;
            // Newton's step to the zero, no further than a grain rolls.
            let (mut mx, mut my) = (-value * dx / steep, -value * dy / steep);
            let way = (mx * mx + my * my).sqrt();
            let most = REACH * (0.25 + 0.75 * loud);
            if way > most {
                (mx, my) = (mx * most / way, my * most / way);
            }
            let rest = slope_rest(figure, [at[0] + mx, at[1] + my]);
            let bright = 0.10 + 0.9 * rest * (0.35 + 0.65 * loud);
            let out = (at[0] * at[0] + at[1] * at[1]).sqrt();
            let colour = mix(low, high, out);
            let (x, y) = (at[0] + mx, at[1] + my);
            // None rolls over the rim.
            let inside = RIM / (x * x + y * y).sqrt().max(RIM) * radius;
            let place = [center[0] + x * inside, center[1] + y * inside];
            let size = grain * (0.75 + 0.5 * ((i * 37 % 64) as f32 / 64.0));
            picture.bars.push(Bar {
                center: place,
                axis: [1.0, 0.0],
                half_length: size,
                half_width: size,
                corner: size,
                hot: 1.0,
                hot_amount: 0.0,
                opacity: bright.min(1.0),
                root: colour,
                tip: mix(colour, self.strokes.band(0).hot, 0.6),
                hot_colour: colour,
                glow: [0.0; 3],
                glow_reach: size,
            });
        }
    }

    /// The plate's rim, and the light that it throws.
    fn rim(&self, frame: &FrameInput<'_>, (center, radius): ([f32; 2], f32), picture: &mut Picture) {
        let levels = &frame.row.levels;
        let (low, high) = self.strokes.ends();
        let onset = unit(levels.onset) * 0.8;
        let short = frame.size.width().min(frame.size.height()) as f32;
        picture.rings.push(Ring {
            center,
            radius,
            half_width: (short * 0.0016).max(0.4),
            axis: [0.0, -1.0],
            from: mix(scale(low, 0.85), self.strokes.accent, onset),
            to: mix(scale(high, 0.85), self.strokes.accent, onset),
            opacity: 0.85,
        });
        if !self.strokes.glows() {
            return;
        }
        let strength = self.strokes.glow() * (0.012 + 0.05 * unit(levels.bass));
        for k in 0..24 {
            let angle = |k: usize| f64::from(k as u32) / 24.0 * std::f64::consts::TAU;
            let on = |k: usize| {
                let (x, y) = (libm::sin(angle(k)) as f32, libm::cos(angle(k)) as f32);
                [center[0] + x * radius, center[1] + y * radius]
            };
            let colour = self.strokes.bands()[k.min(24 - k) * (self.modes - 1) / 12].glow;
            picture.glows.push(Glow {
                a: on(k),
                b: on(k + 1),
                reach: (short * 0.16).max(24.0),
                colour: scale(colour, strength),
            });
        }
    }
}

/// How close to a line a grain came to rest, 0 to 1.
fn slope_rest(figure: &[f32], at: [f32; 2]) -> f32 {
    let (value, _) = plate::slope_at(figure, at);
    let k = 1.0 - (value * value * 2.5).min(1.0);
    k * k
}

/// Light of the figure's levels: a bright line at 0, dark beside it, and colour where it swings widely.
fn colours(strokes: &Strokes) -> Vec<u32> {
    let (low, high) = strokes.ends();
    let ground = strokes.edge;
    let of = |share: f32| {
        let u = (share * 2.0 - 1.0) * SPAN;
        // A thin hot core in a wider glow.
        let core = 1.0 / (1.0 + u * u * 160.0);
        let halo = 1.0 / (1.0 + u * u * 22.0);
        let swing = (u.abs() / SPAN).min(1.0);
        let tint = if u > 0.0 { low } else { high };
        if strokes.is_light() {
            let body = mix(ground, tint, swing * swing * 0.35);
            return mix(body, low, (core * 0.95 + halo * halo * 0.15).min(1.0));
        }
        let body = mix(scale(ground, 0.5), scale(tint, 0.30), swing * swing * 1.6);
        let line = mix(low, high, 0.5);
        mix(mix(body, line, halo * halo * 0.42), mix(line, strokes.band(0).hot, 0.5), core * core * 0.9)
    };
    picture::packed(of)
}
