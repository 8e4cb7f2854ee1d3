//! The shaders: which files make a module, how they are compiled, and what a mistake in them looks like.

use super::device::Gpu;
use crate::{
    error::{Error, Result},
    render::PixelFormat,
    visual::{shader::Shader, sprite::Images},
};

/// One WGSL file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    pub(super) file: &'static str,
    pub(super) text: &'static str,
}

macro_rules! shader {
    ($file:literal) => {
        Source { file: $file, text: include_str!(concat!("../../../shaders/", $file)) }
    };
}

const SHAPES: Source = shader!("shapes.wgsl");
const STROKE: Source = shader!("stroke.wgsl");

/// What draws the shapes of any style: light field, bins, pixels.
pub(super) const DRAW: [Source; 10] = [
    SHAPES,
    shader!("light.wgsl"),
    shader!("tiles.wgsl"),
    shader!("shade.wgsl"),
    shader!("ribbon.wgsl"),
    shader!("heatmap.wgsl"),
    shader!("beam.wgsl"),
    shader!("sprite.wgsl"),
    shader!("pixels.wgsl"),
    shader!("yuv.wgsl"),
];

/// What describes the frames of a style.
pub(super) fn describe(style: &Shader) -> [Source; 3] {
    [SHAPES, STROKE, Source { file: style.file, text: style.source }]
}

/// The text of a module: its files one after the other.
pub(super) fn text(files: &[Source]) -> String {
    files.iter().map(|source| source.text).collect()
}

/// The passes of a frame, in order.
#[derive(Debug)]
pub(super) struct Program {
    /// What all passes see, and what `bin` alone sees.
    pub(super) layout: wgpu::BindGroupLayout,
    pub(super) work_layout: wgpu::BindGroupLayout,
    /// The style's own, if it has a shader.
    pub(super) describe: Option<wgpu::ComputePipeline>,
    pub(super) light_field: wgpu::ComputePipeline,
    pub(super) bin: wgpu::ComputePipeline,
    /// 4:2:0: all tiles without shapes, then again those that shapes touch, or sprites, or both. RGBA: all tiles at once.
    pub(super) draw: wgpu::ComputePipeline,
    pub(super) draw_touched: [Option<wgpu::ComputePipeline>; 3],
}

/// Bindings, as `shaders/` declares them.
pub(super) mod binding {
    pub(in super::super) const SIZES: u32 = 0;
    pub(in super::super) const TABLES: u32 = 1;
    pub(in super::super) const BATCH: u32 = 2;
    pub(in super::super) const GROUNDS: u32 = 3;
    pub(in super::super) const GLOWS: u32 = 4;
    pub(in super::super) const BARS: u32 = 5;
    pub(in super::super) const STYLE: u32 = 6;
    pub(in super::super) const NODES: u32 = 7;
    pub(in super::super) const MASKS: u32 = 8;
    pub(in super::super) const PIXELS: u32 = 9;
    pub(in super::super) const TOUCHED: u32 = 10;
    pub(in super::super) const BEAMS: u32 = 11;
    pub(in super::super) const EDGES: u32 = 12;
    pub(in super::super) const FIELDS: u32 = 13;
    pub(in super::super) const HEAT: u32 = 14;
    pub(in super::super) const TEXELS: u32 = 15;
}

impl Program {
    /// Compiles the shaders for a style, the images of a scene and a pixel format.
    ///
    /// # Errors
    /// [`Error::Internal`] with file, line and column of a mistake; [`Error::Gpu`] when the driver refuses.
    pub(super) fn new(
        gpu: &Gpu,
        style: Option<&Shader>,
        drawing: &[Source],
        images: &Images,
        format: PixelFormat,
    ) -> Result<Self> {
        let (background, overlays) = (images.background.is_some(), !images.bitmaps.is_empty());
        gpu.make(|device| {
            let (layout, work_layout) = (bind_group_layout(device), work_layout(device));
            let bound = |layouts: &[Option<&wgpu::BindGroupLayout>]| {
                device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                    label: Some("cymatic"),
                    bind_group_layouts: layouts,
                    immediate_size: 0,
                })
            };
            let plain = bound(&[Some(&layout)]);
            // What counts workgroups can't be bound while it is counted by.
            let counting = bound(&[Some(&layout), Some(&work_layout)]);
            let describing = style.map(|style| compile(device, &describe(style))).transpose()?;
            let drawing = compile(device, drawing)?;
            let pipeline = |module: &wgpu::ShaderModule, layout, entry: &str, constants: &[(&str, f64)]| {
                device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                    label: Some(entry),
                    layout: Some(layout),
                    module,
                    entry_point: Some(entry),
                    compilation_options: wgpu::PipelineCompilationOptions {
                        constants,
                        ..wgpu::PipelineCompilationOptions::default()
                    },
                    cache: None,
                })
            };
            let draw = |entry: &str, shapes: bool, overlays: bool| {
                let there = |yes: bool| f64::from(u8::from(yes));
                let constants = [
                    ("BACKGROUND", there(background)),
                    ("SHAPES", there(shapes)),
                    ("OVERLAYS", there(overlays)),
                ];
                pipeline(&drawing, &plain, entry, &constants)
            };
            let planes = format == PixelFormat::Yuv420;
            Ok(Self {
                describe: describing.map(|module| pipeline(&module, &plain, "describe", &[])),
                light_field: pipeline(&drawing, &plain, "light_field", &[]),
                bin: pipeline(&drawing, &counting, "bin", &[]),
                draw: match format {
                    PixelFormat::Yuv420 if background => draw("draw_ground", false, false),
                    PixelFormat::Yuv420 => pipeline(&drawing, &plain, "draw_field", &[]),
                    PixelFormat::Rgba => draw("draw_rgba", true, overlays),
                },
                draw_touched: [(true, false), (false, true), (true, true)].map(|(shapes, sprites)| {
                    (planes && (overlays || !sprites)).then(|| draw("draw_touched", shapes, sprites))
                }),
                layout,
                work_layout,
            })
        })
    }
}

