//! The wide light of the beam: clouds along its trace, and what breathes behind it.

use super::{Vectorscope, beam::hue, stage::Screen};
use crate::visual::{
    picture::{Glow, Picture},
    stroke::Room,
};

/// How many clouds a figure has.
const CLOUDS: usize = 16;
/// How far a cloud reaches beyond its part of the trace, of the circle's radius, and how strong all of them are.
const REACH: f32 = 0.22;
const STRENGTH: f32 = 0.07;
/// The light behind the figure: in silence, with full loudness, on a strike; and how far it reaches, radii of the circle.
const BREATH: [f32; 3] = [0.012, 0.038, 0.040];
const BREATH_REACH: [f32; 2] = [0.85, 0.45];

impl Vectorscope {
    /// Clouds of light along the points of a figure: each around the middle of its part, as far as that goes.
    pub(super) fn clouds(&self, points: &[[f32; 2]], screen: &Screen, strength: f32, picture: &mut Picture) {
        let glow = self.strokes.glow();
        if glow == 0.0 {
            return;
        }
        let part = points.len().div_ceil(CLOUDS).max(1);
        for points in points.chunks(part) {
            let count = points.len() as f32;
            let mean = |of: &dyn Fn(&[f32; 2]) -> f32| points.iter().map(of).sum::<f32>() / count;
            let center = [mean(&|p| p[0]), mean(&|p| p[1])];
            let [xx, yy] = [0, 1].map(|c| mean(&|p| (p[c] - center[c]) * (p[c] - center[c])));
            let spread = (xx + yy).sqrt();
            let reach = REACH * screen.radius + 1.5 * spread;
            // As much light whether it lies on a small place or on a large one, nearly.
            let share = REACH * screen.radius / reach;
            let hue = hue(0.0, (center[0] - screen.center[0]) / screen.radius);
            let colour = self.trace.halo(hue, glow * strength * STRENGTH * share);
            picture.glows.push(Glow { a: center, b: center, reach: reach.max(24.0), colour });
        }
    }

    /// The light behind the figure, which breathes with the music.
    pub(super) fn breath(
        &self,
        screen: &Screen,
        (loud, kick): (f32, f32),
        room: &Room,
        picture: &mut Picture,
    ) {
        if room.glow == 0.0 {
            return;
        }
        let strength = BREATH[0] + BREATH[1] * loud + BREATH[2] * kick;
        let reach = screen.radius * (BREATH_REACH[0] + BREATH_REACH[1] * loud);
        // The older light's colour around, the newer one's in the middle.
        for (hue, strength, reach) in [(0.15, strength, reach), (0.7, 0.6 * strength, 0.6 * reach)] {
            let colour = self.trace.halo(hue, room.glow * strength);
            picture.glows.push(Glow { a: screen.center, b: screen.center, reach: reach.max(24.0), colour });
        }
    }
}
