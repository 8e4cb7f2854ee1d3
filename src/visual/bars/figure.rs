//! Where the row of `bars` stands in pictures of every shape, and what is drawn once for all bars.

use super::{
    super::{
        Aspect,
        picture::Light,
        shader::in_steps,
        stroke::{BandColours, Room, scale},
    },
    Bars,
};
use crate::{analysis::Stereo, size::Size};
use bytemuck::{Pod, Zeroable};

/// The row of bars in a picture of one size: what `shaders/bars.wgsl` reads, followed by the bands' colours.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Figure {
    pub(super) room: Room,
    /// The edge of the first bar, from bar to bar, and the line that bars stand on; pixels.
    pub(super) start: f32,
    pub(super) pitch: f32,
    pub(super) base: f32,
    /// Down is 1, up −1.
    pub(super) up: f32,
    /// The longest bar, eighths of a pixel.
    pub(super) tallest: u32,
    pub(super) bands: u32,
    /// 2 when the row goes left and right from `start`, else 1: to the right.
    pub(super) sides: u32,
    /// 2 when bars go both ways from `base`, else 1.
    pub(super) ways: u32,
    /// Where the heights of the second channel begin; 0 when both are shown as one.
    pub(super) second: u32,
    /// How many of the lowest bands fill valleys between them, so that the row has no notch in its middle.
    pub(super) lows: u32,
    /// How much lower the last band stands than the first, unorm16.
    pub(super) arch: u32,
    pub(super) rounded: u32,
    pub(super) caps: u32,
    pub(super) gradient: u32,
    /// 1 when there is a line below the bars.
    pub(super) floor: u32,
    /// 1 when bars have an image below them, how strong it is, and the light that its light replaces.
    pub(super) image: u32,
    pub(super) image_opacity: f32,
    pub(super) image_ground: Light,
    /// Every how many bands one throws its light far.
    pub(super) far_every: u32,
    /// Width of a bar, pixels.
    pub(super) width: f32,
    /// Thickness of a cap and the least space below it, pixels, and the least height that it stands at, eighths of a pixel.
    pub(super) cap: f32,
    pub(super) cap_free: f32,
    pub(super) cap_rest: u32,
    /// How far the close glow reaches beyond a bar, pixels.
    pub(super) near_reach: f32,
    /// The wide glow of a bar: strength at full height, reach in pixels; then the far one.
    pub(super) wide: f32,
    pub(super) wide_reach: f32,
    pub(super) far: f32,
    pub(super) far_reach: f32,
    /// The floor on each side: how far its middle is from `start`, half of its length and of its width, pixels; its
    /// colours at both ends.
    pub(super) floor_middle: f32,
    pub(super) floor_half: [f32; 2],
    pub(super) floor_light: [Light; 2],
    /// The light around it: half of its length and its reach, pixels; its colour in silence, what full loudness adds.
    pub(super) floor_lit: f32,
    pub(super) floor_reach: f32,
    pub(super) floor_glow: Light,
    pub(super) floor_glow_loud: Light,
}

impl Bars {
    /// How the row stands in pictures of a shape: bands, sides, ways.
    pub(super) fn row(&self, aspect: Aspect) -> (usize, u32, u32) {
        let bars = match (self.count, aspect) {
            (0, Aspect::Wide) => 52,
            (0, Aspect::Square) => 44,
            (0, Aspect::Tall) => 28,
            (count, _) => count,
        };
        let mirror = self.mirror.unwrap_or(aspect == Aspect::Tall);
        let center = self.center || (self.stereo != Stereo::Mix && !mirror);
        let sides = if center { 2 } else { 1 };
        (bars.div_ceil(sides), sides as u32, if mirror { 2 } else { 1 })
    }

