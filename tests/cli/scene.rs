//! Scene files: what they set, what overrides them, and what is said about wrong ones.

use crate::{
    harness::{Ended, Folder},
    pages,
};
use serde_json::Value;
use std::fs;

/// The checksum of a tiny video of `a.wav`.
fn drawn(folder: &Folder, words: &str) -> String {
    let words = ["a.wav", "--encoder", "null", "--frames", "4..6", "--backend", "cpu"]
        .into_iter()
        .chain(words.split_whitespace());
    folder.run(words).ok().text().to_owned()
}

/// The plan of a video of `a.wav`.
fn planned(folder: &Folder, words: &str) -> String {
    let words = ["a.wav", "--dry-run", "--backend", "cpu"].into_iter().chain(words.split_whitespace());
    folder.run(words).ok().text().to_owned()
}

fn scene(text: &str) -> Folder {
    let folder = Folder::with_song("a.wav");
    folder.write("s.toml", text.as_bytes());
    folder
}

/// What is said about a scene file.
fn checked(text: &str) -> Ended {
    scene(text).run(["scene", "s.toml", "--check"])
}

fn printed(words: &[&str]) -> String {
    Folder::new().run(["scene"].iter().chain(words)).ok().text().to_owned()
}

#[test]
fn a_file_says_what_options_say() {
    let folder = scene(
        "[video]\nsize = '160x90'\nfps = 24\n[sound]\nrelease = 400\nmin_freq = 100\nwindow = 'hann'\n\
         [style]\nname = 'bars'\nbars = 12\ncaps = true\npalette = 'noir'\nlow = 'red'\n",
    );
    let typed = "--size 160x90 --fps 24 --sound release=400 --min-freq 100 --sound window=hann --style bars --bars 12 \
                 --set caps=on --palette noir --set low=red";
    assert_eq!(drawn(&folder, "--scene s.toml"), drawn(&folder, typed));
    let plan = planned(&folder, "--scene s.toml");
    assert!(plan.contains("160x90 at 24 fps") && plan.contains("bars") && plan.contains("s.toml"), "{plan}");
}

#[test]
fn what_follows_the_music_and_further_visualizers_are_said_by_tables() {
    let folder = scene(
        "[style]\nscale = { base = 0.9, by = 'bass', amount = 0.1, attack = '20ms', release = 0.3 }\nplace = [0, 0, 0.5, 1.0]\n\
         [layers]\nbackdrop = 'navy..black'\n\
         [[also]]\nname = 'bars'\nbars = 12\nlow = 'red'\n\
         [[also]]\nname = 'spectrum'\nplace = [0.5, 0.5, 1, 1]\nopacity = { by = 'band(40..400)', amount = -0.5 }\n",
    );
    let typed = [
        "a.wav",
        "--encoder",
        "null",
        "--frames",
        "4..6",
        "--backend",
        "cpu",
        "--size",
        "160x90",
        "--set",
        "scale=0.9+0.1*bass,20ms,0.3",
        "--set",
        "place=0,0,0.5,1",
        "--backdrop",
        "navy..black",
        "--also",
        "bars bars=12 low=red",
        "--also",
        "spectrum place=0.5,0.5,1,1 opacity=1-0.5*band(40..400)",
    ];
    assert_eq!(drawn(&folder, "--size 160x90 --scene s.toml"), folder.run(typed).ok().text());
    let check = folder.run(["scene", "s.toml", "--check"]).ok();
    assert!(check.text().contains("also.spectrum"), "{}", check.text());
    // One that is typed replaces those of the file.
    assert_eq!(
        drawn(&folder, "--size 160x90 --scene s.toml --also waveform"),
        drawn(
            &folder,
            "--size 160x90 --set scale=0.9+0.1*bass,20ms,0.3 --set place=0,0,0.5,1 --backdrop navy..black --also waveform"
        )
    );
}

