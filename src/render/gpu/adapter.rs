//! Which graphics adapter draws, if one does: the one place where adapters are compared. Whether one does is decided in
//! `render::backend`.
//!
//! - Left to itself, the program takes a hardware adapter: a discrete one before a virtual one before an integrated one,
//!   or the integrated one first with `WGPU_POWER_PREF=low`.
//! - A software adapter (llvmpipe, `SwiftShader`, WARP) is taken only when it is named: our own CPU renderer is many
//!   times faster, and a GPU that silently is a software one helps nobody.
//! - Naming includes the environment, since a person did that. An adapter is named by its number in the list, its PCI address or a part of its name, by the caller or by
//!   `WGPU_ADAPTER_NAME`. `WGPU_BACKEND` (vulkan, metal, dx12) narrows the list.

use crate::error::{Error, Result};
use std::fmt;

/// A graphics adapter of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// Place in the list.
    pub index: usize,
    /// The device's name.
    pub name: String,
    /// The driver, with its version.
    pub driver: String,
    /// What it is made of.
    pub kind: AdapterKind,
    /// The graphics API it is reached by: "vulkan", "metal", "dx12".
    pub api: String,
    /// Address on the PCI bus, "0000:3b:00.0", where it has one.
    pub pci: String,
    /// What it can hold.
    pub limits: AdapterLimits,
}

/// What an adapter is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdapterKind {
    /// A card of its own.
    Discrete,
    /// A share of a card, in a virtual machine.
    Virtual,
    /// Part of the processor.
    Integrated,
    /// Nobody knows; taken only when named.
    Unknown,
    /// A program on the CPU; taken only when named.
    Software,
}

/// The limits that decide which pictures an adapter can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdapterLimits {
    /// Largest buffer, bytes.
    pub buffer_bytes: u64,
    /// Largest part of a buffer that a shader sees, bytes.
    pub binding_bytes: u64,
    /// Largest texture side, texels.
    pub texture_side: u32,
    /// Layers of a texture.
    pub texture_layers: u32,
}

impl AdapterKind {
    fn of(kind: wgpu::DeviceType) -> Self {
        match kind {
            wgpu::DeviceType::DiscreteGpu => Self::Discrete,
            wgpu::DeviceType::VirtualGpu => Self::Virtual,
            wgpu::DeviceType::IntegratedGpu => Self::Integrated,
            wgpu::DeviceType::Cpu => Self::Software,
            wgpu::DeviceType::Other => Self::Unknown,
        }
    }

    /// Whether it may be taken unnamed.
    #[must_use]
    pub fn is_hardware(self) -> bool {
        matches!(self, Self::Discrete | Self::Virtual | Self::Integrated)
    }

    /// "discrete", "virtual", "integrated", "unknown", "software".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Discrete => "discrete",
            Self::Virtual => "virtual",
            Self::Integrated => "integrated",
            Self::Unknown => "unknown",
            Self::Software => "software",
        }
    }
}

impl fmt::Display for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {})", self.name, self.kind.as_str(), self.api)
    }
}

/// What the environment says, read once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::render) struct Environment {
    /// `WGPU_ADAPTER_NAME`.
    pub(in crate::render) name: Option<String>,
    /// `WGPU_POWER_PREF=low`.
    pub(in crate::render) low_power: bool,
}

impl Environment {
    pub(in crate::render) fn read() -> Self {
        Self {
            name: std::env::var("WGPU_ADAPTER_NAME").ok().filter(|name| !name.trim().is_empty()),
            low_power: wgpu::PowerPreference::from_env() == Some(wgpu::PowerPreference::LowPower),
        }
    }
}

/// The adapters of this machine, in the system's order. Loads its graphics drivers.
#[must_use]
pub fn adapters() -> Vec<Adapter> {
    enumerate().into_iter().map(|(adapter, _)| adapter).collect()
}

