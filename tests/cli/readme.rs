//! The README says what the program does.

use cymatic::visual::{
    REGISTRY, StyleInfo,
    params::{default_text, describe},
};
use std::{fmt::Write, fs, path::Path};

/// The table of a style's parameters.
fn table(style: &StyleInfo) -> String {
    let mut table = String::from("| parameter | default | | |\n|---|---|---|---|\n");
    for param in style.params {
        let unit = if param.unit.is_empty() { String::new() } else { format!(" {}", param.unit) };
        let (default, range) = (default_text(param.kind), describe(param.kind));
        writeln!(table, "| `{}` | {default} | {} | {range}{unit} |", param.name, param.help).unwrap();
    }
    table
}

#[test]
fn the_readme_lists_every_parameter_of_every_style() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for style in REGISTRY.iter().filter(|style| !style.hidden) {
        let section = format!("#### `{}`: {}\n\n{}", style.name, style.summary, table(style));
        assert!(readme.contains(&section), "README.md lacks this:\n{section}");
    }
}

#[test]
fn the_readme_and_the_help_name_the_same_options() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let help = crate::harness::Folder::new().run(["--help"]).ok();
    let options: Vec<&str> = help
        .text()
        .split_whitespace()
        .filter(|word| word.starts_with("--") && word.len() > 2)
        .map(|word| word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()))
        .collect();
    assert!(options.len() > 20, "{options:?}");
    for option in options {
        let told = readme.contains(&format!("`{option}`")) || readme.contains(&format!("`{option} "));
        assert!(
            told || ["--help", "--version", "--at", "--adapter", "--quiet", "--verbose", "--force"]
                .contains(&option),
            "{option}"
        );
    }
}
