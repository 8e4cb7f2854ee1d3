//! How traces of `waveform` are drawn: the beam and its halo, the area under it, the light that it throws.

use super::{
    super::{
        picture::{Beam, Edge, Glow, Picture, Ribbon},
        stroke::scale,
        trace::{PLACES, smoothstep},
    },
    Lane, Waveform,
};
use crate::size::Size;

/// Every how many points of a trace its halo has one.
pub(super) const HALO_EVERY: usize = 3;
/// Wide lights along a trace.
const LIGHTS: usize = 24;
/// Share of the width in which a trace comes out of the dark, at either end.
const FADE: f32 = 0.16;

/// A trace's points in a picture.
pub(super) struct Curve {
    pub(super) step: f32,
    pub(super) center: f32,
    /// Height at which the area under it has its full light, pixels.
    pub(super) rise: f32,
    /// Height over the line of silence at multiples of `step`, pixels.
    pub(super) heights: Vec<f32>,
}

impl Waveform {
    /// The trace itself, or an echo of a share of its light.
    pub(super) fn draw(&self, curve: &Curve, radius: f32, echo: Option<f32>, picture: &mut Picture) {
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
    pub(super) fn fill(&self, curve: &Curve, picture: &mut Picture) {
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
                // Out of the room into the light: the higher, the more, as far as a trace can go.
                opacity: self.fill,
                root_opacity: self.fill * 0.30,
                rise: curve.rise,
                half_line: 0.5,
                line_opacity: 0.0,
                glow_reach: 1.0,
                roots: lights.map(|light| scale(light, 0.5)),
                tips,
                lines: tips,
                glows: [[0.0; 3]; 2],
            });
        }
    }

    /// The line of silence.
    pub(super) fn line(&self, lane: &Lane, size: Size, picture: &mut Picture) {
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
    pub(super) fn light(&self, curve: &Curve, size: Size, loud: f32, picture: &mut Picture) {
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
pub(super) fn taper(along: f32) -> f32 {
    smoothstep(along / (2.0 * FADE)) * smoothstep((1.0 - along) / (2.0 * FADE))
}
