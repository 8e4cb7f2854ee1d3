//! Graphics: what draws, and for each missing piece, what to do. What was seen is data, so every finding is tested on
//! machines that don't have it.

use super::{
    Finding,
    adapters::{Adapter, Auto, Listing},
    linux::{Card, DriverFile, Linux, Node, Variables, Vendor},
    probe::Probe,
};
use serde::Serialize;

/// What was seen of graphics.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Graphics {
    /// Why the drivers can't be asked.
    pub(super) error: Option<String>,
    pub(super) adapters: Vec<Adapter>,
    pub(super) auto: Auto,
    /// Variables that change which adapters there are, or which one is taken.
    pub(super) environment: Variables,
    /// The pieces below the adapters, on Linux.
    pub(super) linux: Option<Linux>,
}

/// Variables that matter, besides those of the prefixes.
const VARIABLES: [&str; 5] = [
    "NVIDIA_VISIBLE_DEVICES",
    "NVIDIA_DRIVER_CAPABILITIES",
    "MESA_VK_DEVICE_SELECT",
    "MESA_LOADER_DRIVER_OVERRIDE",
    "LIBVA_DRIVER_NAME",
];
const PREFIXES: [&str; 2] = ["WGPU_", "VK_"];

/// What makes a container show NVIDIA's card to Vulkan.
const NVIDIA_CONTAINER: &str =
    "start it with --gpus all --env NVIDIA_DRIVER_CAPABILITIES=graphics,video,compute,utility";

impl Graphics {
    /// Asks the drivers, and lets each adapter draw.
    pub(super) fn look() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
        };
        let all: Variables = std::env::vars_os().map(text).collect();
        let linux = cfg!(target_os = "linux").then(|| Linux::look(&all));
        let (mut listing, error) = match Probe::Adapters.ask::<Listing>() {
            Ok(listing) => (listing, None),
            Err(error) => (Listing::default(), Some(error)),
        };
        for adapter in &mut listing.adapters {
            let drawn = Probe::Adapter(adapter.number).ask::<Result<(), String>>();
            adapter.error = drawn.and_then(|drawn| drawn).err();
        }
        let matters =
            |name: &str| VARIABLES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        let environment = all.into_iter().filter(|(name, _)| matters(name)).collect();
        Self { error, adapters: listing.adapters, auto: listing.auto, environment, linux }
    }

    /// The adapter that is taken.
    pub(super) fn taken(&self) -> Option<&Adapter> {
        self.auto.adapter.and_then(|number| self.adapters.iter().find(|adapter| adapter.number == number))
    }

    /// What `--backend auto` draws on, for people.
    pub(super) fn draws_on(&self) -> String {
        match self.taken() {
            _ if self.error.is_some() || self.auto.fails => "nothing (only --backend cpu)".into(),
            Some(Adapter { error: Some(_), name, .. }) => format!("the CPU, once {name} has failed"),
            Some(adapter) => format!("{} ({}, {})", adapter.name, adapter.kind, adapter.api),
            None => "the CPU".into(),
        }
    }

    /// What is missing or broken, and what to do.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = self.failures();
        if let Some(linux) = &self.linux {
            findings.extend(linux.driver_files.iter().filter_map(named_but_unusable));
            findings.extend(linux.nodes.iter().filter_map(|node| closed_node(node, linux.container)));
        }
        let draws = |adapter: &Adapter| adapter.hardware && adapter.error.is_none();
        if !self.adapters.iter().any(draws) {
            // What lies below only matters while no adapter shows that all of it is there.
            findings.extend(self.linux.iter().flat_map(missing_pieces));
            findings.extend(self.nothing_to_take());
        }
        findings
    }

    /// What was tried and failed.
    fn failures(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some(error) = &self.error {
            findings.push(Finding::new(
                "drivers_fail",
                format!("the graphics drivers can't be asked for adapters: {error}"),
                "update or remove the driver; VK_DRIVER_FILES=FILE picks one, --backend cpu needs none",
            ));
        }
        if self.auto.fails {
            findings.push(Finding::new(
                "adapter_name",
                format!("renders fail: {}", self.auto.why),
                "unset WGPU_ADAPTER_NAME, or name an adapter of the list",
            ));
        }
        let failing = self.adapters.iter().filter_map(|adapter| Some((adapter, adapter.error.as_ref()?)));
        findings.extend(failing.map(|(adapter, error)| {
            Finding::new(
                "adapter_fails",
                format!("adapter {} does not draw: {error}", adapter.number),
                "update its driver; --adapter takes another one, --backend cpu needs none",
            )
        }));
        findings
    }

    /// Why the list has nothing that `auto` would take.
    fn nothing_to_take(&self) -> Option<Finding> {
        if let Some(backend) = self.environment.get("WGPU_BACKEND").filter(|_| self.adapters.is_empty()) {
            return Some(Finding::new(
                "wgpu_backend",
                format!("WGPU_BACKEND is '{backend}', which leaves no adapter"),
                "unset it, or set it to vulkan, metal or dx12",
            ));
        }
        if self.adapters.iter().any(|it| it.hardware) || self.taken().is_some() || self.error.is_some() {
            return None;
        }
        if self.adapters.is_empty() {
            // On Linux, the missing pieces have been named.
            return self.linux.is_none().then(|| {
                Finding::new(
                    "no_adapter",
                    "the system offers no graphics adapter",
                    "install the driver of the card's maker; without a card, the CPU draws",
                )
            });
        }
        let names: Vec<&str> = self.adapters.iter().map(|adapter| adapter.name.as_str()).collect();
        Some(Finding::new(
            "only_software",
            format!("only software adapters are listed: {}", names.join("; ")),
            "nothing, if there is no GPU: the CPU renderer is faster, and is taken instead of them",
        ))
    }
}

