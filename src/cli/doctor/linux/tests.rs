//! Driver files, nodes and cards are read from folders made here.

use super::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn variables(pairs: &[(&str, &str)]) -> Variables {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What is said of the files, in their order: file name and error.
fn read(variables: &Variables) -> Vec<(String, Option<String>)> {
    let load = |name: &str| match name {
        _ if name.ends_with("libgood.so") => Ok(()),
        _ if name.ends_with("libold.so") => Err("libold.so: wrong ELF class: ELFCLASS32".into()),
        _ => Err(format!("{name}: cannot open shared object file")),
    };
    let name = |path: &str| Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
    driver_files(variables, &load).into_iter().map(|file| (name(&file.path), file.error)).collect()
}

#[test]
fn driver_files_come_from_the_usual_folders_unless_a_variable_names_others() {
    let driver = |library: &str| format!(r#"{{"ICD": {{"library_path": "{library}"}}}}"#);
    let there = folder(&[
        ("share/vulkan/icd.d/a.json", &driver("libgood.so")),
        ("share/vulkan/icd.d/b.json", &driver("libbad.so")),
        ("share/vulkan/icd.d/c.json", &driver("libold.so")),
        ("share/vulkan/icd.d/readme.txt", ""),
        ("own/d.json", &driver("./libgood.so")),
        ("own/e.json", "{"),
    ]);
    let at = |name: &str| there.path().join(name).display().to_string();
    let empty = at("nowhere");
    let usual = variables(&[
        ("XDG_DATA_DIRS", &at("share")),
        ("XDG_DATA_HOME", &empty),
        ("XDG_CONFIG_HOME", &empty),
        ("XDG_CONFIG_DIRS", &empty),
    ]);
    // `/etc` is looked into as well, whatever is there.
    let found = read(&usual);
    assert!(found.contains(&("a.json".into(), None)), "{found:?}");
    let bad = Some("libbad.so: cannot open shared object file".into());
    assert!(found.contains(&("b.json".into(), bad)), "{found:?}");
    assert!(!found.iter().any(|(name, _)| name == "c.json" || name == "readme.txt"), "{found:?}");

    let mut named = usual.clone();
    named.insert("VK_ICD_FILENAMES".into(), format!("{}:{}", at("own"), at("missing.json")));
    let found = read(&named);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["d.json", "e.json", "missing.json"]);
    assert_eq!(found[0].1, None);
    assert!(found[1].1.as_ref().unwrap().contains("is no driver file"), "{found:?}");
    assert_eq!(found[2].1.as_deref(), Some("no such file or directory"));

    named.insert("VK_DRIVER_FILES".into(), at("own/d.json"));
    assert_eq!(read(&named), [("d.json".into(), None)], "the newer variable counts");
    named.insert("VK_ADD_DRIVER_FILES".into(), at("share/vulkan/icd.d/a.json"));
    assert_eq!(read(&named), [("a.json".into(), None), ("d.json".into(), None)]);
}

#[test]
fn cards_and_their_nodes_are_found() {
    let there = folder(&[
        ("dev/dri/renderD128", ""),
        ("dev/dri/card0", ""),
        ("dev/nvidia0", ""),
        ("dev/nvidiactl", ""),
        ("dev/nvidia-uvm", ""),
        ("dev/dxg", ""),
        ("dev/null", ""),
        ("pci/0000:3b:00.0/class", "0x030200\n"),
        ("pci/0000:3b:00.0/vendor", "0x10de\n"),
        ("pci/0000:00:02.0/class", "0x020000\n"),
        ("pci/0000:00:02.0/vendor", "0x10de\n"),
    ]);
    let nodes = nodes(&there.path().join("dev"));
    let names: Vec<&str> = nodes.iter().map(|node| node.path.rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["dxg", "nvidia0", "nvidiactl", "renderD128"]);
    assert!(nodes.iter().all(|node| node.error.is_none()), "{nodes:?}");
    let card = Card { pci: "0000:3b:00.0".into(), vendor: Vendor::Nvidia };
    assert_eq!(cards(&there.path().join("pci")), [card]);
}

#[test]
fn nvidias_runtime_brings_in_computing_when_nothing_is_asked_for() {
    let given = |pairs| nvidia_capabilities(&variables(pairs));
    assert_eq!(given(&[]), None);
    assert_eq!(given(&[("NVIDIA_VISIBLE_DEVICES", "void")]), None);
    assert_eq!(given(&[("NVIDIA_VISIBLE_DEVICES", "all")]).as_deref(), Some("compute,utility"));
    let asked = given(&[("NVIDIA_VISIBLE_DEVICES", "0"), ("NVIDIA_DRIVER_CAPABILITIES", "all")]);
    assert_eq!(asked.as_deref(), Some("all"));
    let lacks = |all: &str, one: &str| Linux::with_nvidia_container(all).nvidia_lacks(one);
    assert!(lacks("compute,utility", "graphics") && !lacks("graphics, video", "video"));
    assert!(!lacks("all", "graphics"));
}