#[test]
fn wrong_tables_are_told_where_they_are_wrong() {
    for (text, told, hint) in [
        (
            "[style]\nscale = { by = 'bas', amount = 1 }",
            "s.toml:2:9: scale follows \"bas\"",
            "did you mean \"bass\"?",
        ),
        ("[style]\nscale = { by = 'bass' }", "s.toml:2:9: scale says no amount", "attack"),
        ("[style]\nscale = { by = 'bass', amount = 1, atack = 1 }", "s.toml:2:9", "did you mean 'attack'?"),
        ("[style]\nscale = { by = 'bass', amount = 90 }", "s.toml:2:9: scale can't be used", "0.05 to 4"),
        ("[style]\nplace = [0, 0, 1]", "s.toml:2:9: place isn't four numbers", "left, top"),
        ("[[also]]\nname = 'brs'", "s.toml:2:8: name can't be \"brs\"", "did you mean \"bars\"?"),
        ("[[also]]\nbars = 3", "s.toml:1:1: a visualizer without a name", "cymatic styles"),
        ("[[also]]\nname = 'bars'\nbras = 3", "s.toml:3:1: unknown key 'bras'", "did you mean 'bars'?"),
        ("[[also]]\nname = 'bars'\nbars = 9999", "s.toml:3:8: bars is 9999", "0 to 256"),
        ("also = 3", "s.toml:1:1: 'also' is a whole number", "[[also]]"),
    ] {
        let check = checked(text);
        assert_eq!(check.code, Some(2), "{text}");
        assert!(check.text().contains(told) && check.text().contains(hint), "{text}: {}", check.text());
    }
}

#[test]
fn files_of_layers_are_looked_for_by_the_check_and_told_by_a_render_as_its_own() {
    let folder = scene("[layers]\ncover = 'gone.png'\n");
    let check = folder.run(["scene", "s.toml", "--check"]).fails(2, "s.toml: gone.png: no such file");
    assert!(check.text().contains("gone.png"), "{}", check.text());
    folder.tiny("a.wav --scene s.toml --encoder null").fails(4, "error: gone.png: no such file");
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_whose_name_is_no_text_is_named() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = Folder::with_song("a.wav");
    let name = OsStr::from_bytes(b"caf\xe9");
    fs::create_dir(folder.path(name)).unwrap();
    let scene = std::path::Path::new(name).join("s.toml");
    folder.write(&scene, b"[layers]\ncover = 'c.png'\n");
    let drawn =
        folder.run(["a.wav".as_ref(), "--encoder=null".as_ref(), "--scene".as_ref(), scene.as_os_str()]);
    drawn.fails(2, "s.toml:2:9: cover can't be found: the name of the folder caf\u{fffd} isn't UTF-8");
}

#[test]
fn options_override_the_file() {
    let folder = scene(
        "[video]\nsize = '160x90'\nfps = 24\nduration = 0.2\n[encoder]\ncrf = 30\n[sound]\nattack = 100\n\
         [style]\nname = 'bars'\nbars = 12\nlow = 'red'\nhigh = 'red'\npalette = 'noir'\n",
    );
    let over = |file: &str, typed: &str| {
        let base = "--size 160x90 --style bars";
        assert_eq!(
            drawn(&folder, &format!("--scene s.toml {file}")),
            drawn(&folder, &format!("{base} {typed}"))
        );
    };
    let kept = "--fps 24 --attack 100 --palette noir";
    over("--bars 9", &format!("{kept} --set low=red --set high=red --bars 9"));
    over("--set bars=9", &format!("{kept} --set low=red --set high=red --bars 9"));
    over("--foreground white", &format!("{kept} --bars 12 --foreground white"));
    over("--colors blue,gold", &format!("{kept} --bars 12 --colors blue,gold"));
    over("--attack 5 --fps 30", "--palette noir --bars 12 --set low=red --set high=red --attack 5");
    over("--palette ember", "--fps 24 --attack 100 --palette ember --bars 12 --set low=red --set high=red");
    // Words before the option, and the command's name.
    let plan = folder.run(["render", "--size", "320x180", "a.wav", "--dry-run", "--scene", "s.toml"]).ok();
    assert!(plan.text().contains("320x180 at 24 fps"), "{}", plan.text());
}

