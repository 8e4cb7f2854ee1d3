//! What songs bring along, and what is made of it.

use super::{Backdrop, Layers, Look, Wish};
use crate::{
    analysis::Listening,
    audio::{Cover, Tags},
    scene::Scene,
    size::Size,
    time::Fps,
    visual::{self, Picture, palette, params::Values},
};
use std::path::Path;

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
    let values = Values::defaults(style.params);
    let size = Size::new(size.0, size.1).unwrap();
    let (fps, listening) = (Fps::new(30, 1).unwrap(), Listening::default());
    (Scene { size, fps, style: (style.create)(&values), listening }, Look { style, values })
}

#[test]
fn a_song_brings_its_text_and_its_cover_unless_others_are_wished_for() {
    let song = Path::new("song");
    let layers = Layers::new().unwrap();
    let (content, warnings) = layers.of(&tags(png([200, 30, 30])), song);
    assert_eq!((content.title.as_deref(), content.artist.as_deref()), (Some("Title"), Some("Artist")));
    assert!(content.cover.is_some() && content.backdrop == content.cover && warnings.is_empty());

    let wished = Layers {
        title: Wish::Given("Mine".into()),
        artist: Wish::Nothing,
        cover: Wish::Nothing,
        ..Layers::new().unwrap()
    };
    let (content, _) = wished.of(&tags(png([200, 30, 30])), song);
    assert_eq!((content.title.as_deref(), content.artist), (Some("Mine"), None));
    assert!(content.cover.is_none() && content.backdrop.is_none());

    let bare = Layers { backdrop: Backdrop::Style, ..Layers::new().unwrap() };
    let (content, _) = bare.of(&tags(png([200, 30, 30])), song);
    assert!(content.cover.is_some() && content.backdrop.is_none());
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
fn characters_without_a_font_are_told() {
    let (scene, look) = scene("bars", (320, 180));
    let layers = Layers { title: Wish::Given("春 Spring".into()), ..Layers::new().unwrap() };
    let none = (&Tags::default(), Path::new("song"));
    let warnings = layers.dress(&scene, Some(&look), none, (0.0, None)).unwrap().warnings;
    assert!(warnings.iter().any(|warning| warning.ends_with(": 春")), "{warnings:?}");
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
fn a_style_in_its_place_is_the_style_moved() {
    let mut moved = Picture::default();
    moved.glows.push(visual::picture::Glow { a: [1.0, 2.0], b: [3.0, 4.0], reach: 5.0, colour: [1.0; 3] });
    moved.lamps.push(visual::picture::Lamp { center: [7.0, 8.0], radius: [9.0; 2], colour: [1.0; 3] });
    moved.shift([10.0, 20.0]);
    assert_eq!((moved.glows[0].a, moved.glows[0].b), ([11.0, 22.0], [13.0, 24.0]));
    assert_eq!((moved.lamps[0].center, moved.lamps[0].radius), ([17.0, 28.0], [9.0; 2]));

    // Text beside the figure: it is drawn in the left part, and its ring is where the cover is.
    let (scene, look) = scene("circular", (1920, 1080));
    let layers = Layers::new().unwrap();
    let song = tags(png([200, 30, 30]));
    let dressed = layers.dress(&scene, Some(&look), (&song, Path::new("song")), (0.0, None)).unwrap();
    let heart = dressed.scene.style.heart(scene.size).unwrap();
    assert!((heart.center[0] - 0.32 * 1920.0).abs() < 2.0, "{heart:?}");
    assert!(dressed.scene.style.images().background.is_some());
}
