//! What scene files set, and what overrides them.

use super::{drawn, planned, scene};
use crate::harness::Folder;
use std::fs;

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
fn a_file_without_a_style_has_the_keys_of_its_look_s() {
    let folder = scene("[style]\nlook = 'stage'\nreflection = 0.3\n");
    folder.write("open.toml", b"[style]\nreflection = 0.3\n");
    folder.run(["scene", "s.toml", "--check"]).ok();
    let drawn = |words: &str| drawn(&folder, &format!("{words} --size 160x90"));
    let typed = drawn("--look stage --set reflection=0.3");
    assert_eq!(drawn("--scene s.toml"), typed);
    assert_eq!(drawn("--scene open.toml --look stage"), typed);
    // Another look is another style, which takes what it has.
    assert_eq!(drawn("--scene s.toml --look midnight"), drawn("--look midnight"));
    // A style that is named has the last word.
    folder.write("named.toml", b"[style]\nname = 'spectrum'\nlook = 'stage'\nechoes = 0\n");
    let named = drawn("--look stage --style spectrum --set echoes=0");
    assert_eq!(drawn("--scene named.toml"), named);
    assert_eq!(drawn("--scene named.toml --look stage"), named);
}

#[test]
fn a_still_takes_the_file_of_a_video() {
    let folder = scene("[video]\nsize = '160x90'\nstart = 5\n[encoder]\ncrf = 30\n[machine]\nthreads = 2\n");
    folder.run(["still", "a.wav", "--scene", "s.toml"]).ok();
    folder.run(["still", "a.wav", "--size", "160x90", "-o", "b.png"]).ok();
    assert_eq!(fs::read(folder.path("a.png")).unwrap(), fs::read(folder.path("b.png")).unwrap());
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
