//! The pages: links lead somewhere, commands use options that there are, and tables are those of the program.

use crate::harness::Folder;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Where tables begin that the program fills in; they go on to the end of their page.
const TABLES: &str = "<!-- A test compares these tables with the program. -->\n";

/// A page, by its path in the project.
pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The page has these tables; with `BLESS=pages` they are written.
pub(crate) fn hold_tables(name: &str, tables: &str) {
    let page = read(name);
    let (head, _) = page.split_once(TABLES).unwrap();
    let right = format!("{head}{TABLES}{tables}");
    if std::env::var("BLESS").is_ok_and(|what| what == "pages" || what == "all") {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), right).unwrap();
    } else {
        assert!(page == right, "the tables of {name} are out of date: run ./x bless pages");
    }
}

/// README, CONTRIBUTING, the figures and all of `docs/`, with their text.
fn pages() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = docs.chain(["README.md", "CONTRIBUTING.md", "benches/README.md"].map(|name| root.join(name)));
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
fn commands_use_options_that_there_are() {
    let folder = Folder::new();
    let mut helps: BTreeMap<String, String> = BTreeMap::new();
    let mut checked = 0;
    for (page, text) in pages() {
        for line in text.lines().map(str::trim_start).filter(|line| line.starts_with("cymatic ")) {
            let told = line.split("  #").next().unwrap_or_default();
            // A word that is no command is a song, which `render` is about.
            let command = told.split_whitespace().nth(1).unwrap_or_default();
            let help = helps
                .entry(command.to_owned())
                .or_insert_with(|| folder.run([command, "--help"]).ok().text().to_owned());
            for option in told.split_whitespace().filter(|word| word.starts_with("--")) {
                let mut words = help.split(|c: char| c.is_whitespace() || ",;`".contains(c));
                assert!(words.any(|word| word == option), "{}: {line}: {option}", page.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 50, "{checked}");
}
