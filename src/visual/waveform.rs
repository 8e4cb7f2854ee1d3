//! `waveform`: the sound's wave as a luminous trace, held still by a trigger.

mod draw;
mod shape;
#[cfg(test)]
mod tests;

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::Picture,
    stroke::{self, Strokes},
    trace::{self, PLACES, Sound, Trace, held},
    trigger, unit,
};
use crate::{analysis::Settings, size::Size};
use draw::{Curve, HALO_EVERY, taper};
use shape::{KEPT_S, LOOKS_HZ, Looks};
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
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.7 },
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
const ECHO_LIGHT: f32 = 0.4;
/// Root mean square of a trace, of the song's loud passages, that fills the picture: peaks are two to three times as high.
const FULL_RMS: f32 = 0.85;
/// Where channels are more opposite than this, their difference is shown instead of their sum.
const OPPOSITE: f32 = -0.8;
/// The longest reach of the smoothing, seconds.
const SMOOTHEST_S: f32 = 0.002;
/// The least sound around a frame, seconds.
const LEAST_S: f32 = 0.1;

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
        let search = (trigger::SEARCH_S + 1.5 / LOOKS_HZ) as f32;
        let shown = search + (self.window_s * 0.5).max(trigger::REACH_S as f32) + SMOOTHEST_S + 0.001;
        // As much as it takes to tell a constant offset from bass.
        let before = shown + KEPT_S as f32 + self.echoes as f32 * ECHO_S;
        [before.max(LEAST_S), shown.max(LEAST_S)]
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

    /// The trace of a moment; `gain` times full scale is its height.
    fn curve(
        &self,
        looks: &Looks,
        sound: &Sound<'_>,
        lane: &Lane,
        width: f32,
        (at_s, gain): (f64, f32),
    ) -> Curve {
        let points = width / (width / 800.0).max(1.5);
        let count = (points / HALO_EVERY as f32).ceil().max(1.0) * HALO_EVERY as f32;
        let reach_s = self.smooth_s.max(self.window_s / count);
        let window = (self.window_s, count as usize, reach_s);
        let mut heights = looks.heights(sound, lane.mix, at_s, window);
        for (i, height) in heights.iter_mut().enumerate() {
            *height = held(*height * gain) * lane.half * taper(i as f32 / count);
        }
        Curve { step: width / count, center: lane.center, rise: lane.half, heights }
    }
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
        let gain = trace::gain(frame.track) * self.gain * FULL_RMS;
        let radius = (self.thickness * w.min(h)).max(1.5);
        // Both channels at the same moment: what lies above each other sounds together.
        let both = if lanes.len() == 1 { lanes[0].mix } else { [0.5, 0.5] };
        let ago_s = |echo: u32| f64::from(echo as f32 * ECHO_S);
        let looks = self.trigger.then(|| Looks::new(&sound, both, frame.time_s, ago_s(self.echoes)));
        for lane in &lanes {
            if self.center_line {
                self.line(lane, frame.size, picture);
            }
            let (mut height, mut light) = (1.0, 1.0);
            for echo in 0..=self.echoes {
                let at_s = -ago_s(echo);
                let one = Looks::one(at_s);
                let curve =
                    self.curve(looks.as_ref().unwrap_or(&one), &sound, lane, w, (at_s, gain * height));
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
