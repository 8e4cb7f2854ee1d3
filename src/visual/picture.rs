//! The description of one frame that a style gives and a renderer draws: soft light and crisp shapes.
//!
//! Coordinates are pixels from the top left corner of the picture, y down; pixel (i, j) has its centre at
//! (i + ½, j + ½). Colours are [`Light`]: linear enough to be added and mixed, see there. Every list is plain data, so
//! that renderers can hash it (equal shapes, equal pixels) and upload it as it is.

use bytemuck::{Pod, Zeroable};

/// Red, green and blue light, 0 to 1 each: the square of the sRGB code value.
///
/// Light adds; code values don't. The square is the gamma-2 approximation of the sRGB curve: mixing black and white
/// half and half gives code 180 (188 by the exact curve). Rejected, by instruction counts and unmeasured: the exact curve
/// as a table, six gathers a pixel, where the square and the square root are one instruction each.
pub type Light = [f32; 3];

/// One frame, back to front: backdrop, glows, rings, bars.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// Light everywhere, before all else.
    pub backdrop: Light,
    /// Large soft lights.
    pub lamps: Vec<Lamp>,
    /// Light around shapes that is too wide to draw pixel by pixel.
    pub glows: Vec<Glow>,
    /// Darkened discs, applied to backdrop, lamps and glows.
    pub shadows: Vec<Shadow>,
    /// Circles.
    pub rings: Vec<Ring>,
    /// Straight strokes with round corners and a close glow.
    pub bars: Vec<Bar>,
}

impl Picture {
    /// Empties all lists and keeps their memory.
    pub fn clear(&mut self) {
        self.backdrop = [0.0; 3];
        self.lamps.clear();
        self.glows.clear();
        self.shadows.clear();
        self.rings.clear();
        self.bars.clear();
    }
}

/// A large soft light: `colour / (1 + q)²` with q = (dx/rx)² + (dy/ry)².
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Lamp {
    /// Centre, pixels.
    pub center: [f32; 2],
    /// Distance at which a quarter of the light is left, across and down, pixels.
    pub radius: [f32; 2],
    /// Light at the centre.
    pub colour: Light,
}

/// Light around the segment from `a` to `b`: `colour · (1 − d²/reach²)³`, nothing beyond `reach`.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Glow {
    /// One end, pixels.
    pub a: [f32; 2],
    /// The other end, pixels.
    pub b: [f32; 2],
    /// Where it ends, pixels.
    pub reach: f32,
    /// Light on the segment.
    pub colour: Light,
}

/// A disc in which light is dimmed, with a soft rim.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Shadow {
    /// Centre, pixels.
    pub center: [f32; 2],
    /// Radius at which half of the dimming is reached, pixels.
    pub radius: f32,
    /// Width of the rim, pixels.
    pub rim: f32,
    /// Share of the light that is taken away, 0 to 1.
    pub amount: f32,
}

/// A circle line.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Ring {
    /// Centre, pixels.
    pub center: [f32; 2],
    /// Radius of the middle of the line, pixels.
    pub radius: f32,
    /// Half of the line's width, pixels.
    pub half_width: f32,
    /// Direction of the gradient, a unit vector.
    pub axis: [f32; 2],
    /// Light where the axis starts.
    pub from: Light,
    /// Light where the axis ends.
    pub to: Light,
    /// Opacity, 0 to 1.
    pub opacity: f32,
}

/// A straight stroke with round corners, a gradient along it and a close glow.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Bar {
    /// Middle, pixels.
    pub center: [f32; 2],
    /// Direction from root to tip, a unit vector.
    pub axis: [f32; 2],
    /// Half of the length along the axis, corners included, pixels.
    pub half_length: f32,
    /// Half of the width, at least ½, pixels.
    pub half_width: f32,
    /// Corner radius, from ½ to `half_width`, pixels.
    pub corner: f32,
    /// Length of the bright end at the tip, pixels, more than 0.
    pub hot: f32,
    /// How far the very tip goes towards `hot_colour`, 0 to 1.
    pub hot_amount: f32,
    /// Opacity, 0 to 1.
    pub opacity: f32,
    /// Light at the root.
    pub root: Light,
    /// Light at the tip.
    pub tip: Light,
    /// Light of the very tip.
    pub hot_colour: Light,
    /// Close glow: `glow · (1 − d²/glow_reach²)³`, d from the inner box that the corners round off; an eighth of it at
    /// the root.
    pub glow: Light,
    /// Where the close glow ends, pixels, more than 0.
    pub glow_reach: f32,
}
