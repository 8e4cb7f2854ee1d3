//! What stands still around the beam: the screen, its graticule and the meter.

use super::Mode;
use crate::{
    size::Size,
    visual::{
        Aspect,
        drive::{Strike, inside},
        picture::{Bar, Glow, Light, Picture, Ring},
        stroke::{Room, Strokes, mix, scale},
    },
};
use std::f32::consts::FRAC_1_SQRT_2;

/// Opacity of the circle, and what a strike adds.
const CIRCLE: [f32; 2] = [0.20, 0.45];
/// How much larger it is then, radii.
const SWELLS: f32 = 0.025;
/// How long rings are seen that strikes send out of it, seconds, how far they go, radii, and their opacity.
pub(super) const WAVE_S: f32 = 0.7;
const WAVE_REACH: f32 = 0.42;
const WAVE: f32 = 0.5;
/// Opacity of the axes.
const CROSS: f32 = 0.10;
const DIAGONAL: f32 = 0.06;
/// How far the meter's scale shows, beside its pointer.
const SCALE: f32 = 0.22;

/// Where the scope is in a picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    pub(super) center: [f32; 2],
    pub(super) radius: f32,
    /// Height of the meter, pixels.
    meter: f32,
    /// The shorter side, pixels.
    pub(super) short: f32,
}

impl Screen {
    /// With room for a meter, or without.
    pub(super) fn of(size: Size, meter: bool) -> Self {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let (y, radius, at) = match (Aspect::of(size), meter) {
            (Aspect::Wide, true) => (h * 0.465, h * 0.435, h * 0.955),
            (Aspect::Square, true) => (h * 0.465, h * 0.425, h * 0.945),
            (Aspect::Tall, _) => (h * 0.42, w * 0.46, h * 0.42 + w * 0.54),
            (_, false) => (h * 0.5, h * 0.47, h),
        };
        Self { center: [w * 0.5, y], radius, meter: at.round(), short: w.min(h) }
    }

    /// The circle, which lights up with a `kick` from 0 to 1.
    pub(super) fn circle(&self, kick: f32, (strokes, picture): (&Strokes, &mut Picture)) {
        self.ring(
            1.0 + SWELLS * kick,
            (self.short * 0.0013).max(0.5),
            CIRCLE[0] + CIRCLE[1] * kick,
            (strokes, picture),
        );
    }

    /// What strikes leaves the circle as a ring.
    pub(super) fn waves(&self, strikes: &[Strike], size: Size, (strokes, picture): (&Strokes, &mut Picture)) {
        for strike in strikes {
            let share = strike.age_s / WAVE_S;
            let left = 1.0 - share;
            let far = 1.0 + WAVE_REACH * (1.0 - left * left);
            let strength = strike.strength * left * left * inside(far * self.radius, size);
            if strength <= 0.0 {
                continue;
            }
            let half_width = (self.short * (0.0012 + 0.0022 * share)).max(0.5);
            self.ring(far, half_width, WAVE * strength, (strokes, picture));
        }
    }

    /// A ring of a share of the circle's radius.
    fn ring(&self, share: f32, half_width: f32, opacity: f32, (strokes, picture): (&Strokes, &mut Picture)) {
        let (from, to) = strokes.ends();
        let (center, radius, axis) = (self.center, self.radius * share, [0.0, -1.0]);
        picture.rings.push(Ring { center, radius, half_width, axis, from, to, opacity });
    }

    /// Axes, and a circle of half the size.
    pub(super) fn axes(&self, mode: Mode, (strokes, picture): (&Strokes, &mut Picture)) {
        let (low, high) = strokes.ends();
        let Self { center, radius, short, .. } = *self;
        let half_width = (short * 0.001).max(0.5);
        self.ring(0.5, half_width, CROSS, (strokes, picture));
        let light = mix(low, high, 0.5);
        let mut line = |from: [f32; 2], to: [f32; 2], opacity: f32| {
            let on = |p: [f32; 2]| [center[0] + p[0] * radius, center[1] + p[1] * radius];
            picture.bars.push(stroke_between(on(from), on(to), half_width, light, opacity));
        };
        let d = FRAC_1_SQRT_2;
        line([-1.0, 0.0], [1.0, 0.0], CROSS);
        line([0.0, -1.0], [0.0, 1.0], CROSS);
        match mode {
            // Where one channel is silent, and the square of full scale.
            Mode::Goniometer | Mode::Phase => {
                line([-d, -d], [d, d], DIAGONAL);
                line([d, -d], [-d, d], DIAGONAL);
            }
            Mode::Lissajous => {
                for [x, y] in [[1.0, 1.0], [1.0, -1.0], [-1.0, -1.0], [-1.0, 1.0f32]] {
                    line([d * x, d * y], [d * y, -d * x], DIAGONAL);
                }
            }
        }
    }

    /// Where the channels are between opposite and alike: a knob on a scale, and the way from its middle.
    pub(super) fn meter(&self, correlation: f32, room: &Room, (strokes, picture): (&Strokes, &mut Picture)) {
        let (half, width) = (self.radius * 0.5, (self.short * 0.005).max(1.5));
        let [x, y] = [self.center[0], self.meter];
        let (low, high) = strokes.ends();
        let scale_light = mix(low, high, 0.5);
        let mut line = |from: [f32; 2], to: [f32; 2], width: f32, light: Light, opacity: f32| {
            let on = |p: [f32; 2]| [x + p[0], y + p[1]];
            picture.bars.push(stroke_between(on(from), on(to), width * 0.5, light, opacity));
        };
        line([-half, 0.0], [half, 0.0], width, scale_light, SCALE);
        for (at, tall) in [(-half, 1.6), (0.0, 2.4), (half, 1.6f32)] {
            line([at, -width * tall], [at, width * tall], width * 0.5, scale_light, 1.8 * SCALE);
        }
        // Eighths of a pixel, so that it rests.
        let at = (half * correlation * 8.0 + 0.5).floor() * 0.125;
        let light = if correlation < 0.0 { strokes.accent } else { high };
        let knob = width * 1.7;
        // The way ends where the knob begins, and the knob stands alone on its middle.
        let way = (at.abs() - knob).max(0.0) * at.signum();
        if way != 0.0 {
            line([0.0, 0.0], [way, 0.0], width, light, 0.75);
        }
        line([at - 0.01, 0.0], [at + 0.01, 0.0], knob * 2.0, mix(light, strokes.band(0).hot, 0.5), 1.0);
        if room.glow > 0.0 {
            let reach = (self.short * 0.04).max(24.0);
            let colour = scale(light, 0.10 * room.glow);
            picture.glows.push(Glow { a: [x + at, y], b: [x + at, y], reach, colour });
        }
    }
}

/// A plain stroke from one point to another.
fn stroke_between(from: [f32; 2], to: [f32; 2], half_width: f32, light: Light, opacity: f32) -> Bar {
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let length = (dx * dx + dy * dy).sqrt();
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
