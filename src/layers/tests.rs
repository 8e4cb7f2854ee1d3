//! What songs bring along, and what is made of it.

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
    // Shapes are dark on a light ground, unless an image hides it.
    let on_white = |backdrop| palette::Palette::of(&coloured("bars background=white", backdrop));
    let (seen, hidden) = (on_white(Backdrop::Style), on_white(Backdrop::Auto));
    assert!(seen.light_ground && seen.low.0 < 0.65 && seen.high.0 < 0.65, "{seen:?}");
    assert!(!hidden.light_ground && hidden.low.0 > 0.65 && hidden.high.0 > 0.65, "{hidden:?}");
}

/// What a style draws where everything is loud.
fn drawn(style: &Arc<dyn Style>, size: Size) -> Picture {
    let row = |settings: &Settings| {
        let heights = vec![40_000_u16; settings.columns()];
        Row { caps: heights.clone(), heights, ..Row::default() }
    };
    let (own, beside) = (row(&style.analysis(size)), style.companions(size));
    let beside: Vec<Row> = beside.iter().map(row).collect();
    let track = Track::default();
    let input = |row| FrameInput {
        size,
        n: 0,
        time_s: 0.0,
        row,
        rows: Rows::single(0, 30.0, row),
        samples: &[],
        track: &track,
        beside: &[],
    };
    let beside: Vec<FrameInput<'_>> = beside.iter().map(input).collect();
    let mut picture = Picture::default();
    style.picture(&FrameInput { beside: &beside, ..input(&own) }, &mut picture);
    picture
}

#[test]
fn further_visualizers_stand_on_the_ground_of_the_first() {
    let of = |words: &str, also: &str| {
        let (scene, _) = scene("bars", (320, 180));
        let visualizers = vec![Look::parse(also).unwrap()];
        let layers = Layers { backdrop: Backdrop::Style, visualizers, ..Layers::new().unwrap() };
        let look = Look::parse(words).unwrap();
        let none = (&Tags::default(), Path::new("song"));
        let dressed = layers.dress(&scene, Some(&look), none, (0.0, None)).unwrap();
        let bars = drawn(&dressed.scene.style, scene.size).bars;
        bytemuck::cast_slice::<_, u8>(&bars).to_vec()
    };
    // As if it had been told.
    let told = of("bars background=white", "bars background=white");
    assert!(of("bars background=white", "bars") == told && of("bars", "bars") != told);
    // Its own says nothing beside it.
    assert!(of("bars background=white", "bars background=black") == told);
}

#[test]
fn case_and_hyphens_never_matter_in_what_places_a_style() {
    let look = Look::parse("bars Place=0,0,0.5,1 SCALE=0.5 opa-city=0.4").unwrap();
    assert_eq!(look.placement.area("place"), Some([0.0, 0.0, 0.5, 1.0]));
    assert!(["scale", "opacity"].iter().all(|name| look.placement.is_set(name)), "{look:?}");
}

#[test]
fn further_visualizers_are_drawn_in_their_places() {
    let (scene, look) = scene("spectrum", (1280, 720));
    let over = Look::parse("bars bars=20 place=0.5,0.25,1,0.75 scale=0.5").unwrap();
    let layers = Layers { visualizers: vec![over.clone()], ..Layers::nothing().unwrap() };
    let none = (&Tags::default(), Path::new("song"));
    let style = layers.dress(&scene, Some(&look), none, (0.0, None)).unwrap().scene.style;
    let companions = style.companions(scene.size);
    assert_eq!(companions.iter().map(|settings| settings.bands).collect::<Vec<_>>(), [10]);

    let (picture, alone) = (drawn(&style, scene.size), drawn(&over.create(), Size::new(640, 360).unwrap()));
    // Behind the line of the curve: the bars alone, half as large about the middle of their place.
    let own = picture.bars.len() - alone.bars.len();
    assert!(!alone.bars.is_empty() && own <= 1 && !picture.ribbons.is_empty(), "{own}");
    for (bar, alone) in picture.bars[own..].iter().zip(&alone.bars) {
        let moved = [(320.0, 640.0), (180.0, 180.0)];
        let at = [0, 1].map(|i| moved[i].0 + (alone.center[i] - moved[i].0) * 0.5 + moved[i].1);
        assert!((0..2).all(|i| (bar.center[i] - at[i]).abs() < 1e-2), "{:?} {at:?}", bar.center);
        assert_eq!(bar.half_length, alone.half_length * 0.5);
    }
}

