//! The README says what the program does.

use cymatic::{
    analysis, layers,
    visual::{
        REGISTRY, StyleInfo,
        params::{Param, default_text, describe},
    },
};
use std::{fmt::Write, fs, path::Path};

/// Where the sections of the styles end.
const END: &str = "<!-- The last of the styles. -->";

/// The table of parameters.
fn table(params: &[Param]) -> String {
    let mut table = String::from("| parameter | default | | |\n|---|---|---|---|\n");
    for param in params {
        let unit = if param.unit.is_empty() { String::new() } else { format!(" {}", param.unit) };
        let (default, range) = (default_text(param.kind), describe(param.kind));
        writeln!(table, "| `{}` | {default} | {} | {range}{unit} |", param.name, param.help).unwrap();
    }
    table
}

/// The README with the section of a style as it should be.
fn updated(readme: &str, style: &StyleInfo) -> String {
    let (heading, words) = (format!("#### `{}`", style.name), format!(": {}\n\n", style.summary));
    // A new style comes after the others.
    replaced(readme, &heading, &words, style.params).unwrap_or_else(|| {
        readme.replacen(END, &format!("{heading}{words}{}\n{END}", table(style.params)), 1)
    })
}

/// The README with the section under a heading as it should be, if it has one.
fn replaced(readme: &str, heading: &str, words: &str, params: &[Param]) -> Option<String> {
    let start = readme.find(heading)?;
    let rest = &readme[start + heading.len()..];
    let end = ["\n#", &format!("\n{END}")].iter().filter_map(|mark| rest.find(*mark)).min();
    let end = end.map_or(readme.len(), |at| start + heading.len() + at);
    Some(format!("{}{heading}{words}{}{}", &readme[..start], table(params), &readme[end..]))
}

/// What stands under the heading of the settings of the analysis.
const SOUND: &str = "\n\nGiven as `--sound key=value` to a video, a still or `analyze`; `cymatic styles --sound` lists \
them\ntoo.\n\n";

/// What stands under the heading of the settings of the layers.
const LAYERS: &str =
    "\n\nGiven as `--layer key=value` to a video or a still; `cymatic styles --layers` lists them too.\n\n";

/// `BLESS=readme` writes the tables anew.
#[test]
fn the_readme_lists_every_parameter_of_every_style() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let styles = REGISTRY.iter().filter(|style| !style.hidden);
    let right = styles.fold(readme.clone(), |readme, style| updated(&readme, style));
    let right = replaced(&right, "### Settings of the analysis", SOUND, analysis::PARAMS)
        .expect("the README has a section for the settings of the analysis");
    let right = replaced(&right, "### Settings of the layers", LAYERS, layers::PARAMS)
        .expect("the README has a section for the settings of the layers");
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