/// As [`adapters`], each with what opens it.
pub(super) fn enumerate() -> Vec<(Adapter, wgpu::Adapter)> {
    // Validation layers are a developer's: `WGPU_VALIDATION=1` turns them on.
    let flags = wgpu::InstanceFlags::empty();
    let backends = wgpu::Backends::PRIMARY;
    let plain = wgpu::InstanceDescriptor::new_without_display_handle();
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor { backends, flags, ..plain }.with_env());
    let found = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::all()));
    found.into_iter().enumerate().map(|(index, handle)| (describe(index, &handle), handle)).collect()
}

fn describe(index: usize, handle: &wgpu::Adapter) -> Adapter {
    let (info, limits) = (handle.get_info(), handle.limits());
    Adapter {
        index,
        name: info.name,
        driver: format!("{} {}", info.driver, info.driver_info).trim().to_owned(),
        kind: AdapterKind::of(info.device_type),
        api: info.backend.to_string(),
        pci: info.device_pci_bus_id,
        limits: AdapterLimits {
            buffer_bytes: limits.max_buffer_size,
            binding_bytes: limits.max_storage_buffer_binding_size,
            texture_side: limits.max_texture_dimension_2d,
            texture_layers: limits.max_texture_array_layers,
        },
    }
}

/// Whether this machine may have a graphics device at all. Asking the drivers takes a tenth of a second and, for a
/// software adapter, a hundred MiB; on Linux a look into `/dev` tells as much.
pub(in crate::render) fn may_have_hardware() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let has = |folder: &str, prefix: &str| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.into_iter().any(|e| e.file_name().to_string_lossy().starts_with(prefix))
    };
    // DRM render nodes; NVIDIA's own, also on its boards; Windows' under WSL; Arm's and Qualcomm's without DRM.
    has("/dev/dri", "renderD")
        || ["nvidia", "nvhost", "dxg", "mali", "kgsl"].iter().any(|node| has("/dev", node))
}

/// The adapter to take, and why, in words.
///
/// # Errors
/// [`Error::Gpu`] when the named one isn't there, several fit, or no hardware adapter is there; it lists those that are.
pub(in crate::render) fn pick<'a>(
    adapters: &'a [Adapter],
    named: Option<&str>,
    environment: &Environment,
) -> Result<(&'a Adapter, String)> {
    if let Some(name) = named {
        return Ok((find(adapters, name)?, format!("'{name}' was named")));
    }
    if let Some(name) = &environment.name {
        return Ok((find(adapters, name)?, format!("WGPU_ADAPTER_NAME is '{name}'")));
    }
    let rank = |adapter: &&Adapter| match adapter.kind {
        AdapterKind::Integrated if environment.low_power => 0,
        AdapterKind::Discrete => 1,
        AdapterKind::Virtual => 2,
        _ => 3,
    };
    let best = adapters.iter().filter(|a| a.kind.is_hardware()).min_by_key(rank);
    let best = best.ok_or_else(|| Error::Gpu(format!("no hardware GPU: {}", listed(adapters))))?;
    Ok((best, format!("it is the first {} adapter", best.kind.as_str())))
}

/// The adapter of that number, PCI address or part of a name.
fn find<'a>(adapters: &'a [Adapter], wanted: &str) -> Result<&'a Adapter> {
    let wanted = wanted.trim();
    // A number that is no place in the list may be a word of a name: "4090".
    let index = wanted.parse::<usize>().ok();
    if let Some(found) = adapters.iter().find(|a| Some(a.index) == index) {
        return Ok(found);
    }
    let lower = wanted.to_lowercase();
    // Tools write the domain in eight digits, four or none.
    let at_address = |a: &&Adapter| {
        let pci = a.pci.to_lowercase();
        !pci.is_empty() && (pci == lower || pci.ends_with(&format!(":{lower}")) || lower.ends_with(&pci))
    };
    let named = |a: &&Adapter| match index {
        Some(_) => a.name.split(|c: char| !c.is_ascii_digit()).any(|word| word == lower),
        None => a.name.to_lowercase().contains(&lower),
    };
    let mut fits: Vec<&Adapter> = adapters.iter().filter(at_address).collect();
    if fits.is_empty() {
        fits = adapters.iter().filter(named).collect();
    }
    match fits[..] {
        [one] => Ok(one),
        [] => Err(Error::Gpu(format!("no adapter '{wanted}': {}", listed(adapters)))),
        // One device may be reached by several graphics APIs, and cards of one kind have one name.
        [first, ..] if fits.iter().all(|a| a.name == first.name) => Ok(first),
        _ => Err(Error::Gpu(format!("'{wanted}' fits several adapters: {}", listed(adapters)))),
    }
}

