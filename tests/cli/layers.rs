//! What is around a style: text, cover, the image behind, looks and platforms.

use crate::harness::{Folder, TINY};
use std::collections::BTreeSet;

/// A folder with a song and an image.
fn with_image() -> Folder {
    let folder = Folder::with_song("a.wav");
    let still = "still a.wav --at 0.2 --plain --style spectrum --palette ember --size 64x64 -q -o cover.png";
    folder.run(still.split(' ')).ok();
    folder
}

/// The checksum of all frames.
fn checksum(folder: &Folder, words: &str) -> String {
    folder.tiny(&format!("a.wav --encoder null {words}")).ok().text().to_owned()
}

#[test]
fn text_cover_and_image_reach_the_picture() {
    let folder = with_image();
    let default = checksum(&folder, "");
    let different = [
        "--title Night",
        "--artist Night",
        "--cover cover.png",
        "--backdrop cover.png",
        "--cover cover.png --backdrop none",
        "--cover cover.png --palette noir",
        "--cover cover.png --layer dim=0.2",
        "--layer progress=on",
        "--layer clock=on",
        "--layer fade_in=0",
        "--layer mark=off",
        "--title Night --layer text_size=2",
        "--title Night --layer text_color=red",
        "--plain",
        "--backdrop navy..black",
        "--backdrop navy..black..red",
        "--set place=0,0,0.5,1",
        "--set scale=0.5",
        "--set scale=0.5+0.4*level",
        "--set opacity=0.5",
        "--backdrop cover.png --layer backdrop_fit=whole",
        "--also spectrum",
        "--also bars --also spectrum",
        "--cover cover.png --layer cover_shape=square",
        "--cover cover.png --layer cover_size=0.5",
        "--cover cover.png --layer cover_border=0.1",
        "--cover cover.png --layer cover_saturation=0",
        "--cover cover.png --layer cover_rim=0.5",
        "--cover cover.png --layer cover_rim=0.2+0.5*bass",
        "--cover cover.png --layer cover_scale=0.8+0.2*level",
    ];
    let all: BTreeSet<String> = different.iter().map(|words| checksum(&folder, words)).collect();
    assert_eq!(all.len(), different.len(), "two of them draw the same");
    assert!(!all.contains(&default));
    // A song without tags brings nothing along.
    assert_eq!(checksum(&folder, "--cover none --backdrop none --artist="), default);
    assert_eq!(
        checksum(&folder, "--layer fade_in=0 --layer fade_out=0 --layer mark=off"),
        checksum(&folder, "--plain"),
        "without tags, nothing but fades and the mark is around a style"
    );
}

#[test]
fn colours_that_are_asked_for_stand_above_those_of_the_cover() {
    let folder = with_image();
    let drawn = |words: &str| checksum(&folder, &format!("--cover cover.png --backdrop none {words}"));
    assert_ne!(drawn("--background #2a2a40"), drawn(""));
    for (words, same) in [
        ("--set Palette=ember", "--palette ember"),
        ("--set theme=ember", "--palette ember"),
        ("--set Low=red", "--set low=red"),
        ("--set Place=0,0,0.5,1", "--set place=0,0,0.5,1"),
    ] {
        assert_eq!(drawn(words), drawn(same), "{words}");
    }
    let beside = |also: &str| {
        let words = ["a.wav", "--encoder", "null", "--cover", "cover.png", "--also", also];
        folder.run(words.into_iter().chain(TINY)).ok().text().to_owned()
    };
    assert_ne!(beside("spectrum low=green high=green"), beside("spectrum"));
}

