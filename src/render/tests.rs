//! The renderer's promises, on styles as they are and on synthetic rows.

use super::gpu::tests::parity::{everything::Everything, layered::Layered};
use super::{
    Frame, FramePool, Layout, PixelFormat, Renderer, check,
    cpu::{Canvas, CpuRenderer},
    describe::Describer,
    light::LightField,
    pool::TILE,
    shade::{self, TilePixels},
};
use crate::{
    analysis::{self, Column, Extent, Levels, Listening, Overview, Reference, Row, Settings, Tables, Track},
    cancel::Cancel,
    scene::{Scene, Size},
    time::Fps,
    visual::{
        self, Bitmap, FrameInput, Picture, REGISTRY, Style,
        params::Values,
        picture::{Beam, COLOURS, Edge, Heatmap, Ribbon, Sprite},
        sprite::{Background, Images},
    },
};
use bytemuck::Zeroable;
use std::sync::{Arc, OnceLock};

/// A scene of a built-in style with some parameters.
pub(super) fn scene(style: &str, size: (u32, u32), set: &[(&str, &str)]) -> Scene {
    let info = visual::find(style).unwrap();
    let mut values = Values::defaults(info.params);
    for (name, value) in set {
        values.set(name, value).unwrap();
    }
    let size = Size::new(size.0, size.1).unwrap();
    Scene {
        size,
        fps: Fps::new(30, 1).unwrap(),
        style: (info.create)(&values),
        listening: Listening::default(),
    }
}

/// A lively row: every band moves differently, some rest.
pub(super) fn row(scene: &Scene, n: u64) -> Row {
    let columns = scene.style.analysis(scene.size).columns();
    let height = |b: usize| {
        let phase = (n as usize * (b % 7 + 1) * 997 + b * 7919) % 131_072;
        (if phase < 65_536 { phase } else { 131_071 - phase }) as u16 / (1 + (b % 3) as u16)
    };
    let heights: Vec<u16> = (0..columns).map(height).collect();
    let caps = heights.iter().map(|h| h.saturating_add(4000)).collect();
    let level = |k: u64| ((n * k * 1013) % 65_536) as u16;
    Row {
        heights,
        caps,
        levels: Levels {
            peak: level(1),
            bass: level(2),
            loudness: level(3),
            onset: level(5),
            ..Levels::default()
        },
        ..Row::default()
    }
}

/// Tables of lively rows, samples and an overview, for the frames up to `frames`; rows are changed by `alter`.
pub(super) fn tables(scene: &Scene, frames: u64, alter: impl Fn(u64, &mut Row)) -> Tables {
    let settings = scene.style.analysis(scene.size);
    // So that a frame has samples enough.
    let rate_hz = 24_000;
    let reference = Reference { samples: frames * u64::from(rate_hz) / 30, ..Reference::silent(rate_hz) };
    let extent = Extent::of(&settings, 0..frames, scene.fps, &reference);
    let track = Track {
        duration_s: frames as f64 / 30.0,
        sample_rate_hz: rate_hz,
        edges_hz: reference.edges_hz(settings.bands),
        sections_s: vec![0.0],
        overview: (settings.overview_columns > 0).then(|| overview(scene, &settings)),
    };
    let (mut writer, tables) = analysis::tables_of(extent.clone(), track.into()).unwrap();
    let wave = |i: u64, k: u64| (i * k % 997 * 60) as i16;
    writer.push_samples(&extent.samples.map(|i| [wave(i, 1), wave(i, 7)]).collect::<Vec<_>>()).unwrap();
    for n in extent.rows {
        let mut row = row(scene, n);
        alter(n, &mut row);
        writer.push(&row).unwrap();
    }
    writer.finish().unwrap();
    tables
}

/// An overview in which every column is another.
fn overview(scene: &Scene, settings: &Settings) -> Overview {
    let columns = settings.overview_columns as u64;
    let column = |n: u64| {
        let max = (n * 37 % 100) as f32 / 100.0;
        Column { min: -0.8 * max, max, rms: 0.4 * max, side: 0.2 * max }
    };
    Overview {
        columns: (0..columns).map(column).collect(),
        heights: (0..columns).flat_map(|n| row(scene, n).heights).collect(),
    }
}

/// The picture of frame `n`, of as many as styles look around.
fn picture(scene: &Scene, n: u64) -> Picture {
    let mut describer = Describer::default();
    describer.read(scene, &tables(scene, FRAMES, |_, _| {}), n).unwrap();
    describer.describe(scene).unwrap().clone()
}

/// Frames of the tables here.
const FRAMES: u64 = 42;

fn draw(canvas: &mut Canvas, pool: &FramePool, scene: &Scene, n: u64) -> Frame {
    let mut frame = pool.acquire(n, &Cancel::default()).unwrap();
    canvas.draw(&picture(scene, n), scene.style.images(), &mut frame);
    frame.finish()
}

