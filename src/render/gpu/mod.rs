//! The GPU renderer: WGSL compute shaders that draw straight into the encoder's layout.
//!
//! ```text
//! Tables ─▶ window (storage texture)            each row goes up once, as it is analysed
//!             │ describe: the style's twin      shapes of every frame of the batch, or those that the host described
//!             ├ light_field                     light at every eighth pixel
//!             ├ bin                             which shapes touch which tile
//!             └ draw                            shade, composite, dither, convert, pack ─▶ pixels
//! pixels ─▶ readback ring ─▶ mapped ─▶ Frame    lent to the sink as it is
//! ```
//!
//! A submission draws a batch of frames; a few submissions are in flight while the sink consumes the frames before them. Only compute
//! is used: data-centre adapters do fragment work many times slower. All state lives in the tables, so any range can
//! be drawn in any order.

pub mod adapter;
mod buffers;
mod device;
mod host;
mod profile;
mod program;
mod readback;
mod sizes;
#[cfg(test)]
pub(super) mod tests;
mod upload;
mod window;

use super::{Frame, Layout, PixelFormat, Renderer, describe::What};
use crate::{
    analysis::Tables,
    cancel::Cancel,
    error::Result,
    scene::Scene,
    visual::shader::{Shader, Slots},
};
use buffers::Buffers;
pub use device::Gpu;
use host::Host;
pub use profile::Step;
use program::Program;
use readback::{Flight, Ring};
use sizes::{FrameParameters, Sizes};
use std::{
    collections::VecDeque,
    ops::Range,
    time::{Duration, Instant},
};
use window::Window;

/// How frames are batched. The defaults suit most; benchmarks and tests set their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// Frames per submission; 0 for as many as make about 16 MiB.
    pub batch: usize,
    /// Submissions in flight, at least 1.
    pub depth: usize,
    /// Most graphics memory for tables, bytes. The default holds two hours of 64 bands at 30 frames a second; longer
    /// ones pass through.
    pub window_bytes: u64,
    /// How long a submission may take before the adapter counts as stuck.
    pub patience: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { batch: 0, depth: 3, window_bytes: 64 << 20, patience: Duration::from_secs(10) }
    }
}

/// Bytes of finished frames that a submission makes, if it holds more than one.
const BATCH_BYTES: u64 = 16 << 20;
/// And no more frames than this: tiny pictures would wait for many rows of the tables.
const MOST_FRAMES: u64 = 32;

/// Draws on a graphics adapter.
#[derive(Debug)]
pub struct GpuRenderer {
    gpu: Gpu,
    scene: Scene,
    tables: Tables,
    layout: Layout,
    sizes: Sizes,
    program: Program,
    window: Window,
    /// All images of the scene.
    texels: wgpu::Buffer,
    buffers: Buffers,
    ring: Ring,
    shader: Option<Shader>,
    /// The room for shapes that the buffers have.
    room: Slots,
    host: Host,
    batch: u64,
    tuning: Tuning,
    /// Time for drawing; time that went into the tables, mostly waiting for the analysis.
    drawing: Duration,
    waited: Duration,
    #[cfg(test)]
    pub(super) fault: Option<tests::Fault>,
}

impl GpuRenderer {
    /// A renderer of `scene`.
    ///
    /// # Errors
    /// A usage error for an odd size with 4:2:0 chroma; [`crate::Error::Gpu`] when the picture doesn't fit the
    /// adapter.
    pub fn new(gpu: &Gpu, scene: Scene, tables: Tables, format: PixelFormat, tuning: Tuning) -> Result<Self> {
        Self::with_shaders(gpu, scene, tables, format, tuning, &program::DRAW)
    }

