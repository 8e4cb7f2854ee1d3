//! `cymatic`: a round plate that the bands set swinging, and the sand on it: it gathers where the plate stands still, as
//! Chladni saw it in 1787.
//!
//! Which figure is seen follows the sound slowly, how bright and how large it is follows it at once, and the plate turns:
//! it never stands still, and no figure pops into another.

mod figure;
mod plate;
mod sand;

use super::{
    Aspect, FrameInput, Picture, Style, StyleInfo,
    drive::{self, Strike},
    params::{Kind, Param, Values},
    picture::{Glow, Ring, Shadow},
    stroke::{self, Strokes, mix, scale},
    unit,
};
use crate::{analysis::Settings, size::Size};
use plate::Plate;
use sand::Sand;
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
            kind: Kind::Count { min: 0, max: 12_000, default: 2_200 },
            unit: "",
            help: "grains of sand",
        },
        Param {
            name: "fill",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.6 },
            unit: "",
            help: "how colourful the plate is between the lines",
        },
        Param {
            name: "size",
            kind: Kind::Number { min: 0.3, max: 1.0, default: 0.8 },
            unit: "of the shorter side",
            help: "diameter of the plate",
        },
        Param {
            name: "smoothing",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.5 },
            unit: "",
            help: "how slowly one figure turns into the next",
        },
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

/// How long before and after a moment the sound shapes its figure, seconds, for the strongest smoothing.
const EASE_S: [f32; 2] = [1.6, 1.0];
/// A swing that is as much as none: there a plate shows its heart alone.
const FAINT: f32 = 0.01;
/// How much the heart of the plate swings, beside all that sounds.
const HEART: f32 = 0.15;
/// How long a wave in the air around the plate is seen, seconds, and where it ends, of the shorter side: within the picture.
const WAVE_S: f32 = 0.9;
const WAVE_END: f32 = 0.49;
/// How much of the accent the rim has, and what a strike adds.
const ACCENT: [f32; 2] = [0.3, 0.55];
/// Straight pieces that the light around the plate is made of: fewer are seen as such.
const CHORDS: usize = 48;
/// How fast the plate turns, radians per second.
const TURN: f64 = 0.055;
/// How much a strike and the bass enlarge the plate.
const KICK: f32 = 0.028;
const SWELL: f32 = 0.012;

#[derive(Debug)]
struct Cymatic {
    plate: Plate,
    modes: usize,
    sand: Sand,
    fill: f32,
    size: f32,
    smoothing: f32,
    strokes: Strokes,
}

/// Where the plate is in a picture, and how it is lit.
#[derive(Debug)]
struct Stage {
    center: [f32; 2],
    /// Pixels.
    radius: f32,
    /// Radians.
    turn: f64,
    /// How strongly the plate swings, 0 to 1.
    loud: f32,
    /// How bright it is, about 0 to 1.
    light: f32,
    /// How colourful it is between the lines, 0 to 1.
    fill: f32,
    /// See [`drive::kick`].
    kick: f32,
}

