//! Every finding, on machines that are made up.

use super::*;

fn node(path: &str, error: Option<&str>) -> Node {
    Node { path: path.into(), group: Some("render".into()), error: error.map(str::to_owned) }
}

fn file(name: &str, named_by: Option<&'static str>, error: Option<&str>) -> DriverFile {
    let path = format!("/usr/share/vulkan/icd.d/{name}");
    DriverFile { path, named_by, library: Some(format!("lib{name}.so")), error: error.map(str::to_owned) }
}

fn card(vendor: Vendor) -> Card {
    Card { pci: "0000:3b:00.0".into(), vendor }
}

fn adapter(number: usize, hardware: bool, error: Option<&str>) -> Adapter {
    Adapter {
        number,
        name: if hardware { "A Card" } else { "llvmpipe" }.into(),
        kind: if hardware { "discrete" } else { "software" }.into(),
        hardware,
        api: "vulkan".into(),
        driver: "1.0".into(),
        pci: String::new(),
        max_buffer_bytes: 1 << 30,
        max_binding_bytes: 1 << 30,
        max_texture_side: 16_384,
        max_texture_layers: 2_048,
        error: error.map(str::to_owned),
    }
}

/// A Linux on which an AMD card has all it needs.
fn whole() -> Linux {
    Linux {
        driver_files: vec![file("radeon_icd.json", None, None)],
        nodes: vec![node("/dev/dri/renderD128", None)],
        cards: vec![card(Vendor::Amd)],
        ..Linux::default()
    }
}

fn on(linux: Linux) -> Graphics {
    Graphics { linux: Some(linux), ..Graphics::default() }
}

/// The only finding's remedy.
#[track_caller]
fn remedy_of(graphics: &Graphics, id: &str) -> String {
    let findings = graphics.findings();
    let ids: Vec<&str> = findings.iter().map(|finding| finding.id).collect();
    assert_eq!(ids, [id], "{findings:#?}");
    findings[0].remedy.clone()
}

#[test]
fn a_card_that_draws_leaves_nothing_to_find() {
    let mut graphics = on(whole());
    graphics.adapters = vec![adapter(0, true, None), adapter(1, false, None)];
    graphics.auto = Auto { adapter: Some(0), fails: false, why: String::new() };
    assert_eq!(graphics.findings(), []);
    assert_eq!(graphics.draws_on(), "A Card (discrete, vulkan)");
    // Drivers of cards that aren't there may be broken.
    graphics.linux.as_mut().unwrap().driver_files.push(file("x.json", None, Some("not found")));
    assert_eq!(graphics.findings(), []);
}

#[test]
fn a_card_that_fails_is_found_and_the_cpu_goes_on() {
    let mut graphics = on(whole());
    graphics.adapters = vec![adapter(0, true, Some("the device was lost"))];
    graphics.auto.adapter = Some(0);
    assert!(remedy_of(&graphics, "adapter_fails").contains("--backend cpu"));
    assert!(graphics.findings()[0].problem.contains("the device was lost"));
    assert_eq!(graphics.draws_on(), "the CPU, once A Card has failed");
}

#[test]
fn drivers_that_crash_are_found() {
    let graphics = Graphics { error: Some("crashed with signal 11".into()), ..on(whole()) };
    assert!(remedy_of(&graphics, "drivers_fail").contains("--backend cpu"));
    assert!(graphics.draws_on().contains("--backend cpu"));
}

#[test]
fn a_name_that_fits_no_adapter_is_found() {
    let mut graphics = on(whole());
    graphics.adapters = vec![adapter(0, true, None)];
    graphics.auto = Auto { adapter: None, fails: true, why: "no adapter 'x'".into() };
    assert!(remedy_of(&graphics, "adapter_name").contains("WGPU_ADAPTER_NAME"));
}

#[test]
fn a_missing_loader_is_found() {
    let graphics = on(Linux { loader_error: Some("libvulkan.so.1: no such file".into()), ..whole() });
    assert!(remedy_of(&graphics, "no_loader").contains("libvulkan1"));
}

