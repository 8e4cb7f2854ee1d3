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
use crate::{
    size::Size,
    visual::picture::{Glow, Light},
};
use bytemuck::{Pod, Zeroable};
use std::f32::consts::PI;

/// The shortest bar, widths of a bar.
const STUB: f32 = 2.2;
/// The light in the ring, under its shade, and how far both of its colours are from the middle, radii of the ring: so little
/// that they are one light, which ends at the ring.
const HEART: f32 = 0.36;
const HEART_AWAY: f32 = 0.13;
/// The share of the bands that meet their like on the other side.
const SEAM: u32 = 8;
/// How much of a valley is filled in the middle, eighths, less and less away from there; and how much higher from band to band,
/// 65,536ths of what it is filled up to: where lengths only stay the same, or sink a little, ends lie on a straight line.
const FILLED: u32 = 7;
const DOME: u32 = 600;
/// How much the highest band is raised at half height, of what it lacks, eighths.
const RAISED: u32 = 5;

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
    /// The ring's gradient, and what it brightens to with an onset.
    pub(super) line_light: [Light; 2],
    pub(super) line_lit: [Light; 2],
    /// The light in the ring: how far its two colours are from the middle along the axis, their reach, pixels.
    pub(super) heart: f32,
    pub(super) heart_reach: f32,
    pub(super) heart_light: [Light; 2],
    /// How many bands at both ends fill valleys: where left and right meet, a notch would stand out.
    pub(super) seam: u32,
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
    /// What a band shows of a row of heights or caps, which begins at `column`: where the sides meet, valleys are filled up
    /// to what is tallest further away, and treble that is there is raised, the higher the more.
    pub(super) fn shown(&self, values: &[u16], column: usize, band: usize) -> u16 {
        let at = |b: u32| u32::from(values[column + b as usize]);
        let (band, last) = (band as u32, self.bands - 1);
        let (low, high) = (self.seam.saturating_sub(band), (band + self.seam).saturating_sub(last));
        let (own, near) = (at(band), low.max(high));
        let tallest = (1..=near)
            .map(|k| (k, at(if low > high { band + k } else { band - k })))
            .map(|(k, height)| height + ((height * DOME * k) >> 16))
            .fold(own, u32::max);
        let value = own + (tallest - own) * FILLED * near / (8 * self.seam.max(1));
        let treble = (2 * band).saturating_sub(self.bands);
        let value = value.min(65_535);
        (value + ((value * (65_535 - value)) >> 16) * treble * RAISED / (8 * self.bands)) as u16
    }

    /// The light in the ring, which stands still, so that words can be read in it: the colours of the ring along its axis.
    pub(super) fn heart(&self, axis: [f32; 2]) -> impl Iterator<Item = Glow> {
        let (room, reach) = (self.room, self.heart_reach.max(24.0));
        let ends = [-self.heart, self.heart].into_iter().zip(self.heart_light);
        ends.filter(move |_| room.glow > 0.0).map(move |(away, light)| {
            let at = std::array::from_fn(|i| room.center[i] + axis[i] * away);
            Glow { a: at, b: at, reach, colour: scale(light, room.glow) }
        })
    }

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
        let gap = self.gap * short;
        // Even the largest ring leaves bars some room.
        let ring = (self.inner_radius * enlarge * short).min(short * (reach - 0.04) - gap);
        let longest = short * reach - gap - ring;
        // What grows inward needs a larger ring.
        let ring = ring + longest * (1.0 - self.shares[0]);
        let sides = if self.mirror { 2 } else { 1 };
        let count = sides * self.bands as u32;
        let width = 2.0 * PI / count as f32 * self.bar_width;
        let far_every = (count / 32).max(1);
        let [line_light, line_lit] = self.strokes.ring();
        let inside = [0, self.bands - 1].map(|b| scale(self.strokes.band(b).glow, HEART));
        Figure {
            room: self.strokes.room(size, [w * 0.5, h * cy]),
            ring: in_steps(ring, 4.0),
            swell: in_steps(0.10 * self.pulse * ring, 4.0),
            longest: in_steps(longest, 8.0),
            stub: in_steps(width * (ring + gap) * STUB, 8.0),
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
            line_light,
            line_lit,
            heart: ring * HEART_AWAY,
            heart_reach: ring * (1.0 - HEART_AWAY),
            heart_light: inside,
            seam: if self.mirror { self.bands as u32 / SEAM } else { 0 },
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
                line_light,
                line_lit,
                heart,
                heart_reach,
                heart_light,
                seam,
                echoes,
                echo,
            }
        ),
    ]
}
