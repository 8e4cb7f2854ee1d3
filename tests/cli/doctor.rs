//! `cymatic doctor`: says what there is, whatever there is, and always ends well.

use crate::harness::{Ended, Folder};
use serde_json::Value;
use std::{collections::BTreeSet, process::Command};

/// Runs `doctor --json` with the Vulkan drivers that a variable names.
fn with_drivers(folder: &Folder, variable: &str, file: &str) -> Value {
    let mut command = folder.command(["doctor", "--json"]);
    for name in ["VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_ADD_DRIVER_FILES"] {
        command.env_remove(name);
    }
    let ended = Ended::from(command.env(variable, folder.path(file)).output().unwrap()).ok();
    assert_eq!(ended.stderr, "", "drivers and encoders write to the terminal");
    serde_json::from_slice(&ended.stdout).unwrap()
}

fn finding<'a>(report: &'a Value, id: &str) -> &'a Value {
    let all = report["findings"].as_array().unwrap();
    all.iter().find(|finding| finding["id"] == id).unwrap_or_else(|| panic!("no {id} in {all:#?}"))
}

#[test]
fn the_report_has_its_sections_and_a_verdict() {
    let ended = Folder::new().run(["doctor"]).ok();
    assert_eq!(ended.stderr, "", "drivers and encoders write to the terminal");
    let text = ended.text();
    let titles: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
    assert_eq!(titles[..4], ["Graphics", "Encoders", "Machine", "Findings"], "{text}");
    assert!(titles[4].starts_with("auto draws on ") && titles[4].contains("; encodes with "), "{text}");
    assert_eq!(titles.len(), 5, "{text}");
    for key in ["cpu", "cores", "memory", "power", "renderer"] {
        assert!(text.contains(&format!("\n  {key} ")), "no {key} in {text}");
    }
    if cfg!(feature = "ffmpeg") {
        let works = |line: &str| line.starts_with("  libx264 ") && line.ends_with(" works");
        assert!(text.lines().any(works), "{text}");
    }
    for problem in text.lines().filter(|line| line.starts_with("  1 ")) {
        assert!(text.contains(&format!("{problem}\n     do: ")), "{text}");
    }
}

#[test]
fn a_driver_file_that_is_not_there_is_named_with_what_to_do() {
    let folder = Folder::new();
    let report = with_drivers(&folder, "VK_DRIVER_FILES", "missing.json");
    assert_eq!(report["schema"], 1);
    let keys: BTreeSet<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["encoders", "findings", "graphics", "schema", "system", "verdict"].into());
    assert!(report["system"]["machine"]["cores"].as_u64().unwrap() >= 1);
    let power = report["system"]["machine"]["power"].as_str();
    assert!(power.is_some_and(|power| ["mains", "battery"].contains(&power)), "{power:?}");
    assert!(report["system"]["temporary_folder"].is_string());
    if cfg!(target_os = "linux") {
        let found = finding(&report, "driver_variable");
        assert!(found["problem"].as_str().unwrap().contains("missing.json"), "{found}");
        assert!(found["remedy"].as_str().unwrap().contains("unset VK_DRIVER_FILES"), "{found}");
        assert_eq!(report["graphics"]["adapters"], Value::Array(Vec::new()));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_driver_that_crashes_is_reported_and_harms_nothing() {
    let folder = Folder::new();
    folder.write(
        "crash.c",
        b"#include <stdlib.h>\n__attribute__((constructor)) static void die(void) { abort(); }\n",
    );
    let library = folder.path("libcrash.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(folder.path("crash.c"))
        .status();
    if !built.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: no C compiler is installed");
        return;
    }
    folder.write("crash.json", br#"{"file_format_version": "1.0.0", "ICD": {"library_path": "./libcrash.so", "api_version": "1.3.0"}}"#);
    let report = with_drivers(&folder, "VK_ICD_FILENAMES", "crash.json");
    let named = finding(&report, "driver_variable");
    assert!(named["problem"].as_str().unwrap().contains("crashed with signal 6"), "{named}");
    assert!(report["verdict"]["draws_on"].is_string());
    if report["graphics"]["linux"]["loader_error"].is_null() {
        let failed = finding(&report, "drivers_fail");
        assert!(failed["problem"].as_str().unwrap().contains("crashed with signal 6"), "{failed}");
    }
}
