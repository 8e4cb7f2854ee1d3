//! What the host tells the shaders about a picture, as plain structs, and how large each buffer between the passes is.
//!
//! All of it depends on the picture and the style, nothing on the song's length.

use super::{
    program::binding,
    upload::{Bar, Fields, Ground},
};
use crate::{
    error::{Error, Result},
    render::{Layout, dither, light::CELL, pool::TILE},
    visual::{
        picture::{Beam, Edge, Glow},
        shader::{Shader, Slots},
        sprite::Images,
    },
};
use bytemuck::{Pod, Zeroable};

/// `Sizes` of `shaders/shapes.wgsl`.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Sizes {
    pub(super) bands: u32,
    pub(super) invocations: u32,
    pub(super) glows: u32,
    pub(super) bars: u32,
    pub(super) beams: u32,
    pub(super) edges: u32,
    pub(super) heat: u32,
    pub(super) tiles_across: u32,
    pub(super) tiles_down: u32,
    pub(super) mask_words: u32,
    pub(super) frame_words: u32,
    pub(super) luma_stride: u32,
    pub(super) chroma_stride: u32,
    pub(super) cb_offset: u32,
    pub(super) cr_offset: u32,
    pub(super) background_width: u32,
    pub(super) background_height: u32,
    pub(super) origin_x: f32,
    pub(super) origin_y: f32,
}

/// `FrameParameters` of `shaders/shapes.wgsl`.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub(super) struct FrameParameters {
    pub(super) row: u32,
    pub(super) layer: u32,
    pub(super) prepared: [f32; 2],
    pub(super) lamps: u32,
    pub(super) shadows: u32,
    pub(super) rings: u32,
    pub(super) glows: u32,
    pub(super) bars: u32,
    pub(super) beams: u32,
    pub(super) ribbons: u32,
    pub(super) heatmap: u32,
    pub(super) sprites: u32,
    pub(super) dimmed: f32,
}

/// `Dither` of `shaders/shapes.wgsl`: bytes in little-endian words, as every adapter has them.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Dither {
    pub(super) luma: [u32; 64],
    pub(super) cb: [u32; 16],
    pub(super) cr: [u32; 16],
}

impl Dither {
    pub(super) fn new() -> Self {
        fn words<const N: usize>(ranks: &[u8]) -> [u32; N] {
            let (words, _) = ranks.as_chunks::<4>();
            std::array::from_fn(|i| u32::from_le_bytes(words[i]))
        }
        let ranks = dither::ranks();
        let [cb, cr] = &ranks.chroma;
        Self { luma: words(&ranks.luma), cb: words(cb), cr: words(cr) }
    }
}

/// The most shapes of a picture that don't have a buffer of their own: `Ground` and `Fields` of `shaders/shapes.wgsl` hold no
/// more, and a tile's mask has a word for all rings and one for all ribbons.
pub(super) const MOST_LAMPS: usize = 4;
pub(super) const MOST_SHADOWS: usize = 4;
pub(super) const MOST_RINGS: usize = 32;
pub(super) const MOST_RIBBONS: usize = 32;
pub(super) const MOST_SPRITES: usize = 128;

impl Sizes {
    /// For frames of so many shapes, described by `shader` or by the host.
    pub(super) fn new(
        layout: &Layout,
        shader: Option<&Shader>,
        images: &Images,
        slots: &Slots,
        bands: usize,
    ) -> Result<Self> {
        let room = [(slots.lamps, MOST_LAMPS), (slots.shadows, MOST_SHADOWS), (slots.rings, MOST_RINGS)];
        if room.iter().any(|(count, most)| *count as usize > *most) {
            return Err(Error::Internal(format!("a style asks for {slots:?}")));
        }
        if shader.is_some_and(|shader| shader.constants.is_empty()) {
            return Err(Error::Internal("a style's shader has no constants".into()));
        }
        let (across, down) = layout.tiles();
        let words = |bytes: usize| (bytes / 4) as u32;
        let [luma, cb, cr] = layout.planes;
        let [origin_x, origin_y] = shader.map_or([0.0; 2], |shader| shader.origin);
        Ok(Self {
            bands: bands as u32,
            invocations: shader.map_or(0, |shader| shader.invocations),
            glows: slots.glows,
            bars: slots.bars,
            beams: slots.beams,
            edges: slots.edges,
            heat: slots.heat,
            tiles_across: across as u32,
            tiles_down: down as u32,
            // As `shaders/tiles.wgsl` lays them out.
            mask_words: 3
                + slots.bars.div_ceil(32)
                + slots.beams.div_ceil(32)
                + MOST_SPRITES.div_ceil(32) as u32,
            frame_words: words(layout.bytes),
            luma_stride: words(luma.stride),
            chroma_stride: words(cb.stride),
            cb_offset: words(cb.offset),
            cr_offset: words(cr.offset),
            background_width: images.background.as_ref().map_or(0, |image| image.width()),
            background_height: images.background.as_ref().map_or(0, |image| image.height()),
            origin_x,
            origin_y,
        })
    }

