//! The ribbons behind the trace of `waveform`: silk that the same wave runs through, later, calmer and turned over.

use super::{
    super::{
        picture::{Edge, Picture, Ribbon},
        stroke::scale,
        trace::PLACES,
    },
    Waveform,
    draw::{Curve, taper},
};
use std::f32::consts::TAU;

/// From a ribbon to the next one behind it: how much later the sound comes to it, seconds, and how far it is moved along,
/// as a share of the window.
pub(super) const LATER_S: f32 = 0.024;
const MOVED: f32 = 0.024;
/// Height of the first ribbon and of the last, of the trace's: the last ones are turned over, so that they cross the others.
const HEIGHTS: [f32; 2] = [1.02, -1.0];
/// How far the last ribbon is smoothed, seconds: what is left is its bass.
const CALM_S: f32 = 0.0026;
/// How high ribbons sway in silence, and what full loudness adds; of the trace's height.
const SWAYS: [f32; 2] = [0.24, 0.08];
/// Light of the first ribbon's line and the last one's, of the trace's.
const LIGHTS: [f32; 2] = [0.80, 0.36];

/// How a ribbon differs from the trace.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layer {
    /// How far behind the trace it is, 0 for the trace itself to 1 for the last ribbon.
    pub(super) depth: f32,
    /// Seconds that it comes later, and that it is moved along.
    pub(super) later_s: f32,
    pub(super) moved_s: f32,
    /// Its height, of the trace's.
    pub(super) height: f32,
    /// How far it is smoothed, seconds.
    pub(super) reach_s: f32,
    /// Light of its line.
    pub(super) light: f32,
    /// Where its sway begins, turns.
    phase: f32,
}

impl Layer {
    /// The trace itself.
    pub(super) const TRACE: Self =
        Self { depth: 0.0, later_s: 0.0, moved_s: 0.0, height: 1.0, reach_s: 0.0, light: 1.0, phase: 0.0 };

    /// Ribbon number `i` of `count`, from 1 on.
    pub(super) fn ribbon(i: u32, count: u32, window_s: f32) -> Self {
        let depth = i as f32 / count as f32;
        // From the first ribbon to the last.
        let way = i.saturating_sub(1) as f32 / (count.max(2) - 1) as f32;
        let between = |[first, last]: [f32; 2]| first + (last - first) * way;
        Self {
            depth,
            later_s: i as f32 * LATER_S,
            moved_s: i as f32 * MOVED * window_s,
            height: between(HEIGHTS),
            reach_s: depth * CALM_S,
            light: between(LIGHTS),
            phase: i as f32 * 0.137,
        }
    }

    /// How far it sways at a place, −1 to 1: slow waves that run past each other.
    pub(super) fn sway(&self, along: f32, time_s: f64) -> f32 {
        let wave = |waves: f32, hz: f64, share: f32| {
            let turns = f64::from(along * waves + self.phase * (1.0 + waves)) - (time_s * hz).fract();
            share * libm::sinf(turns as f32 * TAU)
        };
        wave(0.9, 0.11, 0.6) + wave(1.7, -0.07, 0.4)
    }

    /// The height of its sway, of the trace's.
    pub(super) fn swaying(&self, loud: f32) -> f32 {
        self.depth * (SWAYS[0] + SWAYS[1] * loud)
    }

    /// Where its colours at a place are in those of the palette: every ribbon has its own, which drifts along it.
    pub(super) fn hue(&self, along: f32) -> f32 {
        if self.depth > 0.0 { (self.depth * 0.72 + along * 0.5 - 0.12).clamp(0.0, 1.0) } else { along }
    }
}

impl Waveform {
    /// The silk between two curves of as many points, the nearer one first; where they cross, it turns over.
    pub(super) fn silk(
        &self,
        (near, near_every): (&Curve, usize),
        far: &Curve,
        layer: &Layer,
        picture: &mut Picture,
    ) {
        let (count, first) = (far.heights.len(), picture.edges.len() as u32);
        let near_at = |i: usize| near.heights[i * near_every];
        let (mut low, mut high) = (0.0f32, 0.0f32);
        for i in 0..count {
            let (before, after) = (i.saturating_sub(1), (i + 1).min(count - 1));
            let run = (after - before) as f32 * far.step;
            let cos = |rise: f32| run / (run * run + rise * rise).sqrt();
            let curves = [
                (near_at(i), cos(near_at(after) - near_at(before))),
                (far.heights[i], cos(far.heights[after] - far.heights[before])),
            ];
            let [lower, upper] = if curves[0].0 < curves[1].0 { curves } else { [curves[1], curves[0]] };
            (low, high) = (low.min(lower.0), high.max(upper.0));
            picture.edges.push(Edge {
                lower: lower.0,
                upper: upper.0,
                lower_cos: lower.1,
                upper_cos: upper.1,
                along: far.along(i),
                glow: 0.0,
            });
        }
        let lights = [0.0, 1.0].map(|along| {
            let colours = self.strokes.band((layer.hue(along) * (PLACES - 1) as f32) as usize);
            // On a light ground strokes throw no light.
            if self.strokes.glows() { colours.glow } else { colours.tip }
        });
        let opacity = self.fill * (0.95 - 0.30 * layer.depth);
        picture.ribbons.push(Ribbon {
            origin: [0.0, far.center],
            axis: [1.0, 0.0],
            round: 0,
            first,
            count: count as u32,
            per: 1.0 / far.step,
            span: [low - 2.0, high + 2.0],
            opacity,
            root_opacity: opacity * 0.15,
            rise: 0.0,
            half_line: 0.5,
            line_opacity: 0.0,
            glow_reach: 1.0,
            roots: lights.map(|light| scale(light, 0.6)),
            tips: lights.map(|light| scale(light, 1.15)),
            lines: lights,
            glows: [[0.0; 3]; 2],
        });
    }
}

/// How high a ribbon lies where silence is.
pub(super) fn swayed(layer: &Layer, along: f32, time_s: f64, loud: f32) -> f32 {
    layer.sway(along, time_s) * layer.swaying(loud) * taper(along)
}
