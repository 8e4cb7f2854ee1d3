//! The description of one frame that a style gives and a renderer draws: soft light and crisp shapes.
//!
//! Coordinates are pixels from the top left corner of the picture, y down; pixel (i, j) has its centre at
//! (i + ½, j + ½). Colours are [`Light`]: linear enough to be added and mixed, see there. Every list is plain data, so
//! that renderers can hash it (equal shapes, equal pixels); glows, edges and beams are uploaded as they are.

pub use super::sprite::Sprite;
use bytemuck::{Pod, Zeroable};

/// Red, green and blue light, 0 to 1 each: the square of the sRGB code value.
///
/// Light adds; code values don't. The square is the gamma-2 approximation of the sRGB curve: mixing black and white
/// half and half gives code 180 (188 by the exact curve). Rejected, by instruction counts and unmeasured: the exact curve
/// as a table, six gathers a pixel, where the square and the square root are one instruction each.
pub type Light = [f32; 3];

/// One frame, back to front: backdrop, lamps, glows and shadows; heatmap, rings, ribbons, bars; the light of beams;
/// sprites.
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
    /// Numbers as colours.
    pub heatmap: Option<Heatmap>,
    /// The numbers and colours of the heatmap.
    pub heat: Heat,
    /// Circles.
    pub rings: Vec<Ring>,
    /// Areas between two curves.
    pub ribbons: Vec<Ribbon>,
    /// The curves of all ribbons, one after the other.
    pub edges: Vec<Edge>,
    /// Straight strokes with round corners and a close glow.
    pub bars: Vec<Bar>,
    /// Parts of a trace of light.
    pub beams: Vec<Beam>,
    /// Images over all shapes, the lowest one first.
    pub sprites: Vec<Sprite>,
    /// Share of the finished picture's light that is taken away, 0 to 1.
    pub dimmed: f32,
}

impl Picture {
    /// Empties all lists and keeps their memory; what [`Picture::heat`] holds stays, see there.
    pub fn clear(&mut self) {
        self.backdrop = [0.0; 3];
        self.lamps.clear();
        self.glows.clear();
        self.shadows.clear();
        self.heatmap = None;
        self.rings.clear();
        self.ribbons.clear();
        self.edges.clear();
        self.bars.clear();
        self.beams.clear();
        self.sprites.clear();
        self.dimmed = 0.0;
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
    /// Light on the segment.
    pub colour: Light,
    /// Where it ends, pixels.
    pub reach: f32,
    /// One end, pixels.
    pub a: [f32; 2],
    /// The other end, pixels.
    pub b: [f32; 2],
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

/// A grid of numbers, drawn as colours in a rectangle with round corners.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Heatmap {
    /// Middle of the rectangle, pixels.
    pub center: [f32; 2],
    /// Half of its width and height, pixels.
    pub half_size: [f32; 2],
    /// Corner radius, pixels; less than ½ is drawn as ½.
    pub corner: f32,
    /// From its upper and its lower edge on it takes so long to cover in full, pixels; less than ½ is drawn as ½.
    pub fade: f32,
    /// From its outline inwards it takes so long to cover in full, pixels; less than 1 is drawn as 1, more than the corner
    /// radius and ½ as that.
    pub soft: f32,
    /// Opacity, 0 to 1.
    pub opacity: f32,
    /// Column and row of the grid that lie on the rectangle's top left corner; a number lies on the whole.
    pub first: [f32; 2],
    /// Columns and rows per pixel, 0 or more.
    pub step: [f32; 2],
    /// Columns of the grid, at least 1; outside it goes on as at its border.
    pub columns: u32,
    /// Rows of the grid, at least 1.
    pub rows: u32,
    /// Right of here it is dimmed, pixels.
    pub lit: f32,
    /// Share of the numbers that is left there: what is dim has the colours of what is quiet.
    pub dim: f32,
}

/// What a heatmap shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heat {
    /// Equal versions but 0 hold equal numbers and colours, so that a style fills them once, and renderers keep what
    /// they know of them; 0 is new in every frame. A style that wants a version finds here what it left.
    pub version: u64,
    /// Unorm16, column after column, the top row first: as many as the heatmap's columns and rows make, or more.
    pub values: Vec<u16>,
    /// Colours of the numbers from 0 to 65,535, at equal distances: [`COLOURS`] of them, as [`packed`] makes them.
    pub colours: Vec<u32>,
}

