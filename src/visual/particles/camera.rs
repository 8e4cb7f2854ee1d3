//! From space to the picture: perspective, and a field that fills pictures of any shape.

use super::{BANDS, flight::Point};
use crate::{size::Size, visual::Aspect};

/// Sparks that are so far below the middle, beside what is above it, are faint in tall pictures; and how much is left of
/// them.
const FOOT: f32 = 0.62;
const FOOT_LEFT: f32 = 0.2;

/// Distance of the eye from the middle, shorter sides.
const EYE: f32 = 1.25;
/// Nothing is shown closer to the eye, shorter sides.
const NEAREST: f32 = 0.28;

/// How far the axis is tilted, radians, and how fast it turns, radians per second.
const TILT: f64 = 0.75;
const TURN: f64 = 0.21;

/// A unit vector with the treble at its ends and the bass around its middle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis(Point);

impl Axis {
    /// The place among the bands that lies in a direction, 0 to [`BANDS`].
    pub(super) fn place_of(&self, direction: Point) -> f32 {
        let along: f32 = self.0.iter().zip(direction).map(|(a, b)| a * b).sum();
        along.abs() * BANDS as f32
    }
}

/// Looks at the middle of the sphere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Camera {
    /// Where the middle is, pixels.
    pub(super) center: [f32; 2],
    /// The shorter side, pixels.
    pub(super) short: f32,
    /// How much wider and taller the field grows away from the middle.
    stretch: [f32; 2],
    /// Radius inside which nothing is stretched, shorter sides.
    still: f32,
    /// Where the treble is, about: across the picture's longer side.
    pole: usize,
}

/// Where something is seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Pixels.
    pub(super) at: [f32; 2],
    /// How large it looks: 1 in the middle.
    pub(super) scale: f32,
}

impl Camera {
    /// For pictures of a size, with a figure of radius `still`, shorter sides.
    pub(super) fn new(size: Size, still: f32) -> Self {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let short = w.min(h);
        let cy = match Aspect::of(size) {
            Aspect::Wide => 0.5,
            Aspect::Square => 0.48,
            Aspect::Tall => 0.43,
        };
        let stretch = [w, h].map(|side| 1.0 + (side / short - 1.0) * 0.8);
        Self { center: [w * 0.5, h * cy], short, stretch, still, pole: usize::from(h <= w) }
    }

    /// How much of a spark is left at a point: in tall pictures words stand in the lower part.
    pub(super) fn clear(&self, [_, y]: [f32; 2]) -> f32 {
        let below = (y - self.center[1]) / self.center[1];
        if self.pole == 1 { 1.0 } else { ((FOOT - below) / 0.15).clamp(FOOT_LEFT, 1.0) }
    }

    /// The axis of a moment: across the longer side of the picture, but tilted, and turning slowly, so that what is thrown
    /// from the bass, where there is room, doesn't always go the same ways.
    pub(super) fn axis(&self, time_s: f64) -> Axis {
        let turn = (time_s * TURN) % std::f64::consts::TAU;
        // Less towards the viewer than aside, where it is seen.
        let [aside, near] = [libm::sin(turn), 0.5 * libm::cos(turn)].map(|v| (v * libm::sin(TILT)) as f32);
        let along = (1.0 - aside * aside - near * near).sqrt();
        Axis(if self.pole == 0 { [along, aside, near] } else { [aside, along, near] })
    }

    /// Where a point is seen; `None` when it is behind the eye or too close.
    pub(super) fn see(&self, [x, y, z]: Point) -> Option<Seen> {
        let depth = EYE - z;
        if depth < NEAREST {
            return None;
        }
        let scale = EYE / depth;
        let away = (x * x + y * y).sqrt();
        let outside = ((away - self.still) * 2.2).clamp(0.0, 1.0);
        let [sx, sy] = self.stretch.map(|s| (1.0 + (s - 1.0) * outside) * scale * self.short);
        Some(Seen { at: [self.center[0] + x * sx, self.center[1] + y * sy], scale })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_turns_and_stays_tilted_in_pictures_of_any_shape() {
        for (w, h) in [(1920, 1080), (1080, 1920)] {
            let camera = Camera::new(Size::new(w, h).unwrap(), 0.2);
            let axes: Vec<Point> = (0..60).map(|s| camera.axis(f64::from(s)).0).collect();
            let length = |p: &Point| p.iter().map(|v| v * v).sum::<f32>();
            assert!(axes.iter().all(|axis| (length(axis) - 1.0).abs() < 1e-5 && axis[camera.pole] > 0.7));
            assert!(
                axes.iter().any(|a| a[1 - camera.pole] > 0.5)
                    && axes.iter().any(|a| a[1 - camera.pole] < -0.5)
            );
        }
    }
}