#[test]
fn files_that_cannot_be_used_end_the_run_before_it_begins() {
    let folder = with_image();
    let image = std::fs::read(folder.path("cover.png")).unwrap();
    folder.write("short.png", &image[..image.len() / 2]);
    folder.write("words.jpg", b"no image at all");
    let before = folder.names();
    for (words, code, told) in [
        ("--cover gone.png", 4, "gone.png"),
        ("--cover short.png", 3, "short.png"),
        ("--backdrop words.jpg", 3, "words.jpg"),
        ("--backdrop navvy..black", 2, "--backdrop: 'navvy' is no colour"),
        ("--font words.jpg", 3, "words.jpg"),
        ("--font gone.ttf", 4, "gone.ttf"),
        ("--layer dim=2", 2, "dim=2"),
        ("--layer cover_scale=1+9*bass", 2, "cover_scale=1+9*bass"),
        ("--layer cover_scale=1+0.1*drums", 2, "cover_scale=1+0.1*drums"),
        ("--set place=0.5,0,0.2,1", 2, "place=0.5,0,0.2,1"),
        ("--also brs", 2, "brs"),
        ("--style cymatic --also spectrogram", 2, "room for one"),
    ] {
        folder.tiny(&format!("a.wav {words}")).fails(code, told);
    }
    assert_eq!(folder.names(), before);
}

#[test]
fn a_look_is_the_scene_file_that_it_prints() {
    let folder = with_image();
    let list = folder.run(["looks"]).ok();
    let names: Vec<&str> =
        list.text().lines().take_while(|line| !line.is_empty()).filter_map(|l| l.split(' ').next()).collect();
    assert!(names.len() >= 12, "{names:?}");
    let mut drawn = BTreeSet::new();
    for name in &names {
        let printed = folder.run(["looks", name]).ok();
        folder.write("look.toml", &printed.stdout);
        folder.run(["scene", "look.toml", "--check"]).ok();
        let look = checksum(&folder, &format!("--title Night --cover cover.png --look {name}"));
        assert_eq!(look, checksum(&folder, "--title Night --cover cover.png --scene look.toml"), "{name}");
        drawn.insert(look);
    }
    assert_eq!(drawn.len(), names.len(), "two looks are the same");
    // What is said besides has the last word, and a scene file may name a look.
    assert_eq!(
        checksum(&folder, "--look arcade --style flash"),
        checksum(&folder, "--backdrop none --style flash")
    );
    folder.write("mine.toml", b"[style]\nlook = \"arcade\"\nbars = 12\n");
    assert_eq!(checksum(&folder, "--scene mine.toml"), checksum(&folder, "--look arcade --bars 12"));
}

#[test]
fn a_platform_sets_the_size_and_tells_of_songs_that_are_too_long() {
    let folder = Folder::with_song("a.wav");
    let run = |words: &str| folder.run(words.split(' '));
    let short = run("a.wav -o - --for shorts --frames 0..1").ok();
    assert!(short.stdout.starts_with(b"YUV4MPEG2 W1080 H1920"));
    run("a.wav -o - --for shorts --size 720p").fails(2, "--for");
    folder.song("long.wav", 181 * 30);
    let plan = run("long.wav -o a.y4m --for shorts --dry-run --strict");
    assert_eq!(plan.code, Some(8), "{}", plan.stderr);
    assert!(plan.text().contains("shorts takes videos of up to 3:00"), "{}", plan.text());
}

#[test]
fn a_title_that_is_given_is_that_of_the_file_too() {
    let folder = Folder::with_song("a.wav");
    folder.tiny("a.wav --title Night --artist Owl -o given.mp4").ok();
    folder.tiny("a.wav --plain -o plain.mp4").ok();
    let told = |name: &str| folder.run(["info", name]).ok().text().to_owned();
    assert!(
        told("given.mp4").contains("Night") && told("given.mp4").contains("Owl"),
        "{}",
        told("given.mp4")
    );
    assert!(!told("plain.mp4").contains("title"), "{}", told("plain.mp4"));
}

#[test]
fn a_backdrop_of_one_colour_fills_the_picture() {
    let folder = Folder::with_song("a.wav");
    assert_eq!(checksum(&folder, "--backdrop navy"), checksum(&folder, "--backdrop navy..navy"));
    assert_ne!(checksum(&folder, "--backdrop navy"), checksum(&folder, ""));
}