pub(super) fn pixels(frame: &Frame) -> Vec<u8> {
    (0..3).flat_map(|p| frame.rows(p).flatten().copied()).collect()
}

/// Every style with every layout and the parameters that draw differently, small enough to be quick.
fn scenes() -> Vec<Scene> {
    let mut all = Vec::new();
    for size in [(320, 180), (162, 290), (200, 200)] {
        all.push(scene("circular", size, &[("mirror", "off"), ("spin", "45"), ("bars", "40")]));
        all.push(scene("bars", size, &[("caps", "on")]));
        all.push(scene("bars", size, &[("mirror", "on"), ("rounded", "off"), ("palette", "paper")]));
        all.push(scene("spectrogram", size, &[("span", "whole"), ("axes", "on")]));
        all.extend(REGISTRY.iter().map(|info| scene(info.name, size, &[])));
        all.push(Scene { style: Arc::new(Everything), ..scene("flash", size, &[]) });
        for background in [false, true] {
            let style = Arc::new(Layered::new(Arc::new(Everything), background));
            all.push(Scene { style, ..scene("flash", size, &[]) });
        }
    }
    all
}

#[test]
fn lanes_equal_baseline_code_bit_for_bit() {
    for scene in scenes() {
        let layout = Layout::new(scene.size, PixelFormat::Yuv420).unwrap();
        let pool = FramePool::new(layout, 2);
        let images = scene.style.images();
        let (mut a, mut b) = (Canvas::new(&layout, images), Canvas::new(&layout, images));
        for n in [0, 1, 17] {
            let lanes = draw(&mut a, &pool, &scene, n);
            let mut frame = pool.acquire(n, &Cancel::default()).unwrap();
            b.draw_baseline(&picture(&scene, n), images, &mut frame);
            assert!(pixels(&lanes) == pixels(&frame.finish()), "{scene:?} frame {n}");
        }
    }
}

#[test]
fn tiles_equal_the_scalar_reference_over_all_shapes() {
    for scene in scenes() {
        let layout = Layout::new(scene.size, PixelFormat::Rgba).unwrap();
        let picture = picture(&scene, 9);
        let (across, down) = layout.tiles();
        let mut field = LightField::new((across, down));
        let images = scene.style.images();
        field.compute(&picture, images.background.is_some());
        let mut bins = super::tiles::Bins::new((across, down), images);
        bins.sort(&picture, 9);
        let mut pixels = TilePixels::default();
        for tile in (0..down).flat_map(|y| (0..across).map(move |x| (x, y))) {
            let seen = bins.seen(tile, &picture);
            pixels.draw(&field, tile, (&picture, images), bins.order(), seen);
            for i in 0..shade::PIXELS {
                let (x, y) = (tile.0 * TILE + i % TILE, tile.1 * TILE + i / TILE);
                let expected = shade::reference((&picture, images), &field, x, y);
                let actual = pixels.rgb.map(|plane| plane[i]);
                // A tile may leave out what a shape adds at the very end of its reach.
                let same = actual.iter().zip(expected).all(|(a, b)| (a - b).abs() <= 1e-6);
                assert!(same, "{scene:?} pixel {x},{y}: {actual:?} {expected:?}");
            }
        }
    }
}

#[test]
fn what_a_buffer_held_before_does_not_show() {
    for format in [PixelFormat::Yuv420, PixelFormat::Rgba] {
        for scene in scenes() {
            let layout = Layout::new(scene.size, format).unwrap();
            let mut canvas = Canvas::new(&layout, scene.style.images());
            let (fresh, reused) = (FramePool::poisoned(layout, 1), FramePool::new(layout, 1));
            let order = [5, 6, 7, 3, 4, 40, 5, 41, 0];
            for n in order {
                let expected = pixels(&draw(&mut canvas, &fresh, &scene, n));
                let actual = pixels(&draw(&mut canvas, &reused, &scene, n));
                assert!(actual == expected, "{scene:?} {format:?} frame {n}");
            }
        }
    }
}

#[test]
fn a_still_picture_is_not_drawn_again() {
    let scene = scene("circular", (320, 180), &[]);
    let layout = Layout::new(scene.size, PixelFormat::Yuv420).unwrap();
    let images = scene.style.images();
    let (mut canvas, pool) = (Canvas::new(&layout, images), FramePool::new(layout, 1));
    drop(draw(&mut canvas, &pool, &scene, 3));
    let mut frame = pool.acquire(3, &Cancel::default()).unwrap();
    frame.parts().0.fill(7);
    canvas.draw(&picture(&scene, 3), images, &mut frame);
    assert!(frame.finish().bytes().iter().all(|b| *b == 7), "tiles with equal keys were drawn again");
}

/// A style with a bug in one frame.
#[derive(Debug)]
struct Breaks;

