//! The same frames from both renderers, to the figures that are promised, and proof that the comparison can fail.

mod difference;
pub(in crate::render) mod everything;
pub(in crate::render) mod layered;
mod mistakes;
mod order;

use super::{
    super::{
        GpuRenderer, Tuning,
        program::{self, Source},
    },
    gpu, say,
};
use crate::{
    analysis::{Row, Tables},
    art,
    audio::Tags,
    cancel::Cancel,
    layers::{Layers, Look, Wish},
    render::{Frame, PixelFormat, Renderer, cpu::CpuRenderer, tests::scene},
    scene::Scene,
    visual::{REGISTRY, find},
};
use difference::{Difference, compare, is_parity, write_difference};
use everything::Everything;
use layered::Layered;
use std::{path::Path, sync::Arc};

/// Frames of a case: enough for several batches.
const FRAMES: u64 = 7;

/// Planes of a frame without padding, row by row.
type Planes = [Vec<u8>; 3];

fn planes(frame: &Frame) -> Planes {
    std::array::from_fn(|p| frame.rows(p).flatten().copied().collect())
}

/// Tables of rows that move, made by `alter` from the usual ones: every frame is far from the one before.
fn tables(scene: &Scene, alter: impl Fn(u64, &mut Row)) -> Tables {
    crate::render::tests::tables(scene, FRAMES, |n, row| {
        *row = crate::render::tests::row(scene, n * 5 + 3);
        alter(n, row);
    })
}

fn all_frames(renderer: &mut dyn Renderer) -> Vec<Planes> {
    let mut drawn = Vec::new();
    let mut sink = |frame: Frame| {
        drawn.push(planes(&frame));
        Ok(())
    };
    renderer.render(0..FRAMES, &Cancel::default(), &mut sink).unwrap();
    drawn
}

fn on_cpu(scene: &Scene, format: PixelFormat) -> Vec<Planes> {
    let tables = tables(scene, |_, _| {});
    all_frames(&mut CpuRenderer::new(scene.clone(), tables, format, 1).unwrap())
}

/// Two frames a batch, so that batches, the ring and the last, shorter one are all met.
const TUNING: Tuning =
    Tuning { batch: 2, depth: 2, window_bytes: 1 << 20, patience: std::time::Duration::from_secs(60) };

fn on_gpu(scene: &Scene, format: PixelFormat, tables: Tables, drawing: &[Source]) -> Vec<Planes> {
    let gpu = gpu().unwrap();
    let renderer = GpuRenderer::with_shaders(gpu, scene.clone(), tables, format, TUNING, drawing);
    all_frames(&mut renderer.unwrap())
}

