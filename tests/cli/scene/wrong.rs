//! What is said about wrong scene files.

use super::{checked, planned, scene};
use crate::harness::Folder;
use std::fs;

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
        ("[style]\nlook = 'stage'\nrings = 2\n", "3:1", "unknown key 'rings'", "cymatic styles bars"),
        ("[style]\nlook = 'vinil'\nrings = 2\n", "2:8", "look can't be \"vinil\"", "\"vinyl\"?"),
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
fn what_is_wrong_as_a_whole_is_told_too() {
    for (text, words) in [
        ("[video]\nstart = 9\nend = 5\n", "leaves nothing to draw"),
        ("[sound]\nmin_freq = 200\nmax_freq = 210\n", "no room for bands"),
        ("[sound]\nfloor = -10\nceiling = -9\n", "no room for heights"),
        ("[style]\nname = 'cymatic'\n[[also]]\nname = 'spectrogram'\n", "colour an area"),
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
fn questions_about_scenes_are_asked_one_at_a_time() {
    let folder = scene("");
    for words in
        [&["scene"][..], &["scene", "s.toml"], &["scene", "--check"], &["scene", "--check", "--schema"]]
    {
        assert_eq!(folder.run(words).code, Some(2), "{words:?}");
    }
}