impl Style for Breaks {
    fn analysis(&self, _size: Size) -> Settings {
        Settings::default()
    }

    fn picture(&self, frame: &FrameInput<'_>, _picture: &mut Picture) {
        assert!(frame.n != 5, "broke on purpose");
    }
}

#[test]
fn a_panic_in_a_draw_thread_ends_the_job() {
    let mut scene = scene("bars", (32, 18), &[]);
    scene.style = Arc::new(Breaks);
    let tables = tables(&scene, 60, |_, _| {});
    let mut renderer = CpuRenderer::new(scene, tables, PixelFormat::Yuv420, 3).unwrap();
    let drawn = renderer.render(0..60, &Cancel::default(), &mut |_| Ok(()));
    assert!(drawn.unwrap_err().to_string().contains("the drawing panicked: broke on purpose"));
}

/// What a style of the test adds to its pictures.
type Add = fn(&mut Picture);

/// A style that describes what can't be drawn.
#[derive(Debug)]
struct Wrong(Add);

impl Style for Wrong {
    fn analysis(&self, _size: Size) -> Settings {
        Settings::default()
    }

    fn picture(&self, _frame: &FrameInput<'_>, picture: &mut Picture) {
        (self.0)(picture);
    }

    fn images(&self) -> &Images {
        static IMAGES: OnceLock<Images> = OnceLock::new();
        IMAGES.get_or_init(|| Images {
            background: None,
            bitmaps: vec![
                Bitmap { width: 0, height: 0, texels: Vec::new() },
                Bitmap { width: 4, height: 4, texels: vec![0; 4] },
            ],
        })
    }
}

#[test]
fn shapes_that_can_not_be_drawn_are_errors_that_name_them() {
    /// Of the edges from `first` on, as many as `count`, of two that there are.
    fn ribbon(picture: &mut Picture, (first, count): (u32, u32), round: u32) {
        picture.edges.resize(2, Edge::default());
        picture.ribbons.push(Ribbon { first, count, round, per: 3.0, ..Ribbon::zeroed() });
    }
    /// Of so many columns and rows, numbers and colours.
    fn heatmap(picture: &mut Picture, columns: u32, rows: u32, (values, colours): (usize, usize)) {
        picture.heatmap = Some(Heatmap { columns, rows, ..Heatmap::zeroed() });
        picture.heat.values.resize(values, 0);
        picture.heat.colours.resize(colours, 0);
    }
    let all: [(Add, &str); 13] = [
        (|picture| ribbon(picture, (1, 2), 0), "ribbon 0 has edges 1 to 3 of 2"),
        (|picture| ribbon(picture, (u32::MAX, 2), 0), "ribbon 0 has edges"),
        (|picture| ribbon(picture, (0, 1), 0), "ribbon 0 has fewer than 2 edges"),
        (|picture| ribbon(picture, (0, 0), 0), "ribbon 0 has fewer than 2 edges"),
        (|picture| ribbon(picture, (0, 2), 1), "ribbon 0 has 2 edges, and 3 to a turn"),
        (|picture| heatmap(picture, 0, 2, (4, COLOURS)), "the heatmap has 0 columns and 2 rows"),
        (|picture| heatmap(picture, 2, 0, (4, COLOURS)), "the heatmap has 2 columns and 0 rows"),
        (|picture| heatmap(picture, 2, 2, (3, COLOURS)), "the heatmap has 2 columns and 2 rows of 3 numbers"),
        (|picture| heatmap(picture, 2, 2, (4, 7)), "7 colours"),
        (
            |picture| {
                heatmap(picture, 2, 2, (4, COLOURS));
                picture.heatmap.as_mut().unwrap().step = [-0.01, 0.1];
            },
            "the heatmap has [-0.01, 0.1] columns and rows per pixel",
        ),
        (|picture| picture.sprites.push(Sprite::zeroed()), "sprite 0"),
        (|picture| picture.sprites.push(Sprite { image: 1, ..Sprite::zeroed() }), "sprite 0"),
        (|picture| picture.beams.resize(65_536, Beam::zeroed()), "more than 65535 shapes"),
    ];
    for (add, words) in all {
        let scene = Scene { style: Arc::new(Wrong(add)), ..scene("flash", (64, 36), &[]) };
        let mut describer = Describer::default();
        describer.read(&scene, &tables(&scene, 2, |_, _| {}), 1).unwrap();
        let error = describer.describe(&scene).map(drop).unwrap_err().to_string();
        assert!(error.contains(words), "{words}: {error}");
    }
}

#[test]
fn a_background_without_pixels_is_an_error() {
    let images = Images { background: Some(Background::from_rows(5, &[])), bitmaps: Vec::new() };
    let error = check::check(&Picture::default(), &images).unwrap_err();
    assert!(error.contains("without pixels"), "{error}");
}

