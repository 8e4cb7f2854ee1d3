//! Who draws: the choice between this machine's cores and its graphics adapters, and the renderer that follows from it.

use super::{
    Frame, PixelFormat, Renderer,
    cpu::CpuRenderer,
    gpu::{
        Gpu, GpuRenderer, Tuning,
        adapter::{self, Adapter, Environment},
    },
};
use crate::{
    analysis::Tables,
    cancel::Cancel,
    error::{Error, Result},
    scene::Scene,
};
use std::ops::Range;

/// Who is asked to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// A hardware adapter if there is one, else the CPU; and the CPU when the adapter fails.
    #[default]
    Auto,
    /// A graphics adapter, or nothing.
    Gpu,
    /// The CPU.
    Cpu,
}

/// Who draws. Clones share an opened adapter.
#[derive(Debug, Clone)]
pub enum Backend {
    /// The cores of this machine.
    Cpu,
    /// A graphics adapter; when it fails, the job fails.
    Gpu(Gpu),
    /// A graphics adapter; when it fails, the CPU goes on from the next frame.
    GpuThenCpu(Gpu),
}

impl Backend {
    /// Chooses, and says why. A software adapter is taken only when it is named.
    ///
    /// `adapter` is a number of the list, a PCI address or a part of a name; without it, `WGPU_ADAPTER_NAME` counts.
    ///
    /// # Errors
    /// [`Error::Gpu`] when no adapter is there for [`Wish::Gpu`] or the named one isn't, or when it can't be opened;
    /// a usage error when an adapter is named for [`Wish::Cpu`].
    pub fn choose(wish: Wish, adapter: Option<&str>) -> Result<(Self, String)> {
        let environment = Environment::read();
        let named = adapter.is_some() || environment.name.is_some();
        match wish {
            Wish::Cpu if adapter.is_some() => Err(Error::usage_hint(
                "an adapter is named, but the CPU is to draw",
                "leave out --adapter, or --backend cpu",
            )),
            Wish::Cpu => Ok((Self::Cpu, "it was asked for".into())),
            Wish::Auto if !named && !adapter::may_have_hardware() => Ok((Self::Cpu, NO_DEVICE.into())),
            Wish::Auto => match Gpu::choose(adapter, &environment) {
                Ok((gpu, why)) => Ok((Self::GpuThenCpu(gpu), why)),
                // Nobody named an adapter, so none is missed.
                Err(Error::Gpu(why)) if !named => Ok((Self::Cpu, why)),
                Err(error) => Err(error),
            },
            Wish::Gpu => Gpu::choose(adapter, &environment).map(|(gpu, why)| (Self::Gpu(gpu), why)),
        }
    }

    /// The renderer of a scene on `threads` threads, or on the adapter.
    ///
    /// # Errors
    /// A usage error for an odd size with 4:2:0 chroma; [`Error::Gpu`] when the adapter can't draw it.
    pub fn renderer(
        &self,
        scene: &Scene,
        tables: Tables,
        format: PixelFormat,
        threads: usize,
    ) -> Result<Box<dyn Renderer>> {
        let cpu = Spare { scene: scene.clone(), tables: tables.clone(), format, threads };
        let on = |gpu| GpuRenderer::new(gpu, scene.clone(), tables, format, Tuning::default());
        Ok(match self {
            Self::Cpu => Box::new(cpu.renderer()?),
            Self::Gpu(gpu) => Box::new(on(gpu)?),
            Self::GpuThenCpu(gpu) => Box::new(GpuThenCpu::new(on(gpu), cpu)?),
        })
    }

    /// The adapter, if one draws.
    #[must_use]
    pub fn gpu(&self) -> Option<&Gpu> {
        match self {
            Self::Cpu => None,
            Self::Gpu(gpu) | Self::GpuThenCpu(gpu) => Some(gpu),
        }
    }
}

/// Why the CPU draws where no driver needs to be asked.
const NO_DEVICE: &str = "this machine has no graphics device";

