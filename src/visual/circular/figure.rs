//! Where `circular` stands and how large it is, as its shader reads it.

use super::{
    super::{
        Aspect,
        shader::{in_steps, steps},
        stroke::{BandColours, Room, scale},
    },
    Circular, Shape,
};
#[cfg(test)]
use crate::visual::shader;
use crate::{size::Size, visual::picture::Light};
use bytemuck::{Pod, Zeroable};
use std::f32::consts::PI;

/// The figure in a picture of one size: what `shaders/circular.wgsl` reads, followed by the spokes.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Figure {
    pub(super) room: Room,
    /// Radius of the ring at rest, and what full bass adds, quarters of a pixel: what moves with the bass stands still
    /// until it moves visibly.
    pub(super) ring: u32,
    pub(super) swell: u32,
    /// The longest bar and the shortest, eighths of a pixel: stubs stay still in silence.
    pub(super) longest: u32,
    pub(super) stub: u32,
    pub(super) bands: u32,
    /// 2 when mirrored, else 1.
    pub(super) sides: u32,
    /// Every how many bands one throws its light far.
    pub(super) far_every: u32,
    /// Half of the ring line's width, pixels.
    pub(super) line: f32,
    /// Width of the shadow's rim, pixels.
    pub(super) rim: f32,
    /// Space between ring and bars, pixels.
    pub(super) gap: f32,
    /// Width of a bar, as a share of the radius where it starts.
    pub(super) width: f32,
    /// How far the close glow reaches beyond a bar, pixels.
    pub(super) near_reach: f32,
    /// The wide glow of a bar: strength at full height, reach in pixels; then the far one.
    pub(super) wide: f32,
    pub(super) wide_reach: f32,
    pub(super) far: f32,
    pub(super) far_reach: f32,
    /// The ring's gradient, and the light that it takes on with an onset.
    pub(super) from_light: Light,
    pub(super) to_light: Light,
    pub(super) accent: Light,
    /// 1 when echoes follow the peak caps, and how strong they are.
    pub(super) echoes: u32,
    pub(super) echo: f32,
}

/// One band's place and colours.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Spoke {
    /// Unit vector before rotation, band 0 pointing down: the right half, or all of them.
    pub(super) axis: [f32; 2],
    pub(super) colours: BandColours,
}

impl Figure {
    /// Radius of the ring at a level of the bass, pixels.
    pub(super) fn ring_radius(&self, bass: u16) -> f32 {
        (self.ring + steps(bass, self.swell)) as f32 * 0.25
    }
}

impl Circular {
    /// Where the figure stands, and how large it is.
    pub(super) fn figure(&self, size: Size) -> Figure {
        let (w, h) = (size.width() as f32, size.height() as f32);
        // Bars may reach to `reach` of the shorter side; tall pictures keep the controls of phones free.
        let (cy, enlarge, reach) = match Aspect::of(size) {
            Aspect::Wide => (0.5, 1.04, 0.462),
            Aspect::Square => (0.5, 1.08, 0.44),
            Aspect::Tall => (0.42, 1.15, 0.435),
        };
        let short = w.min(h);
        let ring = self.inner_radius * enlarge * short;
        let gap = self.gap * short;
        let longest = (short * reach - gap - ring).max(short * 0.04);
        // What grows inward needs a larger ring.
        let ring = ring + longest * (1.0 - self.shares[0]);
        let sides = if self.mirror { 2 } else { 1 };
        let count = sides * self.bands as u32;
        let width = 2.0 * PI / count as f32 * self.bar_width;
        let far_every = (count / 32).max(1);
        let (low, high) = self.strokes.ends();
        Figure {
            room: self.strokes.room(size, [w * 0.5, h * cy]),
            ring: in_steps(ring, 4.0),
            swell: in_steps(0.10 * self.pulse * ring, 4.0),
            longest: in_steps(longest, 8.0),
            stub: in_steps(width * (ring + gap) * 1.5, 8.0),
            bands: self.bands as u32,
            sides,
            far_every,
            line: (short * 0.0022).max(0.4),
            rim: (short * 0.03).max(12.0),
            gap,
            width,
            near_reach: short * 0.013,
            wide: 0.026 * 64.0 / self.bands as f32,
            wide_reach: short * 0.075,
            far: 0.048 * 32.0 / (count / far_every) as f32,
            far_reach: short * 0.24,
            from_light: scale(low, 0.85),
            to_light: scale(high, 0.85),
            accent: self.strokes.accent,
            echoes: (self.echo > 0.0 && self.shares[0] > 0.0 && self.shape != Shape::Ribbon).into(),
            echo: self.echo,
        }
    }
}

#[cfg(test)]
pub(super) fn mirrors() -> Vec<shader::Mirror> {
    vec![
        shader::mirror!("circular.wgsl", Spoke { axis, colours }),
        shader::mirror!(
            "circular.wgsl",
            Figure {
                room,
                ring,
                swell,
                longest,
                stub,
                bands,
                sides,
                far_every,
                line,
                rim,
                gap,
                width,
                near_reach,
                wide,
                wide_reach,
                far,
                far_reach,
                from_light,
                to_light,
                accent,
                echoes,
                echo,
            }
        ),
    ]
}