    /// Columns and rows of the light field.
    fn nodes(&self) -> (u32, u32) {
        let per_tile = (TILE / CELL) as u32;
        (self.tiles_across * per_tile + 1, self.tiles_down * per_tile + 1)
    }

    /// Calls of `light_field`: eight nodes of a row each.
    pub(super) fn node_calls(&self) -> u32 {
        let (columns, rows) = self.nodes();
        columns.div_ceil(8) * rows
    }

    /// Calls of `bin`: four tiles of a row each.
    pub(super) fn tile_calls(&self) -> u32 {
        self.tiles_across.div_ceil(4) * self.tiles_down
    }

    /// Bytes per frame of the buffers between the passes, in the order of their bindings.
    pub(super) fn bytes_per_frame(&self) -> [(u32, &'static str, u64); 11] {
        let (columns, rows) = self.nodes();
        let tiles = u64::from(self.tiles_across) * u64::from(self.tiles_down);
        // Sizes of the WGSL structs; a test compares them with the shaders.
        [
            (binding::GROUNDS, "grounds", size_of::<Ground>() as u64),
            (binding::GLOWS, "glows", u64::from(self.glows.max(1)) * size_of::<Glow>() as u64),
            (binding::BARS, "bars", u64::from(self.bars.max(1)) * size_of::<Bar>() as u64),
            (binding::BEAMS, "beams", u64::from(self.beams.max(1)) * size_of::<Beam>() as u64),
            (binding::EDGES, "edges", u64::from(self.edges.max(1)) * size_of::<Edge>() as u64),
            (binding::FIELDS, "fields", size_of::<Fields>() as u64),
            (binding::HEAT, "heat", u64::from(self.heat.max(1)) * 4),
            (binding::NODES, "nodes", u64::from(columns) * u64::from(rows) * 8),
            (binding::MASKS, "masks", tiles * u64::from(self.mask_words) * 4),
            (binding::TOUCHED, "touched", 3 * tiles * 4 + 12),
            (binding::PIXELS, "pixels", u64::from(self.frame_words) * 4),
        ]
    }

    /// Bytes of the largest buffer of a frame.
    pub(super) fn largest_per_frame(&self) -> u64 {
        self.bytes_per_frame().iter().map(|(_, _, bytes)| *bytes).max().unwrap_or_default()
    }
}

#[cfg(test)]
pub(super) fn mirrors() -> Vec<crate::visual::shader::Mirror> {
    use crate::visual::shader::mirror;
    vec![
        mirror!(
            "shapes.wgsl",
            Sizes {
                bands,
                invocations,
                glows,
                bars,
                beams,
                edges,
                heat,
                tiles_across,
                tiles_down,
                mask_words,
                frame_words,
                luma_stride,
                chroma_stride,
                cb_offset,
                cr_offset,
                background_width,
                background_height,
                origin_x,
                origin_y,
            }
        ),
        mirror!(
            "shapes.wgsl",
            FrameParameters {
                row,
                layer,
                prepared,
                lamps,
                shadows,
                rings,
                glows,
                bars,
                beams,
                ribbons,
                heatmap,
                sprites,
                dimmed,
            }
        ),
        mirror!("shapes.wgsl", Dither { luma, cb, cr }),
    ]
}
