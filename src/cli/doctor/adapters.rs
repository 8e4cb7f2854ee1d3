//! The graphics adapters: what they say of themselves, which one is taken, and whether they draw.

use cymatic::{
    Cancel, Error, Result,
    analysis::{self, Row},
    render::{self, Backend, PixelFormat, Wish, gpu::adapter},
    scene::{Scene, Size},
    time::Fps,
    visual::{self, params::Values},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the drivers list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Listing {
    pub(super) adapters: Vec<Adapter>,
    pub(super) auto: Auto,
}

/// A graphics adapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Adapter {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) hardware: bool,
    pub(super) api: String,
    pub(super) driver: String,
    pub(super) pci: String,
    pub(super) max_buffer_bytes: u64,
    pub(super) max_binding_bytes: u64,
    pub(super) max_texture_side: u32,
    pub(super) max_texture_layers: u32,
    /// Why it doesn't draw; none when it does.
    pub(super) error: Option<String>,
}

/// What `--backend auto` takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Auto {
    /// The adapter's number; none for the CPU.
    pub(super) adapter: Option<usize>,
    /// Whether a render would fail instead.
    pub(super) fails: bool,
    pub(super) why: String,
}

/// Lists the adapters. None is opened.
pub(super) fn list() -> Listing {
    let adapters = adapter::adapters();
    let auto = match render::automatic(&adapters) {
        Ok((taken, why)) => Auto { adapter: taken.map(|adapter| adapter.index), fails: false, why },
        Err(error) => Auto { adapter: None, fails: true, why: error.to_string() },
    };
    Listing { adapters: adapters.into_iter().map(Adapter::from).collect(), auto }
}

impl From<adapter::Adapter> for Adapter {
    fn from(adapter: adapter::Adapter) -> Self {
        Self {
            number: adapter.index,
            kind: adapter.kind.as_str().into(),
            hardware: adapter.kind.is_hardware(),
            max_buffer_bytes: adapter.limits.buffer_bytes,
            max_binding_bytes: adapter.limits.binding_bytes,
            max_texture_side: adapter.limits.texture_side,
            max_texture_layers: adapter.limits.texture_layers,
            name: adapter.name,
            api: adapter.api,
            driver: adapter.driver,
            pci: adapter.pci,
            error: None,
        }
    }
}

/// Draws a frame on an adapter, and compares it with the same frame drawn on the CPU.
pub(super) fn draw(number: usize) -> Result<(), String> {
    let compare = || {
        let (gpu, _) = Backend::choose(Wish::Gpu, Some(&number.to_string()))?;
        let (drawn, right) = (frame(&gpu)?, frame(&Backend::Cpu)?);
        let differs = drawn.iter().zip(&right).filter(|(a, b)| a.abs_diff(**b) > TOLERANCE).count();
        match differs {
            0 if drawn.len() == right.len() => Ok(()),
            _ => Err(Error::Gpu(format!("draws a wrong picture: {differs} of {} samples", right.len()))),
        }
    };
    compare().map_err(|error| error.to_string())
}

/// Code values by which samples may differ. Renderers agree within one or two; a miscompiled shader is far off.
const TOLERANCE: u8 = 4;

/// What draws on the CPU: "cpu, 8 threads, v4".
///
/// # Errors
/// None but bugs.
pub(super) fn cpu_renderer() -> Result<String> {
    let scene = scene()?;
    let bands = scene.style.analysis(scene.size).bands;
    let (_, tables) = analysis::tables(bands, 0..1)?;
    Ok(Backend::Cpu.renderer(&scene, tables, PixelFormat::Yuv420, 0)?.describe())
}

fn scene() -> Result<Scene> {
    let style = visual::REGISTRY.first().ok_or_else(|| Error::Internal("there is no style".into()))?;
    let style = (style.create)(&Values::defaults(style.params));
    Ok(Scene {
        size: Size::new(64, 36)?,
        fps: Fps::new(30, 1)?,
        style: Arc::clone(&style),
        listening: analysis::Listening::default(),
    })
}

/// The samples of a small frame with bars of all heights.
fn frame(backend: &Backend) -> Result<Vec<u8>> {
    let scene = scene()?;
    let bands = scene.style.analysis(scene.size).bands;
    let (mut writer, tables) = analysis::tables(bands, 0..1)?;
    let heights: Vec<u16> = (1..=bands).map(|band| (band * 65_535 / bands) as u16).collect();
    writer.push(&Row { caps: heights.clone(), heights, ..Row::default() })?;
    writer.finish()?;
    let mut samples = Vec::new();
    let mut renderer = backend.renderer(&scene, tables, PixelFormat::Yuv420, 1)?;
    renderer.render(0..1, &Cancel::default(), &mut |frame| {
        (0..3).for_each(|plane| frame.rows(plane).for_each(|row| samples.extend_from_slice(row)));
        Ok(())
    })?;
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_that_adapters_are_measured_by_shows_something() {
        let samples = frame(&Backend::Cpu).unwrap();
        assert_eq!(samples.len(), 64 * 36 * 3 / 2);
        let luma = &samples[..64 * 36];
        assert!(luma.iter().max().unwrap() - luma.iter().min().unwrap() > 60);
        assert!(cpu_renderer().unwrap().starts_with("cpu, "));
    }
}
