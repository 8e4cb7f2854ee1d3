//! Drawing without encoding, by style, size and glow: the CPU on one thread, and a graphics adapter with and without
//! bringing the frames back.
//!
//! `cargo bench --bench draw`. The song is the demo song; 60 frames of its loud part are drawn in turn. A hardware
//! adapter is measured if there is one, any other if it is named: `WGPU_ADAPTER_NAME=llvmpipe cargo bench --bench draw`.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use cymatic::{
    Cancel, analysis,
    audio::Song,
    pipeline,
    render::{
        Backend, Frame, PixelFormat, Renderer, Wish,
        cpu::CpuRenderer,
        gpu::{GpuRenderer, Tuning},
    },
    scene::{Scene, Size},
    time::Fps,
    visual::{REGISTRY, StyleInfo, params::Values},
};
use std::hint::black_box;

/// Frames drawn per sample: long enough that a buffer meets what it held before.
const FRAMES: u64 = 60;
/// From the tenth second on: the loud part.
const FIRST: u64 = 300;
const SIZES: [&str; 3] = ["720p", "1080p", "4k"];

fn scene(style: &StyleInfo, size: &str, glow: &str) -> Scene {
    let mut values = Values::defaults(style.params);
    // A style without glow has one look.
    let _ = values.set("glow", glow);
    let size: Size = size.parse().unwrap();
    Scene {
        size,
        fps: Fps::new(30, 1).unwrap(),
        style: (style.create)(&values),
        listening: analysis::Listening::default(),
    }
}

/// Reads every byte once, as an encoder would at the least.
fn read(frame: Frame) -> cymatic::Result<()> {
    let (words, _) = frame.bytes().as_chunks::<8>();
    black_box(words.iter().fold(0, |sum, word| sum ^ u64::from_le_bytes(*word)));
    Ok(())
}

fn draw(c: &mut Criterion) {
    let (song, cancel) = (Song::demo(), Cancel::default());
    let reference = analysis::scan(&song, &cancel).unwrap();
    let (backend, _) = Backend::choose(Wish::Auto, None).unwrap();
    let (range, format) = (FIRST..FIRST + FRAMES, PixelFormat::Yuv420);
    let mut group = c.benchmark_group("draw");
    group.throughput(Throughput::Elements(FRAMES)).sample_size(10);
    for style in REGISTRY.iter().filter(|style| !style.hidden) {
        let has_glow = style.params.iter().any(|param| param.name == "glow");
        let glows: &[&str] = if has_glow { &["1", "0"] } else { &["1"] };
        for (size, glow) in SIZES.iter().flat_map(|size| glows.iter().map(move |glow| (size, glow))) {
            let scene = scene(style, size, glow);
            let tables = pipeline::tables(&song, &scene, &reference, range.clone(), &cancel).unwrap();
            let id =
                |what| BenchmarkId::new(format!("{}-{size}", style.name), format!("{what}, glow {glow}"));
            let mut cpu = CpuRenderer::new(scene.clone(), tables.clone(), format, 1).unwrap();
            group.bench_function(id("cpu"), |b| {
                b.iter(|| cpu.render(range.clone(), &cancel, &mut |_| Ok(())).unwrap());
            });
            let Some(gpu) = backend.gpu() else { continue };
            let mut gpu = GpuRenderer::new(gpu, scene, tables, format, Tuning::default()).unwrap();
            group.bench_function(id("gpu"), |b| b.iter(|| gpu.draw_only(range.clone(), &cancel).unwrap()));
            group.bench_function(id("gpu + read"), |b| {
                b.iter(|| gpu.render(range.clone(), &cancel, &mut read).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, draw);
criterion_main!(benches);