    /// Where the row stands, and the colours of its bands.
    pub(super) fn figure(&self, size: Size) -> Option<(Figure, &[BandColours])> {
        let aspect = Aspect::of(size);
        let (bands, sides, ways) = self.row(aspect);
        let (_, strokes) = self.strokes.iter().find(|s| s.0 == bands)?;
        let (w, h) = (size.width() as f32, size.height() as f32);
        let short = w.min(h);
        let mirror = ways == 2;
        let (base, tallest) = match (aspect, mirror) {
            (Aspect::Wide, false) => (h * 0.73, h * 0.66),
            (Aspect::Wide, true) => (h * 0.5, h * 0.38),
            (Aspect::Square, false) => (h * 0.70, h * 0.60),
            (Aspect::Square, true) => (h * 0.5, h * 0.34),
            (Aspect::Tall, false) => (h * 0.64, w * 0.96),
            (Aspect::Tall, true) => (h * 0.44, w * 0.60),
        };
        // Bars that hang do so where the standing ones end.
        let down = self.down && !mirror;
        let base = if down { base - tallest } else { base };
        let middle = if mirror { base } else { base - tallest * 0.30 };
        let (low, high) = strokes.ends();
        let half_row = w * self.width * 0.5;
        let bars = bands * sides as usize;
        let pitch = half_row * 2.0 / bars as f32;
        let width = pitch * self.bar_width;
        let room = strokes.room(size, [w * 0.5, middle]);
        let half_floor = half_row + short * 0.03;
        let (start, floor_middle, floor_half, floor_light) = match sides {
            // From the middle it fades into the ground.
            2 => (w * 0.5, half_floor * 0.5, half_floor * 0.5, [low, room.edge]),
            _ => (w * 0.5 - half_row, half_row, half_floor, [low, high]),
        };
        let lit = strokes.band(bands / 2).glow;
        let figure = Figure {
            room,
            start,
            pitch,
            base,
            up: if down { 1.0 } else { -1.0 },
            tallest: in_steps(tallest, 8.0),
            bands: bands as u32,
            sides,
            ways,
            second: if self.stereo == Stereo::Mix { 0 } else { bands as u32 },
            lows: if sides == 2 { bands as u32 / 3 } else { 0 },
            arch: if sides == 2 { in_steps(self.arch, 65_535.0) } else { 0 },
            rounded: self.rounded.into(),
            caps: self.caps.into(),
            gradient: self.gradient.into(),
            floor: (self.floor && !mirror).into(),
            image: (self.reflection > 0.0 && !mirror).into(),
            image_opacity: 0.65 * self.reflection,
            image_ground: strokes.beam([0.0; 3]).map(|v| -v),
            far_every: (bars as u32 / 20).max(1),
            width,
            cap: (width * 0.2).max(1.5),
            cap_free: short * 0.011,
            cap_rest: in_steps(width, 8.0),
            near_reach: short * 0.013,
            wide: 0.036 * 56.0 / bars as f32,
            wide_reach: short * 0.075,
            far: 0.048,
            far_reach: short * 0.22,
            floor_middle,
            floor_half: [floor_half, (short * 0.0011).max(0.5)],
            floor_light,
            floor_lit: half_floor * 0.5,
            floor_reach: short * 0.135,
            floor_glow: scale(lit, 0.03),
            floor_glow_loud: scale(lit, 0.08),
        };
        Some((figure, strokes.bands()))
    }
}

#[cfg(test)]
pub(super) fn mirrors() -> Vec<super::super::shader::Mirror> {
    vec![super::super::shader::mirror!(
        "bars.wgsl",
        Figure {
            room,
            start,
            pitch,
            base,
            up,
            tallest,
            bands,
            sides,
            ways,
            second,
            lows,
            arch,
            rounded,
            caps,
            gradient,
            floor,
            image,
            image_opacity,
            image_ground,
            far_every,
            width,
            cap,
            cap_free,
            cap_rest,
            near_reach,
            wide,
            wide_reach,
            far,
            far_reach,
            floor_middle,
            floor_half,
            floor_light,
            floor_lit,
            floor_reach,
            floor_glow,
            floor_glow_loud,
        }
    )]
}