    /// As [`GpuRenderer::new`], with other shaders than [`program::DRAW`].
    fn with_shaders(
        gpu: &Gpu,
        scene: Scene,
        tables: Tables,
        format: PixelFormat,
        tuning: Tuning,
        drawing: &[program::Source],
    ) -> Result<Self> {
        let layout = Layout::new(scene.size, format)?;
        let shader = scene.style.shader(scene.size);
        let room = shader.as_ref().map_or(host::ROOM, |shader| shader.slots);
        let bands = scene.style.analysis(scene.size).columns();
        let (words, places) = upload::texels(scene.style.images());
        let sizes = Sizes::new(&layout, shader.as_ref(), scene.style.images(), &room, bands)?;
        let batch = batch(gpu, &sizes, &layout, &tuning)?;
        let program = Program::new(gpu, shader.as_ref(), drawing, scene.style.images(), format)?;
        // Without a shader nobody looks into the window.
        let frames = if shader.is_some() { tables.frames() } else { 0..1 };
        let count = frames.end.saturating_sub(frames.start);
        let window = Window::new(gpu, sizes.bands as usize, count, (batch, tuning.window_bytes))?;
        let texels = Buffers::of_texels(gpu, &words)?;
        let buffers = Buffers::new(gpu, &program, shader.as_ref(), &sizes, &window, &texels, batch as usize)?;
        Ok(Self {
            gpu: gpu.clone(),
            scene,
            tables,
            layout,
            sizes,
            program,
            window,
            texels,
            buffers,
            ring: Ring::default(),
            shader,
            room,
            host: Host::new(places),
            batch,
            tuning,
            drawing: Duration::ZERO,
            waited: Duration::ZERO,
            #[cfg(test)]
            fault: None,
        })
    }

    /// Draws `frames` and waits for them, but brings none back: what drawing alone costs.
    ///
    /// # Errors
    /// As [`Renderer::render`].
    pub fn draw_only(&mut self, frames: Range<u64>, cancel: &Cancel) -> Result<()> {
        let (mut next, mut flights) = (frames.start, VecDeque::new());
        while next < frames.end || !flights.is_empty() {
            cancel.check()?;
            if next < frames.end && flights.len() < self.tuning.depth.max(1) {
                let batch = self.upload(next..frames.end)?;
                next = batch.end;
                let commands = self.record(&batch, None);
                flights.push_back(self.gpu.queue().submit([commands]));
            } else {
                self.finish(flights.pop_front())?;
            }
        }
        Ok(())
    }

    /// Waits for a submission, or for all.
    fn finish(&self, submission: Option<wgpu::SubmissionIndex>) -> Result<()> {
        let patience = self.tuning.patience;
        match self.gpu.wait(submission, patience)? {
            true => Ok(()),
            false => Err(self.gpu.fail(&format!("nothing came back in {} s", patience.as_secs_f32()))),
        }
    }

    /// Sends a batch that was uploaded on its way.
    fn submit(&self, frames: Range<u64>) -> Result<Flight> {
        let buffer = self.ring.take(&self.gpu, self.batch * self.layout.bytes as u64)?;
        let commands = self.record(&frames, Some(&buffer));
        #[cfg(test)]
        if let Some(fault) = &self.fault
            && frames.contains(&fault.at)
        {
            return tests::break_down(fault, &self.gpu, (frames, buffer, self.ring.clone()), commands);
        }
        let submission = self.gpu.queue().submit([commands]);
        Ok(Flight::new(frames, buffer, submission, self.ring.clone()))
    }

    /// The commands that draw a batch that was uploaded, and copy it to `target`.
    fn record(&self, frames: &Range<u64>, target: Option<&wgpu::Buffer>) -> wgpu::CommandBuffer {
        let count = count(frames) as u32;
        let mut encoder = self.encoder();
        self.dispatch(&mut encoder, &self.passes(count));
        if let Some(target) = target {
            self.copy(&mut encoder, target, count);
        }
        encoder.finish()
    }

    /// Sends what the first batch of `frames` needs to know, and tells which frames it is: its rows of the tables, unless
    /// they are there, or its pictures, and its parameters.
    fn upload(&mut self, frames: Range<u64>) -> Result<Range<u64>> {
        let begun = Instant::now();
        let mut frames = self.first_batch(&frames);
        let what = if self.shader.is_some() { What::Overlay } else { What::Everything };
        let described = (frames.clone(), what);
        let wanted = self.host.describe(&self.gpu, &self.scene, &self.tables, described, &self.room)?;
        if self.shader.is_some() {
            self.window.upload(&self.gpu, &self.tables, frames.clone())?;
            self.waited += begun.elapsed();
            self.host.upload_overlays(&self.gpu, &self.buffers, count(&frames));
        } else {
            self.waited += begun.elapsed();
            self.make_room(wanted)?;
            frames = self.first_batch(&frames);
            self.host.upload(&self.gpu, &self.buffers, &self.sizes, count(&frames));
        }
        let parameters: Vec<FrameParameters> =
            frames.clone().enumerate().map(|(i, n)| self.parameters(i, n)).collect();
        self.buffers.write(&self.gpu, &parameters);
        Ok(frames)
    }

