//! The beam: the figure of the moment, and behind it those of the moments before, smaller and fainter.

use super::{
    Mode, Vectorscope, exposure,
    exposure::length_of,
    fit::{centre, fit},
    path,
    rosette::{Shape, rosette, sides},
    stage::Screen,
};
use crate::analysis::Track;
use crate::visual::{
    levelling::Gain,
    looks::Looks,
    picture::{Beam, Picture},
    trace::{self, Sound, held},
};
use std::f64::consts::TAU;

/// How many figures there are at once.
const FIGURES: u32 = 5;
/// How much smaller the oldest one is, how bright and how thick, of the newest one.
const SMALLER: f32 = 0.30;
const FAINTER: f32 = 0.40;
const THINNER: f32 = 0.55;
/// How much smaller all of them are between beats.
const CALM: f32 = 0.14;
/// How fast rosettes turn, and how far the oldest one is turned back besides, radians a second and radians.
const SPIN: f64 = 0.45;
const TWIST: f64 = 0.5;
/// How much brighter they are on a beat.
const STRONGER: f32 = 0.35;
/// How white the newest one is.
const WHITE: f32 = 0.75;
/// How wide the halo of the newest one is, radii of the beam, how bright, and how many parts of the way make one of it.
const HALO: f32 = 5.0;
const HALO_LIGHT: f32 = 0.30;
const HALO_PARTS: usize = 6;
/// Length of a part of the way, radii of the beam, and the most parts of a figure.
const PART: f32 = 1.7;
const MOST_PARTS: f32 = 1_500.0;
/// How far corners of the figure itself are rounded, radii of the circle.
const ROUND: f32 = 0.18;

impl Vectorscope {
    /// The figures, the oldest first.
    pub(super) fn draw(
        &self,
        (looks, sound): (Option<&Looks>, &Sound<'_>),
        screen: &Screen,
        (mode, gain): (Mode, &Gain),
        (kick, time_s, track): (f32, f64, &Track),
        picture: &mut Picture,
    ) {
        let strength = 1.0 + STRONGER * kick;
        let is_mono = trace::is_mono(track);
        let radius = screen.radius * (1.0 - CALM * (1.0 - kick.clamp(0.0, 1.0)));
        for number in (0..FIGURES).rev() {
            let age = number as f32 / (FIGURES - 1) as f32;
            let at_s = -f64::from(self.persistence_s * age);
            let one = Looks::one(at_s);
            let mut points = self.figure(looks.unwrap_or(&one), (sound, mode), at_s);
            points.iter_mut().flatten().for_each(|v| *v *= gain.at(at_s));
            let (sides, open) = match self.symmetry {
                0 => sides(&track.sections_s, is_mono, time_s + at_s),
                sides => (sides, 1.0),
            };
            if sides > 1 {
                rosette(&mut points, Shape { sides, open, kick, rest: self.levelling });
                turn(&mut points, SPIN * (time_s + at_s) - TWIST * f64::from(age));
            } else {
                centre(&mut points, self.levelling);
            }
            fit(&mut points, self.levelling);
            for point in &mut points {
                let [x, y] = within(*point).map(|v| v * radius * (1.0 - SMALLER * age));
                *point = [screen.center[0] + x, screen.center[1] - y];
            }
            if number == 0 {
                self.clouds(&points, screen, strength, picture);
            }
            // Rosettes have no corners.
            let round = if sides > 1 { 0.0 } else { ROUND };
            self.trace(&points, screen, (age, strength, round), picture);
        }
    }

    /// A figure of an age from 0 to 1.
    fn trace(
        &self,
        points: &[[f32; 2]],
        screen: &Screen,
        (age, strength, round): (f32, f32, f32),
        picture: &mut Picture,
    ) {
        let radius = (self.thickness * screen.short * (1.0 + (THINNER - 1.0) * age)).max(1.2);
        let shares = exposure::shares(points, radius);
        let way = points.array_windows().map(|[a, b]| length_of(*a, *b)).sum::<f32>();
        let mean = way / points.len() as f32;
        let part = (PART * radius).max(way / MOST_PARTS);
        let knots = path::smooth(points, part, round * screen.radius);
        let glow = self.strokes.glow();
        let light = strength * (1.0 + (FAINTER - 1.0) * age);
        for (i, knot) in knots.iter().enumerate() {
            let (a, b) = (knots[(i + knots.len() - 1) % knots.len()].at, knot.at);
            // Half of the way to what a beam of even strength leaves: the fast parts would be lost in a video.
            let number = knot.when as usize;
            let step = points.get(number + 1).map_or(mean, |next| length_of(points[number], *next));
            let slow = (mean / (step + mean * 0.45 + 1e-6)).sqrt();
            let curled = (part / (length_of(a, b) + 1e-6)).clamp(1.0, 1.3);
            let share = light * slow * shares[number];
            let hue = hue(age, (b[0] - screen.center[0]) / screen.radius);
            // White where the beam is, colour where it was.
            let colour = self.trace.between(hue, WHITE * (1.0 - age) * (1.0 - age), share * curled * 1.1);
            picture.beams.push(Beam { a, b, radius, colour });
            // So wide that a few parts together are enough.
            if glow > 0.0 && age == 0.0 && i % HALO_PARTS == 0 {
                let a = knots[(i + knots.len() - HALO_PARTS.min(knots.len())) % knots.len()].at;
                let colour = self.trace.halo(hue, share * glow * HALO_LIGHT);
                picture.beams.push(Beam { a, b, radius: radius * HALO, colour });
            }
        }
    }
}

/// Turns points about the middle, to the left.
fn turn(points: &mut [[f32; 2]], angle: f64) {
    let angle = angle.rem_euclid(TAU) as f32;
    let (sin, cos) = (libm::sinf(angle), libm::cosf(angle));
    points.iter_mut().for_each(|p| *p = [p[0] * cos - p[1] * sin, p[0] * sin + p[1] * cos]);
}

/// A point held within the circle, its direction kept.
fn within([x, y]: [f32; 2]) -> [f32; 2] {
    let far = (x * x + y * y).sqrt();
    let keep = held(far) / (far + 1e-9);
    [x * keep, y * keep]
}

/// Where a part's colour is in those of the palette: what is new, and what is on the right, is further on.
pub(super) fn hue(age: f32, across: f32) -> f32 {
    (1.0 - 0.75 * age - 0.35 * (0.5 - 0.5 * across)).clamp(0.0, 1.0)
}
