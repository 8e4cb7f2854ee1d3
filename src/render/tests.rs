//! The renderer's promises, on styles as they are and on synthetic rows.

use super::{
    Frame, FramePool, Layout, PixelFormat,
    cpu::Canvas,
    light::LightField,
    pool::TILE,
    shade::{self, TilePixels},
};
use crate::{
    analysis::{Levels, Listening, Row},
    cancel::Cancel,
    scene::{Scene, Size},
    time::Fps,
    visual::{self, FrameInput, Picture, params::Values},
};

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
    let bands = scene.style.analysis(scene.size).bands;
    let height = |b: usize| {
        let phase = (n as usize * (b % 7 + 1) * 997 + b * 7919) % 131_072;
        (if phase < 65_536 { phase } else { 131_071 - phase }) as u16 / (1 + (b % 3) as u16)
    };
    let heights: Vec<u16> = (0..bands).map(height).collect();
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
    }
}

fn draw(canvas: &mut Canvas, pool: &FramePool, scene: &Scene, n: u64) -> Frame {
    let mut frame = pool.acquire(n, &Cancel::default()).unwrap();
    canvas.row = row(scene, n);
    canvas.draw(scene, &mut frame).unwrap();
    frame.finish()
}

pub(super) fn pixels(frame: &Frame) -> Vec<u8> {
    (0..3).flat_map(|p| frame.rows(p).flatten().copied()).collect()
}

/// Every style with every layout and the parameters that draw differently, small enough to be quick.
fn scenes() -> Vec<Scene> {
    let mut all = Vec::new();
    for size in [(320, 180), (162, 290), (200, 200)] {
        all.push(scene("circular", size, &[]));
        all.push(scene("circular", size, &[("mirror", "off"), ("spin", "45"), ("bars", "40")]));
        all.push(scene("bars", size, &[("caps", "on")]));
        all.push(scene("bars", size, &[("mirror", "on"), ("rounded", "off"), ("palette", "paper")]));
        all.push(scene("flash", size, &[]));
    }
    all
}

#[test]
fn lanes_equal_baseline_code_bit_for_bit() {
    for scene in scenes() {
        let layout = Layout::new(scene.size, PixelFormat::Yuv420).unwrap();
        let pool = FramePool::new(layout, 2);
        let (mut a, mut b) = (Canvas::new(&layout), Canvas::new(&layout));
        for n in [0, 1, 17] {
            let lanes = draw(&mut a, &pool, &scene, n);
            let mut frame = pool.acquire(n, &Cancel::default()).unwrap();
            b.row = row(&scene, n);
            b.draw_baseline(&scene, &mut frame).unwrap();
            assert!(pixels(&lanes) == pixels(&frame.finish()), "{scene:?} frame {n}");
        }
    }
}

#[test]
fn tiles_equal_the_scalar_reference_over_all_shapes() {
    for scene in scenes() {
        let layout = Layout::new(scene.size, PixelFormat::Rgba).unwrap();
        let (row, mut picture) = (row(&scene, 9), Picture::default());
        let input = FrameInput { size: scene.size, n: 9, time_s: 0.3, row: &row };
        scene.style.picture(&input, &mut picture);
        let (across, down) = layout.tiles();
        let mut field = LightField::new((across, down));
        field.compute(&picture);
        let mut bins = super::tiles::Bins::new((across, down));
        bins.sort(&picture);
        let mut pixels = TilePixels::default();
        for tile in (0..down).flat_map(|y| (0..across).map(move |x| (x, y))) {
            let shapes = bins.shapes(tile.1 * across + tile.0);
            let bars = picture.bars.len();
            let rings = shapes.iter().filter(|s| usize::from(**s) >= bars);
            let strokes = shapes.iter().filter(|s| usize::from(**s) < bars);
            pixels.draw(
                &field,
                tile,
                rings.map(|s| &picture.rings[usize::from(*s) - bars]),
                strokes.map(|s| &picture.bars[usize::from(*s)]),
            );
            for i in 0..shade::PIXELS {
                let (x, y) = (tile.0 * TILE + i % TILE, tile.1 * TILE + i / TILE);
                let expected = shade::reference(&picture, &field, x, y);
                let actual = pixels.rgb.map(|plane| plane[i]);
                assert_eq!(actual.map(f32::to_bits), expected.map(f32::to_bits), "{scene:?} pixel {x},{y}");
            }
        }
    }
}

#[test]
fn what_a_buffer_held_before_does_not_show() {
    for format in [PixelFormat::Yuv420, PixelFormat::Rgba] {
        for scene in scenes() {
            let layout = Layout::new(scene.size, format).unwrap();
            let mut canvas = Canvas::new(&layout);
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
    let (mut canvas, pool) = (Canvas::new(&layout), FramePool::new(layout, 1));
    drop(draw(&mut canvas, &pool, &scene, 3));
    let mut frame = pool.acquire(3, &Cancel::default()).unwrap();
    frame.parts().0.fill(7);
    canvas.draw(&scene, &mut frame).unwrap();
    assert!(frame.finish().bytes().iter().all(|b| *b == 7), "tiles with equal keys were drawn again");
}

#[test]
fn odd_and_tiny_sizes_draw_as_rgba() {
    for size in [(1, 1), (1, 180), (2, 2), (17, 15), (641, 361)] {
        for style in ["circular", "bars", "flash"] {
            let scene = scene(style, size, &[]);
            let layout = Layout::new(scene.size, PixelFormat::Rgba).unwrap();
            let pool = FramePool::new(layout, 1);
            let frame = draw(&mut Canvas::new(&layout), &pool, &scene, 12);
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
        draw(&mut Canvas::new(&layout), &FramePool::new(layout, 1), &scene, 21)
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
    let frame = draw(&mut Canvas::new(&layout), &FramePool::new(layout, 1), &scene, 2);
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
