//! `vectorscope`: the two channels against each other as a beam of light draws them.
//!
//! A mono song would be a dead stick: `auto` shows such a song against itself a quarter period of 200 Hz later
//! (`phase`), which makes a circle of a tone of 200 Hz, and an ellipse of every other. Whether a song is mono is decided for
//! the whole of it, so that the figure doesn't change its kind on the way.
//!
//! By default the figure is shown as a rosette of its harmonics. `symmetry=1`, `mode=goniometer`, `trigger=off` and
//! `levelling=0` are nearest to what a real goniometer shows: quiet passages small, narrow ones narrow, nothing opened or
//! held; figures are closed all the same.

mod beam;
mod bloom;
mod exposure;
mod figure;
mod fit;
mod path;
mod rosette;
mod stage;
#[cfg(test)]
mod tests;

use super::{
    FrameInput, Stage, Style, StyleInfo,
    drive::{self, Strike},
    levelling::{self, Gain},
    looks::{LOOKS_HZ, Looks},
    params::{Kind, Param, Values},
    picture::{Picture, Shadow},
    stroke::{self, Strokes},
    trace::{self, PLACES, Sound, Trace},
    trigger, unit,
};
use crate::{
    analysis::{Settings, Track},
    size::Size,
};
use stage::{Screen, WAVE_S};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "vectorscope",
    summary: "left against right as a beam of light draws them, folded into rosettes",
    params: &[
        Param {
            name: "mode",
            kind: Kind::Choice { options: &["auto", "goniometer", "lissajous", "phase"], default: "auto" },
            unit: "",
            help: "goniometer: mono is upright; lissajous: left is across, right is up; phase: the sound against itself \
                   1.25 ms later; auto: goniometer, or phase for a mono song",
        },
        Param {
            name: "symmetry",
            kind: Kind::Count { min: 0, max: 8, default: 0 },
            unit: "sides",
            help: "from how many sides the figure looks the same, as a rosette of its harmonics; 1 is the figure itself, 0 \
                   changes from section to section: 3 to 5, or 5 to 7 for a mono song",
        },
        Param {
            name: "persistence",
            kind: Kind::Number { min: 10.0, max: 400.0, default: 180.0 },
            unit: "ms",
            help: "how far back the oldest of the figures lies that are seen at once",
        },
        Param {
            name: "trigger",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "holds the figure still; off: the frame's own moment is shown",
        },
        Param {
            name: "gain",
            kind: Kind::Number { min: 0.1, max: 8.0, default: 1.0 },
            unit: "",
            help: "size of the figure; at 1 the song's loud passages fill the circle",
        },
        Param {
            name: "levelling",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.9 },
            unit: "",
            help: "how much quiet and flat figures are brought to the circle; 0 is true to scale",
        },
        Param {
            name: "spread",
            kind: Kind::Number { min: 1.0, max: 4.0, default: 1.5 },
            unit: "",
            help: "stretches what the channels differ by; 1 is true to scale",
        },
        Param {
            name: "smoothing",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.95 },
            unit: "",
            help: "how much treble the trace leaves out; 0 shows every sample",
        },
        Param {
            name: "thickness",
            kind: Kind::Number { min: 0.001, max: 0.02, default: 0.0042 },
            unit: "of the shorter side",
            help: "thickness of the beam",
        },
        Param {
            name: "graticule",
            kind: Kind::Choice { options: &["circle", "axes", "off"], default: "circle" },
            unit: "",
            help: "a fine circle around the figure, that with axes, or nothing",
        },
        Param {
            name: "meter",
            kind: Kind::Switch { default: false },
            unit: "",
            help: "correlation of the channels: right when they are alike, left when they cancel each other; not in mode=phase",
        },
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Vectorscope::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

/// How much of the room's shadow lies in the circle, so that the trace stands out from it.
const SHADE: f32 = 0.45;
/// For how long a look at the sound counts, seconds: figures that are wound up need longer to be seen than a wave.
const KEPT_S: f64 = 0.60;
/// Where channels are more opposite than this, their difference triggers instead of their sum.
const OPPOSITE: f32 = -0.8;
/// How much sound the meter hears, seconds.
const METER_S: f32 = 0.25;
/// How long a figure swells with a strike, seconds.
const SWELL_S: f32 = 0.5;
/// The longest reach of the smoothing, seconds.
const SMOOTHEST_S: f32 = 0.0073;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    Goniometer,
    Lissajous,
    Phase,
}

