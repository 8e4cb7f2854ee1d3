//! The beam: where it is at a moment, and the trace of light that it leaves.

use super::{Mode, QUARTER_S, Vectorscope, exposure, exposure::length_of, fit::fit, path, stage::Screen};
use crate::visual::{
    levelling::{self, Gain},
    picture::{Beam, Picture},
    trace::{Sound, held, smoothstep},
};
use std::f32::consts::FRAC_1_SQRT_2;

/// From one point of the trace to the next, seconds, and the most points.
const STEP_S: f64 = 1.0 / 22_000.0;
const MOST_POINTS: f64 = 4_000.0;
/// Share of the persistence in which the beam has a halo, and how many parts of the trace make one of it.
const FRESH: f32 = 0.28;
const HALO_PARTS: usize = 8;
const HALO: f32 = 6.0;
/// Share of the persistence at whose end nobody sees the light any more.
const FADED: f32 = 0.08;
/// Share of the trace's length in which it comes out of the dark, at either end.
const ENDS: f32 = 0.14;
/// Length of a part of the trace, radii of the beam, and the most parts.
const PART: f32 = 1.7;
const MOST_PARTS: f32 = 4_000.0;
/// How far corners are rounded, radii of the circle.
const ROUND: f32 = 0.09;
/// Thickness of the oldest light, of the newest one's.
const THIN: f32 = 0.5;
/// ... and of the light right now.
const THICK: f32 = 1.35;

impl Vectorscope {
    /// Where the beam is at a moment: across and up, about 1 at the circle.
    pub(super) fn aim(&self, sound: &Sound<'_>, (mode, gain): (Mode, f32), time_s: f64) -> [f32; 2] {
        let at = |time_s: f64| sound.at(time_s, self.smooth_s);
        let [left, right] = match mode {
            Mode::Goniometer | Mode::Lissajous => at(time_s),
            Mode::Phase => [at(time_s), at(time_s - QUARTER_S)].map(|[l, r]| (l + r) * 0.5),
        };
        let [x, y] = match mode {
            Mode::Lissajous => [left, right],
            _ => [(right - left) * FRAC_1_SQRT_2 * self.spread, (left + right) * FRAC_1_SQRT_2],
        };
        [x * gain, y * gain]
    }

    /// A point held within the circle, its direction kept.
    pub(super) fn within(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let far = (x * x + y * y).sqrt();
        let keep = held(far * levelling::bent(far, self.levelling)) / (far + 1e-9);
        [x * keep, y * keep]
    }

    /// The beam's trace, the oldest light first.
    pub(super) fn draw(
        &self,
        sound: &Sound<'_>,
        screen: &Screen,
        (mode, gain): (Mode, &Gain),
        strength: f32,
        picture: &mut Picture,
    ) {
        let persistence = f64::from(self.persistence_s);
        let step_s = STEP_S.max(persistence / MOST_POINTS);
        let count = (persistence / step_s) as u32;
        let radius = (self.thickness * screen.short).max(1.2);
        let glow = self.strokes.glow();
        let aim = |i: u32| {
            let since_s = -f64::from(count - i) * step_s;
            self.aim(sound, (mode, gain.at(since_s)), since_s)
        };
        let aimed: Vec<[f32; 2]> = (0..=count).map(aim).collect();
        let fit = fit(&aimed, self.levelling);
        let on_screen = |[x, y]: &[f32; 2]| {
            let [x, y] = self.within([x * fit[0], y * fit[1]]);
            [screen.center[0] + x * screen.radius, screen.center[1] - y * screen.radius]
        };
        let points: Vec<[f32; 2]> = aimed.iter().map(on_screen).collect();
        self.clouds(&points, screen, strength, picture);
        let shares = exposure::shares(&points, radius);
        let way = points.array_windows().map(|[a, b]| length_of(*a, *b)).sum::<f32>();
        let mean = way / count.max(1) as f32;
        // What the beam runs in a step at 200 Hz over half of the circle: if it runs further there is more to be seen.
        let usual = screen.radius * 0.02 * (step_s * 32_000.0) as f32;
        let exposure = strength * (usual / (mean + 1e-6)).sqrt().min(1.0);
        let part = (PART * radius).max(way / MOST_PARTS);
        let knots = path::rounded(&path::even(&points, part), (ROUND * screen.radius / part) as usize);
        let mut halo = 0;
        for (i, [before, knot]) in knots.array_windows().enumerate() {
            let (a, b) = (before.at, knot.at);
            let young = knot.when / count as f32;
            if young < FADED {
                continue;
            }
            let along = (i + 1) as f32 / knots.len() as f32;
            let ends = smoothstep(along / ENDS) * smoothstep((1.0 - along) / ENDS);
            // Half of the way to what a beam of even strength leaves: the fast parts would be lost in a video.
            let step = part / (knot.when - before.when);
            let slow = (mean / (step + mean * 0.45 + 1e-6)).sqrt();
            let curled = (part / (length_of(a, b) + 1e-6)).clamp(1.0, 1.3);
            let share = young * young.sqrt() * ends * slow * exposure * shares[knot.when as usize];
            let hue = hue(young, (b[0] - screen.center[0]) / screen.radius);
            // White where the beam is, colour where it was.
            let white = young * young * young * young * ends;
            let colour = self.trace.between(hue, white, share * curled * 1.1);
            let radius = radius * (THIN + (THICK - THIN) * young * young);
            picture.beams.push(Beam { a, b, radius: radius.max(1.0), colour });
            // So wide that a few parts together are enough.
            if glow > 0.0 && young > 1.0 - FRESH && i + 1 >= halo + HALO_PARTS {
                let share = share * glow * 0.42 * (young - 1.0 + FRESH) / FRESH;
                let colour = self.trace.halo(hue, share);
                let a = knots[halo.max((i + 1).saturating_sub(HALO_PARTS))].at;
                picture.beams.push(Beam { a, b, radius: radius * HALO, colour });
                halo = i + 1;
            }
        }
    }
}

/// Where a part's colour is in those of the palette: what is young, and what is on the right, is further on.
pub(super) fn hue(young: f32, across: f32) -> f32 {
    (1.05 * young + 0.30 * (0.5 + 0.5 * across) - 0.30).clamp(0.0, 1.0)
}