/// The one of `adapters` that [`Backend::choose`] opens for [`Wish::Auto`] when the caller names none, or the CPU, and
/// why. Nothing is opened here.
///
/// # Errors
/// [`Error::Gpu`] when `WGPU_ADAPTER_NAME` names none of them.
pub fn automatic(adapters: &[Adapter]) -> Result<(Option<&Adapter>, String)> {
    let environment = Environment::read();
    let named = environment.name.is_some();
    if !named && !adapter::may_have_hardware() {
        return Ok((None, NO_DEVICE.into()));
    }
    match adapter::pick(adapters, None, &environment) {
        Ok((adapter, why)) => Ok((Some(adapter), why)),
        Err(Error::Gpu(why)) if !named => Ok((None, why)),
        Err(error) => Err(error),
    }
}

/// What a CPU renderer is made from, once it is needed: its frame buffers are large.
#[derive(Debug)]
pub(crate) struct Spare {
    pub(crate) scene: Scene,
    pub(crate) tables: Tables,
    pub(crate) format: PixelFormat,
    pub(crate) threads: usize,
}

impl Spare {
    fn renderer(&self) -> Result<CpuRenderer> {
        CpuRenderer::new(self.scene.clone(), self.tables.clone(), self.format, self.threads)
    }
}

/// Draws on a graphics adapter and, once that fails, goes on with the next frame on the CPU. Both draw the same picture, so
/// the video shows no seam.
#[derive(Debug)]
pub(crate) struct GpuThenCpu {
    gpu: Option<GpuRenderer>,
    spare: Spare,
    cpu: Option<CpuRenderer>,
    warnings: Vec<String>,
    /// The adapter's name.
    adapter: Option<String>,
    /// Frames that the adapter delivered, and the seconds that it took before it failed.
    on_gpu: (u64, f64),
}

impl GpuThenCpu {
    /// `gpu` may have failed to begin.
    ///
    /// # Errors
    /// Usage errors: they hold for both.
    pub(crate) fn new(gpu: Result<GpuRenderer>, spare: Spare) -> Result<Self> {
        let (warnings, on_gpu) = (Vec::new(), (0, 0.0));
        let mut this = Self { gpu: None, spare, cpu: None, warnings, adapter: None, on_gpu };
        match gpu {
            Ok(gpu) => {
                this.adapter = gpu.adapter();
                this.gpu = Some(gpu);
            }
            Err(error @ Error::Usage { .. }) => return Err(error),
            // Also a shader that this driver alone refuses.
            Err(error) => this.warnings.push(format!("drawn on the CPU: {error}")),
        }
        Ok(this)
    }
}

impl Renderer for GpuThenCpu {
    fn render(
        &mut self,
        frames: Range<u64>,
        cancel: &Cancel,
        sink: &mut dyn FnMut(Frame) -> Result<()>,
    ) -> Result<()> {
        let mut next = frames.start;
        if let Some(gpu) = &mut self.gpu {
            let (mut refused, drawn) = (false, &mut self.on_gpu.0);
            let result = gpu.render(frames.clone(), cancel, &mut |frame| {
                next += 1;
                *drawn += 1;
                let result = sink(frame);
                refused = result.is_err();
                result
            });
            match result {
                // Not what the sink says: that error is its own, whatever its kind.
                Err(Error::Gpu(why)) if !refused => {
                    self.warnings.push(format!("from frame {next} on drawn on the CPU: {why}"));
                    self.on_gpu.1 = gpu.draw_seconds();
                    self.gpu = None;
                }
                other => return other,
            }
        }
        let cpu = match &mut self.cpu {
            Some(cpu) => cpu,
            none => none.insert(self.spare.renderer()?),
        };
        cpu.render(next..frames.end, cancel, sink)
    }

    /// Names both if both drew: "gpu+cpu".
    fn describe(&self) -> String {
        let cpu = self.cpu.as_ref().map(CpuRenderer::describe).unwrap_or_default();
        match (&self.gpu, self.on_gpu.0) {
            (Some(gpu), _) => gpu.describe(),
            (None, 0) => cpu,
            (None, frames) => format!("gpu+cpu, {frames} frames on the gpu, then {cpu}"),
        }
    }

    fn adapter(&self) -> Option<String> {
        self.adapter.clone().filter(|_| self.on_gpu.0 > 0)
    }

    fn draw_seconds(&self) -> f64 {
        let on_gpu = self.gpu.as_ref().map_or(self.on_gpu.1, GpuRenderer::draw_seconds);
        on_gpu + self.cpu.as_ref().map_or(0.0, CpuRenderer::draw_seconds)
    }

    fn warnings(&self) -> &[String] {
        &self.warnings
    }
}