#[test]
fn frames_that_the_host_describes_are_drawn_alike() {
    if gpu().is_none() {
        return;
    }
    let mut wrong = Vec::new();
    let mut total = [Difference::default(); 3];
    for (format, sizes) in CASES {
        for size in sizes.iter().filter(|size| size.0 > 16 && size.1 > 14) {
            let scene = Scene { style: Arc::new(Everything), ..scene("flash", *size, &[]) };
            let expected = on_cpu(&scene, *format);
            let actual = on_gpu(&scene, *format, tables(&scene, |_, _| {}), &program::DRAW);
            let differences = compare(&expected, &actual);
            total.iter_mut().zip(&differences).for_each(|(total, difference)| total.merge(difference));
            if !is_parity(&differences) {
                let name = format!("everything-{}x{}-{format:?}", size.0, size.1);
                write_difference(&name, &scene, *format, &expected, &actual);
                wrong.push(format!("{name}: {}", differences.map(|d| d.to_string()).join(" | ")));
            }
        }
    }
    let [y, cb, cr] = total.map(|d| d.to_string());
    say(&format!("parity of every kind of shape: Y or RGBA: {y}; Cb: {cb}; Cr: {cr}"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn images_behind_and_over_the_shapes_are_drawn_alike() {
    if gpu().is_none() {
        return;
    }
    let mut wrong = Vec::new();
    // Shapes of the host, and those of a shader.
    for (name, inner) in
        [("everything", Arc::new(Everything) as _), ("circular", scene("circular", (2, 2), &[]).style)]
    {
        for (background, (format, size)) in [false, true].into_iter().flat_map(|background| {
            let sizes =
                CASES.iter().flat_map(|(format, sizes)| sizes.iter().map(move |size| (*format, *size)));
            sizes
                .filter(|(_, size)| size.0 > 16 && size.1 > 14 && size.0 < 1_000)
                .map(move |case| (background, case))
        }) {
            let style = Arc::new(Layered::new(Arc::clone(&inner), background));
            let scene = Scene { style, ..scene("flash", size, &[]) };
            let expected = on_cpu(&scene, format);
            let actual = on_gpu(&scene, format, tables(&scene, |_, _| {}), &program::DRAW);
            let differences = compare(&expected, &actual);
            if !is_parity(&differences) {
                let name = format!("layers-{name}-{background}-{}x{}-{format:?}", size.0, size.1);
                write_difference(&name, &scene, format, &expected, &actual);
                wrong.push(format!("{name}: {}", differences.map(|d| d.to_string()).join(" | ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A style in its place between a cover, text and an image behind it.
fn dressed(style: &str, size: (u32, u32)) -> Scene {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 40, 40);
    encoder.set_color(png::ColorType::Rgb);
    let pixels: Vec<u8> = (0..4_800u32).map(|i| (i * i / 37 % 251) as u8).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    let cover = art::from_bytes(&file, Path::new("cover.png")).unwrap();
    let mut layers = Layers::new().unwrap();
    layers.title = Wish::Given("A title of two words".into());
    layers.cover = Wish::Given(Arc::new(cover));
    layers.values.set("progress", "on").unwrap();
    layers.values.set("clock", "on").unwrap();
    let plain = scene(style, size, &[]);
    layers.dress(&plain, None, (&Tags::default(), Path::new("song")), (0.0, None)).unwrap().scene
}

#[test]
fn dressed_styles_are_drawn_alike() {
    if gpu().is_none() {
        return;
    }
    for (style, size) in
        [("circular", (642, 362)), ("circular", (362, 642)), ("bars", (640, 360)), ("waveform", (400, 400))]
    {
        let (scene, format) = (dressed(style, size), PixelFormat::Yuv420);
        let expected = on_cpu(&scene, format);
        let actual = on_gpu(&scene, format, tables(&scene, |_, _| {}), &program::DRAW);
        let differences = compare(&expected, &actual);
        if !is_parity(&differences) {
            write_difference(&format!("dressed-{style}"), &scene, format, &expected, &actual);
            panic!("{style} {size:?}: {}", differences.map(|d| d.to_string()).join(" | "));
        }
    }
}

#[test]
fn further_visualizers_are_drawn_alike() {
    if gpu().is_none() {
        return;
    }
    // A figure that isn't drawn at its own size has no shader; the bars beside it are described on the host anyway.
    let over = Look::parse("bars bars=24 place=0.4,0.5,1,1 opacity=0.7").unwrap();
    let mut look = Look::new(find("circular").unwrap());
    look.set("scale", "0.7").unwrap();
    let layers = Layers { visualizers: vec![over.clone()], ..Layers::nothing().unwrap() };
    let plain = scene("circular", (640, 360), &[]);
    let song = (&Tags::default(), Path::new("song"));
    let scene = layers.dress(&plain, Some(&look), song, (0.0, None)).unwrap().scene;
    let tables = || {
        let over = Scene { style: over.create(), ..plain.clone() };
        tables(&scene, |_, _| {}).with(vec![tables(&over, |_, _| {})])
    };
    let format = PixelFormat::Yuv420;
    let expected = all_frames(&mut CpuRenderer::new(scene.clone(), tables(), format, 1).unwrap());
    let actual = on_gpu(&scene, format, tables(), &program::DRAW);
    let differences = compare(&expected, &actual);
    assert!(is_parity(&differences), "{}", differences.map(|d| d.to_string()).join(" | "));
}

/// Every style as it is, and with the parameters that draw differently.
fn variants() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    // Of eight seconds, the few frames here would hardly fill any.
    let second = || vec![("seconds", "1"), ("now", "0.5")];
    let usual = |name| if name == "spectrogram" { second() } else { vec![] };
    let mut all: Vec<_> = REGISTRY.iter().map(|info| (info.name, usual(info.name))).collect();
    all.push(("spectrogram", vec![("span", "whole"), ("axes", "on"), ("colormap", "viridis")]));
    all.push(("circular", vec![("mirror", "off"), ("spin", "45"), ("bars", "40"), ("palette", "ember")]));
    all.push(("circular", vec![("bars", "256"), ("glow", "0"), ("pulse", "1")]));
    all.push(("circular", vec![("shape", "ribbon"), ("direction", "both"), ("spin", "45"), ("rings", "3")]));
    all.push(("circular", vec![("shape", "segments"), ("caps", "on"), ("center", "purple")]));
    all.push(("bars", vec![("shape", "segments"), ("reflection", "1")]));
    all.push(("spectrum", vec![("radial", "on"), ("mirror", "on")]));
    all.push(("spectrum", vec![("stereo", "left-right"), ("mirror", "off")]));
    all.push(("bars", vec![("caps", "on"), ("palette", "neon"), ("gradient", "off")]));
    all.push(("bars", vec![("layout", "left"), ("mirror", "off"), ("direction", "down"), ("bars", "31")]));
    all.push(("bars", vec![("stereo", "left-right"), ("mirror", "off"), ("caps", "on")]));
    all.push(("bars", vec![("stereo", "mid-side"), ("layout", "left"), ("mirror", "on")]));
    all.push(("bars", vec![("mirror", "on"), ("rounded", "off"), ("palette", "paper"), ("caps", "on")]));
    all
}

/// What each style is compared in: odd and tiny sizes as RGBA, those that strides and tiles don't divide as 4:2:0.
const CASES: &[(PixelFormat, &[(u32, u32)])] = &[
    (
        PixelFormat::Yuv420,
        &[(642, 362), (360, 642), (500, 500), (1922, 1082), (1920, 1080), (2, 2), (16, 16), (66, 130)],
    ),
    (PixelFormat::Rgba, &[(641, 361), (320, 180), (1, 1), (17, 15), (333, 1)]),
];

#[test]
fn both_renderers_draw_the_same_frames() {
    if gpu().is_none() {
        return;
    }
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for (style, set) in variants() {
        let mut total = [Difference::default(); 3];
        for (format, sizes) in CASES {
            for size in *sizes {
                // The large sizes with the default parameters only: they take the time.
                if size.0 > 1000 && !set.is_empty() {
                    continue;
                }
                let scene = scene(style, *size, &set);
                let expected = on_cpu(&scene, *format);
                let actual = on_gpu(&scene, *format, tables(&scene, |_, _| {}), &program::DRAW);
                let differences = compare(&expected, &actual);
                cases += 1;
                if size.0 > 100 && size.1 > 100 {
                    assert_that_they_show_something(style, &expected);
                }
                total.iter_mut().zip(&differences).for_each(|(total, difference)| total.merge(difference));
                if !is_parity(&differences) {
                    let name = format!("{style}-{}x{}-{format:?}-{}", size.0, size.1, set.len());
                    write_difference(&name, &scene, *format, &expected, &actual);
                    wrong.push(format!("{name} {set:?}: {}", differences.map(|d| d.to_string()).join(" | ")));
                }
            }
        }
        let [y, cb, cr] = total.map(|d| d.to_string());
        say(&format!("parity of {style} {set:?}: Y or RGBA: {y}; Cb: {cb}; Cr: {cr}"));
    }
    say(&format!("parity: {cases} cases of {FRAMES} frames on {}", gpu().unwrap().adapter()));
    assert!(cases >= 60, "only {cases} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// No two frames are equal, and none is a plain ground.
fn assert_that_they_show_something(style: &str, frames: &[Planes]) {
    let differ = |a: &[u8], b: &[u8]| a.iter().zip(b).filter(|(a, b)| a.abs_diff(**b) > 4).count();
    if style == "flash" {
        assert!(frames.iter().any(|f| f[0][0] != frames[0][0][0]), "the flash never changes");
        return;
    }
    for (n, frame) in frames.iter().enumerate() {
        let ground = vec![frame[0][0]; frame[0].len()];
        assert!(differ(&frame[0], &ground) * 50 > ground.len(), "{style} frame {n} shows nothing");
        if n > 0 {
            assert!(differ(&frame[0], &frames[n - 1][0]) > 20, "{style} frame {n} is as the one before");
        }
    }
}
