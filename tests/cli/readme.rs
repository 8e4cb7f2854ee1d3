//! The README says what the program does.

use cymatic::visual::{
    REGISTRY, StyleInfo,
    params::{default_text, describe},
};
use std::{fmt::Write, fs, path::Path};

/// Where the sections of the styles end.
const END: &str = "<!-- The last of the styles. -->";

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

/// The README with the section of a style as it should be.
fn updated(readme: &str, style: &StyleInfo) -> String {
    let heading = format!("#### `{}`", style.name);
    let section = format!("{heading}: {}\n\n{}", style.summary, table(style));
    // A new style comes after the others.
    let Some(start) = readme.find(&heading) else {
        return readme.replacen(END, &format!("{section}\n{END}"), 1);
    };
    let rest = &readme[start + heading.len()..];
    let end = ["\n#", &format!("\n{END}")].iter().filter_map(|mark| rest.find(*mark)).min();
    let end = end.map_or(readme.len(), |at| start + heading.len() + at);
    format!("{}{section}{}", &readme[..start], &readme[end..])
}

/// `BLESS=readme` writes the tables anew.
#[test]
fn the_readme_lists_every_parameter_of_every_style() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let styles = REGISTRY.iter().filter(|style| !style.hidden);
    let right = styles.fold(readme.clone(), |readme, style| updated(&readme, style));
    if std::env::var("BLESS").is_ok_and(|what| what == "readme" || what == "all") {
        fs::write(&path, &right).unwrap();
    } else {
        assert!(readme == right, "the tables of README.md are out of date: run ./x bless readme");
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
