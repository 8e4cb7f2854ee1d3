//! `waveform`: the sound's wave as a luminous trace, held still by a trigger.

#[cfg(test)]
mod tests;

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::{Beam, Edge, Glow, Picture, Ribbon},
    stroke::{self, Strokes, scale},
    trace::{self, PLACES, Sound, Trace, held, smoothstep},
    trigger, unit,
};
use crate::{analysis::Settings, size::Size};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "waveform",
    summary: "the sound's wave as a luminous trace, held still by a trigger",
    params: &[
        Param {
            name: "window",
            kind: Kind::Number { min: 5.0, max: 200.0, default: 30.0 },
            unit: "ms",
            help: "how much sound is shown at once",
        },
        Param {
            name: "channels",
            kind: Kind::Choice { options: &["mono", "stereo"], default: "mono" },
            unit: "",
            help: "one trace of both channels, or left above right",
        },
        Param {
            name: "trigger",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "holds periodic sound still; off: the frame's own moment is in the middle",
        },
        Param {
            name: "gain",
            kind: Kind::Number { min: 0.1, max: 8.0, default: 1.0 },
            unit: "",
            help: "height of the trace; at 1 the song's loud passages fill it",
        },
        Param {
            name: "smoothing",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.5 },
            unit: "",
            help: "how much treble the trace leaves out; 0 shows every sample",
        },
        Param {
            name: "thickness",
            kind: Kind::Number { min: 0.001, max: 0.03, default: 0.0045 },
            unit: "of the shorter side",
            help: "thickness of the trace",
        },
        Param {
            name: "echoes",
            kind: Kind::Count { min: 0, max: 6, default: 2 },
            unit: "",
            help: "fainter, lower traces of the moments before",
        },
        Param {
            name: "fill",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.6 },
            unit: "",
            help: "how much the area between trace and centre line is filled",
        },
        Param {
            name: "center_line",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "a faint line where silence is",
        },
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Waveform::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

/// From an echo to the next, seconds.
const ECHO_S: f32 = 0.045;
/// Height and light of an echo, of those of the one after it.
const ECHO_HEIGHT: f32 = 0.68;
const ECHO_LIGHT: f32 = 0.5;
/// Where channels are more opposite than this, their difference is shown instead of their sum.
const OPPOSITE: f32 = -0.8;
/// The longest reach of the smoothing, seconds.
const SMOOTHEST_S: f32 = 0.002;
/// The least sound around a frame, seconds.
const LEAST_S: f32 = 0.1;
/// Share of the width in which a trace comes out of the dark, at either end.
const FADE: f32 = 0.16;

#[derive(Debug)]
struct Waveform {
    window_s: f32,
    stereo: bool,
    trigger: bool,
    gain: f32,
    smooth_s: f32,
    thickness: f32,
    echoes: u32,
    fill: f32,
    center_line: bool,
    strokes: Strokes,
    trace: Trace,
}

/// Where a trace lies and what it shows.
#[derive(Debug, Clone, Copy)]
struct Lane {
    /// Shares of left and right.
    mix: [f32; 2],
    /// The line of silence, and how far the trace goes up and down from it, pixels.
    center: f32,
    half: f32,
}

/// A trace's points in a picture.
struct Curve {
    step: f32,
    center: f32,
    /// Height at which the area under it has its full light, pixels.
    rise: f32,
    /// Height over the line of silence at multiples of `step`, pixels.
    heights: Vec<f32>,
}

impl Waveform {
    fn new(values: &Values) -> Self {
        let strokes = Strokes::new(values, PLACES);
        let smoothing = values.number("smoothing");
        Self {
            window_s: values.number("window") / 1_000.0,
            stereo: values.choice("channels") == "stereo",
            trigger: values.switch("trigger"),
            gain: values.number("gain"),
            smooth_s: smoothing * smoothing * SMOOTHEST_S,
            thickness: values.number("thickness"),
            echoes: values.count("echoes"),
            fill: values.number("fill"),
            center_line: values.switch("center_line"),
            trace: Trace::new(&strokes, 0.7),
            strokes,
        }
    }

    /// Samples before and after a frame's start, seconds.
    fn around_s(&self) -> [f32; 2] {
        let search = (trigger::SEARCH_S) as f32;
        let shown = search + (self.window_s * 0.5).max(trigger::REACH_S as f32) + SMOOTHEST_S + 0.001;
        // As much as it takes to tell a constant offset from bass.
        [(shown + self.echoes as f32 * ECHO_S).max(LEAST_S), shown.max(LEAST_S)]
    }

