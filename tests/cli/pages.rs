//! The pages of `docs/`: links lead somewhere, commands use options that there are.

use crate::harness::Folder;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// README, CONTRIBUTING and all of `docs/`, with their text.
fn pages() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = docs.chain(["README.md", "CONTRIBUTING.md"].map(|name| root.join(name)));
    let pages: Vec<_> = pages
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    assert!(pages.len() >= 8, "{}", pages.len());
    pages
}

/// The names of a page's headings in links: small, blanks as hyphens, no other signs.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter_map(|line| line.strip_prefix('#'));
    let named = |heading: &str| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    headings.map(|heading| named(heading.trim_start_matches('#').trim())).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut checked = 0;
    for (page, text) in pages() {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", page.display());
            if !anchor.is_empty() {
                let there = anchors(&fs::read_to_string(&target).unwrap());
                assert!(there.contains(anchor), "{}: {link}: there are {there:?}", page.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
}

#[test]
fn the_guide_uses_options_that_there_are() {
    let folder = Folder::new();
    let help = |command: &str| folder.run([command, "--help"]).ok().text().to_owned();
    let helps: String = ["render", "still", "info", "scene", "doctor", "bench"].map(help).concat();
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide.md")).unwrap();
    let commands = guide.lines().filter(|line| line.trim_start().starts_with("cymatic "));
    let told = commands.map(|line| line.split("  #").next().unwrap_or_default());
    let options: BTreeSet<&str> =
        told.flat_map(str::split_whitespace).filter(|word| word.starts_with("--")).collect();
    assert!(options.len() > 20, "{options:?}");
    let words: BTreeSet<&str> = helps.split(|c: char| c.is_whitespace() || ",;`".contains(c)).collect();
    for option in options {
        assert!(words.contains(option), "{option}");
    }
}