/// Colours of a heatmap: so many that the nearest one will do.
pub const COLOURS: usize = 4_096;
/// The largest code values of a packed colour: what the eye sees least has the fewest bits.
const PACKED_MAX: [f32; 3] = [2_047.0, 2_047.0, 1_023.0];

/// The colours of a heatmap from the light of numbers, given as shares from 0 to 1: code values in eleven bits of red, the
/// lowest, eleven of green and ten of blue. One word a colour is one look-up a pixel.
pub fn packed(light_of: impl Fn(f32) -> Light) -> Vec<u32> {
    (0..COLOURS).map(|i| packed_light(light_of(i as f32 / (COLOURS - 1) as f32))).collect()
}

/// One packed colour.
#[must_use]
pub fn packed_light(light: Light) -> u32 {
    packed_code(light.map(|c| c.clamp(0.0, 1.0).sqrt()))
}

/// One packed colour, from code values, 0 to 1.
pub(crate) fn packed_code(code: [f32; 3]) -> u32 {
    let bits = |c: usize| (code[c].clamp(0.0, 1.0) * PACKED_MAX[c] + 0.5) as u32;
    bits(0) | bits(1) << 11 | bits(2) << 22
}

/// The code values of a packed colour, 0 to 1.
#[inline(always)]
pub(crate) fn unpacked(word: u32) -> [f32; 3] {
    let [r, g, b] = [word & 0x7ff, word >> 11 & 0x7ff, word >> 22];
    let code = |bits: u32, most: f32| bits as f32 * (1.0 / most);
    [code(r, PACKED_MAX[0]), code(g, PACKED_MAX[1]), code(b, PACKED_MAX[2])]
}

/// The area between two curves over a straight line or around a centre, with a line on the upper one.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Ribbon {
    /// Where a straight ribbon begins, the centre of a round one; pixels.
    pub origin: [f32; 2],
    /// Where a straight ribbon runs to, where a round one begins; a unit vector. Distances of a straight ribbon's edges count
    /// to the left of it, those of a round one from the centre. Round ones run clockwise.
    pub axis: [f32; 2],
    /// 1 for a round ribbon, 0 for a straight one.
    pub round: u32,
    /// Its first edge in [`Picture::edges`], and how many there are, at least 2; all of them have to be there.
    pub first: u32,
    /// See `first`.
    pub count: u32,
    /// Edges per pixel of a straight ribbon, more than 0; per turn of a round one, where it is `count`, and the last joins the
    /// first.
    pub per: f32,
    /// The lowest and the highest distance at which it draws anything, pixels.
    pub span: [f32; 2],
    /// Opacity of the area at the upper edge, 0 to 1.
    pub opacity: f32,
    /// Opacity of the area at the lower edge.
    pub root_opacity: f32,
    /// How far from the lower edge the area has the light and the opacity of the upper one, pixels; 0: there.
    pub rise: f32,
    /// Half of the width of the line on the upper edge, pixels, and its opacity.
    pub half_line: f32,
    /// See `half_line`.
    pub line_opacity: f32,
    /// Where the line's close glow ends, pixels, more than 0.
    pub glow_reach: f32,
    /// Light of the area at the lower edge, where [`Edge::along`] is 0 and 1.
    pub roots: [Light; 2],
    /// Light of the area at the upper edge.
    pub tips: [Light; 2],
    /// Light of the line.
    pub lines: [Light; 2],
    /// Close glow of the line: `glow · (1 − d²/glow_reach²)³`, d from the line.
    pub glows: [Light; 2],
}

/// Where a ribbon begins and ends across, at one place along it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Edge {
    /// Distance of the lower edge, pixels.
    pub lower: f32,
    /// Distance of the upper edge, at least the lower one's, pixels.
    pub upper: f32,
    /// Cosines of the angles that the edges make with the ribbon's direction: what makes a distance across one to the
    /// edge.
    pub lower_cos: f32,
    /// See `lower_cos`.
    pub upper_cos: f32,
    /// Place in the colours, 0 to 1.
    pub along: f32,
    /// Share of the glow, 0 to 1.
    pub glow: f32,
}

/// Part of a trace as a beam of light leaves it: a disc of light, `(1 − d²/radius²)²`, that was dragged from `a` to `b`.
/// Parts that join make an even trace, and where traces cross, light adds. Negative light is taken away, as ink does on a
/// light ground.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Beam {
    /// Light in the middle of a long straight trace.
    pub colour: Light,
    /// Where the light ends, pixels.
    pub radius: f32,
    /// One end, pixels.
    pub a: [f32; 2],
    /// The other end, pixels.
    pub b: [f32; 2],
}
