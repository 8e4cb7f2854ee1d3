//! How traces of `waveform` are drawn: the beam and its halo, the line of silence, the light that they throw.

use super::{
    super::{
        picture::{Beam, Glow, Picture},
        trace::{PLACES, smoothstep},
    },
    Lane, Waveform,
    ribbons::Layer,
};
use crate::size::Size;

/// Every how many points of a trace its halo and ribbons have one.
const HALO_EVERY: usize = 4;
pub(super) const SILK_EVERY: usize = 2;
/// Wide lights along a trace.
const LIGHTS: usize = 16;
/// Share of the width in which a trace comes out of the dark, at either end.
const FADE: f32 = 0.16;

/// A trace's points in a picture.
pub(super) struct Curve {
    pub(super) step: f32,
    pub(super) center: f32,
    /// Height over the line of silence at multiples of `step`, pixels.
    pub(super) heights: Vec<f32>,
}

impl Waveform {
    /// The line of a trace or of a ribbon.
    pub(super) fn draw(&self, curve: &Curve, radius: f32, layer: &Layer, picture: &mut Picture) {
        let (glow, leads) = (self.strokes.glow(), layer.depth == 0.0);
        let mut before = curve.point(0);
        for i in 1..curve.heights.len() {
            let point = curve.point(i);
            let along = curve.along(i);
            let hue = layer.hue(along);
            let (dx, dy) = (point[0] - before[0], point[1] - before[1]);
            // A beam that runs fast leaves less light; the fourth root tames it.
            let share = (dx / (dx * dx + dy * dy).sqrt()).sqrt().sqrt() * fade(along) * layer.light;
            let beam = |radius, colour| Beam { a: before, b: point, radius, colour };
            if leads {
                picture.beams.push(beam(radius, self.trace.core(hue, share)));
            } else {
                picture.beams.push(beam(radius * 0.72, self.trace.between(hue, 0.2, share)));
            }
            // So wide that few points are enough.
            if leads && glow > 0.0 && i % HALO_EVERY == 0 {
                picture.beams.push(Beam {
                    a: curve.point(i - HALO_EVERY),
                    b: point,
                    radius: radius * 5.0,
                    colour: self.trace.halo(hue, share * glow * 0.38),
                });
            }
            before = point;
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
    pub(super) fn light(
        &self,
        curve: &Curve,
        layer: &Layer,
        (size, loud): (Size, f32),
        picture: &mut Picture,
    ) {
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
            let share = fade(along) * (0.35 + 0.65 * loud) * (0.3 + (high - low) / short * 1.4) * layer.light;
            let share = if layer.depth > 0.0 { 0.5 * share } else { share };
            picture.glows.push(Glow {
                a: [x, curve.center - low * 0.8],
                b: [x, curve.center - high * 0.8],
                reach: (short * 0.20).max(24.0),
                colour: self.trace.halo(layer.hue(along), 0.05 * glow * share),
            });
        }
    }
}

impl Curve {
    fn point(&self, i: usize) -> [f32; 2] {
        [i as f32 * self.step, self.center - self.heights[i]]
    }

    pub(super) fn along(&self, i: usize) -> f32 {
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
