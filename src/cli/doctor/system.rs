//! The machine and this build, besides graphics and encoders.

use super::{super::machine::Machine, adapters};
use cymatic::Result;
use std::path::Path;

/// What a render runs on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct System {
    pub(super) version: &'static str,
    /// Features that this build has.
    pub(super) features: Vec<&'static str>,
    pub(super) os: &'static str,
    pub(super) arch: &'static str,
    pub(super) machine: Machine,
    /// The CPU renderer: its threads and instruction set.
    pub(super) cpu_renderer: String,
    /// Where tables of long songs go while a video is made.
    pub(super) temporary_folder: String,
    /// Bytes that may still be written there.
    pub(super) temporary_free_bytes: Option<u64>,
}

impl System {
    /// # Errors
    /// None but bugs.
    pub(super) fn look() -> Result<Self> {
        let folder = std::env::temp_dir();
        Ok(Self {
            version: env!("CARGO_PKG_VERSION"),
            features: if cfg!(feature = "ffmpeg") { vec!["ffmpeg"] } else { Vec::new() },
            os: std::env::consts::OS,
            arch: std::env::consts::ARCH,
            machine: Machine::read(),
            cpu_renderer: adapters::cpu_renderer()?,
            temporary_free_bytes: free_bytes(&folder),
            temporary_folder: folder.display().to_string(),
        })
    }
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let told = rustix::fs::statvfs(folder).ok()?;
    Some(told.f_bavail * told.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}