    /// The first of some frames, as many as a batch holds.
    fn first_batch(&self, frames: &Range<u64>) -> Range<u64> {
        frames.start..frames.end.min(frames.start + self.batch)
    }

    /// Makes the buffers larger, if pictures need it, and batches smaller where that is too much for the adapter. Batches
    /// that are in flight keep theirs.
    fn make_room(&mut self, wanted: Slots) -> Result<()> {
        if wanted == self.room {
            return Ok(());
        }
        let images = self.scene.style.images();
        let sizes = Sizes::new(&self.layout, None, images, &wanted, self.sizes.bands as usize)?;
        let batch = batch(&self.gpu, &sizes, &self.layout, &self.tuning)?;
        let (window, texels) = (&self.window, &self.texels);
        self.buffers = Buffers::new(&self.gpu, &self.program, None, &sizes, window, texels, batch as usize)?;
        (self.sizes, self.room, self.batch) = (sizes, wanted, batch);
        self.host.forget();
        Ok(())
    }

    fn encoder(&self) -> wgpu::CommandEncoder {
        let described = wgpu::CommandEncoderDescriptor { label: Some("frames") };
        self.gpu.device().create_command_encoder(&described)
    }

    /// The passes of a batch of `count` frames, in order.
    fn passes(&self, count: u32) -> Vec<Pass> {
        let (program, sizes) = (&self.program, &self.sizes);
        let calls = |n: u32| Groups::Known([n.div_ceil(GROUP), count, 1]);
        let tiles = Groups::Known([sizes.tiles_across.div_ceil(TILES_OF_GROUP), sizes.tiles_down, count]);
        let [shapes, sprites, both] = program.draw_touched.each_ref().map(Option::as_ref);
        let passes = [
            ("describe", program.describe.as_ref(), calls(sizes.invocations)),
            ("light field", Some(&program.light_field), calls(sizes.node_calls())),
            ("bin", Some(&program.bin), calls(sizes.tile_calls())),
            ("draw", Some(&program.draw), tiles),
            ("draw shapes", shapes, Groups::Counted { list: 0 }),
            ("draw sprites", sprites, Groups::Counted { list: 1 }),
            ("draw both", both, Groups::Counted { list: 2 }),
        ];
        let made = passes.into_iter().filter_map(|(name, pipeline, groups)| {
            pipeline.map(|pipeline| Pass { name, pipeline: pipeline.clone(), groups })
        });
        made.collect()
    }

    fn dispatch(&self, encoder: &mut wgpu::CommandEncoder, passes: &[Pass]) {
        let described = wgpu::ComputePassDescriptor { label: Some("frames"), timestamp_writes: None };
        let mut recorded = encoder.begin_compute_pass(&described);
        recorded.set_bind_group(0, &self.buffers.group, &[]);
        recorded.set_bind_group(1, &self.buffers.work_group, &[]);
        for Pass { pipeline, groups, .. } in passes {
            recorded.set_pipeline(pipeline);
            match *groups {
                Groups::Known([x, y, z]) => recorded.dispatch_workgroups(x, y, z),
                Groups::Counted { list } => {
                    recorded.dispatch_workgroups_indirect(&self.buffers.work, list * GROUPS_BYTES);
                }
            }
        }
    }

    fn copy(&self, encoder: &mut wgpu::CommandEncoder, target: &wgpu::Buffer, count: u32) {
        let bytes = u64::from(count) * self.layout.bytes as u64;
        encoder.copy_buffer_to_buffer(&self.buffers.pixels, 0, target, 0, bytes);
    }