thread_local! {
    /// The figure of the frame that a thread describes, kept for its memory.
    static FIGURE: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

impl Cymatic {
    fn new(values: &Values) -> Self {
        let modes = values.count("modes") as usize;
        Self {
            plate: Plate::new(values.count("symmetry"), modes),
            modes,
            sand: Sand::new(values.count("grains") as usize),
            fill: values.number("fill"),
            size: values.number("size"),
            smoothing: values.number("smoothing"),
            strokes: Strokes::new(values, modes),
        }
    }

    fn ease_s(&self) -> [f32; 2] {
        EASE_S.map(|longest_s| longest_s * self.smoothing)
    }

    /// How much each mode swings, the heart last, their squares adding up to 1, and how much they swing together. A weighted
    /// mean over the figures of the rows around the frame, loud or not: modes keep their signs, so that one figure turns into
    /// the next without a jump, and no strike has its own figure at once.
    fn amplitudes(&self, frame: &FrameInput<'_>) -> (Vec<f32>, f32) {
        let [before_s, after_s] = self.ease_s().map(|s| f64::from(s).max(1e-3));
        let (mut amplitudes, mut power, mut total) = (vec![0.0f32; self.modes], 0.0f32, 1e-6f32);
        let mut own = vec![0.0f32; self.modes];
        let numbers = [-before_s, after_s].map(|s| frame.rows.number_at(frame.time_s + s));
        for number in numbers[0]..=numbers[1] {
            let since_s = number as f64 / frame.rows.per_second() - frame.time_s;
            let u = (since_s / if since_s < 0.0 { before_s } else { after_s }) as f32;
            let weight = (1.0 - u * u).max(0.0).powi(2);
            let heights = &frame.rows.get(number).heights;
            for (own, bands) in own.iter_mut().zip(heights.chunks_exact(heights.len() / self.modes)) {
                let mean = bands.iter().copied().map(unit).sum::<f32>() / bands.len() as f32;
                // The loudest parts more than in proportion, so that figures differ.
                *own = mean * mean * mean;
            }
            let swing = norm(&own);
            amplitudes.iter_mut().zip(&own).for_each(|(sum, own)| *sum += weight * own / (swing + FAINT));
            (power, total) = (power + weight * swing, total + weight);
        }
        let power = power / total;
        for (m, amplitude) in amplitudes.iter_mut().enumerate() {
            // Neighbours pull in opposite directions: else all would add up in the middle.
            *amplitude *= [1.0, -1.0, -1.0, 1.0][m % 4] / total;
        }
        // A plate at rest shows its heart: calm, not empty.
        amplitudes.push(HEART);
        let size = norm(&amplitudes).max(1e-6);
        amplitudes.iter_mut().for_each(|a| *a /= size);
        (amplitudes, power.min(1.0))
    }

    fn stage(&self, frame: &FrameInput<'_>, power: f32) -> Stage {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let cy = match Aspect::of(frame.size) {
            Aspect::Wide | Aspect::Square => 0.5,
            Aspect::Tall => 0.44,
        };
        let levels = &frame.row.levels;
        let (kick, energy) = (drive::kick(levels), drive::energy(levels));
        let grown = 1.0 + KICK * kick + SWELL * unit(levels.bass);
        Stage {
            center: [w * 0.5, h * cy],
            radius: w.min(h) * self.size * 0.5 * grown,
            turn: (frame.time_s * TURN) % std::f64::consts::TAU,
            loud: (power * 4.0).min(1.0),
            light: energy * energy * 0.85 + 0.4 * kick,
            fill: self.fill,
            kick,
        }
    }
}

/// The root of the sum of squares.
fn norm(values: &[f32]) -> f32 {
    values.iter().map(|v| v * v).sum::<f32>().sqrt()
}

impl Style for Cymatic {
    fn stage(&self) -> super::Stage {
        super::Stage::Figure
    }

    fn analysis(&self, _size: Size) -> Settings {
        let [before_s, after_s] = self.ease_s();
        Settings {
            bands: self.modes * 4,
            smoothing: self.smoothing,
            rows_around_s: [before_s.max(WAVE_S) + 0.05, after_s + 0.05],
            ..Settings::default()
        }
    }

    fn heats(&self) -> bool {
        true
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (amplitudes, power) = self.amplitudes(frame);
        let stage = self.stage(frame, power);
        let short = frame.size.width().min(frame.size.height()) as f32;
        let room = self.strokes.room(frame.size, stage.center);
        room.light(&frame.row.levels, picture);
        let (center, radius) = (stage.center, stage.radius);
        let rim = (short * 0.05).max(12.0);
        picture.shadows.push(Shadow { center, radius, rim, amount: room.shadow * 0.8 });
        let strikes: Vec<Strike> = drive::strikes(frame, WAVE_S).collect();
        FIGURE.with_borrow_mut(|figure| {
            self.plate.mix(&amplitudes, stage.turn, figure);
            figure::draw(figure, self.plate.steepness(&amplitudes), &stage, (&self.strokes, picture));
            let fresh = strikes.iter().position(|s| s.age_s < sand::SETTLED_S).unwrap_or(strikes.len());
            self.sand.draw(figure, &stage, &strikes[fresh..], (&self.strokes, picture));
        });
        self.waves(&stage, &strikes, frame.size, picture);
        self.rim(&stage, (short, frame.size.height() as f32), picture);
    }
}

