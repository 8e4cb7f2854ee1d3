//! What songs bring along, and what is made of it.

mod styles;
mod text;

use super::{Backdrop, Layers, Look, Wish, ground::Ground};
use crate::{
    analysis::{Listening, Row, Settings, Track},
    audio::{Cover, Tags},
    scene::Scene,
    size::Size,
    time::Fps,
    visual::{self, FrameInput, Picture, Rows, Style, palette},
};
use std::{path::Path, sync::Arc};

/// A small picture of one colour, as a PNG.
fn png(rgb: [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 8, 8);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&rgb.repeat(64)).unwrap();
    file
}

fn tags(cover: Vec<u8>) -> Tags {
    Tags {
        title: Some("Title".into()),
        artist: Some("Artist".into()),
        cover: Some(Cover { mime: "image/png", bytes: cover.into() }),
        ..Tags::default()
    }
}

fn scene(style: &str, size: (u32, u32)) -> (Scene, Look) {
    let style = visual::find(style).unwrap();
    let size = Size::new(size.0, size.1).unwrap();
    let (fps, listening) = (Fps::new(30, 1).unwrap(), Listening::default());
    let look = Look::new(style);
    (Scene { size, fps, style: look.create(), listening }, look)
}

#[test]
fn a_song_brings_its_text_and_its_cover_unless_others_are_wished_for() {
    let song = Path::new("song");
    let layers = Layers::new().unwrap();
    let (content, warnings) = layers.of(&tags(png([200, 30, 30])), song);
    assert_eq!((content.title.as_deref(), content.artist.as_deref()), (Some("Title"), Some("Artist")));
    assert!(
        content.cover.is_some()
            && content.ground == content.cover.clone().map(Ground::Image)
            && warnings.is_empty()
    );

    let wished = Layers {
        title: Wish::Given("Mine".into()),
        artist: Wish::Nothing,
        cover: Wish::Nothing,
        ..Layers::new().unwrap()
    };
    let (content, _) = wished.of(&tags(png([200, 30, 30])), song);
    assert_eq!((content.title.as_deref(), content.artist), (Some("Mine"), None));
    assert!(content.cover.is_none() && content.ground.is_none());

    let bare = Layers { backdrop: Backdrop::Style, ..Layers::new().unwrap() };
    let (content, _) = bare.of(&tags(png([200, 30, 30])), song);
    assert!(content.cover.is_some() && content.ground.is_none());
    assert!(!Layers::nothing().unwrap().of(&tags(png([200, 30, 30])), song).0.has_text());
}

#[test]
fn a_bad_cover_is_left_out_and_told() {
    let mut cover = png([200, 30, 30]);
    cover.truncate(50);
    let (scene, look) = scene("circular", (320, 180));
    let layers = Layers::new().unwrap();
    let dressed = layers.dress(&scene, Some(&look), (&tags(cover), Path::new("a.mp3")), (0.0, None)).unwrap();
    assert_eq!(dressed.warnings.len(), 1);
    assert!(dressed.warnings[0].starts_with("embedded cover left out: "), "{:?}", dressed.warnings);
    assert!(dressed.scene.style.images().background.is_none());
}

#[test]
fn the_style_takes_the_colours_of_the_cover() {
    let (_, look) = scene("circular", (320, 180));
    let hue = |layers: &Layers, rgb: [u8; 3]| {
        let (content, _) = layers.of(&tags(png(rgb)), Path::new("song"));
        let coloured = layers.coloured(&look, &content).unwrap();
        palette::Palette::of(&coloured.values).low.2
    };
    let away = |a: f32, b: f32| ((a - b + 540.0) % 360.0 - 180.0).abs();
    let layers = Layers::new().unwrap();
    for rgb in [[200, 30, 30], [30, 60, 200]] {
        let own = palette::from_srgb(rgb).2;
        assert!(away(hue(&layers, rgb), own) < 40.0, "{rgb:?}: {}", hue(&layers, rgb));
    }
    let kept = Layers { cover_colours: false, ..Layers::new().unwrap() };
    assert_eq!(hue(&kept, [200, 30, 30]), palette::Palette::of(&look.values).low.2);
}