    /// Parameters of frame `n`, the `i`th of its batch.
    fn parameters(&self, i: usize, n: u64) -> FrameParameters {
        match &self.shader {
            Some(shader) => {
                let (row, layer) = self.window.place(n);
                let prepared = self.scene.style.prepare(self.scene.fps.seconds_of(n));
                let Slots { lamps, shadows, rings, glows, bars, .. } = shader.slots;
                let there = FrameParameters { row, layer, prepared, ..self.host.parameters(i) };
                FrameParameters { lamps, shadows, rings, glows, bars, ..there }
            }
            None => self.host.parameters(i),
        }
    }
}

/// One dispatch.
#[derive(Debug, Clone)]
struct Pass {
    name: &'static str,
    pipeline: wgpu::ComputePipeline,
    groups: Groups,
}

/// Workgroups of a dispatch.
#[derive(Debug, Clone, Copy)]
enum Groups {
    Known([u32; 3]),
    /// As many as a list of touched tiles takes, which a pass before counted.
    Counted {
        list: u64,
    },
}

/// Bytes of the numbers of workgroups of a list.
const GROUPS_BYTES: u64 = 12;

/// Calls of a workgroup, and the tiles that one of `draw` covers, as `shaders/` declares them.
const GROUP: u32 = 64;
const TILES_OF_GROUP: u32 = 4;
/// Workgroups in one dimension that every adapter offers.
const MOST_GROUPS: u32 = 65_535;

/// How many frames there are.
fn count(frames: &Range<u64>) -> usize {
    (frames.end - frames.start) as usize
}

/// Frames per submission, for pictures of such sizes.
///
/// # Errors
/// [`crate::Error::Gpu`] when not even one frame fits the adapter.
fn batch(gpu: &Gpu, sizes: &Sizes, layout: &Layout, tuning: &Tuning) -> Result<u64> {
    let limits = gpu.adapter().limits;
    let fits = limits.binding_bytes.min(limits.buffer_bytes) / sizes.largest_per_frame();
    // Workgroups of `draw_touched`, which makes 4:2:0, are counted in one dimension.
    let tiles = u64::from(sizes.tiles_across) * u64::from(sizes.tiles_down);
    let counted = match layout.format {
        PixelFormat::Yuv420 => u64::from(MOST_GROUPS) * u64::from(TILES_OF_GROUP) / tiles,
        PixelFormat::Rgba => u64::MAX,
    };
    let size = layout.size;
    if fits == 0 {
        let (bytes, most) = (sizes.largest_per_frame(), limits.binding_bytes.min(limits.buffer_bytes));
        return Err(
            gpu.error(&format!("a picture of {size} needs {bytes} bytes in one buffer; its limit is {most}"))
        );
    }
    if counted == 0 {
        let most = MOST_GROUPS * TILES_OF_GROUP;
        return Err(gpu.error(&format!("a picture of {size} has {tiles} tiles; the limit is {most}")));
    }
    let wanted = match tuning.batch {
        0 => (BATCH_BYTES / layout.bytes as u64).clamp(1, MOST_FRAMES),
        batch => batch as u64,
    };
    Ok(wanted.min(fits).min(counted))
}

impl Renderer for GpuRenderer {
    fn render(
        &mut self,
        frames: Range<u64>,
        cancel: &Cancel,
        sink: &mut dyn FnMut(Frame) -> Result<()>,
    ) -> Result<()> {
        let mut next = frames.start;
        let mut flights = VecDeque::new();
        loop {
            let (begun, waited) = (Instant::now(), self.waited);
            while next < frames.end && flights.len() < self.tuning.depth.max(1) {
                cancel.check()?;
                self.gpu.check()?;
                let batch = self.upload(next..frames.end)?;
                next = batch.end;
                flights.push_back(self.submit(batch)?);
            }
            let Some(flight): Option<Flight> = flights.pop_front() else { return Ok(()) };
            let landed = flight.land(&self.gpu, self.layout, self.tuning.patience, cancel)?;
            self.drawing += begun.elapsed().saturating_sub(self.waited - waited);
            for frame in landed {
                cancel.check()?;
                sink(frame)?;
            }
        }
    }

    fn describe(&self) -> String {
        format!("gpu, {}", self.gpu.adapter())
    }

    fn adapter(&self) -> Option<String> {
        Some(self.gpu.adapter().to_string())
    }

    fn draw_seconds(&self) -> f64 {
        self.drawing.as_secs_f64()
    }
}