    fn lanes(&self, size: Size, sound: &Sound<'_>) -> Vec<Lane> {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let (center, half) = match Aspect::of(size) {
            Aspect::Wide => (0.5, h * 0.39),
            Aspect::Square => (0.5, h * 0.33),
            Aspect::Tall => (0.45, w * 0.44),
        };
        let center = (h * center).round();
        if self.stereo {
            let lane = |mix, center| Lane { mix, center, half: half * 0.58 };
            let away = (half * 0.56).round();
            return vec![lane([1.0, 0.0], center - away), lane([0.0, 1.0], center + away)];
        }
        // Opposite channels would be silence together.
        let right = if sound.correlation(f64::from(self.window_s)) < OPPOSITE { -0.5 } else { 0.5 };
        vec![Lane { mix: [0.5, right], center, half }]
    }

    /// The trace around a moment; `gain` times full scale is its height.
    fn curve(&self, sound: &Sound<'_>, lane: &Lane, width: f32, (at_s, gain): (f64, f32)) -> Curve {
        let points = width / (width / 800.0).max(1.5);
        let count = (points / HALO_EVERY as f32).ceil().max(1.0) * HALO_EVERY as f32;
        let step_s = self.window_s / count;
        let reach_s = self.smooth_s.max(step_s);
        let height = |i: usize| {
            let along = i as f32 / count;
            let time_s = at_s + f64::from((along - 0.5) * self.window_s);
            let [left, right] = sound.at(time_s, reach_s);
            held((left * lane.mix[0] + right * lane.mix[1]) * gain) * lane.half * taper(along)
        };
        Curve {
            step: width / count,
            center: lane.center,
            rise: lane.half * 0.6,
            heights: (0..=count as usize).map(height).collect(),
        }
    }

    /// The trace itself, or an echo of a share of its light.
    fn draw(&self, curve: &Curve, radius: f32, echo: Option<f32>, picture: &mut Picture) {
        let glow = self.strokes.glow();
        let mut before = curve.point(0);
        for i in 1..curve.heights.len() {
            let point = curve.point(i);
            let along = curve.along(i);
            let (dx, dy) = (point[0] - before[0], point[1] - before[1]);
            // A beam that runs fast leaves less light; the fourth root tames it.
            let share = (dx / (dx * dx + dy * dy).sqrt()).sqrt().sqrt() * fade(along);
            let beam = |radius, colour| Beam { a: before, b: point, radius, colour };
            if let Some(light) = echo {
                picture.beams.push(beam(radius * 0.75, self.trace.tint(along, share * light)));
            } else {
                picture.beams.push(beam(radius, self.trace.core(along, share)));
                // So wide that a third of the points is enough.
                if glow > 0.0 && i % HALO_EVERY == 0 {
                    picture.beams.push(Beam {
                        a: curve.point(i - HALO_EVERY),
                        b: point,
                        radius: radius * 5.0,
                        colour: self.trace.halo(along, share * glow * 0.30),
                    });
                }
            }
            before = point;
        }
    }

    /// The area between a trace and the line of silence: one ribbon above it, and one below, which runs back.
    fn fill(&self, curve: &Curve, picture: &mut Picture) {
        let count = curve.heights.len();
        let width = curve.step * (count - 1) as f32;
        let lights = [0, PLACES - 1].map(|i| {
            let colours = self.strokes.band(i);
            // On a light ground strokes throw no light.
            if self.strokes.glow() > 0.0 { colours.glow } else { colours.tip }
        });
        for (sign, origin) in [(1.0, 0.0), (-1.0, width)] {
            let first = picture.edges.len() as u32;
            let edge = |i: usize| {
                let i = if sign > 0.0 { i } else { count - 1 - i };
                let rise = curve.heights[(i + 1).min(count - 1)] - curve.heights[i.saturating_sub(1)];
                let run = 2.0 * curve.step;
                Edge {
                    lower: 0.0,
                    upper: (curve.heights[i] * sign).max(0.0),
                    lower_cos: 1.0,
                    upper_cos: run / (run * run + rise * rise).sqrt(),
                    along: curve.along(i),
                    glow: 0.0,
                }
            };
            picture.edges.extend((0..count).map(edge));
            let highest = curve.heights.iter().fold(0.0f32, |high, y| high.max(y * sign));
            let tips = lights.map(|light| scale(light, 0.9));
            picture.ribbons.push(Ribbon {
                origin: [origin, curve.center],
                axis: [sign, 0.0],
                round: 0,
                first,
                count: count as u32,
                per: 1.0 / curve.step,
                span: [0.0, highest],
                // Out of the room into the light: the higher, the more.
                opacity: self.fill,
                root_opacity: self.fill * 0.15,
                rise: curve.rise,
                half_line: 0.5,
                line_opacity: 0.0,
                glow_reach: 1.0,
                roots: lights.map(|light| scale(light, 0.3)),
                tips,
                lines: tips,
                glows: [[0.0; 3]; 2],
            });
        }
    }

    /// The line of silence.
    fn line(&self, lane: &Lane, size: Size, picture: &mut Picture) {
        let width = size.width() as f32;
        let part = |i: usize| [width * i as f32 / PLACES as f32, lane.center];
        picture.beams.extend((0..PLACES).map(|i| Beam {
            a: part(i),
            b: part(i + 1),
            radius: (size.height() as f32 * 0.0018).max(1.2),
            colour: self.trace.tint(i as f32 / PLACES as f32, 0.2 * fade(i as f32 / PLACES as f32)),
        }));
    }

    /// The wide light that a trace throws.
    fn light(&self, curve: &Curve, size: Size, loud: f32, picture: &mut Picture) {
        let short = size.width().min(size.height()) as f32;
        let glow = self.strokes.glow();
        if glow == 0.0 {
            return;
        }
        let part = curve.heights.len().div_ceil(LIGHTS);
        for (i, heights) in curve.heights.chunks(part).enumerate() {
            let (low, high) = heights.iter().fold((0.0f32, 0.0f32), |(l, h), y| (l.min(*y), h.max(*y)));
            let middle = i * part + heights.len() / 2;
            let along = curve.along(middle);
            let x = middle as f32 * curve.step;
            let share = fade(along) * (0.25 + 0.75 * loud) * (0.3 + (high - low) / short * 1.4);
            picture.glows.push(Glow {
                a: [x, curve.center - low * 0.6],
                b: [x, curve.center - high * 0.6],
                reach: (short * 0.20).max(24.0),
                colour: self.trace.halo(along, 0.045 * glow * share),
            });
        }
    }
}

