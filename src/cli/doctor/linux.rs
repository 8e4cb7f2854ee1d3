//! What Vulkan needs on Linux, as it was found: the loader, driver files, device nodes, cards on the bus.

use super::probe::Probe;
use crate::cli::machine::is_container;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Variables of the environment by name.
pub(super) type Variables = BTreeMap<String, String>;

/// The pieces below the adapters.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Linux {
    /// Why the Vulkan loader can't be loaded; none when it can.
    pub(super) loader_error: Option<String>,
    /// The driver files that the loader reads.
    pub(super) driver_files: Vec<DriverFile>,
    /// The device nodes of graphics cards.
    pub(super) nodes: Vec<Node>,
    /// The graphics cards on the PCI bus, whether they have a driver or not.
    pub(super) cards: Vec<Card>,
    /// Whether this is a container.
    pub(super) container: bool,
    /// What NVIDIA's container runtime was asked to bring in: "compute,utility".
    pub(super) nvidia_capabilities: Option<String>,
}

/// A file that names a Vulkan driver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct DriverFile {
    pub(super) path: String,
    /// The variable that names the file; none when it was found in a usual folder.
    pub(super) named_by: Option<&'static str>,
    /// The driver.
    pub(super) library: Option<String>,
    /// Why the driver can't be loaded.
    pub(super) error: Option<String>,
}

/// A device node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Node {
    pub(super) path: String,
    /// The group that may open it, by name or number.
    pub(super) group: Option<String>,
    /// Why it can't be opened.
    pub(super) error: Option<String>,
}

/// A graphics card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Card {
    pub(super) pci: String,
    pub(super) vendor: Vendor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Vendor {
    Nvidia,
    Amd,
    Intel,
    /// A virtual screen, or one of a server's board.
    Other,
}

impl Vendor {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Nvidia => "NVIDIA",
            Self::Amd => "AMD",
            Self::Intel => "Intel",
            Self::Other => "of another maker",
        }
    }
}

/// Variables that replace the usual folders, the newer first: only the first that is set counts.
const INSTEAD: [&str; 2] = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];
/// The variable that adds to them.
const BESIDES: &str = "VK_ADD_DRIVER_FILES";

impl Linux {
    pub(super) fn look(variables: &Variables) -> Self {
        let load = |name: &str| Probe::Library(name.into()).ask::<Result<(), String>>().and_then(|told| told);
        Self {
            loader_error: load("libvulkan.so.1").err(),
            driver_files: driver_files(variables, &load),
            nodes: nodes(Path::new("/dev")),
            cards: cards(Path::new("/sys/bus/pci/devices")),
            container: is_container(|name| variables.contains_key(name)),
            nvidia_capabilities: nvidia_capabilities(variables),
        }
    }

    pub(super) fn has_nvidia_node(&self) -> bool {
        self.nodes.iter().any(|node| node.path.contains("/nvidia"))
    }

    /// Whether NVIDIA's container runtime left something out: "graphics", "video".
    pub(super) fn nvidia_lacks(&self, capability: &str) -> bool {
        let has = |all: &str| all.split(',').any(|one| one.trim() == capability || one.trim() == "all");
        self.nvidia_capabilities.as_deref().is_some_and(|all| !has(all))
    }

    #[cfg(test)]
    pub(super) fn with_nvidia_container(capabilities: &str) -> Self {
        let node = Node { path: "/dev/nvidia0".into(), group: None, error: None };
        let nvidia_capabilities = Some(capabilities.into());
        Self { nodes: vec![node], container: true, nvidia_capabilities, ..Self::default() }
    }
}

/// Only the runtime sets or reads these variables. Without capabilities, it brings in those of computing.
fn nvidia_capabilities(variables: &Variables) -> Option<String> {
    let devices = variables.get("NVIDIA_VISIBLE_DEVICES")?;
    let given = !matches!(devices.as_str(), "" | "none" | "void");
    let asked = variables.get("NVIDIA_DRIVER_CAPABILITIES").filter(|asked| !asked.is_empty());
    given.then(|| asked.cloned().unwrap_or_else(|| "compute,utility".into()))
}