#[test]
fn an_option_replaces_what_can_not_stand_beside_it() {
    let folder = scene("[video]\nstart = 0.1\nduration = 0.1\n");
    assert!(planned(&folder, "--scene s.toml").contains("numbers 3..6"));
    assert!(planned(&folder, "--scene s.toml --end 0:00.3").contains("numbers 3..9"));
    assert!(planned(&folder, "--scene s.toml --frames 0..2").contains("numbers 0..2"));
    assert!(planned(&folder, "--scene s.toml --start 0").contains("numbers 0..3"));
    folder.write("layers.toml", b"[layers]\nprogress = true\ntitle = 'A'\n[[also]]\nname = 'bars'\n");
    let plain = |scene: &str| drawn(&folder, &format!("{scene} --plain --size 160x90"));
    assert_eq!(plain("--scene layers.toml"), plain(""));
    // An option of the same name that is about something else.
    let lined = |more: &str| drawn(&folder, &format!("{more} --size 160x90"));
    assert_eq!(lined("--scene layers.toml --progress none"), lined("--scene layers.toml"));
    assert_ne!(lined("--scene layers.toml"), lined("--title A --also bars"));
    for look in ["vinyl", "noir"] {
        drawn(&folder, &format!("--look {look} --plain --size 160x90"));
    }
    folder.write("s.toml", b"[machine]\nadapter = 'NoSuchCard'\n");
    assert!(planned(&folder, "--scene s.toml").contains("cpu"));
}

#[test]
fn another_style_takes_the_parameters_that_it_has() {
    let folder = scene("[style]\nname = 'circular'\nrings = 2\npalette = 'ember'\n");
    let size = "--size 160x90";
    assert_eq!(
        drawn(&folder, &format!("--scene s.toml --style bars {size}")),
        drawn(&folder, &format!("--style bars --palette ember {size}"))
    );
    // A value that means something else there, or nothing, is left aside.
    folder.write("ribbon.toml", b"[style]\nname = 'circular'\nshape = 'ribbon'\nlow = 'red'\n");
    assert_eq!(
        drawn(&folder, &format!("--scene ribbon.toml --style bars {size}")),
        drawn(&folder, &format!("--style bars --set low=red {size}"))
    );
    // One that another name for something else leads to, likewise.
    folder.write("radius.toml", b"[style]\nname = 'particles'\nradius = 0.3\n");
    assert_eq!(
        drawn(&folder, &format!("--scene radius.toml --style circular {size}")),
        drawn(&folder, &format!("--style circular {size}"))
    );
    // A file without a style is for the one that is asked for.
    folder.write("open.toml", b"[style]\nthickness = 0.01\n");
    folder.run(["a.wav", "--scene", "open.toml", "--style", "waveform", "--dry-run"]).ok();
    folder.run(["a.wav", "--scene", "open.toml", "--dry-run"]).fails(2, "unknown key 'thickness' in [style]");
}

