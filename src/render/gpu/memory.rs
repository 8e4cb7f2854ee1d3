//! What lies in graphics memory: sizes, the style's constants, the window on the tables, and the buffers between the
//! passes. All of it is as large as the picture and the batch, whatever the song's length.

use super::{
    device::Gpu,
    program::{Program, binding},
};
use crate::{
    analysis::{Levels, Row, Tables},
    error::{Error, Result},
    render::{Layout, dither, light::CELL, pool::TILE},
    visual::shader::Shader,
};
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

/// `Sizes` of `shaders/shapes.wgsl`.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Sizes {
    pub(super) bands: u32,
    pub(super) invocations: u32,
    pub(super) lamps: u32,
    pub(super) shadows: u32,
    pub(super) rings: u32,
    pub(super) glows: u32,
    pub(super) bars: u32,
    pub(super) tiles_across: u32,
    pub(super) tiles_down: u32,
    pub(super) mask_words: u32,
    pub(super) frame_words: u32,
    pub(super) luma_stride: u32,
    pub(super) chroma_stride: u32,
    pub(super) cb_offset: u32,
    pub(super) cr_offset: u32,
}

/// `FrameParameters` of `shaders/shapes.wgsl`.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct FrameParameters {
    pub(super) row: u32,
    pub(super) layer: u32,
    pub(super) prepared: [f32; 2],
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
    fn new() -> Self {
        fn words<const N: usize>(ranks: &[u8]) -> [u32; N] {
            let (words, _) = ranks.as_chunks::<4>();
            std::array::from_fn(|i| u32::from_le_bytes(words[i]))
        }
        let ranks = dither::ranks();
        let [cb, cr] = &ranks.chroma;
        Self { luma: words(&ranks.luma), cb: words(cb), cr: words(cr) }
    }
}

/// The most lamps, shadows and rings of a picture: `Ground` of `shaders/shapes.wgsl` holds no more.
const MOST_OF_A_KIND: u32 = 4;

