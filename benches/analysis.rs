//! Listening to a song: the scan that fixes the reference, and the rows of twenty seconds, for one style.
//!
//! `cargo bench --bench analysis`. The song is the demo song, 24 s of 48 kHz stereo in memory: nothing is decoded.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cymatic::{
    Cancel,
    analysis::{self, Listening},
    audio::Song,
    pipeline,
    scene::{Scene, Size},
    time::Fps,
    visual::{self, params::Values},
};

/// Seconds of rows.
const SECONDS: u64 = 20;

fn listen(c: &mut Criterion) {
    let (song, cancel) = (Song::demo(), Cancel::default());
    let style = visual::find("circular").unwrap();
    let scene = Scene {
        size: Size::new(1920, 1080).unwrap(),
        fps: Fps::new(30, 1).unwrap(),
        style: (style.create)(&Values::defaults(style.params)),
        listening: Listening::default(),
    };
    let reference = analysis::scan(&song, &cancel).unwrap();
    let frames = 0..SECONDS * 30;
    let mut group = c.benchmark_group("analysis");
    // Elements are seconds of sound.
    group.sample_size(10).throughput(Throughput::Elements(24));
    group.bench_function("scan", |b| b.iter(|| analysis::scan(&song, &cancel).unwrap()));
    group.throughput(Throughput::Elements(SECONDS));
    group.bench_function("rows", |b| {
        b.iter(|| pipeline::tables(&song, &scene, &reference, frames.clone(), &cancel).unwrap());
    });
    group.finish();
}

criterion_group!(benches, listen);
criterion_main!(benches);
