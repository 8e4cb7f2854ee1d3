//! What floats close before the eye: a few large discs out of focus, each of which brightens with its band.

use super::{
    BANDS, Particles,
    camera::Seen,
    spark::{Spark, View, beam},
};
use crate::visual::{
    FrameInput,
    dice::Dice,
    picture::{Bar, Picture},
    stroke::{mix, scale},
    unit,
};

/// How many there are, of the default number of particles; more of them don't make more discs.
const DISCS: usize = 12;
/// Their radii, shorter sides, and how fast they rise, pictures per second.
const RADII: [f32; 2] = [0.016, 0.062];
const RISE: [f32; 2] = [0.008, 0.022];
/// Opacity of one in silence, and what its band and loudness add.
const QUIET: f32 = 0.06;
const LOUD: f32 = 0.26;
/// The disc's part of it, beside that of the soft light, and the radius of that in radii of the disc.
const DISC: f32 = 0.35;
const SOFT: f32 = 1.35;

impl Particles {
    /// The discs, in front of all else.
    pub(super) fn bokeh(&self, frame: &FrameInput<'_>, view: &View, picture: &mut Picture) {
        let size = [frame.size.width() as f32, frame.size.height() as f32];
        let short = view.camera.short;
        for i in 0..DISCS.min(self.dust / 8) {
            let mut dice = Dice::new(self.seed, i, i64::MIN + 1);
            let near = dice.roll();
            let radius = short * (RADII[0] + (RADII[1] - RADII[0]) * near * near) * self.size.min(2.0);
            let (pace, phase, column) = (RISE[0] + (RISE[1] - RISE[0]) * near, dice.roll(), dice.roll());
            let turns = frame.time_s * f64::from(pace) + f64::from(phase);
            // From below the picture to above it, again and again.
            let risen = turns.fract() as f32;
            let sway = libm::sin((turns * 3.0).fract() * std::f64::consts::TAU) as f32;
            // Few cross the middle: they leave it to the sphere.
            let aside = column * 2.0 - 1.0;
            let aside = 0.5 + 0.56 * aside * (0.55 + 0.45 * aside.abs());
            let middle =
                [size[0] * aside + short * 0.03 * sway, (1.0 - risen) * (size[1] + 2.0 * radius) - radius];
            let band = (dice.roll() * BANDS as f32 * 0.75) as usize;
            let loud = self.loud(frame.row, band as f32 + 0.5);
            let whole = unit(frame.row.levels.loudness) * self.sensitivity.min(1.0);
            let twinkle = 0.8 + 0.2 * sway;
            let opacity = (QUIET + LOUD * (0.65 * loud * loud + 0.35 * whole)) * twinkle * (1.2 - 0.6 * near);
            let colours = self.strokes.band(band);
            let light = mix(colours.glow, colours.tip, 0.4 + 0.4 * loud);
            let half = radius.max(0.5);
            let disc = if view.light_ground { opacity } else { DISC * opacity };
            picture.bars.push(Bar {
                center: middle,
                axis: [0.0, -1.0],
                half_length: half,
                half_width: half,
                corner: half,
                hot: half,
                hot_amount: 0.0,
                opacity: disc,
                root: light,
                tip: light,
                hot_colour: light,
                glow: [0.0; 3],
                glow_reach: half,
            });
            if !view.light_ground {
                let seen = Seen { at: middle, scale: 1.0 };
                let spark = Spark { seen, from: middle, size: 1.0, heat: 0.0, opacity: 1.0 };
                picture.beams.extend(beam(&spark, SOFT * half, scale(light, opacity)));
            }
        }
    }
}
