//! The heart of the sphere: light that follows the bass, and what strikes sends out.

use super::{BANDS, Particles, spark::View};
use crate::visual::{
    FrameInput,
    drive::{inside, strikes},
    picture::{Beam, Glow, Picture, Ring},
    stroke::{BandColours, mix, scale},
    unit,
};

/// How long a shock is seen, seconds, and how far it goes, in radii of the sphere.
pub(super) const SHOCK_S: f32 = 0.65;
const SHOCK_REACH: f32 = 2.4;

impl Particles {
    /// The light in the middle of the sphere, and the shocks around it.
    pub(super) fn heart(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let room = &view.room;
        let (center, short) = (view.camera.center, view.camera.short);
        let bass = (unit(frame.row.levels.bass) * self.sensitivity).min(1.0);
        let bass = bass * bass;
        let kick = self.kick(&frame.row.levels);
        let (low, high) = (self.strokes.band(BANDS / 8), self.strokes.band(BANDS * 3 / 4));
        let mut glow = |colours: &BandColours, strength: f32, reach: f32| {
            picture.glows.extend(room.glow(colours, strength, center, center, reach * short));
        };
        glow(low, 0.02 + 0.13 * bass + 0.05 * kick, self.radius * (2.6 + 0.6 * bass));
        glow(high, 0.04 + 0.11 * bass, self.radius * 1.4);
        glow(high, 0.05 + 0.24 * bass + 0.16 * kick, self.radius * (0.75 + 0.1 * kick));
        if room.glow > 0.0 && kick > 0.0 {
            // White hot in the middle, and soon dark around it: never an even disc.
            let colour = scale(mix(high.hot, self.strokes.accent, 0.25), 0.30 * kick * room.glow);
            let reach = (self.radius * 0.95 * short).max(24.0);
            picture.glows.push(Glow { a: center, b: center, reach, colour });
        }
        if !view.light_ground {
            // The star inside, never a hard disc.
            let colour = mix(high.tip, high.hot, 0.75);
            for (radius, light) in [(0.34, 0.12), (0.16, 0.42)] {
                let radius = self.radius * (radius + 0.14 * bass + 0.08 * kick) * short;
                let [x, y] = center;
                let colour = scale(colour, light * (0.25 + 0.65 * bass + 0.5 * kick) * 15.0 / 8.0);
                let [a, b] = [-radius, radius].map(|by| [x + by * 0.25, y]);
                picture.beams.push(Beam { a, b, radius, colour });
            }
        }
        self.shocks(frame, view, picture);
    }

    /// Rings that strikes send out of the sphere: a line, and softer ones under it.
    fn shocks(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let (low, high) = self.strokes.ends();
        for strike in strikes(frame, SHOCK_S) {
            let share = strike.age_s / SHOCK_S;
            let left = 1.0 - share;
            // Beats come often: they leave the stage to onsets.
            let radius = self.radius * view.camera.short * (1.12 + SHOCK_REACH * (1.0 - left * left));
            let strength = (strike.strength * strike.strength * self.sensitivity).min(1.0) * left * left;
            let strength = strength * inside(radius, frame.size);
            let grown = view.camera.short * (1.0 + 2.5 * share);
            for (width, opacity) in [(0.0035, 0.06), (0.0019, 0.12), (0.0009, 0.4)] {
                picture.rings.push(Ring {
                    center: view.camera.center,
                    radius,
                    half_width: (width * grown).max(0.5),
                    axis: [0.6, -0.8],
                    from: high,
                    to: mix(low, high, 0.3),
                    opacity: opacity * strength,
                });
            }
        }
    }
}
