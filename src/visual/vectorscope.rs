//! `vectorscope`: the two channels against each other as a beam of light draws them.
//!
//! A mono song would be a dead stick: `auto` shows such a song against itself a quarter period of 200 Hz later
//! (`phase`), which makes a circle of a tone of 200 Hz, and an ellipse of every other. Whether a song is mono is decided for
//! the whole of it, so that the figure doesn't change its kind on the way. What a real goniometer shows of it is one
//! `mode=goniometer` away.

#[cfg(test)]
mod tests;

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::{Bar, Beam, Glow, Light, Picture, Ring, Shadow},
    stroke::{self, Room, Strokes, mix},
    trace::{self, PLACES, Sound, Trace, held},
    unit,
};
use crate::{
    analysis::{Settings, Track},
    size::Size,
};
use std::{f32::consts::FRAC_1_SQRT_2, sync::Arc};

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "vectorscope",
    summary: "left against right as a beam of light draws them, with their correlation",
    params: &[
        Param {
            name: "mode",
            kind: Kind::Choice { options: &["auto", "goniometer", "lissajous", "phase"], default: "auto" },
            unit: "",
            help: "goniometer: mono is upright; lissajous: left is across, right is up; phase: the sound against itself \
                   1.25 ms later; auto: goniometer, or phase for a mono song",
        },
        Param {
            name: "persistence",
            kind: Kind::Number { min: 10.0, max: 400.0, default: 80.0 },
            unit: "ms",
            help: "how long the beam's light stays",
        },
        Param {
            name: "gain",
            kind: Kind::Number { min: 0.1, max: 8.0, default: 1.0 },
            unit: "",
            help: "size of the figure; at 1 the song's loud passages fill the circle",
        },
        Param {
            name: "spread",
            kind: Kind::Number { min: 1.0, max: 4.0, default: 1.5 },
            unit: "",
            help: "stretches what the channels differ by; 1 is true to scale",
        },
        Param {
            name: "smoothing",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.4 },
            unit: "",
            help: "how much treble the trace leaves out; 0 shows every sample",
        },
        Param {
            name: "thickness",
            kind: Kind::Number { min: 0.001, max: 0.02, default: 0.0036 },
            unit: "of the shorter side",
            help: "thickness of the beam",
        },
        Param { name: "graticule", kind: Kind::Switch { default: true }, unit: "", help: "circle and axes" },
        Param {
            name: "meter",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "correlation of the channels: right when they are alike, left when they cancel each other",
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

/// A quarter period of 200 Hz, seconds.
const QUARTER_S: f64 = 0.001_25;
/// How much sound the meter hears, seconds.
const METER_S: f32 = 0.25;
/// The longest reach of the smoothing, seconds.
const SMOOTHEST_S: f32 = 0.001;
/// From one point of the trace to the next, seconds, and the most points.
const STEP_S: f64 = 1.0 / 32_000.0;
const MOST_POINTS: f64 = 4_000.0;
/// Share of the persistence in which the beam has a halo.
const FRESH: f32 = 0.3;

/// Circles of the graticule: share of the radius, opacity. Those outside give the room depth.
const RINGS: [(f32, f32); 4] = [(1.0, 0.5), (0.5, 0.14), (1.45, 0.13), (1.9, 0.07)];

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
    persistence_s: f32,
    gain: f32,
    spread: f32,
    smooth_s: f32,
    thickness: f32,
    graticule: bool,
    meter: bool,
    strokes: Strokes,
    trace: Trace,
}