#[test]
fn colours_that_were_asked_for_stay() {
    let coloured = |words: &str, backdrop: Backdrop| {
        let layers = Layers { backdrop, ..Layers::new().unwrap() };
        let (content, _) = layers.of(&tags(png([200, 30, 30])), Path::new("song"));
        layers.coloured(&Look::parse(words).unwrap(), &content).unwrap().values
    };
    let named = |name: &str| palette::colour(name).ok();
    // Around the figure each by itself, the others come from the cover.
    let values = coloured("circular accent=green bg=navy", Backdrop::Style);
    assert_eq!((values.colour("accent"), values.colour("background")), (named("green"), named("navy")));
    assert!(values.colour("low").is_some() && values.colour("high").is_some());
    // One of the figure is enough to leave it as it is, whatever the name that it was given by.
    for words in ["Low=navy", "high=navy", "Palette=ember", "theme=aurora"] {
        let values = coloured(&format!("spectrum {words}"), Backdrop::Style);
        assert_eq!(values.colour("background"), None, "{words}");
        assert_eq!(values.colour("low"), named("navy").filter(|_| words == "Low=navy"), "{words}");
    }
    // Shapes are dark on a light ground, unless something hides it.
    let on_white = |backdrop| palette::Palette::of(&coloured("bars background=white", backdrop));
    let (seen, hidden) = (on_white(Backdrop::Style), on_white(Backdrop::Gradient(vec![[0; 3]])));
    assert!(seen.light_ground && seen.low.0 < 0.65 && seen.high.0 < 0.65, "{seen:?}");
    assert!(!hidden.light_ground && hidden.low.0 > 0.65 && hidden.high.0 > 0.65, "{hidden:?}");
}

/// A row of equal heights.
fn level(settings: &Settings, height: u16) -> Row {
    let heights = vec![height; settings.columns()];
    Row { caps: heights.clone(), heights, ..Row::default() }
}

/// What a style draws where everything is loud, and what lies over it.
fn drawn(style: &Arc<dyn Style>, size: Size) -> Picture {
    let beside: Vec<Row> = style.companions(size).iter().map(|settings| level(settings, 40_000)).collect();
    heard(style, size, &beside, &Track::default())
}

/// The same, where its companions hear these rows.
fn heard(style: &Arc<dyn Style>, size: Size, beside: &[Row], track: &Track) -> Picture {
    let own = level(&style.analysis(size), 40_000);
    let input = |row| FrameInput {
        size,
        n: 0,
        time_s: 0.0,
        row,
        rows: Rows::single(0, 30.0, row),
        samples: &[],
        track,
        beside: &[],
    };
    let beside: Vec<FrameInput<'_>> = beside.iter().map(input).collect();
    let mut picture = Picture::default();
    let frame = FrameInput { beside: &beside, ..input(&own) };
    style.picture(&frame, &mut picture);
    style.overlay(&frame, &mut picture);
    picture
}

#[test]
fn a_ground_that_was_asked_for_is_not_hidden_by_the_cover() {
    let hidden = |words: &str, backdrop: Backdrop| {
        let (look, layers) = (Look::parse(words).unwrap(), Layers { backdrop, ..Layers::new().unwrap() });
        let song = tags(png([200, 30, 30]));
        let scene = scene("circular", (320, 180)).0;
        let dressed = layers.dress(&scene, Some(&look), (&song, Path::new("song")), (0.0, None)).unwrap();
        dressed.scene.style.images().background.is_some()
    };
    for (words, by_itself) in [
        ("circular", true),
        ("circular palette=ember", true),
        ("circular bg=navy", false),
        ("bars palette=paper", false),
    ] {
        assert_eq!(hidden(words, Backdrop::Auto), by_itself, "{words}");
        assert!(hidden(words, Backdrop::Gradient(vec![[0; 3], [9; 3]])), "{words}");
    }
}