#[derive(Debug)]
struct Vectorscope {
    /// None for what suits the song.
    mode: Option<Mode>,
    /// 1 for the figure itself, 0 for what suits the section.
    symmetry: usize,
    persistence_s: f32,
    trigger: bool,
    gain: f32,
    levelling: f32,
    spread: f32,
    smooth_s: f32,
    thickness: f32,
    circle: bool,
    axes: bool,
    meter: bool,
    strokes: Strokes,
    trace: Trace,
}

impl Vectorscope {
    fn new(values: &Values) -> Self {
        let strokes = Strokes::new(values, PLACES);
        let smoothing = values.number("smoothing");
        Self {
            mode: match values.choice("mode") {
                "goniometer" => Some(Mode::Goniometer),
                "lissajous" => Some(Mode::Lissajous),
                "phase" => Some(Mode::Phase),
                _ => None,
            },
            symmetry: values.count("symmetry") as usize,
            persistence_s: values.number("persistence") / 1_000.0,
            trigger: values.switch("trigger"),
            gain: values.number("gain"),
            levelling: values.number("levelling"),
            spread: values.number("spread"),
            smooth_s: smoothing * smoothing * SMOOTHEST_S,
            thickness: values.number("thickness"),
            circle: values.choice("graticule") != "off",
            axes: values.choice("graticule") == "axes",
            meter: values.switch("meter"),
            trace: Trace::new(&strokes, 0.5),
            strokes,
        }
    }

    fn mode(&self, track: &Track) -> Mode {
        let suits = if trace::is_mono(track) { Mode::Phase } else { Mode::Goniometer };
        self.mode.unwrap_or(suits)
    }

    /// Samples before and after a frame's start, seconds.
    fn around_s(&self) -> [f32; 2] {
        let half = (figure::SPAN_S * 0.5).max(trigger::REACH_S as f32);
        let search = (trigger::SEARCH_S + 1.5 / LOOKS_HZ) as f32;
        let shown = search + half + SMOOTHEST_S + 0.001;
        [(self.persistence_s + KEPT_S as f32 + shown).max(METER_S + 0.001), shown]
    }

    /// Looks at the sound that hold its figures still.
    fn looks(&self, sound: &Sound<'_>, time_s: f64) -> Looks {
        let right = if sound.correlation(f64::from(METER_S)) < OPPOSITE { -0.5 } else { 0.5 };
        Looks::new(sound, [0.5, right], time_s, [f64::from(self.persistence_s), KEPT_S])
    }
}

/// How far a strike swells the figure, 0 to 1: at once, and back slowly.
fn swell(strike: &Strike) -> f32 {
    let left = (1.0 - strike.age_s / SWELL_S).max(0.0);
    strike.strength * left * left
}

impl Style for Vectorscope {
    fn stage(&self) -> Stage {
        Stage::Figure
    }

    fn analysis(&self, _size: Size) -> Settings {
        Settings {
            bands: 1,
            samples_around_s: self.around_s(),
            rows_around_s: levelling::around_s(self.persistence_s.max(WAVE_S)),
            overview_columns: trace::GAIN_COLUMNS,
            ..Settings::default()
        }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let mode = self.mode(frame.track);
        // Of one channel there is nothing to be measured.
        let meter = self.meter && mode != Mode::Phase;
        let screen = Screen::of(frame.size, meter);
        let (center, radius) = (screen.center, screen.radius);
        let room = self.strokes.room(frame.size, center);
        room.light(&frame.row.levels, picture);
        let sound = Sound::new(frame, self.around_s()[0]);
        let strikes: Vec<Strike> = drive::strikes(frame, WAVE_S).collect();
        let kick = strikes.iter().map(swell).fold(0.0, f32::max);
        let loud = unit(frame.row.levels.loudness);
        if self.circle {
            let amount = room.shadow * SHADE;
            picture.shadows.push(Shadow { center, radius, rim: screen.short * 0.10, amount });
            screen.circle(kick, (&self.strokes, picture));
            screen.waves(&strikes, frame.size, (&self.strokes, picture));
        }
        if self.axes {
            screen.axes(mode, (&self.strokes, picture));
        }
        self.breath(&screen, (loud, kick), &room, picture);
        if meter {
            let correlation = sound.correlation(f64::from(METER_S));
            screen.meter(correlation, &room, (&self.strokes, picture));
        }
        let gain = Gain::new(frame, self.persistence_s, self.levelling, self.gain);
        let looks = self.trigger.then(|| self.looks(&sound, frame.time_s));
        self.draw(
            (looks.as_ref(), &sound),
            &screen,
            (mode, &gain),
            (kick, frame.time_s, frame.track),
            picture,
        );
    }
}