#[test]
fn a_picture_has_room_for_one_coloured_area() {
    let (scene, look) = scene("spectrogram", (320, 180));
    let visualizers = vec![Look::parse("cymatic").unwrap()];
    let layers = Layers { visualizers, ..Layers::nothing().unwrap() };
    let refused = layers.dress(&scene, Some(&look), (&Tags::default(), Path::new("song")), (0.0, None));
    assert_eq!(refused.unwrap_err().exit_code(), 2);
}

#[test]
fn text_has_the_ink_that_is_read_on_what_lies_behind() {
    let song = tags(Vec::new());
    let ink = |backdrop: &str, colour: &str| {
        let (scene, look) = scene("bars", (320, 180));
        let backdrop = Backdrop::gradient(backdrop).unwrap();
        let mut layers = Layers { backdrop, cover: Wish::Nothing, ..Layers::new().unwrap() };
        if !colour.is_empty() {
            layers.values.set("text_color", colour).unwrap();
        }
        let dressed = layers.dress(&scene, Some(&look), (&song, Path::new("song")), (0.0, None)).unwrap();
        // The brightest texel of the title: its letters, or the light around dark ones.
        let title = &dressed.scene.style.images().bitmaps[1];
        let opaque = title.texels.iter().filter(|texel| **texel >> 24 == 255);
        (opaque.map(|texel| texel & 0xff).max(), dressed.warnings.len())
    };
    let (on_dark, on_light) = (ink("black..navy", ""), ink("white..#dddddd", ""));
    assert!(on_dark.0.unwrap() > 200 && on_light.0.unwrap() < 120, "{on_dark:?} {on_light:?}");
    assert_eq!((on_dark.1, on_light.1), (0, 0));
    // A colour that was asked for stays, with a word about it.
    assert_eq!(ink("black..navy", "#101020").1, 1);
    assert_eq!(ink("black..navy", "white").1, 0);
}