/// A heatmap of 2 by 2 numbers, as renderers see it.
fn softened(add: Add) -> Heatmap {
    let scene = Scene { style: Arc::new(Wrong(add)), ..scene("flash", (64, 36), &[]) };
    let mut describer = Describer::default();
    describer.read(&scene, &tables(&scene, 2, |_, _| {}), 1).unwrap();
    describer.describe(&scene).unwrap().heatmap.unwrap()
}

fn put_heatmap(picture: &mut Picture, map: Heatmap) {
    picture.heat.values.resize(4, 0);
    picture.heat.colours.resize(COLOURS, 0);
    picture.heatmap = Some(Heatmap { columns: 2, rows: 2, opacity: 1.0, dim: 1.0, ..map });
}

#[test]
fn corners_are_never_sharper_than_renderers_draw_them() {
    let map = softened(|picture| put_heatmap(picture, Heatmap::zeroed()));
    assert_eq!((map.corner, map.fade, map.soft), (0.5, 0.5, 1.0));
}

#[test]
fn a_heatmap_covers_in_full_where_its_outline_is_as_soft_as_can_be() {
    // As a spectrogram that is scaled to four times its size.
    let map = softened(|picture| {
        put_heatmap(picture, Heatmap { half_size: [99.0; 2], corner: 2.0, soft: 4.0, ..Heatmap::zeroed() });
    });
    assert_eq!(shade::heatmap::heat_cover(&map, 0.0, 0.0), (1.0, 1.0));
    let (edge, _) = shade::heatmap::heat_cover(&map, 0.0, 98.5);
    assert!(edge < 0.6, "{edge}");
}

#[test]
fn odd_and_tiny_sizes_draw_as_rgba() {
    for size in [(1, 1), (1, 180), (2, 2), (17, 15), (641, 361)] {
        for style in REGISTRY {
            let scene = scene(style.name, size, &[]);
            let layout = Layout::new(scene.size, PixelFormat::Rgba).unwrap();
            let pool = FramePool::new(layout, 1);
            let frame = draw(&mut Canvas::new(&layout, scene.style.images()), &pool, &scene, 12);
            assert_eq!(pixels(&frame).len(), (size.0 * size.1 * 4) as usize);
        }
    }
}

#[test]
fn rgba_and_yuv_show_the_same_picture() {
    // BT.709 limited range Y' of the RGBA picture, against the luma plane: within 2 (both are dithered).
    let scene = scene("circular", (320, 180), &[]);
    let [rgba, yuv] = [PixelFormat::Rgba, PixelFormat::Yuv420].map(|format| {
        let layout = Layout::new(scene.size, format).unwrap();
        draw(&mut Canvas::new(&layout, &Images::NONE), &FramePool::new(layout, 1), &scene, 21)
    });
    for (colours, lumas) in rgba.rows(0).zip(yuv.rows(0)) {
        for (c, y) in colours.chunks(4).zip(lumas) {
            let expected = 16.0
                + 219.0 / 255.0
                    * (0.2126 * f64::from(c[0]) + 0.7152 * f64::from(c[1]) + 0.0722 * f64::from(c[2]));
            assert!((expected - f64::from(*y)).abs() <= 2.0, "{c:?} {y}");
        }
    }
}

#[test]
fn the_ground_is_dithered_not_banded() {
    // Left of the figure the ground is a shallow ramp: no long run of equal luma, and the means of neighbouring tiles
    // differ by far less than one code value, which a band's edge would make.
    let scene = scene("circular", (1920, 1080), &[]);
    let layout = Layout::new(scene.size, PixelFormat::Yuv420).unwrap();
    let frame = draw(&mut Canvas::new(&layout, &Images::NONE), &FramePool::new(layout, 1), &scene, 2);
    let rows: Vec<&[u8]> =
        frame.rows(0).skip(30 * TILE).take(4 * TILE).map(|row| &row[..28 * TILE]).collect();
    let mut longest = 0;
    for y in &rows {
        let mut run = 1;
        for pair in y.windows(2) {
            run = if pair[0] == pair[1] { run + 1 } else { 1 };
            longest = longest.max(run);
        }
    }
    assert!(longest <= 64, "a run of {longest} equal pixels");
    for band in rows.chunks(TILE) {
        let sum =
            |x: usize| -> f64 { band.iter().flat_map(|y| &y[x..x + TILE]).map(|v| f64::from(*v)).sum() };
        let means: Vec<f64> = (0..28).map(|tile| sum(tile * TILE) / 256.0).collect();
        let step = means.windows(2).map(|m| (m[1] - m[0]).abs()).fold(0.0, f64::max);
        assert!(means[27] - means[0] > 2.0, "no ramp: {means:?}");
        assert!(step < 0.75, "a step of {step} between tiles: {means:?}");
    }
}