/// A driver file that a variable names, and that can't be used.
fn named_but_unusable(file: &DriverFile) -> Option<Finding> {
    let (variable, error) = (file.named_by?, file.error.as_ref()?);
    Some(Finding::new(
        "driver_variable",
        format!("{variable} names {}: {error}", file.path),
        format!("unset {variable}, or name a file of /usr/share/vulkan/icd.d"),
    ))
}

fn closed_node(node: &Node, container: bool) -> Option<Finding> {
    let error = node.error.as_ref()?;
    let group = node.group.as_deref().unwrap_or("render");
    let remedy = match (container, group) {
        (true, _) => format!("start the container with --device {} --group-add {group}", node.path),
        (false, "root") => "look at its mode and its udev rules: no group but root's may open it".into(),
        (false, _) => format!("sudo usermod --append --groups {group} $USER, then log in again"),
    };
    Some(Finding::new("node_closed", format!("{} can't be opened: {error}", node.path), remedy))
}

/// The pieces between a card and its adapter that aren't there, from the card upwards.
fn missing_pieces(linux: &Linux) -> Vec<Finding> {
    let mut findings = missing_nodes(linux);
    if let Some(error) = &linux.loader_error {
        findings.push(Finding::new(
            "no_loader",
            format!("the Vulkan loader can't be loaded: {error}"),
            "install it (Debian, Ubuntu: apt install libvulkan1; Fedora: dnf install vulkan-loader)",
        ));
    }
    if linux.driver_files.is_empty() {
        findings.push(Finding::new(
            "no_driver_file",
            "no Vulkan driver is installed: there is no file in /usr/share/vulkan/icd.d and its like",
            "AMD, Intel: apt install mesa-vulkan-drivers; NVIDIA: the maker's driver (Debian: nvidia-vulkan-icd)",
        ));
    }
    let unloadable = |file: &DriverFile| {
        let (library, error) = (file.library.as_ref()?, file.error.as_ref()?);
        file.named_by.is_none().then(|| {
            Finding::new(
                "driver_unloadable",
                format!("{} names {library}, which can't be loaded: {error}", file.path),
                "install the library that the message names, or the driver's package again",
            )
        })
    };
    findings.extend(linux.driver_files.iter().filter_map(unloadable));
    findings.extend(missing_drivers(linux));
    findings
}

/// Cards without the node that a driver would make.
fn missing_nodes(linux: &Linux) -> Vec<Finding> {
    if linux.nodes.is_empty() && linux.cards.iter().all(|card| card.vendor == Vendor::Other) {
        return vec![Finding::new(
            "no_device",
            "no graphics device: nothing at /dev/dri/renderD*, /dev/nvidia*, /dev/dxg",
            "nothing, if there is no GPU: the CPU draws; a container is given one by --gpus all (NVIDIA) or --device \
             /dev/dri (AMD, Intel)",
        )];
    }
    let missing = |card: &Card| {
        let (maker, node, driver) = match card.vendor {
            Vendor::Nvidia => ("NVIDIA", "nvidia", "NVIDIA's driver (Debian: apt install nvidia-driver)"),
            Vendor::Amd => ("AMD", "renderD", "a kernel with the module amdgpu"),
            Vendor::Intel => ("Intel", "renderD", "a kernel with the module i915 or xe"),
            Vendor::Other => return None,
        };
        if linux.nodes.iter().any(|it| it.path.contains(node)) {
            return None;
        }
        let folder = if card.vendor == Vendor::Nvidia { "/dev/nvidia0" } else { "/dev/dri/renderD128" };
        let remedy = match (linux.container, card.vendor) {
            (true, Vendor::Nvidia) => NVIDIA_CONTAINER.into(),
            (true, _) => "start the container with --device /dev/dri".into(),
            (false, _) => format!("install {driver}, and restart"),
        };
        let problem = format!("the {maker} card {} is on the bus, but {folder} is missing", card.pci);
        Some(Finding::new("no_node", problem, remedy))
    };
    linux.cards.iter().filter_map(missing).collect()
}

/// Nodes whose driver isn't installed, though others may be.
fn missing_drivers(linux: &Linux) -> Option<Finding> {
    let has = |name: &str| linux.driver_files.iter().any(|file| file.path.contains(name));
    if linux.has_nvidia_node() && linux.nvidia_lacks("graphics") {
        let given = linux.nvidia_capabilities.as_deref().unwrap_or_default();
        return Some(Finding::new(
            "nvidia_without_graphics",
            format!("the container was given NVIDIA's card for {given}, not for graphics"),
            NVIDIA_CONTAINER,
        ));
    }
    if linux.has_nvidia_node() && !linux.driver_files.is_empty() && !has("nvidia") {
        let install =
            "apt install nvidia-vulkan-icd (Debian), or libnvidia-gl-NNN of the same version (Ubuntu)";
        let remedy = if linux.container { NVIDIA_CONTAINER } else { install };
        return Some(Finding::new(
            "no_nvidia_driver",
            "NVIDIA's card has no Vulkan driver installed",
            remedy,
        ));
    }
    let windows = linux.nodes.iter().any(|node| node.path.ends_with("dxg"));
    (windows && !has("dzn")).then(|| {
        Finding::new(
            "no_windows_driver",
            "Windows offers its card (/dev/dxg), but Mesa's driver for it is not installed",
            "install a Mesa with dzn (Ubuntu: apt install mesa-vulkan-drivers), or use cymatic for Windows",
        )
    })
}

#[cfg(test)]
mod tests;