#[test]
fn what_a_style_writes_stays_on_its_place_among_layers() {
    let (_, mut look) = scene("spectrogram", (1280, 720));
    look.values.set("axes", "on").unwrap();
    let (scene, _) = scene("spectrogram", (1280, 720));
    let own = (look.style.create)(&look.values);
    let row = Row { heights: vec![0; 256], ..Row::default() };
    // Bands of a semitone from 32 Hz on.
    let edges_hz = (0..=256).map(|i| 32.0 * 2f64.powf(f64::from(i) / 28.0)).collect();
    let track = Track { duration_s: 60.0, edges_hz, ..Track::default() };
    let rows = Rows::single(600, 30.0, &row);
    let frame = FrameInput {
        size: scene.size,
        n: 600,
        time_s: 20.0,
        row: &row,
        rows,
        samples: &[],
        track: &track,
        beside: &[],
    };
    let written = |style: &dyn Style| {
        let mut picture = Picture::default();
        style.overlay(&frame, &mut picture);
        let images = &style.images().bitmaps;
        let show = |sprite: &visual::picture::Sprite| (sprite.center, images[sprite.image as usize].clone());
        picture.sprites.iter().map(show).collect::<Vec<_>>()
    };
    let alone = written(own.as_ref());
    assert!(alone.len() > 45, "nine frequencies and eight times, not {} signs", alone.len());
    let among = |layers: &Layers| {
        let song = (&tags(png([200, 30, 30])), Path::new("song"));
        let all = written(layers.dress(&scene, Some(&look), song, (0.0, None)).unwrap().scene.style.as_ref());
        all[..alone.len()].to_vec()
    };
    let layers = Layers::nothing().unwrap();
    assert!(among(&layers) == alone, "in a composition of nothing else it is as alone");
    // Beside a title there is less room.
    let moved = among(&Layers { title: Wish::Given("Title".into()), ..layers });
    let lowest = |all: &[([f32; 2], visual::Bitmap)]| all.iter().map(|(at, _)| at[1]).fold(0.0, f32::max);
    assert!(moved[0].0 != alone[0].0 && lowest(&moved) < 720.0);
    assert!(moved.iter().all(|(_, image)| own.images().bitmaps.contains(image)));
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

#[test]
fn a_cover_in_a_figure_is_as_large_as_that() {
    let radius = |words: &str| {
        let (scene, _) = scene("circular", (1920, 1080));
        let (look, song) = (Look::parse(words).unwrap(), tags(png([200, 30, 30])));
        let layers = Layers::new().unwrap();
        let dressed = layers.dress(&scene, Some(&look), (&song, Path::new("song")), (0.0, None)).unwrap();
        dressed.scene.style.heart(scene.size).unwrap().radius
    };
    let whole = radius("circular");
    assert!((radius("circular scale=0.5") / whole - 0.5).abs() < 1e-3);
    // Where the figure grows with the music, the cover stays in it.
    assert!((radius("circular scale=0.8+0.3*bass") / whole - 0.8).abs() < 1e-3);
}

/// From where to where there is ink over a style in a tall picture of 20 seconds into a minute, pixels from the left.
fn written(style: &str, layers: &Layers, tags: &Tags) -> [f32; 2] {
    let (scene, look) = scene(style, (1080, 1920));
    let dressed = layers.dress(&scene, Some(&look), (tags, Path::new("song")), (0.0, None)).unwrap();
    let style = dressed.scene.style;
    let row = Row { heights: vec![0; style.analysis(scene.size).columns()], ..Row::default() };
    let track = Track { duration_s: 60.0, ..Track::default() };
    let rows = Rows::single(600, 30.0, &row);
    let mut picture = Picture::default();
    let time_s = 20.0;
    let (size, row, track) = (scene.size, &row, &track);
    style.overlay(
        &FrameInput { size, n: 600, time_s, row, rows, samples: &[], track, beside: &[] },
        &mut picture,
    );
    let images = &style.images().bitmaps;
    let columns = picture.sprites.iter().flat_map(|sprite| {
        let image = &images[sprite.image as usize];
        let scale = 2.0 * sprite.half_size[0] / image.width as f32;
        let opaque = image.texels.iter().enumerate().filter(|(_, texel)| **texel >> 24 > 200);
        let left = sprite.center[0] - sprite.half_size[0];
        opaque.map(move |(at, _)| left + ((at as u32 % image.width) as f32 + 0.5) * scale)
    });
    columns.fold([f32::MAX, f32::MIN], |[from, to], x| [from.min(x), to.max(x)])
}

#[test]
fn what_stands_under_a_figure_stands_in_the_middle() {
    let middle = |[from, to]: [f32; 2]| (from + to) * 0.5;
    let untitled = Tags::default();
    let mut timed = Layers { title: Wish::Nothing, artist: Wish::Nothing, ..Layers::new().unwrap() };
    timed.values.set("clock", "on").unwrap();
    timed.values.set("mark", "off").unwrap();
    let time = written("bars", &timed, &untitled);
    assert!((middle(time) - 540.0).abs() < 6.0, "0:20 / 1:00 from {time:?}");
    // A cover and the words right of it are one row.
    let row = written("vectorscope", &Layers::new().unwrap(), &tags(png([200, 30, 30])));
    assert!((middle(row) - 540.0).abs() < 6.0 && row[1] - row[0] > 250.0, "{row:?}");
}