impl Sizes {
    pub(super) fn new(layout: &Layout, shader: &Shader, bands: usize) -> Result<Self> {
        let slots = shader.slots;
        let most = slots.lamps.max(slots.shadows).max(slots.rings);
        if most > MOST_OF_A_KIND || shader.constants.is_empty() {
            return Err(Error::Internal(format!("{} asks for {slots:?}", shader.file)));
        }
        let (across, down) = layout.tiles();
        let words = |bytes: usize| (bytes / 4) as u32;
        let [luma, cb, cr] = layout.planes;
        Ok(Self {
            bands: bands as u32,
            invocations: shader.invocations,
            lamps: slots.lamps,
            shadows: slots.shadows,
            rings: slots.rings,
            glows: slots.glows,
            bars: slots.bars,
            tiles_across: across as u32,
            tiles_down: down as u32,
            mask_words: 1 + slots.bars.div_ceil(32),
            frame_words: words(layout.bytes),
            luma_stride: words(luma.stride),
            chroma_stride: words(cb.stride),
            cb_offset: words(cb.offset),
            cr_offset: words(cr.offset),
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
    fn bytes_per_frame(&self) -> [(u32, &'static str, u64); 7] {
        let (columns, rows) = self.nodes();
        let tiles = u64::from(self.tiles_across) * u64::from(self.tiles_down);
        // Sizes of the WGSL structs; a test compares them with the shaders.
        [
            (binding::GROUNDS, "grounds", GROUND_BYTES),
            (binding::GLOWS, "glows", u64::from(self.glows.max(1)) * GLOW_BYTES),
            (binding::BARS, "bars", u64::from(self.bars.max(1)) * BAR_BYTES),
            (binding::NODES, "nodes", u64::from(columns) * u64::from(rows) * 8),
            (binding::MASKS, "masks", tiles * u64::from(self.mask_words) * 4),
            (binding::TOUCHED, "touched", tiles * 4 + 4),
            (binding::PIXELS, "pixels", u64::from(self.frame_words) * 4),
        ]
    }

    /// Bytes of the largest buffer of a frame.
    pub(super) fn largest_per_frame(&self) -> u64 {
        self.bytes_per_frame().iter().map(|(_, _, bytes)| *bytes).max().unwrap_or_default()
    }
}

/// Sizes of `Ground`, `Glow` and `Bar` of `shaders/shapes.wgsl`, bytes.
pub(super) const GROUND_BYTES: u64 = 496;
pub(super) const GLOW_BYTES: u64 = 32;
pub(super) const BAR_BYTES: u64 = 96;

/// No workgroups in x, one in y and z.
const NO_WORK: [u32; 3] = [0, 1, 1];

/// Buffers for batches of frames, and their binding to the program.
#[derive(Debug)]
pub(super) struct Buffers {
    batch: wgpu::Buffer,
    pub(super) pixels: wgpu::Buffer,
    touched: wgpu::Buffer,
    /// Workgroups for `draw_shapes`, counted by `bin`.
    pub(super) work: wgpu::Buffer,
    pub(super) group: wgpu::BindGroup,
    pub(super) work_group: wgpu::BindGroup,
}

impl Buffers {
    /// For batches of up to `batch` frames.
    ///
    /// # Errors
    /// [`Error::Gpu`] when they don't fit the adapter.
    pub(super) fn new(
        gpu: &Gpu,
        program: &Program,
        shader: &Shader,
        sizes: &Sizes,
        window: &Window,
        batch: usize,
    ) -> Result<Self> {
        use wgpu::BufferUsages as Usage;
        gpu.make(|device| {
            let filled = |label: &'static str, bytes: &[u8], usage: Usage| {
                let size = bytes.len().next_multiple_of(16) as u64;
                let usage = usage | Usage::COPY_DST;
                let made =
                    wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false };
                let buffer = device.create_buffer(&made);
                gpu.queue().write_buffer(&buffer, 0, bytes);
                buffer
            };
            let uniform = filled("sizes", bytemuck::bytes_of(sizes), Usage::UNIFORM);
            let parameters = vec![FrameParameters::zeroed(); batch];
            let dither = Dither::new();
            let batch_bytes = [bytemuck::bytes_of(&dither), bytemuck::cast_slice(&parameters)].concat();
            let batched = filled("batch", &batch_bytes, Usage::STORAGE);
            let style = filled("style", &shader.constants, Usage::STORAGE);
            let between = sizes.bytes_per_frame().map(|(binding, label, bytes)| {
                let usage = Usage::STORAGE | Usage::COPY_DST | Usage::COPY_SRC;
                let size = bytes * batch as u64;
                let made =
                    wgpu::BufferDescriptor { label: Some(label), size, usage, mapped_at_creation: false };
                (binding, device.create_buffer(&made))
            });
            let view = window.texture.create_view(&wgpu::TextureViewDescriptor {
                dimension: Some(wgpu::TextureViewDimension::D2Array),
                ..wgpu::TextureViewDescriptor::default()
            });
            let fixed = [(binding::SIZES, &uniform), (binding::BATCH, &batched), (binding::STYLE, &style)];
            let buffers = fixed.into_iter().chain(between.iter().map(|(binding, buffer)| (*binding, buffer)));
            let mut entries: Vec<_> = buffers
                .map(|(binding, buffer)| wgpu::BindGroupEntry {
                    binding,
                    resource: buffer.as_entire_binding(),
                })
                .collect();
            let resource = wgpu::BindingResource::TextureView(&view);
            entries.push(wgpu::BindGroupEntry { binding: binding::TABLES, resource });
            let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("cymatic"),
                layout: &program.layout,
                entries: &entries,
            });
            let find =
                |wanted| between.iter().find(|(binding, _)| *binding == wanted).map(|(_, b)| b.clone());
            let work = filled("work", bytemuck::cast_slice(&NO_WORK), Usage::STORAGE | Usage::INDIRECT);
            let work_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("work"),
                layout: &program.work_layout,
                entries: &[wgpu::BindGroupEntry { binding: 0, resource: work.as_entire_binding() }],
            });
            let missing = || Error::Internal("a buffer is missing".into());
            let pixels = find(binding::PIXELS).ok_or_else(missing)?;
            let touched = find(binding::TOUCHED).ok_or_else(missing)?;
            Ok(Self { batch: batched, pixels, touched, work, group, work_group })
        })
    }

    /// Sends the parameters of a batch, and empties the list of touched tiles.
    pub(super) fn write(&self, gpu: &Gpu, frames: &[FrameParameters]) {
        gpu.queue().write_buffer(&self.work, 0, bytemuck::cast_slice(&NO_WORK));
        gpu.queue().write_buffer(&self.touched, 0, bytemuck::bytes_of(&0_u32));
        gpu.queue().write_buffer(&self.batch, size_of::<Dither>() as u64, bytemuck::cast_slice(frames));
    }
}

