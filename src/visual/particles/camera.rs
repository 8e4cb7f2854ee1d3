//! From space to the picture: perspective, and a field that fills pictures of any shape.

use super::{BANDS, flight::Point};
use crate::{size::Size, visual::Aspect};

/// Distance of the eye from the middle, shorter sides.
const EYE: f32 = 1.25;
/// Nothing is shown closer to the eye, shorter sides.
const NEAREST: f32 = 0.28;

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
    /// The axis with the treble at its ends: across the picture's longer side.
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

    /// The band that lies in a direction: bass along the longer side of the picture, where there is room.
    pub(super) fn band_of(&self, direction: Point) -> usize {
        ((direction[self.pole].abs() * BANDS as f32) as usize).min(BANDS - 1)
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
