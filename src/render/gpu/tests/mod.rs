//! The GPU renderer against the CPU renderer, and against faults. They run on whatever adapter there is, also on a
//! software one; without any they say SKIPPED, and fail if `REQUIRE_GPU` is set.

mod faults;
mod functions;
pub(in crate::render) mod parity;
mod shaders;

use super::{
    adapter::Environment,
    device::Gpu,
    readback::{Flight, Ring},
};
use crate::error::Result;
use std::{io::Write, ops::Range, sync::OnceLock};

/// The adapter that all these tests share: the one that the environment names, else a hardware one, else any.
fn gpu() -> Option<&'static Gpu> {
    static GPU: OnceLock<Option<Gpu>> = OnceLock::new();
    let gpu = GPU.get_or_init(open).as_ref();
    if gpu.is_none() {
        say("SKIPPED: no graphics adapter; install mesa-vulkan-drivers for a software one");
        assert!(std::env::var_os("REQUIRE_GPU").is_none(), "REQUIRE_GPU is set");
    }
    gpu
}

/// An adapter of one test alone.
fn open() -> Option<Gpu> {
    let environment = Environment::read();
    let chosen = Gpu::choose(None, &environment).or_else(|_| Gpu::choose(Some("0"), &environment));
    chosen.ok().map(|(gpu, _)| gpu)
}

/// A line on standard error, also from a test that passes.
fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// What goes wrong, with the batch that holds a frame.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Fault {
    pub(super) at: u64,
    pub(super) kind: FaultKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum FaultKind {
    /// The device is lost while it draws; the mapping is refused.
    Lost,
    /// The device is lost while it is waited for, which wgpu answers with a panic.
    LostInWait,
    /// The device ran out of memory.
    OutOfMemory,
    /// Nothing ever comes back.
    Stuck,
}

/// Lets a batch fail.
pub(super) fn break_down(
    fault: &Fault,
    gpu: &Gpu,
    (frames, buffer, ring): (Range<u64>, wgpu::Buffer, Ring),
    commands: wgpu::CommandBuffer,
) -> Result<Flight> {
    match fault.kind {
        FaultKind::Lost => {
            let submission = gpu.queue().submit([commands]);
            gpu.device().destroy();
            Ok(Flight::new(frames, buffer, submission, ring))
        }
        FaultKind::LostInWait => {
            gpu.lose_in_wait();
            let submission = gpu.queue().submit([commands]);
            Ok(Flight::stuck(frames, buffer, submission, ring))
        }
        FaultKind::OutOfMemory => {
            gpu.uncaptured(&wgpu::Error::OutOfMemory { source: "a test".into() });
            let submission = gpu.queue().submit([commands]);
            Ok(Flight::new(frames, buffer, submission, ring))
        }
        FaultKind::Stuck => {
            let submission = gpu.queue().submit([commands]);
            Ok(Flight::stuck(frames, buffer, submission, ring))
        }
    }
}
