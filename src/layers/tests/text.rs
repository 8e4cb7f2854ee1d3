//! Title and artist: their ink and their place.

use super::*;

#[test]
fn characters_without_a_font_are_told() {
    let (scene, look) = scene("bars", (320, 180));
    let layers = Layers { title: Wish::Given("春 Spring".into()), ..Layers::new().unwrap() };
    let none = (&Tags::default(), Path::new("song"));
    let warnings = layers.dress(&scene, Some(&look), none, (0.0, None)).unwrap().warnings;
    assert!(warnings.iter().any(|warning| warning.ends_with(": 春")), "{warnings:?}");
}

#[test]
fn text_has_the_ink_that_is_read_on_what_lies_behind() {
    let song = tags(Vec::new());
    let ink = |backdrop: &str, colour: &str| {
        let (scene, look) = scene("bars", (320, 180));
        let colours = backdrop.split("..").map(palette::colour).collect::<Result<_, _>>().unwrap();
        let backdrop = Backdrop::Gradient(colours);
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
fn large_text_stays_in_the_picture() {
    let (scene, look) = scene("bars", (1280, 720));
    let title = Wish::Given("A title whose words need two lines when they are large".into());
    let mut layers = Layers { title, ..Layers::new().unwrap() };
    layers.values.set("text_size", "3").unwrap();
    let song = (&Tags { cover: None, ..tags(Vec::new()) }, Path::new("song"));
    let style = layers.dress(&scene, Some(&look), song, (0.0, None)).unwrap().scene.style;
    let sprites = drawn(&style, scene.size).sprites;
    assert_eq!(sprites.len(), 2, "title and artist");
    for sprite in sprites {
        let image = &style.images().bitmaps[sprite.image as usize];
        let opaque = |texel: &u32| texel >> 24 > 150;
        let rows = [image.texels.iter().position(opaque), image.texels.iter().rposition(opaque)];
        let [top, bottom] =
            rows.map(|at| sprite.center[1] - sprite.half_size[1] + (at.unwrap() as u32 / image.width) as f32);
        assert!(top >= 0.0 && bottom < 720.0, "letters from {top} to {bottom}");
    }
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

#[test]
fn the_line_of_progress_is_seen_on_what_lies_behind_it() {
    let tint = |backdrop: [[u8; 3]; 2]| {
        let (scene, look) = scene("bars", (1280, 720));
        let backdrop = Backdrop::Gradient(backdrop.to_vec());
        let mut layers = Layers { backdrop, cover: Wish::Nothing, ..Layers::new().unwrap() };
        layers.values.set("progress", "on").unwrap();
        let song = (&tags(Vec::new()), Path::new("song"));
        let style = layers.dress(&scene, Some(&look), song, (0.0, None)).unwrap().scene.style;
        drawn(&style, scene.size).sprites.last().unwrap().tint[0]
    };
    // The title, on the other end of the colours, has the other ink.
    assert!(tint([[0; 3], [255; 3]]) < 0.1 && tint([[255; 3], [0; 3]]) > 0.5);
}