#[test]
fn a_still_takes_the_file_of_a_video() {
    let folder = scene("[video]\nsize = '160x90'\nstart = 5\n[encoder]\ncrf = 30\n[machine]\nthreads = 2\n");
    folder.run(["still", "a.wav", "--scene", "s.toml"]).ok();
    folder.run(["still", "a.wav", "--size", "160x90", "-o", "b.png"]).ok();
    assert_eq!(fs::read(folder.path("a.png")).unwrap(), fs::read(folder.path("b.png")).unwrap());
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
fn a_mistake_is_told_with_its_place_and_what_would_be_right() {
    for (text, place, message, hint) in [
        ("[encoder]\ncrff = 20\n", "2:1", "unknown key 'crff' in [encoder]", "did you mean 'crf'?"),
        ("[vidio]\nfps = 30\n", "1:2", "unknown table [vidio]", "did you mean [video]?"),
        ("[zzz]\n", "1:2", "unknown table [zzz]", "[video], [encoder]"),
        ("fps = 30\n", "1:1", "'fps' stands outside of its table", "under [video]"),
        ("video = 3\n", "1:1", "'video' is a whole number, not a table", "write [video]"),
        ("[video]\n\n  crf = 20\n", "3:3", "unknown key 'crf' in [video]", "it belongs under [encoder]"),
        ("[encoder]\ncrf = '20'\n", "2:7", "crf is a string", "it takes a number from 0 to 51"),
        ("[encoder]\ncrf = 52\n", "2:7", "crf is 52, out of range", "from 0 to 51"),
        ("[encoder]\ncrf = nan\n", "2:7", "crf is nan, out of range", "from 0 to 51"),
        ("[encoder]\ncrf = 1e300\n", "2:7", "crf is 1e300, out of range", "from 0 to 51"),
        (
            "[encoder]\npreset = 'superfst'\n",
            "2:10",
            "preset can't be \"superfst\"",
            "did you mean \"superfast\"?",
        ),
        ("[video]\nsize = '10'\n", "2:8", "size can't be used: '10' is no size", "WIDTHxHEIGHT"),
        ("[video]\nsize = [1, 2]\n", "2:8", "size is a list", "\"WIDTHxHEIGHT\""),
        ("[video]\nfps = 999\n", "2:7", "fps is 999, out of range", "from 1 to 240"),
        ("[video]\nstart = 'soon'\n", "2:9", "'soon' is no time", "1:23"),
        ("[video]\nstart = -1\n", "2:9", "start is -1, out of range", "from 0 s"),
        ("[video]\nstart = 07:32:00\n", "2:9", "start is a date or a time of day", "1:23.5"),
        ("[video]\nend = 9\nduration = 5\n", "3:1", "say the same thing in two ways", "keep one"),
        ("[sound]\nslope = 7\n", "2:9", "slope is 7, out of range", "from 0 to 6 dB an octave"),
        ("[sound]\nwindow = 'han'\n", "2:10", "window can't be \"han\"", "did you mean \"hann\"?"),
        ("[sound]\nweighting = 468\n", "2:13", "weighting is a whole number", "\"468\""),
        ("[sound]\nfloor = 'low'\n", "2:9", "'low' is no level", "auto"),
        (
            "[style]\nname = 'circula'\nrings = 1\n",
            "2:8",
            "name can't be \"circula\"",
            "did you mean \"circular\"?",
        ),
        ("[style]\nbars = 12.5\n", "2:8", "bars is a number with decimals", "a whole number from 3 to 256"),
        ("[style]\nbars = 999\n", "2:8", "bars is 999, out of range", "from 3 to 256"),
        ("[style]\ncaps = 'on'\n", "2:8", "caps is a string", "it takes true or false"),
        ("[style]\nlow = 'bleu'\n", "2:7", "low can't be used", "did you mean 'blue'?"),
        ("[style]\ncolors = ['red']\n", "2:10", "colors can't be used", "--foreground"),
        (
            "[style]\ncolors = ['red', 3]\n",
            "2:10",
            "colors holds something that is no string",
            "two or three",
        ),
        ("[style]\nrinks = 2\n", "2:1", "unknown key 'rinks' in [style]", "did you mean 'rings'?"),
        ("[style]\nname = 'pianoroll'\nmidi = 'no.mid'\n", "3:8", "no.mid", "a Standard MIDI File"),
        ("[video]\nfps = \n", "2:7", "", ""),
        ("[video]\nfps = 30\nfps = 24\n", "3:1", "duplicate key", ""),
        ("[video\nfps = 30\n", "1:7", "", ""),
        ("ünï = 1\n", "1:1", "", ""),
    ] {
        let full = checked(text).fails(2, &format!("s.toml:{place}: "));
        assert!(full.text().contains(message) && full.text().contains(hint), "{text}{}", full.text());
        assert!(full.text().contains('^'), "{text}{}", full.text());
        let folder = scene(text);
        let told = folder.run(["a.wav", "--scene", "s.toml"]).fails(2, &format!("s.toml:{place}: "));
        assert!(told.stderr.contains(message) && told.stderr.contains(hint), "{text}{}", told.stderr);
        assert!(told.stderr.lines().count() <= 2, "{}", told.stderr);
        assert_eq!(folder.names(), ["a.wav", "s.toml"]);
    }
}

#[test]
fn what_is_wrong_as_a_whole_is_told_too() {
    for (text, words) in [
        ("[video]\nstart = 9\nend = 5\n", "leaves nothing to draw"),
        ("[sound]\nmin_freq = 200\nmax_freq = 210\n", "no room for bands"),
        ("[sound]\nfloor = -10\nceiling = -9\n", "no room for heights"),
    ] {
        checked(text).fails(2, words);
        scene(text).run(["a.wav", "--scene", "s.toml"]).fails(2, words);
    }
}

#[test]
fn all_mistakes_are_shown_at_once() {
    let text = "[video]\nfps = 0\nsizes = '720p'\n[encoder]\ncrf = true\n";
    let full = checked(text).fails(2, "(2 more: `cymatic scene FILE --check` shows all)");
    assert_eq!(full.text().matches("s.toml:").count(), 3, "{}", full.text());
    let first = "s.toml:2:7: fps is 0, out of range\n  2 | fps = 0\n    |       ^\n";
    assert!(full.text().starts_with(first), "{}", full.text());
    // Programs are told as programs.
    let told = scene(text).run(["a.wav", "--scene", "s.toml", "--progress", "json"]);
    let lines = told.json_lines();
    assert_eq!((told.code, lines.len()), (Some(2), 2), "{}", told.stderr);
    assert_eq!((&lines[0]["kind"], &lines[1]["exit_code"]), (&"error".into(), &2.into()));
}

#[test]
fn files_that_can_not_be_scenes_are_refused() {
    let folder = Folder::with_song("a.wav");
    fs::create_dir(folder.path("folder.toml")).unwrap();
    folder.write("large.toml", &vec![b'#'; (1 << 20) + 1]);
    folder.write("latin.toml", b"[video]\n# caf\xe9\n");
    folder.write("hostile.toml", b"[\"\x1b[31m\xe2\x80\xae\"]\n");
    folder.write("deep.toml", format!("a = {}", "[".repeat(100_000)).as_bytes());
    for (name, code, words) in [
        ("missing.toml", 4, "missing.toml: "),
        ("folder.toml", 4, "folder.toml: not a regular file"),
        ("large.toml", 4, "large.toml: larger than 1 MiB"),
        ("latin.toml", 2, "latin.toml:2:6: not UTF-8"),
        ("deep.toml", 2, "deep.toml:1:"),
        ("hostile.toml", 2, "hostile.toml:1:"),
    ] {
        let told = folder.run(["a.wav", "--scene", name]).fails(code, words);
        assert!(!told.stderr.contains(['\u{1b}', '\u{202e}']), "{}", told.stderr);
        let check = folder.run(["scene", name, "--check"]).fails(code, words);
        assert!(!check.text().contains(['\u{1b}', '\u{202e}']), "{}", check.text());
        folder.run(["still", "a.wav", "--scene", name]).fails(code, words);
    }
    // What an editor of Windows writes.
    folder.write("bom.toml", b"\xef\xbb\xbf[video]\r\nfps = 24\r\n");
    assert!(planned(&folder, "--scene bom.toml").contains("24 fps"));
}

#[test]
fn paths_are_read_from_the_folder_of_the_file() {
    let folder = Folder::with_song("a.wav");
    fs::create_dir(folder.path("sub")).unwrap();
    let track = [0, 0x90, 60, 100, 0x8F, 0x00, 60, 0, 0, 0xFF, 0x2F, 0];
    let mut midi = b"MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x0C".to_vec();
    midi.extend(track);
    folder.write("sub/one.mid", &midi);
    folder.write("sub/s.toml", b"[style]\nname = 'pianoroll'\nmidi = 'one.mid'\n");
    folder.run(["scene", "sub/s.toml", "--check"]).ok();
    folder.run(["a.wav", "--scene", "sub/s.toml", "--dry-run"]).ok();
}

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
fn questions_about_scenes_are_asked_one_at_a_time() {
    let folder = scene("");
    for words in
        [&["scene"][..], &["scene", "s.toml"], &["scene", "--check"], &["scene", "--check", "--schema"]]
    {
        assert_eq!(folder.run(words).code, Some(2), "{words:?}");
    }
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
