//! What can be typed, and what is said when it can't.

use crate::harness::Folder;

#[test]
fn help_is_short_and_long_and_has_examples() {
    let folder = Folder::new();
    let short = folder.run(["-h"]).ok();
    let long = folder.run(["--help"]).ok();
    for text in [short.text(), long.text()] {
        for word in [
            "render",
            "still",
            "info",
            "formats",
            "styles",
            "palettes",
            "demo",
            "bench",
            "completions",
            "--style",
            "--frames",
            "-o",
        ] {
            assert!(text.contains(word), "{word}");
        }
    }
    assert!(short.text().lines().count() < 84);
    assert!(long.text().contains("Examples:") && long.text().contains("Exit codes:"));
    assert!(short.stderr.is_empty() && long.stderr.is_empty());
    assert!(!short.text().contains('\u{1b}'), "no colours away from a terminal");
    assert!(folder.run(["--version"]).ok().text().starts_with("cymatic "));
}

#[test]
fn mistakes_end_with_code_2_and_the_nearest_right_word() {
    let folder = Folder::with_song("a.wav");
    for (words, message, hint) in [
        ("a.wav --sytle bars", "--sytle", "--style"),
        ("a.wav --look vinil", "unknown look 'vinil'", "'vinyl'"),
        ("a.wav --for short", "unknown platform 'short'", "'shorts'"),
        ("a.wav --layer blurr=1", "unknown parameter 'blurr'", "'blur'"),
        ("a.wav --style circula", "unknown style 'circula'", "'circular'"),
        ("a.wav --set bras=3", "unknown parameter 'bras'", "'bars'"),
        ("a.wav --set bars", "'bars' sets nothing", "`cymatic styles NAME`"),
        ("a.wav --layer blur", "'blur' sets nothing", "styles --layers"),
        ("a.wav --set bars=many", "bars=many", "whole number"),
        ("a.wav --palette embr", "unknown palette 'embr'", "'ember'"),
        ("a.wav --set palette=embr", "palette=embr", "'ember'"),
        ("a.wav --foreground bleu", "'bleu' is no colour", "'blue'"),
        ("a.wav --colors red", "'red' is not two", "--foreground"),
        ("a.wav --colors red,#12", "'#12' is no colour", "#rrggbb"),
        ("a.wav --style flash --palette ember", "--palette does nothing here", "cymatic styles flash"),
        ("a.wav --preset fastr", "fastr", "faster"),
        ("a.wav --backend cpuu", "cpuu", "cpu"),
        ("a.wav --size 641x361", "641x361", "642x362"),
        ("a.wav --size 99999x2", "16384", "--size"),
        ("a.wav --fps 1e9", "1e9", "--fps"),
        ("a.wav --start soon", "soon", "1:23"),
        ("a.wav --start -5", "'-5' is no time", "1:23"),
        ("a.wav --fps 0", "0 frames per second", "--fps"),
        ("a.wav --start 5 --end 4", "--end", "later"),
        ("a.wav --frames 7..7", "7..7", "A..B"),
        ("a.wav --crf -1", "-1", "51"),
        ("still --at soon a.wav", "soon", "1:23"),
        ("styles circula", "circula", "circular"),
        ("completions bsh", "bsh", "bash"),
    ] {
        let ended = folder.run(words.split(' ')).fails(2, message);
        let told = ended.stderr.lines().find(|line| line.starts_with("hint: ")).unwrap_or_default();
        assert!(told.contains(hint) || ended.stderr.contains(hint), "{words}: {}", ended.stderr);
        assert!(ended.stderr.lines().count() <= 2, "{words}: {}", ended.stderr);
    }
    assert_eq!(folder.names(), ["a.wav"]);
    assert_eq!(folder.run([""; 0]).code, Some(2));
}

#[test]
fn styles_are_listed_for_people_and_as_json() {
    let folder = Folder::new();
    let list = folder.run(["styles"]).ok();
    assert!(
        list.text().contains("circular") && list.text().contains("bars") && !list.text().contains("flash")
    );
    assert!(folder.run(["styles", "circular"]).ok().text().contains("bars"));
    let all: serde_json::Value =
        serde_json::from_slice(&folder.run(["styles", "--json"]).ok().stdout).unwrap();
    let names: Vec<&str> =
        all.as_array().unwrap().iter().map(|style| style["name"].as_str().unwrap()).collect();
    let listed = cymatic::visual::REGISTRY.iter().filter(|style| !style.hidden);
    assert_eq!(names, listed.map(|style| style.name).collect::<Vec<_>>());
    assert!(names.starts_with(&["circular", "bars"]));
    for param in all[0]["params"].as_array().unwrap() {
        for key in ["name", "type", "default", "unit", "help"] {
            assert!(param.get(key).is_some(), "{param}");
        }
    }
    let one: serde_json::Value =
        serde_json::from_slice(&folder.run(["styles", "bars", "--json"]).ok().stdout).unwrap();
    assert_eq!(one["name"], "bars");
}

#[test]
fn palettes_are_listed_for_people_and_as_json() {
    let folder = Folder::new();
    let list = folder.run(["palettes"]).ok();
    assert!(list.text().contains("ember") && list.text().contains("#ffb464"));
    assert!(!list.text().contains('\u{1b}'), "no swatches away from a terminal");
    let all: serde_json::Value =
        serde_json::from_slice(&folder.run(["palettes", "--json"]).ok().stdout).unwrap();
    assert_eq!(
        (&all["palettes"][0]["name"], &all["colours"]["orange"]),
        (&"aurora".into(), &"#ffb464".into())
    );
}

#[test]
fn formats_and_completions_are_printed() {
    let folder = Folder::new();
    let formats = folder.run(["formats"]).ok();
    for word in ["MP3", "FLAC", ".y4m"] {
        assert!(formats.text().contains(word), "{word}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(folder.run(["completions", shell]).ok().text().contains("style"), "{shell}");
    }
}