/// Where the scope is in a picture.
#[derive(Debug, Clone, Copy)]
struct Screen {
    center: [f32; 2],
    radius: f32,
    /// Height of the meter, pixels.
    meter: f32,
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
            persistence_s: values.number("persistence") / 1_000.0,
            gain: values.number("gain"),
            spread: values.number("spread"),
            smooth_s: smoothing * smoothing * SMOOTHEST_S,
            thickness: values.number("thickness"),
            graticule: values.switch("graticule"),
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
        let margin = QUARTER_S as f32 + SMOOTHEST_S + 0.001;
        [self.persistence_s.max(METER_S) + margin, margin]
    }

    /// Where the beam is at a moment: across and up, 1 at the circle.
    fn aim(&self, sound: &Sound<'_>, (mode, gain): (Mode, f32), time_s: f64) -> [f32; 2] {
        let at = |time_s: f64| sound.at(time_s, self.smooth_s);
        let [left, right] = match mode {
            Mode::Goniometer | Mode::Lissajous => at(time_s),
            Mode::Phase => [at(time_s), at(time_s - QUARTER_S)].map(|[l, r]| (l + r) * 0.5),
        };
        let [x, y] = match mode {
            Mode::Lissajous => [left, right],
            _ => [(right - left) * FRAC_1_SQRT_2 * self.spread, (left + right) * FRAC_1_SQRT_2],
        };
        let (x, y) = (x * gain, y * gain);
        // Held within the circle, its direction kept.
        let far = (x * x + y * y).sqrt();
        let keep = held(far) / (far + 1e-9);
        [x * keep, y * keep]
    }

    /// The beam's trace, the oldest light first.
    fn draw(
        &self,
        sound: &Sound<'_>,
        screen: &Screen,
        aimed: (Mode, f32),
        (short, picture): (f32, &mut Picture),
    ) {
        let persistence = f64::from(self.persistence_s);
        let step_s = STEP_S.max(persistence / MOST_POINTS);
        let count = (persistence / step_s) as u32;
        let radius = (self.thickness * short).max(1.2);
        let glow = self.strokes.glow();
        let points: Vec<[f32; 2]> = (0..=count)
            .map(|i| self.aim(sound, aimed, -f64::from(count - i) * step_s))
            .map(|[x, y]| [screen.center[0] + x * screen.radius, screen.center[1] - y * screen.radius])
            .collect();
        let steps = points.array_windows().map(|[a, b]| length_of(*a, *b));
        let mean = steps.sum::<f32>() / count.max(1) as f32;
        // What the beam runs in a step at 200 Hz over half of the circle. If it runs further there is more of it to be
        // seen, if less it lies on itself; both would blind.
        let usual = screen.radius * 0.02 * (step_s / STEP_S) as f32;
        let (small, large) = ((mean / usual).sqrt(), (usual / (mean + 1e-6)).sqrt());
        let exposure = (small * small.sqrt()).min(large).clamp(0.03, 1.0);
        for (i, [a, b]) in points.array_windows().enumerate() {
            let young = (i + 1) as f32 / count as f32;
            // Half of the way to what a beam of even strength leaves: the fast parts would be lost in a video.
            let slow = (mean / (length_of(*a, *b) + mean * 0.25 + 1e-6)).sqrt();
            let share = young * young * slow * exposure;
            let part = |radius, colour| Beam { a: *a, b: *b, radius, colour };
            picture.beams.push(part(radius, self.trace.between(young, young * young * young, share * 0.8)));
            // So wide that every other point is enough.
            if glow > 0.0 && young > 1.0 - FRESH && i % 2 == 1 {
                let share = share * glow * 0.20 * (young - 1.0 + FRESH) / FRESH;
                let colour = self.trace.halo(young, share);
                picture.beams.push(Beam { a: points[i - 1], b: *b, radius: radius * 5.0, colour });
            }
        }
    }

    fn graticule(&self, screen: &Screen, mode: Mode, short: f32, picture: &mut Picture) {
        let (low, high) = self.strokes.ends();
        let Screen { center, radius, .. } = *screen;
        let half_width = (short * 0.001).max(0.5);
        for (share, opacity) in RINGS {
            picture.rings.push(Ring {
                center,
                radius: radius * share,
                half_width: if share == 1.0 { half_width * 1.5 } else { half_width },
                axis: [0.0, -1.0],
                from: low,
                to: high,
                opacity,
            });
        }
        let light = mix(low, high, 0.5);
        let mut line = |from: [f32; 2], to: [f32; 2], opacity: f32| {
            let on = |p: [f32; 2]| [center[0] + p[0] * radius, center[1] + p[1] * radius];
            picture.bars.push(stroke_between(on(from), on(to), half_width, light, opacity));
        };
        let d = FRAC_1_SQRT_2;
        line([-1.0, 0.0], [1.0, 0.0], 0.12);
        line([0.0, -1.0], [0.0, 1.0], 0.12);
        match mode {
            // Where one channel is silent, and the square of full scale.
            Mode::Goniometer | Mode::Phase => {
                line([-d, -d], [d, d], 0.12);
                line([d, -d], [-d, d], 0.12);
            }
            Mode::Lissajous => {
                for [x, y] in [[1.0, 1.0], [1.0, -1.0], [-1.0, -1.0], [-1.0, 1.0f32]] {
                    line([d * x, d * y], [d * y, -d * x], 0.12);
                }
            }
        }
    }

    /// Where the channels are between opposite and alike.
    fn meter(&self, correlation: f32, room: &Room, screen: &Screen, (short, picture): (f32, &mut Picture)) {
        let (half, width) = (screen.radius * 0.5, (short * 0.008).max(2.0));
        let [x, y] = [screen.center[0], screen.meter];
        let (low, high) = self.strokes.ends();
        let mut line = |from: f32, to: f32, width: f32, light: Light, opacity: f32| {
            picture.bars.push(stroke_between([x + from, y], [x + to, y], width * 0.5, light, opacity));
        };
        line(-half, half, width, mix(low, high, 0.5), 0.18);
        line(-0.5, 0.5, width * 2.2, mix(low, high, 0.5), 0.5);
        // Eighths of a pixel, so that it rests.
        let at = (half * correlation * 8.0 + 0.5).floor() * 0.125;
        let light = if correlation < 0.0 { self.strokes.accent } else { high };
        line(at.min(0.0), at.max(0.0), width, light, 0.9);
        if room.glow > 0.0 {
            let reach = (short * 0.05).max(24.0);
            let colour = stroke::scale(light, 0.06 * room.glow);
            picture.glows.push(Glow { a: [x, y], b: [x + at, y], reach, colour });
        }
    }
}

