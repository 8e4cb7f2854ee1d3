//! Where the row of `bars` stands in pictures of every shape, and what is drawn once for all bars.

use super::{
    super::{
        Aspect,
        picture::{Bar, Glow, Light},
        shader::in_steps,
        stroke::{BandColours, Place, Room, scale},
    },
    Bars,
};
use crate::size::Size;
use bytemuck::{Pod, Zeroable};

/// The row of bars in a picture of one size: what `shaders/bars.wgsl` reads, followed by the bands' colours.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Figure {
    pub(super) room: Room,
    /// The left edge of the row, and from bar to bar, pixels.
    pub(super) left: f32,
    pub(super) pitch: f32,
    /// The line that bars stand on, pixels.
    pub(super) base: f32,
    /// The longest bar, eighths of a pixel.
    pub(super) tallest: u32,
    pub(super) bands: u32,
    /// 1 when bars go both ways, else 0.
    pub(super) mirror: u32,
    pub(super) rounded: u32,
    pub(super) caps: u32,
    pub(super) gradient: u32,
    /// 1 when there is a line below the bars.
    pub(super) floor: u32,
    /// Every how many bands one throws its light far.
    pub(super) far_every: u32,
    /// Width of a bar, pixels.
    pub(super) width: f32,
    /// Thickness of a cap, pixels, and the least height that it stands at, eighths of a pixel.
    pub(super) cap: f32,
    pub(super) cap_rest: u32,
    /// How far the close glow reaches beyond a bar, pixels.
    pub(super) near_reach: f32,
    /// The wide glow of a bar: strength at full height, reach in pixels; then the far one.
    pub(super) wide: f32,
    pub(super) wide_reach: f32,
    pub(super) far: f32,
    pub(super) far_reach: f32,
    /// The floor: half of its length and of its width, pixels; its colours at both ends, and its light.
    pub(super) floor_half: [f32; 2],
    pub(super) floor_light: [Light; 2],
    pub(super) floor_glow: Light,
}

impl Bars {
    pub(super) fn bands(&self, size: Size) -> usize {
        match (self.count, Aspect::of(size)) {
            (0, Aspect::Wide) => 56,
            (0, Aspect::Square) => 40,
            (0, Aspect::Tall) => 28,
            (count, _) => count,
        }
    }

    /// Where the row stands, and the colours of its bands.
    pub(super) fn figure(&self, size: Size) -> Option<(Figure, &[BandColours])> {
        let bands = self.bands(size);
        let (_, strokes) = self.strokes.iter().find(|s| s.0 == bands)?;
        let (w, h) = (size.width() as f32, size.height() as f32);
        let short = w.min(h);
        let aspect = Aspect::of(size);
        let mirror = self.mirror.unwrap_or(aspect == Aspect::Tall);
        let (base, tallest) = match (aspect, mirror) {
            (Aspect::Wide, false) => (h * 0.77, h * 0.58),
            (Aspect::Wide, true) => (h * 0.5, h * 0.38),
            (Aspect::Square, false) => (h * 0.74, h * 0.52),
            (Aspect::Square, true) => (h * 0.5, h * 0.34),
            (Aspect::Tall, false) => (h * 0.60, w * 0.78),
            (Aspect::Tall, true) => (h * 0.44, w * 0.48),
        };
        // Bars that hang do so where the standing ones end.
        let base = if self.down && !mirror { base - tallest } else { base };
        let middle = if mirror { base } else { base - tallest * 0.30 };
        let (low, high) = strokes.ends();
        let pitch = w * self.width / bands as f32;
        let width = pitch * self.bar_width;
        let figure = Figure {
            room: strokes.room(size, [w * 0.5, middle]),
            left: (w - w * self.width) * 0.5,
            pitch,
            base,
            tallest: in_steps(tallest, 8.0),
            bands: bands as u32,
            mirror: mirror.into(),
            rounded: self.rounded.into(),
            caps: self.caps.into(),
            gradient: self.gradient.into(),
            floor: (self.floor && !mirror).into(),
            far_every: (bands as u32 / 20).max(1),
            width,
            cap: (width * 0.22).max(1.5),
            cap_rest: in_steps(width, 8.0),
            near_reach: short * 0.013,
            wide: 0.028 * 56.0 / bands as f32,
            wide_reach: short * 0.075,
            far: 0.040,
            far_reach: short * 0.22,
            floor_half: [w * self.width * 0.5 + short * 0.03, (short * 0.0011).max(0.5)],
            floor_light: [low, high],
            floor_glow: scale(strokes.band(bands / 2).glow, 0.05),
        };
        Some((figure, strokes.bands()))
    }
}

/// The line that bars stand on.
pub(super) fn floor(figure: &Figure) -> Bar {
    let [half_length, half_width] = figure.floor_half;
    Bar {
        center: [figure.left + figure.pitch * figure.bands as f32 * 0.5, figure.base],
        axis: [1.0, 0.0],
        half_length,
        half_width,
        corner: 0.5,
        hot: 1.0,
        hot_amount: 0.0,
        opacity: 0.55,
        root: figure.floor_light[0],
        tip: figure.floor_light[1],
        hot_colour: figure.floor_light[1],
        glow: [0.0; 3],
        glow_reach: 1.0,
    }
}

/// The light around the floor.
pub(super) fn floor_light(figure: &Figure) -> Option<Glow> {
    let middle = figure.left + figure.pitch * figure.bands as f32 * 0.5;
    let half = figure.floor_half[0] * 0.9;
    (figure.room.glow > 0.0).then_some(Glow {
        a: [middle - half, figure.base],
        b: [middle + half, figure.base],
        reach: figure.wide_reach.max(24.0),
        colour: scale(figure.floor_glow, figure.room.glow),
    })
}

/// A thin cap that floats `rise` above the root of its bar.
pub(super) fn cap(figure: &Figure, colours: &BandColours, place: &Place, rise: f32) -> Bar {
    let place = Place {
        root: [place.root[0] - place.width * 0.5, place.root[1] + place.axis[1] * (rise + figure.cap * 2.0)],
        axis: [1.0, 0.0],
        length: place.width,
        width: figure.cap,
        near_reach: 0.0,
        opacity: 0.85,
        ..*place
    };
    let mut cap = figure.room.bar(colours, 1.0, &place);
    (cap.root, cap.glow, cap.hot_amount) = (cap.tip, [0.0; 3], 0.35);
    cap
}

#[cfg(test)]
pub(super) fn mirrors() -> Vec<super::super::shader::Mirror> {
    vec![super::super::shader::mirror!(
        "bars.wgsl",
        Figure {
            room,
            left,
            pitch,
            base,
            tallest,
            bands,
            mirror,
            rounded,
            caps,
            gradient,
            floor,
            far_every,
            width,
            cap,
            cap_rest,
            near_reach,
            wide,
            wide_reach,
            far,
            far_reach,
            floor_half,
            floor_light,
            floor_glow,
        }
    )]
}
