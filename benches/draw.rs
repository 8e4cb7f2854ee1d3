//! Drawing without encoding: the reference scene and its relatives, frames per second of one thread.
//!
//! `cargo bench --bench draw`. The song is the demo song; every frame of it is drawn in turn.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use cymatic::{
    Cancel, analysis,
    audio::Song,
    render::{PixelFormat, Renderer, cpu::CpuRenderer},
    scene::{Scene, Size},
    time::Fps,
    visual::{self, params::Values},
};

/// Frames drawn per sample: long enough that a buffer meets what it held before.
const FRAMES: u64 = 60;

fn scene(style: &str, size: (u32, u32), glow: &str) -> Scene {
    let info = visual::find(style).unwrap();
    let mut values = Values::defaults(info.params);
    values.set("glow", glow).unwrap();
    Scene {
        size: Size::new(size.0, size.1).unwrap(),
        fps: Fps::new(30, 1).unwrap(),
        style: (info.create)(&values),
    }
}

fn draw(c: &mut Criterion) {
    let (song, cancel) = (Song::demo(), Cancel::default());
    let reference = analysis::scan(&song, &cancel).unwrap();
    let mut group = c.benchmark_group("draw");
    group.throughput(Throughput::Elements(FRAMES)).sample_size(10);
    for style in ["circular", "bars"] {
        for (name, size) in [("720p", (1280, 720)), ("1080p", (1920, 1080)), ("4k", (3840, 2160))] {
            for glow in ["1", "0"] {
                let scene = scene(style, size, glow);
                let settings = scene.style.analysis(scene.size);
                // From the tenth second on: the loud part.
                let range = 300..300 + FRAMES;
                let (writer, tables) = analysis::tables(settings.bands, range.clone()).unwrap();
                analysis::analyze(&song, &settings, &reference, scene.fps, writer, &cancel).unwrap();
                let mut renderer = CpuRenderer::new(scene, tables, PixelFormat::Yuv420, 1).unwrap();
                let id = BenchmarkId::new(format!("{style}-{name}"), format!("glow {glow}"));
                group.bench_function(id, |b| {
                    b.iter(|| renderer.render(range.clone(), &cancel, &mut |_| Ok(())).unwrap());
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, draw);
criterion_main!(benches);
