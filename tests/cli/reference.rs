//! The reference in `docs/` lists what the program has, and the README counts it.

use crate::{harness::Folder, pages};
use cymatic::{
    analysis, layers,
    visual::{
        REGISTRY, StyleInfo,
        params::{Param, default_text, describe},
    },
};
use std::{collections::BTreeSet, fmt::Write};

fn listed() -> impl Iterator<Item = &'static StyleInfo> {
    REGISTRY.iter().copied().filter(|style| !style.hidden)
}

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

/// A summary as a sentence of its own.
fn sentence(summary: &str) -> String {
    let (first, rest) = summary.split_at(1);
    format!("{}{rest}.", first.to_uppercase())
}

/// All tables of parameters, under their headings.
fn tables() -> String {
    let links: Vec<_> = listed().map(|style| format!("[{0}](#{0})", style.name)).collect();
    let mut tables = format!(
        "\n## Styles\n\nGiven as `--set key=value` to a video or a still; `cymatic styles NAME` lists them too.\n\n{}\n",
        links.join(" · ")
    );
    for style in listed() {
        let (words, table) = (sentence(style.summary), table(style.params));
        write!(tables, "\n### `{}`\n\n{words}\n\n{table}", style.name).unwrap();
    }
    for (heading, words, params) in [
        ("Layers", "`--layer key=value` to a video or a still; `cymatic styles --layers`", layers::PARAMS),
        (
            "Analysis",
            "`--sound key=value` to a video, a still or `analyze`; `cymatic styles --sound`",
            analysis::PARAMS,
        ),
    ] {
        write!(tables, "\n## {heading}\n\nGiven as {words} lists them too.\n\n{}", table(params)).unwrap();
    }
    tables
}

#[test]
fn the_readme_counts_styles_and_looks() {
    let readme = pages::read("README.md");
    let looks = Folder::new().run(["looks"]).ok().text().lines().take_while(|line| !line.is_empty()).count();
    for count in [format!("{} styles", listed().count()), format!("{looks} looks")] {
        assert!(readme.contains(&count), "{count}");
    }
}

#[test]
fn the_page_of_parameters_lists_every_parameter() {
    pages::hold_tables("docs/parameters.md", &tables());
}

/// The long options in some words.
fn options<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    lines.flat_map(|line| line.split([' ', ',', '`'])).filter(|word| word.starts_with("--")).collect()
}

#[test]
fn the_page_of_options_lists_every_option() {
    let page = pages::read("docs/options.md");
    let rows = page.lines().filter(|line| line.starts_with("| `-"));
    let told = options(rows.filter_map(|row| row.split(" | ").next()));
    let help = Folder::new().run(["render", "--help"]).ok();
    let there = options(help.text().lines().map(str::trim_start).filter(|line| line.starts_with('-')));
    assert!(there.len() > 40, "{there:?}");
    let odd: Vec<_> = told.symmetric_difference(&there).collect();
    assert_eq!(odd, [&"--help"], "only the page or only the program has these");
}
