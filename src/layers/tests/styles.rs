//! Styles among layers: where they stand, what moves them, what they hear.

use super::*;

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
fn what_follows_bands_has_a_listener_of_its_own() {
    let dressed = |words: &str| {
        let (scene, look) = (scene("spectrum", (320, 180)).0, Look::parse(words).unwrap());
        let layers = Layers { visualizers: vec![Look::parse("bars").unwrap()], ..Layers::nothing().unwrap() };
        let none = (&Tags::default(), Path::new("song"));
        let style = layers.dress(&scene, Some(&look), none, (0.0, None)).unwrap().scene.style;
        (style.companions(scene.size), style)
    };
    assert_eq!(dressed("spectrum scale=1+0.5*bass").0.len(), 1, "the bars alone");
    let (companions, style) = dressed("spectrum opacity=0+1*band(3000..4000),0,0.1s");
    assert!(companions[1].bands == 64 && companions[1].rows_around_s[0] > 0.5, "{companions:?}");
    // All is loud for the main style and for the bars, but nothing up there.
    let size = Size::new(320, 180).unwrap();
    let track = Track { edges_hz: (0..=64).map(|i| f64::from(i) * 250.0).collect(), ..Track::default() };
    let opacity = |up: u16| {
        let mut listened = level(&companions[1], 40_000);
        // 3 to 4 kHz.
        listened.heights[12..16].fill(up);
        let picture = heard(&style, size, &[level(&companions[0], 40_000), listened], &track);
        picture.ribbons.iter().map(|ribbon| ribbon.opacity).fold(0.0, f32::max)
    };
    assert!(opacity(0) == 0.0 && opacity(u16::MAX) > 0.1, "{} {}", opacity(0), opacity(u16::MAX));
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

#[test]
fn styles_of_one_kind_stand_where_the_first_one_was_put() {
    let (scene, _) = scene("bars", (320, 180));
    let layers = Layers { visualizers: vec![Look::parse("bars").unwrap()], ..Layers::nothing().unwrap() };
    let none = (&Tags::default(), Path::new("song"));
    for words in ["bars", "bars place=0,0.5,1,1"] {
        let look = Look::parse(words).unwrap();
        let style = layers.dress(&scene, Some(&look), none, (0.0, None)).unwrap().scene.style;
        let bars = drawn(&style, scene.size).bars;
        let (first, second) = bars.split_at(bars.len() / 2);
        assert!(!first.is_empty(), "{words}");
        assert_eq!(bytemuck::cast_slice::<_, u8>(first), bytemuck::cast_slice::<_, u8>(second), "{words}");
    }
}