/// All adapters in one line.
fn listed(adapters: &[Adapter]) -> String {
    if adapters.is_empty() {
        return "the system offers no graphics adapter".into();
    }
    let line = |a: &Adapter| format!("{}: {a}", a.index);
    format!("there is {}", adapters.iter().map(line).collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adapter(index: usize, name: &str, kind: AdapterKind, pci: &str) -> Adapter {
        let limits = AdapterLimits { buffer_bytes: 1, binding_bytes: 1, texture_side: 1, texture_layers: 1 };
        let (name, pci) = (name.to_owned(), pci.to_owned());
        Adapter { index, name, driver: String::new(), kind, api: "vulkan".into(), pci, limits }
    }

    /// A workstation: everything that there is.
    fn several() -> Vec<Adapter> {
        vec![
            adapter(0, "llvmpipe (LLVM 15)", AdapterKind::Software, ""),
            adapter(1, "Intel(R) UHD Graphics 770", AdapterKind::Integrated, "0000:00:02.0"),
            adapter(2, "NVIDIA RTX A4000", AdapterKind::Discrete, "0000:01:00.0"),
            adapter(3, "NVIDIA H200", AdapterKind::Discrete, "0000:3b:00.0"),
            adapter(4, "Mystery", AdapterKind::Unknown, ""),
        ]
    }

    fn picked(adapters: &[Adapter], named: Option<&str>, environment: &Environment) -> Option<usize> {
        pick(adapters, named, environment).ok().map(|(adapter, _)| adapter.index)
    }

    #[test]
    fn hardware_is_taken_by_itself_and_software_never() {
        let (all, none) = (several(), Environment::default());
        assert_eq!(picked(&all, None, &none), Some(2), "the first discrete one");
        assert_eq!(picked(&all[..2], None, &none), Some(1), "an integrated one before none");
        let low = Environment { low_power: true, ..none.clone() };
        assert_eq!(picked(&all, None, &low), Some(1));
        let soft = [all[0].clone(), all[4].clone()];
        let error = pick(&soft, None, &none).unwrap_err();
        assert_eq!(error.exit_code(), 6);
        assert!(error.to_string().contains("llvmpipe (LLVM 15) (software, vulkan)"), "{error}");
        assert!(pick(&[], None, &none).unwrap_err().to_string().contains("offers no"));
    }

    #[test]
    fn an_adapter_is_named_by_number_address_or_part_of_its_name() {
        let (all, none) = (several(), Environment::default());
        for (name, index) in [
            ("0", 0),
            ("llvmpipe", 0),
            ("h200", 3),
            ("0000:3B:00.0", 3),
            ("3b:00.0", 3),
            ("00000000:3B:00.0", 3),
            ("770", 1),
            (" uhd ", 1),
            ("Mystery", 4),
        ] {
            assert_eq!(picked(&all, Some(name), &none), Some(index), "{name}");
        }
        for name in ["5", "radeon", "ff:00.0", "nvidia"] {
            let error = pick(&all, Some(name), &none).unwrap_err();
            assert!(error.exit_code() == 6 && error.to_string().contains("NVIDIA H200"), "{name}: {error}");
        }
    }

    #[test]
    fn the_caller_counts_more_than_the_environment() {
        let all = several();
        let environment = Environment { name: Some("llvmpipe".into()), low_power: false };
        assert_eq!(picked(&all, None, &environment), Some(0));
        assert_eq!(picked(&all, Some("A4000"), &environment), Some(2));
    }
}
