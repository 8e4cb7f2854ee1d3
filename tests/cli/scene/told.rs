//! What the check, the printed default, the schema and the pages tell of a scene's keys.

use super::{checked, drawn, printed, scene};
use crate::{harness::Folder, pages};
use serde_json::{Value, json};

#[test]
fn a_check_says_what_is_set() {
    let check =
        checked("[encoder]\ncrf = 20\nquality = 'standard'\npreset = 'faster'\n[sound]\nmin_freq = 0x40\n")
            .ok();
    assert!(check.text().contains("s.toml sets 4 keys"), "{}", check.text());
    for words in [
        "encoder.crf",
        "without it: by --quality",
        "sound.min_freq",
        "0x40",
        "the default",
        "where the song begins",
    ] {
        assert!(check.text().contains(words), "{words}: {}", check.text());
    }
    checked("").ok();
}

#[test]
fn the_printed_default_changes_nothing() {
    for style in ["circular", "bars"] {
        let folder = scene(&printed(&["--print-default", "--style", style]));
        let plain = drawn(&folder, &format!("--size 160x90 --style {style}"));
        assert_eq!(drawn(&folder, "--size 160x90 --scene s.toml"), plain, "{style}");
        let check = folder.run(["scene", "s.toml", "--check"]).ok();
        assert!(!check.text().replace("instead of \"circular\"", "").contains("instead"), "{}", check.text());
    }
}

/// The keys of a printed default: table, name, and whether it is set.
fn printed_keys(text: &str) -> Vec<(String, String, bool)> {
    let (mut table, mut keys) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']').into();
        } else if let Some((name, _)) = line.split_once(" = ") {
            keys.push((table.clone(), name.trim_start_matches("# ").into(), !line.starts_with('#')));
        }
    }
    keys
}

/// The printed default of a style, and behind it what it says about further visualizers.
fn printed_default(style: &str) -> (String, String) {
    let text = printed(&["--print-default", "--style", style]);
    let (keys, also) = text.split_once("\n# Further visualizers").unwrap();
    (keys.to_owned(), also.to_owned())
}

/// Those that can't stand beside others, or name a file.
const ALONE: [&str; 6] = ["end", "frames", "colors", "midi", "for", "font"];