fn length_of(a: [f32; 2], b: [f32; 2]) -> f32 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    (dx * dx + dy * dy).sqrt()
}

/// A plain stroke from one point to another.
fn stroke_between(from: [f32; 2], to: [f32; 2], half_width: f32, light: Light, opacity: f32) -> Bar {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let length = length_of(from, to);
    let half_width = half_width.max(0.5);
    Bar {
        center: [(from[0] + to[0]) * 0.5, (from[1] + to[1]) * 0.5],
        axis: if length > 0.0 { [dx / length, dy / length] } else { [1.0, 0.0] },
        half_length: (length * 0.5).max(half_width),
        half_width,
        corner: half_width,
        hot: 1.0,
        hot_amount: 0.0,
        opacity,
        root: light,
        tip: light,
        hot_colour: light,
        glow: [0.0; 3],
        glow_reach: half_width,
    }
}

impl Screen {
    fn of(size: Size) -> Self {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let (y, radius, meter) = match Aspect::of(size) {
            Aspect::Wide => (h * 0.48, h * 0.42, h * 0.945),
            Aspect::Square => (h * 0.47, h * 0.41, h * 0.935),
            Aspect::Tall => (h * 0.42, w * 0.44, h * 0.42 + w * 0.52),
        };
        Self { center: [w * 0.5, y], radius, meter: meter.round() }
    }
}

impl Style for Vectorscope {
    fn analysis(&self, _size: Size) -> Settings {
        Settings {
            bands: 1,
            samples_around_s: self.around_s(),
            overview_columns: trace::GAIN_COLUMNS,
            ..Settings::default()
        }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let short = frame.size.width().min(frame.size.height()) as f32;
        let screen = Screen::of(frame.size);
        let room = self.strokes.room(frame.size, screen.center);
        room.light(&frame.row.levels, picture);
        let center = screen.center;
        let shadow = Shadow { center, radius: screen.radius, rim: short * 0.05, amount: room.shadow * 0.55 };
        picture.shadows.push(shadow);
        let mode = self.mode(frame.track);
        let sound = Sound::new(frame, self.around_s()[0]);
        if self.graticule {
            self.graticule(&screen, mode, short, picture);
        }
        if self.meter {
            let correlation = sound.correlation(f64::from(METER_S));
            self.meter(correlation, &room, &screen, (short, picture));
        }
        let gain = trace::gain(frame.track) * self.gain * 0.8;
        self.draw(&sound, &screen, (mode, gain), (short, picture));
        if room.glow > 0.0 {
            let loud = unit(frame.row.levels.loudness);
            let colour = self.trace.halo(0.5, room.glow * (0.02 + 0.10 * loud));
            let reach = screen.radius * (0.5 + 0.4 * loud);
            picture.glows.push(Glow { a: center, b: center, reach: reach.max(24.0), colour });
        }
    }
}
