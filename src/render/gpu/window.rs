//! The tables in graphics memory.

use super::device::Gpu;
use crate::{
    analysis::{Levels, Row, Tables},
    error::Result,
};
use std::ops::Range;

/// Texels of a row for the levels.
const LEVELS: usize = size_of::<Levels>() / 4;

/// The tables in graphics memory: a storage texture of one texel a band (height | cap << 16) and some for the levels, a
/// row per frame, time folded into layers. Rows go up once, as they are analysed. When they are more than the texture holds, it
/// is a ring: what comes later takes the place of what was drawn long ago.
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

impl Window {
    /// A window on the tables of `frames` frames, of about `bytes` at the most and `least` rows at the least.
    ///
    /// # Errors
    /// [`Error::Gpu`] when it doesn't fit the adapter.
    pub(super) fn new(gpu: &Gpu, bands: usize, frames: u64, (least, bytes): (u64, u64)) -> Result<Self> {
        let limits = gpu.adapter().limits;
        let columns = (bands + LEVELS) as u32;
        let wanted = frames.min(bytes / (4 * u64::from(columns))).max(least);
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

    /// Takes no row for uploaded.
    pub(super) fn forget(&mut self) {
        self.resident = 0..0;
    }

    /// Uploads those rows of `frames` that aren't there; waits until they are analysed.
    ///
    /// # Errors
    /// Those of [`Tables::row`].
    pub(super) fn upload(&mut self, gpu: &Gpu, tables: &Tables, frames: Range<u64>) -> Result<()> {
        // If this fails on the way, nothing is known to be there.
        let resident = std::mem::replace(&mut self.resident, 0..0);
        let follows = (resident.start..=resident.end).contains(&frames.start);
        let missing = if follows { resident.end.min(frames.end)..frames.end } else { frames.clone() };
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
                self.texels.extend(bytemuck::cast::<Levels, [u32; LEVELS]>(self.row.levels));
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
        let capacity = u64::from(self.rows) * u64::from(self.layers);
        self.resident = match (missing.is_empty(), follows) {
            (true, _) => resident,
            (false, true) => resident.start.max(frames.end.saturating_sub(capacity))..frames.end,
            (false, false) => frames,
        };
        Ok(())
    }
}
