//! Pictures that the host described, in the layout of `shaders/shapes.wgsl`.

use super::sizes::{FrameParameters, MOST_LAMPS, MOST_RIBBONS, MOST_RINGS, MOST_SHADOWS, MOST_SPRITES};
use crate::visual::{
    Bitmap, Picture,
    picture::{self, COLOURS, Heat, Light},
    shader::Slots,
    sprite::Images,
};
use bytemuck::{Pod, Zeroable};

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Ground {
    backdrop: [f32; 4],
    lamps: [Lamp; MOST_LAMPS],
    shadows: [Shadow; MOST_SHADOWS],
    rings: [Ring; MOST_RINGS],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Lamp {
    colour: Light,
    unused: f32,
    center: [f32; 2],
    radius: [f32; 2],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Shadow {
    center: [f32; 2],
    radius: f32,
    rim: f32,
    amount: f32,
    unused: f32,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Ring {
    from_light: Light,
    radius: f32,
    to_light: Light,
    half_width: f32,
    center: [f32; 2],
    axis: [f32; 2],
    opacity: f32,
    unused: [f32; 3],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Bar {
    center: [f32; 2],
    axis: [f32; 2],
    root: Light,
    half_length: f32,
    tip: Light,
    half_width: f32,
    hot_colour: Light,
    hot: f32,
    glow: Light,
    glow_reach: f32,
    corner: f32,
    hot_amount: f32,
    opacity: f32,
    unused: f32,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Fields {
    ribbons: [Ribbon; MOST_RIBBONS],
    heatmap: Heatmap,
    sprites: [Sprite; MOST_SPRITES],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Sprite {
    tint: Light,
    corner: f32,
    center: [f32; 2],
    half_size: [f32; 2],
    opacity: f32,
    first: u32,
    columns: u32,
    rows: u32,
}

/// Lights of WGSL arrays are four numbers apart.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Ribbon {
    roots: [[f32; 4]; 2],
    tips: [[f32; 4]; 2],
    lines: [[f32; 4]; 2],
    glows: [[f32; 4]; 2],
    origin: [f32; 2],
    axis: [f32; 2],
    span: [f32; 2],
    round: u32,
    first: u32,
    count: u32,
    per: f32,
    opacity: f32,
    half_line: f32,
    line_opacity: f32,
    glow_reach: f32,
    root_opacity: f32,
    rise: f32,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Heatmap {
    center: [f32; 2],
    half_size: [f32; 2],
    first: [f32; 2],
    step: [f32; 2],
    corner: f32,
    opacity: f32,
    columns: u32,
    rows: u32,
    lit: f32,
    dim: f32,
    fade: f32,
    soft: f32,
}

fn spaced([r, g, b]: Light) -> [f32; 4] {
    [r, g, b, 0.0]
}

impl From<&picture::Lamp> for Lamp {
    fn from(&picture::Lamp { center, radius, colour }: &picture::Lamp) -> Self {
        Self { colour, unused: 0.0, center, radius }
    }
}

impl From<&picture::Shadow> for Shadow {
    fn from(&picture::Shadow { center, radius, rim, amount }: &picture::Shadow) -> Self {
        Self { center, radius, rim, amount, unused: 0.0 }
    }
}

impl From<&picture::Ring> for Ring {
    fn from(ring: &picture::Ring) -> Self {
        let &picture::Ring { center, radius, half_width, axis, from, to, opacity } = ring;
        Self { from_light: from, radius, to_light: to, half_width, center, axis, opacity, unused: [0.0; 3] }
    }
}

impl From<&picture::Bar> for Bar {
    fn from(bar: &picture::Bar) -> Self {
        Self {
            center: bar.center,
            axis: bar.axis,
            root: bar.root,
            half_length: bar.half_length,
            tip: bar.tip,
            half_width: bar.half_width,
            hot_colour: bar.hot_colour,
            hot: bar.hot,
            glow: bar.glow,
            glow_reach: bar.glow_reach,
            corner: bar.corner,
            hot_amount: bar.hot_amount,
            opacity: bar.opacity,
            unused: 0.0,
        }
    }
}

impl From<&picture::Ribbon> for Ribbon {
    fn from(ribbon: &picture::Ribbon) -> Self {
        Self {
            roots: ribbon.roots.map(spaced),
            tips: ribbon.tips.map(spaced),
            lines: ribbon.lines.map(spaced),
            glows: ribbon.glows.map(spaced),
            origin: ribbon.origin,
            axis: ribbon.axis,
            span: ribbon.span,
            round: ribbon.round,
            first: ribbon.first,
            count: ribbon.count,
            per: ribbon.per,
            opacity: ribbon.opacity,
            half_line: ribbon.half_line,
            line_opacity: ribbon.line_opacity,
            glow_reach: ribbon.glow_reach,
            root_opacity: ribbon.root_opacity,
            rise: ribbon.rise,
        }
    }
}

impl From<&picture::Heatmap> for Heatmap {
    fn from(map: &picture::Heatmap) -> Self {
        let &picture::Heatmap { center, half_size, first, step, columns, rows, .. } = map;
        let &picture::Heatmap { corner, fade, soft, opacity, lit, dim, .. } = map;
        Self { center, half_size, first, step, corner, opacity, columns, rows, lit, dim, fade, soft }
    }
}

impl From<&Picture> for Ground {
    fn from(picture: &Picture) -> Self {
        Self {
            backdrop: spaced(picture.backdrop),
            lamps: few(&picture.lamps),
            shadows: few(&picture.shadows),
            rings: few(&picture.rings),
        }
    }
}

impl Fields {
    /// What a picture holds of them; `places` are those of its bitmaps.
    pub(super) fn of(picture: &Picture, places: &[TexelPlace]) -> Self {
        let heatmap = picture.heatmap.as_ref().map_or(Heatmap::zeroed(), Heatmap::from);
        let mut sprites = [Sprite::zeroed(); MOST_SPRITES];
        for (up, sprite) in sprites.iter_mut().zip(&picture.sprites) {
            let &picture::Sprite { center, half_size, corner, opacity, tint, image } = sprite;
            let TexelPlace { first, columns, rows } = places.get(image as usize).copied().unwrap_or_default();
            *up = Sprite { tint, corner, center, half_size, opacity, first, columns, rows };
        }
        Self { ribbons: few(&picture.ribbons), heatmap, sprites }
    }
}

/// Where a bitmap lies among the texels.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TexelPlace {
    first: u32,
    columns: u32,
    rows: u32,
}

/// All images, one after the other, and where the bitmaps are.
pub(super) fn texels(images: &Images) -> (Vec<u32>, Vec<TexelPlace>) {
    let mut words = images.background.as_ref().map_or_else(Vec::new, |image| image.words().to_vec());
    let mut place = |image: &Bitmap| {
        let first = words.len() as u32;
        words.extend(&image.texels);
        TexelPlace { first, columns: image.width, rows: image.height }
    };
    let places = images.bitmaps.iter().map(&mut place).collect();
    // A buffer can't be empty.
    words.resize(words.len().max(1), 0);
    (words, places)
}

/// The words of a heatmap: its colours, then its numbers, two to a word.
pub(super) fn heat_words(heat: &Heat, words: &mut Vec<u32>) {
    words.clear();
    words.extend(&heat.colours);
    let (pairs, odd) = heat.values.as_chunks::<2>();
    words.extend(pairs.iter().map(|[a, b]| u32::from(*a) | u32::from(*b) << 16));
    words.extend(odd.iter().map(|v| u32::from(*v)));
}

/// The first of a list; the rest is never looked at.
fn few<T, G: Zeroable + for<'a> From<&'a T>, const N: usize>(list: &[T]) -> [G; N] {
    std::array::from_fn(|i| list.get(i).map_or_else(G::zeroed, G::from))
}

/// Whether the shaders can hold a picture.
pub(super) fn fits(picture: &Picture) -> bool {
    let Picture { lamps, shadows, rings, ribbons, sprites, .. } = picture;
    lamps.len() <= MOST_LAMPS
        && shadows.len() <= MOST_SHADOWS
        && rings.len() <= MOST_RINGS
        && ribbons.len() <= MOST_RIBBONS
        && sprites.len() <= MOST_SPRITES
}

/// The room that a picture takes.
pub(super) fn slots(picture: &Picture) -> Slots {
    let count = |n: usize| n as u32;
    let heat = &picture.heat;
    Slots {
        lamps: count(picture.lamps.len()),
        shadows: count(picture.shadows.len()),
        rings: count(picture.rings.len()),
        glows: count(picture.glows.len()),
        bars: count(picture.bars.len()),
        beams: count(picture.beams.len()),
        edges: count(picture.edges.len()),
        heat: if picture.heatmap.is_some() { count(COLOURS + heat.values.len().div_ceil(2)) } else { 0 },
    }
}

/// Room for two pictures of which either may come: of what doesn't fit, twice as much as is needed.
pub(super) fn grown(room: &Slots, wanted: &Slots) -> Slots {
    let grow = |room: u32, wanted: u32| if wanted > room { wanted.next_power_of_two() } else { room };
    Slots {
        lamps: room.lamps.max(wanted.lamps),
        shadows: room.shadows.max(wanted.shadows),
        rings: room.rings.max(wanted.rings),
        glows: grow(room.glows, wanted.glows),
        bars: grow(room.bars, wanted.bars),
        beams: grow(room.beams, wanted.beams),
        edges: grow(room.edges, wanted.edges),
        // Large, and always of one size.
        heat: room.heat.max(wanted.heat),
    }
}

/// The parameters of a frame that has these shapes.
pub(super) fn parameters(picture: &Picture) -> FrameParameters {
    let Slots { lamps, shadows, rings, glows, bars, beams, .. } = slots(picture);
    let (ribbons, heatmap) = (picture.ribbons.len() as u32, u32::from(picture.heatmap.is_some()));
    FrameParameters {
        lamps,
        shadows,
        rings,
        glows,
        bars,
        beams,
        ribbons,
        heatmap,
        sprites: picture.sprites.len() as u32,
        dimmed: picture.dimmed,
        ..FrameParameters::default()
    }
}

#[cfg(test)]
pub(super) fn mirrors() -> Vec<crate::visual::shader::Mirror> {
    use crate::visual::{
        picture::{Beam, Edge},
        shader::mirror,
    };
    vec![
        mirror!("shapes.wgsl", Edge { lower, upper, lower_cos, upper_cos, along, glow }),
        mirror!("shapes.wgsl", Beam { colour, radius, a, b }),
        mirror!("shapes.wgsl", Fields { ribbons, heatmap, sprites }),
        mirror!("shapes.wgsl", Sprite { tint, corner, center, half_size, opacity, first, columns, rows }),
        mirror!(
            "shapes.wgsl",
            Ribbon {
                roots,
                tips,
                lines,
                glows,
                origin,
                axis,
                span,
                round,
                first,
                count,
                per,
                opacity,
                half_line,
                line_opacity,
                glow_reach,
                root_opacity,
                rise,
            }
        ),
        mirror!(
            "shapes.wgsl",
            Heatmap { center, half_size, first, step, corner, opacity, columns, rows, lit, dim, fade, soft }
        ),
    ]
}