fn entry(binding: u32, ty: wgpu::BindingType) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry { binding, visibility: wgpu::ShaderStages::COMPUTE, ty, count: None }
}

fn buffer(ty: wgpu::BufferBindingType) -> wgpu::BindingType {
    wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None }
}

fn work_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let entries = &[entry(0, buffer(wgpu::BufferBindingType::Storage { read_only: false }))];
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("work"), entries })
}

fn bind_group_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    use wgpu::{BindingType, BufferBindingType};
    let read = || buffer(BufferBindingType::Storage { read_only: true });
    let write = || buffer(BufferBindingType::Storage { read_only: false });
    let tables = BindingType::StorageTexture {
        access: wgpu::StorageTextureAccess::ReadOnly,
        format: wgpu::TextureFormat::R32Uint,
        view_dimension: wgpu::TextureViewDimension::D2Array,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("cymatic"),
        entries: &[
            entry(binding::SIZES, buffer(BufferBindingType::Uniform)),
            entry(binding::TABLES, tables),
            entry(binding::BATCH, read()),
            entry(binding::GROUNDS, write()),
            entry(binding::GLOWS, write()),
            entry(binding::BARS, write()),
            entry(binding::STYLE, read()),
            entry(binding::NODES, write()),
            entry(binding::MASKS, write()),
            entry(binding::PIXELS, write()),
            entry(binding::TOUCHED, write()),
            entry(binding::BEAMS, read()),
            entry(binding::EDGES, read()),
            entry(binding::FIELDS, read()),
            entry(binding::HEAT, read()),
            entry(binding::TEXELS, read()),
        ],
    })
}

/// Compiles a module.
///
/// # Errors
/// [`Error::Internal`] that shows the mistake in its own file.
pub(super) fn compile(device: &wgpu::Device, files: &[Source]) -> Result<wgpu::ShaderModule> {
    let label = files.last().map(|source| source.file);
    let source = wgpu::ShaderSource::Wgsl(text(files).into());
    let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor { label, source });
    if pollster::block_on(scope.pop()).is_none() {
        return Ok(module);
    }
    let info = pollster::block_on(module.get_compilation_info());
    let mistakes = info.messages.iter().map(|m| {
        let place = m.location.map_or(0..0, |l| l.offset as usize..(l.offset + l.length) as usize);
        point_at(files, place, &m.message)
    });
    Err(Error::Internal(format!("a shader is wrong:\n{}", mistakes.collect::<Vec<_>>().join("\n"))))
}

/// Shows a mistake at a place of the module's text: file, line, column, the line itself and a caret.
pub(super) fn point_at(files: &[Source], place: std::ops::Range<usize>, message: &str) -> String {
    let mut start = 0;
    let Some(source) = files.iter().find(|source| {
        let inside = place.start < start + source.text.len();
        start += if inside { 0 } else { source.text.len() };
        inside
    }) else {
        return message.to_owned();
    };
    let before = &source.text[..place.start - start];
    let line = before.matches('\n').count();
    let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let shown = source.text.lines().nth(line).unwrap_or_default();
    let wide = place.len().clamp(1, shown.len().saturating_sub(column).max(1));
    format!(
        "shaders/{}:{}:{}: {message}\n    {shown}\n    {}{}",
        source.file,
        line + 1,
        column + 1,
        " ".repeat(column),
        "^".repeat(wide)
    )
}