/// The tables in graphics memory: a storage texture of one texel a band (height | cap << 16) and two for the levels, a
/// row per frame, time folded into layers. Rows go up once, as they are analysed. Beyond [`WINDOW_BYTES`] the texture is a
/// ring: what comes later takes the place of what was drawn long ago.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) texture: wgpu::Texture,
    /// Texels of a row.
    columns: u32,
    /// Rows of a layer, and layers.
    rows: u32,
    layers: u32,
    /// The frames whose rows are there.
    resident: Range<u64>,
    row: Row,
    texels: Vec<u32>,
}

/// Most graphics memory for tables, bytes: two hours of 64 bands at 30 frames a second fit.
const WINDOW_BYTES: u64 = 64 << 20;

impl Window {
    /// A window on the tables of `frames` frames, of `least` rows at the least.
    ///
    /// # Errors
    /// [`Error::Gpu`] when it doesn't fit the adapter.
    pub(super) fn new(gpu: &Gpu, bands: usize, frames: u64, least: usize) -> Result<Self> {
        let limits = gpu.adapter().limits;
        let columns = (bands + size_of::<Levels>() / 4) as u32;
        let wanted = frames.min(WINDOW_BYTES / (4 * u64::from(columns))).max(least as u64);
        let rows = wanted.min(u64::from(limits.texture_side)) as u32;
        let layers = wanted.div_ceil(u64::from(rows)).min(u64::from(limits.texture_layers)) as u32;
        let texture = gpu.make(|device| {
            Ok(device.create_texture(&wgpu::TextureDescriptor {
                label: Some("tables"),
                size: wgpu::Extent3d { width: columns, height: rows, depth_or_array_layers: layers },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: wgpu::TextureFormat::R32Uint,
                usage: wgpu::TextureUsages::STORAGE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            }))
        })?;
        Ok(Self { texture, columns, rows, layers, resident: 0..0, row: Row::default(), texels: Vec::new() })
    }

    /// Row and layer of a frame.
    pub(super) fn place(&self, n: u64) -> (u32, u32) {
        let rows = u64::from(self.rows);
        ((n % rows) as u32, (n / rows % u64::from(self.layers)) as u32)
    }

    /// Uploads those rows of `frames` that aren't there; waits until they are analysed.
    ///
    /// # Errors
    /// Those of [`Tables::row`].
    pub(super) fn upload(&mut self, gpu: &Gpu, tables: &Tables, frames: Range<u64>) -> Result<()> {
        let follows = (self.resident.start..=self.resident.end).contains(&frames.start);
        let missing = if follows { self.resident.end.min(frames.end)..frames.end } else { frames.clone() };
        let mut n = missing.start;
        while n < missing.end {
            // Up to the end of a layer in one go.
            let (first, layer) = self.place(n);
            let count = (missing.end - n).min(u64::from(self.rows - first));
            self.texels.clear();
            for n in n..n + count {
                tables.row(n, &mut self.row)?;
                let bands = self.row.heights.iter().zip(&self.row.caps);
                self.texels.extend(bands.map(|(h, c)| u32::from(*h) | u32::from(*c) << 16));
                self.texels.extend_from_slice(bytemuck::cast_slice(&[bytemuck::cast::<Levels, [u32; 2]>(
                    self.row.levels,
                )]));
            }
            gpu.queue().write_texture(
                wgpu::TexelCopyTextureInfo {
                    texture: &self.texture,
                    mip_level: 0,
                    origin: wgpu::Origin3d { x: 0, y: first, z: layer },
                    aspect: wgpu::TextureAspect::All,
                },
                bytemuck::cast_slice(&self.texels),
                wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(self.columns * 4),
                    rows_per_image: None,
                },
                wgpu::Extent3d { width: self.columns, height: count as u32, depth_or_array_layers: 1 },
            );
            n += count;
        }
        if !missing.is_empty() {
            let start = if follows { self.resident.start } else { frames.start };
            let capacity = u64::from(self.rows) * u64::from(self.layers);
            self.resident = start.max(frames.end.saturating_sub(capacity))..frames.end;
        }
        Ok(())
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
                lamps,
                shadows,
                rings,
                glows,
                bars,
                tiles_across,
                tiles_down,
                mask_words,
                frame_words,
                luma_stride,
                chroma_stride,
                cb_offset,
                cr_offset,
            }
        ),
        mirror!("shapes.wgsl", FrameParameters { row, layer, prepared }),
        mirror!("shapes.wgsl", Dither { luma, cb, cr }),
    ]
}