/// The driver files that the loader reads, in its order; those for other kinds of processors are left out.
fn driver_files(variables: &Variables, load: &dyn Fn(&str) -> Result<(), String>) -> Vec<DriverFile> {
    let named = |variable: &'static str| {
        let paths = variables.get(variable).filter(|paths| !paths.is_empty())?;
        Some(paths.split(':').map(|path| (PathBuf::from(path), Some(variable))).collect::<Vec<_>>())
    };
    let usual = || folders(variables).into_iter().map(|folder| (folder, None)).collect();
    let mut places = named(BESIDES).unwrap_or_default();
    places.extend(INSTEAD.into_iter().find_map(named).unwrap_or_else(usual));
    let files = places.into_iter().flat_map(|(place, by)| match place.is_dir() {
        true => listed(&place, ".json").into_iter().map(|file| (file, by)).collect(),
        false if by.is_some() => vec![(place, by)],
        false => Vec::new(),
    });
    let read = files.map(|(path, named_by)| {
        let library = library(&path);
        let error = library.clone().and_then(|library| load(&library)).err();
        DriverFile { path: path.display().to_string(), named_by, library: library.ok(), error }
    });
    read.filter(|file| !file.error.as_ref().is_some_and(|error| error.contains("wrong ELF class"))).collect()
}

/// The usual folders of driver files, as the loader's documentation lists them.
fn folders(variables: &Variables) -> Vec<PathBuf> {
    let value = |name: &str| variables.get(name).filter(|value| !value.is_empty()).cloned();
    let home = |folder: &str| value("HOME").map(|home| format!("{home}/{folder}")).unwrap_or_default();
    let all = [
        value("XDG_CONFIG_HOME").unwrap_or_else(|| home(".config")),
        value("XDG_CONFIG_DIRS").unwrap_or_else(|| "/etc/xdg".into()),
        "/usr/local/etc:/etc".into(),
        value("XDG_DATA_HOME").unwrap_or_else(|| home(".local/share")),
        value("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into()),
    ]
    .join(":");
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in all.split(':').filter(|folder| !folder.is_empty()) {
        let folder = Path::new(folder).join("vulkan/icd.d");
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// The driver that a file names: a path, or a name for the system to search.
fn library(file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|e| in_words(&e))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|e| format!("is no driver file: {e}"))?;
    let named = json["ICD"]["library_path"].as_str().ok_or("is no driver file: it names no library")?;
    // A relative path begins at the file.
    let folder = file.parent().filter(|_| named.contains('/'));
    Ok(folder.map_or_else(|| named.to_owned(), |folder| folder.join(named).display().to_string()))
}

/// The render nodes, NVIDIA's own, and that of Windows under WSL.
fn nodes(dev: &Path) -> Vec<Node> {
    let is_card = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let number = name.strip_prefix("nvidia").or_else(|| name.strip_prefix("renderD"));
        number.is_some_and(|number| number == "ctl" || number.parse::<u32>().is_ok()) || name == "dxg"
    };
    let all = [dev.to_owned(), dev.join("dri")].into_iter().flat_map(|folder| listed(&folder, ""));
    let open = |path: PathBuf| {
        let opened = fs::OpenOptions::new().read(true).write(true).open(&path);
        let error = opened.err().map(|e| in_words(&e));
        Node { group: group(&path), path: path.display().to_string(), error }
    };
    all.filter(is_card).map(open).collect()
}

/// The group of a file.
fn group(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        let id = std::os::unix::fs::MetadataExt::gid(&fs::metadata(path).ok()?).to_string();
        let groups = fs::read_to_string("/etc/group").unwrap_or_default();
        let named = groups.lines().find(|line| line.split(':').nth(2) == Some(&id));
        Some(named.and_then(|line| line.split(':').next()).unwrap_or(&id).to_owned())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The display controllers on the PCI bus.
fn cards(devices: &Path) -> Vec<Card> {
    let card = |folder: PathBuf| {
        let read = |name: &str| fs::read_to_string(folder.join(name)).ok();
        let vendor = match read("vendor")?.trim() {
            "0x10de" => Vendor::Nvidia,
            "0x1002" => Vendor::Amd,
            "0x8086" => Vendor::Intel,
            _ => Vendor::Other,
        };
        let is_display = read("class")?.starts_with("0x03");
        is_display
            .then(|| Card { pci: folder.file_name().unwrap_or_default().to_string_lossy().into(), vendor })
    };
    listed(devices, "").into_iter().filter_map(card).collect()
}

/// The entries of a folder, sorted; none when there is no folder.
fn listed(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(ending));
    paths.sort();
    paths
}

/// An error of the file system without its number.
fn in_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

#[cfg(test)]
mod tests;