/// Every how many points of a trace its halo has one.
const HALO_EVERY: usize = 3;
/// Wide lights along a trace.
const LIGHTS: usize = 24;

impl Curve {
    fn point(&self, i: usize) -> [f32; 2] {
        [i as f32 * self.step, self.center - self.heights[i]]
    }

    fn along(&self, i: usize) -> f32 {
        i as f32 / (self.heights.len() - 1) as f32
    }
}

/// Light along a trace: out of the dark and into it.
fn fade(along: f32) -> f32 {
    smoothstep(along / FADE) * smoothstep((1.0 - along) / FADE)
}

/// Height along a trace: it rests at the ends.
fn taper(along: f32) -> f32 {
    smoothstep(along / (2.0 * FADE)) * smoothstep((1.0 - along) / (2.0 * FADE))
}

impl Style for Waveform {
    fn analysis(&self, _size: Size) -> Settings {
        Settings {
            bands: 1,
            samples_around_s: self.around_s(),
            overview_columns: trace::GAIN_COLUMNS,
            ..Settings::default()
        }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let sound = Sound::new(frame, self.around_s()[0]);
        let lanes = self.lanes(frame.size, &sound);
        let middle = lanes.iter().map(|l| l.center).sum::<f32>() / lanes.len() as f32;
        let room = self.strokes.room(frame.size, [w * 0.5, middle]);
        room.light(&frame.row.levels, picture);
        let gain = trace::gain(frame.track) * self.gain;
        let radius = (self.thickness * w.min(h)).max(1.5);
        // Both channels at the same moment: what lies above each other sounds together.
        let both = if lanes.len() == 1 { lanes[0].mix } else { [0.5, 0.5] };
        let moments: Vec<f64> = (0..=self.echoes)
            .map(|echo| {
                let ago = -f64::from(echo as f32 * ECHO_S);
                if self.trigger { ago + trigger::trigger(&sound, both, ago) } else { ago }
            })
            .collect();
        for lane in &lanes {
            if self.center_line {
                self.line(lane, frame.size, picture);
            }
            let (mut height, mut light) = (1.0, 1.0);
            for (echo, at_s) in moments.iter().enumerate() {
                let curve = self.curve(&sound, lane, w, (*at_s, gain * height));
                if echo == 0 {
                    self.light(&curve, frame.size, unit(frame.row.levels.loudness), picture);
                    if self.fill > 0.0 {
                        self.fill(&curve, picture);
                    }
                }
                self.draw(&curve, radius, (echo > 0).then_some(light), picture);
                height *= ECHO_HEIGHT;
                light *= ECHO_LIGHT;
            }
        }
    }
}
