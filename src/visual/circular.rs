//! `circular`: bands as strokes around a ring, bass at the bottom, mirrored left and right.

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::{Picture, Ring, Shadow},
    quarter,
    stroke::{self, Place, Strokes, mix, scale},
    unit,
};
use crate::{analysis::Settings, size::Size};
use std::{f32::consts::PI, sync::Arc};

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "circular",
    summary: "bands as strokes around a ring, bass at the bottom, mirrored left and right",
    params: &[
        Param {
            name: "bars",
            kind: Kind::Count { min: 3, max: 256, default: 64 },
            unit: "",
            help: "number of bands; mirrored, each is drawn twice",
        },
        Param {
            name: "inner_radius",
            kind: Kind::Number { min: 0.02, max: 0.45, default: 0.2 },
            unit: "of the shorter side",
            help: "radius of the ring",
        },
        stroke::BAR_WIDTH,
        Param {
            name: "gap",
            kind: Kind::Number { min: 0.0, max: 0.1, default: 0.016 },
            unit: "of the shorter side",
            help: "space between the ring and the bars",
        },
        stroke::SMOOTHING,
        Param {
            name: "rotation",
            kind: Kind::Number { min: -360.0, max: 360.0, default: 0.0 },
            unit: "degrees",
            help: "turns the whole figure clockwise",
        },
        Param {
            name: "spin",
            kind: Kind::Number { min: -90.0, max: 90.0, default: 0.0 },
            unit: "degrees a second",
            help: "lets the figure turn",
        },
        Param {
            name: "mirror",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "left and right alike",
        },
        Param {
            name: "pulse",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.4 },
            unit: "",
            help: "how much the bass moves the ring",
        },
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Circular::new(values)),
};

#[derive(Debug)]
struct Circular {
    bands: usize,
    inner_radius: f32,
    bar_width: f32,
    gap: f32,
    smoothing: f32,
    mirror: bool,
    pulse: f32,
    rotation_deg: f64,
    spin_deg: f64,
    /// Unit vectors of the bars before rotation, 0 pointing down: the right half, or all of them.
    spokes: Vec<[f32; 2]>,
    strokes: Strokes,
}

/// Where the figure stands in a picture, pixels.
struct Layout {
    center: [f32; 2],
    ring: f32,
    longest: f32,
    short: f32,
}

impl Circular {
    fn new(values: &Values) -> Self {
        let bands = values.count("bars") as usize;
        let mirror = values.switch("mirror");
        let arc = if mirror { std::f64::consts::PI } else { std::f64::consts::TAU };
        let spoke = |b: usize| {
            let angle = (b as f64 + 0.5) / bands as f64 * arc;
            // Unmirrored, bands run clockwise from the bottom, that is to the left first.
            let x = libm::sin(angle) * if mirror { 1.0 } else { -1.0 };
            [x as f32, libm::cos(angle) as f32]
        };
        Self {
            bands,
            inner_radius: values.number("inner_radius"),
            bar_width: values.number("bar_width"),
            gap: values.number("gap"),
            smoothing: values.number("smoothing"),
            mirror,
            pulse: values.number("pulse"),
            rotation_deg: f64::from(values.number("rotation")),
            spin_deg: f64::from(values.number("spin")),
            spokes: (0..bands).map(spoke).collect(),
            strokes: Strokes::new(values, bands),
        }
    }

    fn layout(&self, size: Size) -> Layout {
        let (w, h) = (size.width() as f32, size.height() as f32);
        // Bars may reach to `reach` of the shorter side; tall pictures keep the controls of phones free.
        let (cy, enlarge, reach) = match Aspect::of(size) {
            Aspect::Wide => (0.5, 1.04, 0.475),
            Aspect::Square => (0.5, 1.08, 0.45),
            Aspect::Tall => (0.42, 1.15, 0.445),
        };
        let short = w.min(h);
        let ring = self.inner_radius * enlarge * short;
        let longest = (short * (reach - self.gap) - ring).max(short * 0.04);
        Layout { center: [w * 0.5, h * cy], ring, longest, short }
    }

    /// Cosine and sine of the turn at a time.
    fn turn(&self, time_s: f64) -> (f32, f32) {
        let angle = (self.rotation_deg + self.spin_deg * time_s).to_radians();
        (libm::cos(angle) as f32, libm::sin(angle) as f32)
    }
}

impl Style for Circular {
    fn analysis(&self, _size: Size) -> Settings {
        Settings { bands: self.bands, smoothing: self.smoothing }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let at = self.layout(frame.size);
        let levels = &frame.row.levels;
        let (bass, onset) = (unit(levels.bass), unit(levels.onset));
        let ring = quarter(at.ring * (1.0 + 0.055 * self.pulse * bass));
        let (cos, sin) = self.turn(frame.time_s);
        let rotate = |[x, y]: [f32; 2]| [x * cos - y * sin, x * sin + y * cos];
        let on =
            |axis: [f32; 2], radius: f32| [at.center[0] + axis[0] * radius, at.center[1] + axis[1] * radius];

        self.strokes.backdrop(frame.size, at.center, levels, picture);
        picture.shadows.push(Shadow {
            center: at.center,
            radius: ring,
            rim: (at.short * 0.03).max(12.0),
            amount: self.strokes.shadow(),
        });

        let (low, high) = self.strokes.ends();
        let accent = |light| mix(light, self.strokes.accent, onset * 0.8);
        picture.rings.push(Ring {
            center: at.center,
            radius: ring,
            half_width: (at.short * 0.0022).max(0.4),
            axis: rotate([0.0, -1.0]),
            from: accent(scale(low, 0.85)),
            to: accent(scale(high, 0.85)),
            opacity: 0.9,
        });

        let root = ring + self.gap * at.short;
        let count = if self.mirror { 2 * self.bands } else { self.bands };
        let width = 2.0 * PI * root / count as f32 * self.bar_width;
        let glow_every = (count / 32).max(1);
        for (b, spoke) in self.spokes.iter().enumerate() {
            let height = unit(frame.row.heights[b]);
            // An eighth of a pixel: stubs stay still in silence.
            let length = ((height * at.longest).max(width * 1.5) * 8.0 + 0.5).floor() * 0.125;
            let sides: &[f32] = if self.mirror { &[1.0, -1.0] } else { &[1.0] };
            for side in sides {
                let axis = rotate([spoke[0] * side, spoke[1]]);
                let place = Place {
                    root: on(axis, root),
                    axis,
                    length,
                    width,
                    rounded: true,
                    opacity: 1.0,
                    near_reach: at.short * 0.013,
                };
                picture.bars.push(self.strokes.bar(b, height, &place));
                let tip = on(axis, root + length);
                let light = self.strokes.band(b).glow;
                picture.glows.extend(self.strokes.glow(
                    light,
                    0.020 * height * height * 64.0 / self.bands as f32,
                    on(axis, root + length * 0.35),
                    tip,
                    at.short * 0.075,
                ));
                if b % glow_every == glow_every / 2 {
                    let strength = 0.038 * height * (0.4 + 0.6 * height) * 32.0 / (count / glow_every) as f32;
                    let from = on(axis, root);
                    picture.glows.extend(self.strokes.glow(light, strength, from, tip, at.short * 0.24));
                }
            }
        }
    }
}
