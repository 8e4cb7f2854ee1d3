//! The buffers that passes read and write, for a batch of frames, and their binding to the program.

use super::{
    device::Gpu,
    program::{Program, binding},
    sizes::{Dither, FrameParameters, Sizes},
    window::Window,
};
use crate::{
    error::{Error, Result},
    visual::shader::Shader,
};
use bytemuck::Zeroable;

/// For each list of touched tiles no workgroups in x, one in y and z.
const NO_WORK: [[u32; 3]; 3] = [[0, 1, 1]; 3];

/// Buffers for batches of frames, and their binding to the program.
#[derive(Debug)]
pub(super) struct Buffers {
    batch: wgpu::Buffer,
    pub(super) pixels: wgpu::Buffer,
    touched: wgpu::Buffer,
    /// What the host writes when it describes the frames.
    pub(super) grounds: wgpu::Buffer,
    pub(super) glows: wgpu::Buffer,
    pub(super) bars: wgpu::Buffer,
    pub(super) beams: wgpu::Buffer,
    pub(super) edges: wgpu::Buffer,
    pub(super) fields: wgpu::Buffer,
    pub(super) heat: wgpu::Buffer,
    /// Workgroups for the lists of touched tiles, counted by `bin`.
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
        shader: Option<&Shader>,
        sizes: &Sizes,
        window: &Window,
        texels: &wgpu::Buffer,
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
            let constants = shader.map_or(&[0; 4][..], |shader| &shader.constants);
            let style = filled("style", constants, Usage::STORAGE);
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
            let fixed = [
                (binding::SIZES, &uniform),
                (binding::BATCH, &batched),
                (binding::STYLE, &style),
                (binding::TEXELS, texels),
            ];
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
            let work = filled("work", bytemuck::bytes_of(&NO_WORK), Usage::STORAGE | Usage::INDIRECT);
            let work_group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("work"),
                layout: &program.work_layout,
                entries: &[wgpu::BindGroupEntry { binding: 0, resource: work.as_entire_binding() }],
            });
            let found = |wanted| find(wanted).ok_or_else(|| Error::Internal("a buffer is missing".into()));
            Ok(Self {
                batch: batched,
                pixels: found(binding::PIXELS)?,
                touched: found(binding::TOUCHED)?,
                grounds: found(binding::GROUNDS)?,
                glows: found(binding::GLOWS)?,
                bars: found(binding::BARS)?,
                beams: found(binding::BEAMS)?,
                edges: found(binding::EDGES)?,
                fields: found(binding::FIELDS)?,
                heat: found(binding::HEAT)?,
                work,
                group,
                work_group,
            })
        })
    }

    /// A buffer of the images of a scene, as words.
    ///
    /// # Errors
    /// [`Error::Gpu`] when they don't fit the adapter.
    pub(super) fn of_texels(gpu: &Gpu, words: &[u32]) -> Result<wgpu::Buffer> {
        let (size, limits) = (size_of_val(words) as u64, gpu.adapter().limits);
        let most = limits.buffer_bytes.min(limits.binding_bytes);
        if size > most {
            return Err(
                gpu.error(&format!("the images need {size} bytes in one buffer; its limit is {most}"))
            );
        }
        gpu.make(|device| {
            let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
            let label = Some("texels");
            let made = wgpu::BufferDescriptor { label, size, usage, mapped_at_creation: false };
            let buffer = device.create_buffer(&made);
            gpu.queue().write_buffer(&buffer, 0, bytemuck::cast_slice(words));
            Ok(buffer)
        })
    }

    /// Sends the parameters of a batch, and empties the lists of touched tiles.
    pub(super) fn write(&self, gpu: &Gpu, frames: &[FrameParameters]) {
        gpu.queue().write_buffer(&self.work, 0, bytemuck::bytes_of(&NO_WORK));
        gpu.queue().write_buffer(&self.touched, 0, bytemuck::bytes_of(&[0_u32; 3]));
        gpu.queue().write_buffer(&self.batch, size_of::<Dither>() as u64, bytemuck::cast_slice(frames));
    }
}
