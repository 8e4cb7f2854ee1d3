//! What can be typed, and what it means.

use super::*;
use clap::CommandFactory;

fn parse(words: &str) -> Cli {
    Cli::try_parse_from(std::iter::once("cymatic").chain(words.split(' '))).unwrap()
}

#[test]
fn the_command_line_is_well_formed() {
    Cli::command().debug_assert();
}

#[test]
fn memory_is_read_in_the_units_of_containers() {
    let read = |text: &str| parse(&format!("a.mp3 --max-memory {text}")).render.make.machine.max_memory;
    assert_eq!(read("400M"), Some(400 << 20));
    assert_eq!((read("1.5G"), read("2gib"), read("64KB")), (Some(3 << 29), Some(2 << 30), Some(64 << 10)));
    for text in ["400", "M", "-1G", "1GG", "much", "0M", "infG"] {
        assert!(values::memory(text).is_err(), "{text}");
    }
}

#[test]
fn a_speed_is_a_number_of_times_with_or_without_its_sign() {
    let read = |text: &str| parse(&format!("a.mp3 --target-speed {text}")).render.make.encoding.target_speed;
    assert_eq!(
        (read("4x"), read("0.5x"), read("4"), read("2×")),
        (Some(4.0), Some(0.5), Some(4.0), Some(2.0))
    );
    assert_eq!((read("0.01x"), read("1000x")), (Some(0.01), Some(1_000.0)), "the ends are inside");
    for text in
        ["fast", "", "x", "4xx", "x4", "4 x", "0", "0x", "-4", "-4x", "inf", "infx", "NaN", "1e9", "0.001"]
    {
        let refused = values::speed(text).expect_err(text);
        assert!(refused.hint().is_some_and(|hint| hint.contains("4x")), "{text}");
    }
}

#[test]
fn render_is_the_default_command() {
    let cli = parse("a.mp3 b.mp3 -o out/ --fps 24");
    assert!(cli.command.is_none());
    assert_eq!(cli.render.songs, [PathBuf::from("a.mp3"), "b.mp3".into()]);
    let Some(Command::Render(named)) = parse("render a.mp3 b.mp3 -o out/ --fps 24").command else {
        panic!("not render");
    };
    assert_eq!(format!("{:?}", cli.render), format!("{named:?}"));
}

#[test]
fn a_song_named_like_a_command_can_be_reached() {
    assert_eq!(parse("./render").render.songs, [PathBuf::from("./render")]);
    let Some(Command::Render(args)) = parse("render render").command else { panic!("not render") };
    assert_eq!(args.songs, [PathBuf::from("render")]);
    // Once an argument was seen, no command can follow.
    assert_eq!(parse("song.mp3 info").render.songs, [PathBuf::from("song.mp3"), "info".into()]);
}

#[test]
fn names_of_the_replaced_program_are_understood() {
    let make = parse("a.mp3 --width 640 --height 360 --offset 5 --num-bars 32").render.make;
    assert_eq!((make.picture.width, make.picture.height), (Some(640), Some(360)));
    assert_eq!(make.part.start.map(Time::seconds), Some(5.0));
    assert_eq!(make.picture.bars.as_deref(), Some("32"));
    let Some(Command::Render(args)) = parse("visualize a.mp3 --visualizer circle --color cyan").command
    else {
        panic!("not render");
    };
    assert_eq!(
        (args.make.picture.style.as_str(), args.make.picture.colours.foreground.is_some()),
        ("circular", true)
    );
    let help = Cli::command().render_long_help().to_string();
    assert!(!help.contains("--offset") && !help.contains("--width") && !help.contains("--num-bars"));
}

#[test]
fn without_options_a_video_is_what_it_always_was() {
    let make = parse("a.mp3").render.make;
    assert_eq!(
        (make.encoding.quality, make.encoding.preset.as_str(), make.encoding.crf),
        (Quality::Standard, "auto", None)
    );
    assert_eq!(
        (make.picture.size.to_string(), make.picture.fps.to_string()),
        ("1920x1080".into(), "30".into())
    );
    assert_eq!(make.encoding.encoder, "auto");
    assert_eq!(Encoding::default().audio_bit_rate, 256_000);
}

#[test]
fn contradictions_are_refused() {
    for words in [
        "a --end 5 --duration 5",
        "a --frames 0..5 --start 1",
        "a -q -v",
        "a --size 720p --width 640",
        "a --frames 5..5",
        "a --frames 5",
        "a --crf 52",
        "a --crf nan",
        "a --threads 0",
        "a --preset fastest",
        "a --set caps",
    ] {
        let words = std::iter::once("cymatic").chain(words.split(' '));
        assert!(Cli::try_parse_from(words.clone()).is_err(), "{words:?}");
    }
}