#[test]
fn every_example_in_the_printed_default_is_right() {
    let uncommented = |text: &str, wanted: &dyn Fn(&str) -> bool| {
        let lines = text.lines().map(|line| match line.split_once(" = ") {
            Some((name, _)) if line.starts_with('#') && wanted(&name[2..]) => &line[2..],
            _ => line,
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut tried = 0;
    for style in cymatic::visual::REGISTRY.iter().filter(|style| !style.hidden) {
        let (text, _) = printed_default(style.name);
        let has_shapes = style.params.iter().any(|param| param.name == "low");
        let fits = |name: &str| !ALONE.contains(&name) && (has_shapes || name != "foreground");
        checked(&uncommented(&text, &fits)).ok();
        tried += 1;
    }
    assert!(tried >= 10);
    let (text, also) = printed_default("circular");
    let also: String =
        also.lines().skip(1).map(|line| line.trim_start_matches("# ").to_owned() + "\n").collect();
    checked(&also.replace("What is", "# What is").replace("Where:", "# Where:")).ok();
    for alone in &ALONE[..3] {
        checked(&uncommented(&text, &|name| name == *alone)).ok();
    }
}

#[test]
fn the_schema_has_every_key_of_the_printed_default() {
    let schema: Value = serde_json::from_str(&printed(&["--schema"])).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["additionalProperties"], false);
    for style in cymatic::visual::REGISTRY.iter().filter(|style| !style.hidden) {
        let (text, _) = printed_default(style.name);
        let keys = printed_keys(&text);
        assert!(keys.len() > 30, "{text}");
        let mut counts = std::collections::BTreeMap::new();
        for (table, name, set) in &keys {
            let mut table_schema = &schema["properties"][table];
            if table == "style" {
                let styles = table_schema["oneOf"].as_array().unwrap();
                table_schema = styles.iter().find(|one| one["title"] == style.name).unwrap();
            }
            let key = &table_schema["properties"][name];
            let typed = key["type"].is_string() || key["type"].is_array() || key["oneOf"].is_array();
            assert!(typed, "{table}.{name}: {key}");
            assert!(key["description"].as_str().unwrap().ends_with('.'), "{table}.{name}: {key}");
            assert_eq!(!key["default"].is_null(), *set, "{table}.{name}: {key}");
            *counts.entry(table).or_insert(0) += 1;
            // No more than those, and nothing else is allowed.
            assert_eq!(table_schema["additionalProperties"], false);
            let all = keys.iter().filter(|key| key.0 == *table).count();
            assert_eq!(table_schema["properties"].as_object().unwrap().len(), all, "{table}");
        }
        assert_eq!(counts.len(), 6);
        let further = schema["properties"]["also"]["items"]["oneOf"].as_array().unwrap();
        let further = &further.iter().find(|one| one["title"] == style.name).unwrap()["properties"];
        let known =
            ["name", "place", "scale", "opacity"].iter().chain(style.params.iter().map(|param| &param.name));
        known.for_each(|key| assert!(further[key].is_object(), "also {}: {key}", style.name));
    }
}

#[test]
fn the_schema_takes_the_keys_of_the_style_that_a_look_names() {
    let schema: Value = serde_json::from_str(&printed(&["--schema"])).unwrap();
    let mut all = Vec::new();
    for style in schema["properties"]["style"]["oneOf"].as_array().unwrap() {
        let ways = style["anyOf"].as_array().unwrap();
        let looks: Vec<&str> = ways
            .iter()
            .filter_map(|way| way["properties"]["look"]["enum"].as_array())
            .flatten()
            .map(|look| look.as_str().unwrap())
            .collect();
        // Only one is drawn where neither a name nor a look says which.
        assert_eq!(ways.contains(&json!({"not": {"required": ["look"]}})), style["title"] == "circular");
        for look in &looks {
            let text = Folder::new().run(["looks", look]).ok().text().to_owned();
            assert!(text.contains(&format!("name = {}", style["title"])), "{look}: {text}");
        }
        all.extend(looks);
    }
    let listed = Folder::new().run(["looks"]).ok().text().to_owned();
    assert!(all.len() >= 14 && all.iter().all(|look| listed.contains(look)), "{all:?}");
}

#[test]
fn the_examples_of_the_pages_are_right() {
    for name in ["docs/scene-file.md", "docs/guide.md"] {
        let page = pages::read(name);
        let examples: Vec<&str> =
            page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        assert!(!examples.is_empty(), "{name}");
        for example in examples {
            let check = checked(example).ok();
            assert!(!check.text().contains("sets 0 keys"), "{name}: {example}");
        }
    }
}

/// The tables of keys, from the printed default.
fn tables() -> String {
    let text = printed(&["--print-default"]);
    let circular = cymatic::visual::find("circular").unwrap();
    let mut page = String::new();
    // The first paragraph is about the file.
    for block in text.split("\n\n").skip(1) {
        let lines: Vec<&str> = block.lines().filter(|line| !line.is_empty()).collect();
        let Some((last, words)) = lines.split_last() else { continue };
        let words: Vec<&str> = words.iter().map(|line| line.trim_start_matches("# ")).collect();
        let words = words.join(" ");
        match last.split_once(" = ") {
            None => {
                let table = last.trim_start_matches("# ");
                page += &format!("\n## `{table}`\n\n{words}\n\n| key | default | |\n|---|---|---|\n");
            }
            Some((name, value)) => {
                let shown = if last.starts_with('#') { String::new() } else { format!("`{value}`") };
                let name = name.trim_start_matches("# ");
                if !circular.params.iter().any(|param| param.name == name)
                    || page.contains("[sound]") && !page.contains("[style]")
                {
                    page += &format!("| `{name}` | {shown} | {words} |\n");
                }
            }
        }
    }
    page
}

#[test]
fn the_page_about_scene_files_lists_every_key() {
    pages::hold_tables("docs/scene-file.md", &tables());
}