impl Cymatic {
    /// What strikes is sent into the air around the plate.
    fn waves(&self, stage: &Stage, strikes: &[Strike], size: Size, picture: &mut Picture) {
        let (low, high) = self.strokes.ends();
        let short = size.width().min(size.height()) as f32;
        for strike in strikes {
            let share = strike.age_s / WAVE_S;
            let left = 1.0 - share;
            let gone = 1.0 - left * left;
            let radius = stage.radius + (short * WAVE_END - stage.radius).max(0.0) * gone;
            picture.rings.push(Ring {
                center: stage.center,
                radius,
                half_width: short * (0.0012 + 0.002 * share),
                axis: [0.0, -1.0],
                from: low,
                to: high,
                opacity: 0.34 * strike.strength * left * left,
            });
        }
    }

    /// The plate's rim, and the light that it throws.
    fn rim(&self, stage: &Stage, (short, height): (f32, f32), picture: &mut Picture) {
        let (low, high) = self.strokes.ends();
        let Stage { center, radius, kick, .. } = *stage;
        let accent = ACCENT[0] + ACCENT[1] * kick;
        picture.rings.push(Ring {
            center,
            radius,
            half_width: short * (0.0016 + 0.0012 * kick),
            axis: [-libm::sin(stage.turn) as f32, -libm::cos(stage.turn) as f32],
            from: mix(scale(low, 0.85), self.strokes.accent, accent),
            to: mix(scale(high, 0.85), self.strokes.accent, accent),
            opacity: 0.85,
        });
        if !self.strokes.glows() {
            return;
        }
        let strength = self.strokes.glow() * (0.009 + 0.052 * stage.light);
        // It ends at the edge of the picture, so that it isn't cut.
        let room = center[1].min(height - center[1]) - radius;
        let reach = (1.08 * room).min(short * 0.18).max(24.0);
        for k in 0..CHORDS {
            let angle = |k: usize| f64::from(k as u32) / CHORDS as f64 * std::f64::consts::TAU + stage.turn;
            let on = |k: usize| {
                let (x, y) = (libm::sin(angle(k)) as f32, libm::cos(angle(k)) as f32);
                [center[0] + x * radius, center[1] + y * radius]
            };
            let colour = self.strokes.bands()[k.min(CHORDS - k) * (self.modes - 1) * 2 / CHORDS].glow;
            picture.glows.push(Glow { a: on(k), b: on(k + 1), reach, colour: scale(colour, strength) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Row, Track},
        visual::Rows,
    };

    #[test]
    fn a_figure_turns_into_another_in_steps_that_are_small() {
        let style = Cymatic::new(&Values::defaults(INFO.params));
        let size = Size::new(1280, 720).unwrap();
        let bands = style.analysis(size).bands;
        // From bass to treble at once.
        let row = |n: usize| {
            let loud = |b: usize| (b < bands / 3) == (n < 45);
            let heights: Vec<u16> = (0..bands).map(|b| if loud(b) { 50_000 } else { 5_000 }).collect();
            Row { caps: heights.clone(), heights, ..Row::default() }
        };
        let ring: Vec<Row> = (0..90).map(row).collect();
        let (rows, track) = (Rows::new(0, 30.0, &ring), Track::default());
        let at = |n: usize| {
            let time_s = n as f64 / 30.0;
            let frame = FrameInput {
                size,
                n: n as u64,
                time_s,
                row: &ring[n],
                rows,
                samples: &[],
                track: &track,
                beside: &[],
            };
            style.amplitudes(&frame).0
        };
        let apart = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt();
        let steps: Vec<f32> = (30..60).map(|n| apart(&at(n), &at(n + 1))).collect();
        let largest = steps.iter().fold(0.0f32, |a, b| a.max(*b));
        assert!(largest < 0.2 && apart(&at(30), &at(60)) > 1.0, "{largest} {}", apart(&at(30), &at(60)));
    }
}