#[test]
fn missing_and_broken_driver_files_are_found() {
    let none = on(Linux { driver_files: Vec::new(), ..whole() });
    assert!(remedy_of(&none, "no_driver_file").contains("mesa-vulkan-drivers"));
    let broken =
        Linux { driver_files: vec![file("radeon.json", None, Some("libX11.so.6: none"))], ..whole() };
    assert!(remedy_of(&on(broken), "driver_unloadable").contains("install"));
}

#[test]
fn a_variable_that_names_a_missing_file_is_found_even_if_a_card_draws() {
    let named = file("x.json", Some("VK_DRIVER_FILES"), Some("no such file or directory"));
    let mut graphics = on(Linux { driver_files: vec![named], ..whole() });
    assert!(remedy_of(&graphics, "driver_variable").contains("unset VK_DRIVER_FILES"));
    graphics.adapters = vec![adapter(0, true, None)];
    assert!(remedy_of(&graphics, "driver_variable").contains("unset VK_DRIVER_FILES"));
}

#[test]
fn nodes_that_are_closed_to_the_user_are_found() {
    let closed = |container, group: &str| {
        let node =
            Node { group: Some(group.into()), ..node("/dev/dri/renderD128", Some("permission denied")) };
        remedy_of(&on(Linux { nodes: vec![node], container, ..whole() }), "node_closed")
    };
    assert!(closed(false, "render").contains("usermod --append --groups render"));
    assert!(closed(false, "root").contains("udev"));
    assert!(closed(true, "105").contains("--device /dev/dri/renderD128 --group-add 105"));
}

#[test]
fn a_machine_without_a_card_is_told_that_the_cpu_draws() {
    let bare = |cards| on(Linux { nodes: Vec::new(), cards, ..whole() });
    assert!(remedy_of(&bare(Vec::new()), "no_device").contains("--gpus all"));
    assert!(remedy_of(&bare(vec![card(Vendor::Other)]), "no_device").contains("the CPU draws"));
    assert_eq!(bare(Vec::new()).draws_on(), "the CPU");
}

#[test]
fn a_card_without_its_node_is_found() {
    let missing = |vendor, container| {
        let linux = Linux { nodes: Vec::new(), cards: vec![card(vendor)], container, ..whole() };
        remedy_of(&on(linux), "no_node")
    };
    assert!(missing(Vendor::Nvidia, false).contains("nvidia-driver"));
    assert!(missing(Vendor::Nvidia, true).contains("NVIDIA_DRIVER_CAPABILITIES"));
    assert!(missing(Vendor::Amd, false).contains("amdgpu"));
    assert!(missing(Vendor::Intel, true).contains("--device /dev/dri"));
}

#[test]
fn a_container_without_nvidias_graphics_is_found() {
    let linux =
        Linux { driver_files: whole().driver_files, ..Linux::with_nvidia_container("compute,utility") };
    assert!(remedy_of(&on(linux), "nvidia_without_graphics").contains("graphics,video"));
}

#[test]
fn a_card_whose_own_driver_is_missing_is_found() {
    let nvidia = |container| {
        remedy_of(
            &on(Linux { nodes: vec![node("/dev/nvidia0", None)], cards: Vec::new(), container, ..whole() }),
            "no_nvidia_driver",
        )
    };
    assert!(nvidia(false).contains("nvidia-vulkan-icd"));
    assert!(nvidia(true).contains("NVIDIA_DRIVER_CAPABILITIES"));
    let windows = Linux { nodes: vec![node("/dev/dxg", None)], cards: Vec::new(), ..whole() };
    assert!(remedy_of(&on(windows), "no_windows_driver").contains("dzn"));
}

#[test]
fn software_adapters_alone_are_found() {
    let mut graphics = on(whole());
    graphics.adapters = vec![adapter(0, false, None)];
    assert!(remedy_of(&graphics, "only_software").contains("CPU renderer"));
    assert_eq!(graphics.draws_on(), "the CPU");
}

#[test]
fn a_variable_that_leaves_no_adapter_is_found() {
    let mut graphics = on(whole());
    graphics.environment.insert("WGPU_BACKEND".into(), "dx12".into());
    assert!(remedy_of(&graphics, "wgpu_backend").contains("unset"));
}

#[test]
fn systems_without_adapters_are_told_to_install_a_driver() {
    assert!(remedy_of(&Graphics::default(), "no_adapter").contains("driver"));
}
