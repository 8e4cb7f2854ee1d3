//! `waveform`: the sound's wave as a luminous trace before ribbons of silk, held still by a trigger.

mod draw;
mod ribbons;
#[cfg(test)]
mod tests;

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    levelling::{self, Gain},
    looks::{LOOKS_HZ, Looks, raised},
    params::{Kind, Param, Values},
    picture::Picture,
    stroke::{self, Strokes},
    trace::{GAIN_COLUMNS, PLACES, Sound, Trace, held},
    trigger, unit,
};
use crate::{analysis::Settings, size::Size};
use draw::{Curve, SILK_EVERY, taper};
use ribbons::{LATER_S, Layer, swayed};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "waveform",
    summary: "the sound's wave as a luminous trace and ribbons of silk, held still by a trigger",
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
            name: "levelling",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.85 },
            unit: "",
            help: "how much quiet passages are enlarged; 0 is true to scale",
        },
        Param {
            name: "smoothing",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.7 },
            unit: "",
            help: "how much treble the trace leaves out; 0 shows every sample",
        },
        Param {
            name: "thickness",
            kind: Kind::Number { min: 0.001, max: 0.03, default: 0.0066 },
            unit: "of the shorter side",
            help: "thickness of the trace",
        },
        Param {
            name: "ribbons",
            kind: Kind::Count { min: 0, max: 6, default: 6 },
            unit: "",
            help: "lines of silk behind the trace, which the wave runs through later and calmer",
        },
        Param {
            name: "fill",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.7 },
            unit: "",
            help: "opacity of the silk between them",
        },
        Param {
            name: "center_line",
            kind: Kind::Switch { default: false },
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

/// The height of a trace, of what [`Gain`] makes of the sound: peaks are two to three times as high as the root mean square.
const HEIGHT: f32 = 1.7;
/// Where channels are more opposite than this, their difference is shown instead of their sum.
const OPPOSITE: f32 = -0.8;
/// The longest reach of the smoothing, seconds.
const SMOOTHEST_S: f32 = 0.002;
/// For how long a look at the sound counts, seconds.
const KEPT_S: f64 = 0.16;
/// The least sound around a frame, seconds.
const LEAST_S: f32 = 0.1;

#[derive(Debug)]
struct Waveform {
    window_s: f32,
    stereo: bool,
    trigger: bool,
    gain: f32,
    levelling: f32,
    smooth_s: f32,
    thickness: f32,
    ribbons: u32,
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

impl Waveform {
    fn new(values: &Values) -> Self {
        let strokes = Strokes::new(values, PLACES);
        let smoothing = values.number("smoothing");
        Self {
            window_s: values.number("window") / 1_000.0,
            stereo: values.choice("channels") == "stereo",
            trigger: values.switch("trigger"),
            gain: values.number("gain"),
            levelling: values.number("levelling"),
            smooth_s: smoothing * smoothing * SMOOTHEST_S,
            thickness: values.number("thickness"),
            ribbons: values.count("ribbons"),
            fill: values.number("fill"),
            center_line: values.switch("center_line"),
            trace: Trace::new(&strokes, 0.7),
            strokes,
        }
    }

    /// Samples before and after a frame's start, seconds.
    fn around_s(&self) -> [f32; 2] {
        let search = (trigger::SEARCH_S + 1.5 / LOOKS_HZ) as f32;
        let last = Layer::ribbon(self.ribbons, self.ribbons.max(1), self.window_s);
        let half = (self.window_s * 0.5 + last.moved_s).max(trigger::REACH_S as f32);
        let shown = search + half + SMOOTHEST_S + last.reach_s + 0.001;
        // As much as it takes to tell a constant offset from bass.
        let before = shown + KEPT_S as f32 + self.later_s(self.ribbons);
        [before.max(LEAST_S), shown.max(LEAST_S)]
    }

    fn lanes(&self, size: Size, sound: &Sound<'_>) -> Vec<Lane> {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let (center, half) = match Aspect::of(size) {
            Aspect::Wide => (0.5, h * 0.39),
            Aspect::Square => (0.5, h * 0.33),
            Aspect::Tall => (0.45, w * 0.52),
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

    /// How much later the sound comes to a ribbon, seconds.
    fn later_s(&self, ribbon: u32) -> f32 {
        ribbon as f32 * LATER_S
    }

    /// The curve of a layer, of as many parts as a picture of that width needs; `gain` times full scale is its height.
    fn curve(
        &self,
        looks: &Looks,
        (sound, time_s, loud): (&Sound<'_>, f64, f32),
        lane: &Lane,
        (width, layer): (f32, &Layer),
        gain: f32,
    ) -> Curve {
        let points = width / (width / 800.0).max(1.5) / SILK_EVERY as f32;
        // Calm curves need fewer.
        let each = if layer.depth == 0.0 { SILK_EVERY as f32 } else { 1.0 };
        let count = points.ceil().max(1.0) * each;
        let reach_s = self.smooth_s.max(self.window_s / count) + layer.reach_s;
        let window = (self.window_s, count as usize, reach_s, layer.moved_s);
        let at_s = -f64::from(layer.later_s);
        let mut heights = looks.mean(sound, lane.mix, at_s, window);
        let own = (heights.iter().map(|v| v * v).sum::<f32>() / heights.len() as f32).sqrt();
        let gain = gain * raised(sound, lane.mix, at_s, own);
        let tapered = |i: usize| taper(i as f32 / count);
        // Held as a whole: cut by themselves, peaks would be flat.
        let tallest =
            heights.iter().enumerate().map(|(i, v)| (v * gain * tapered(i)).abs()).fold(1e-6, f32::max);
        let gain = gain * held(tallest) / tallest;
        for (i, height) in heights.iter_mut().enumerate() {
            let wave = *height * gain * layer.height * tapered(i);
            *height = (wave + swayed(layer, i as f32 / count, time_s, loud)) * lane.half;
        }
        Curve { step: width / count, center: lane.center, heights }
    }
}

impl Style for Waveform {
    fn analysis(&self, _size: Size) -> Settings {
        Settings {
            bands: 1,
            samples_around_s: self.around_s(),
            rows_around_s: levelling::around_s(self.later_s(self.ribbons)),
            overview_columns: GAIN_COLUMNS,
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
        let loud = unit(frame.row.levels.loudness);
        let gain = Gain::new(frame, self.later_s(self.ribbons), self.levelling, self.gain * HEIGHT);
        let radius = (self.thickness * w.min(h)).max(1.5);
        // Both channels at the same moment: what lies above each other sounds together.
        let both = if lanes.len() == 1 { lanes[0].mix } else { [0.5, 0.5] };
        let all_s = f64::from(self.later_s(self.ribbons));
        let looks = self.trigger.then(|| Looks::new(&sound, both, frame.time_s, [all_s, KEPT_S]));
        let layers: Vec<Layer> = std::iter::once(Layer::TRACE)
            .chain((1..=self.ribbons).map(|i| Layer::ribbon(i, self.ribbons, self.window_s)))
            .collect();
        for lane in &lanes {
            if self.center_line {
                self.line(lane, frame.size, picture);
            }
            let curve = |layer: &Layer| {
                let then_s = -f64::from(layer.later_s);
                let one = Looks::one(then_s);
                let looks = looks.as_ref().unwrap_or(&one);
                self.curve(looks, (&sound, frame.time_s, loud), lane, (w, layer), gain.at(then_s))
            };
            let curves: Vec<Curve> = layers.iter().map(curve).collect();
            for (curve, layer) in curves.iter().zip(&layers) {
                self.light(curve, layer, (frame.size, loud), picture);
            }
            // The trace lies on top of all.
            for i in (1..curves.len()).rev() {
                if self.fill > 0.0 {
                    let every = if i == 1 { SILK_EVERY } else { 1 };
                    self.silk((&curves[i - 1], every), &curves[i], &layers[i], picture);
                }
                self.draw(&curves[i], radius, &layers[i], picture);
            }
            self.draw(&curves[0], radius, &layers[0], picture);
        }
    }
}
