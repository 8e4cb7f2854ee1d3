//! The pipeline from end to end with nothing encoded: scan, analysis, drawing and delivery, by style.
//!
//! `cargo bench --bench pipeline`. Two seconds of the demo song's loud part at 720p, on the CPU with all cores,
//! without layers; the sink sums every byte.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cymatic::{
    Cancel,
    analysis::Listening,
    audio::Song,
    pipeline::{self, Backend, Encoding, Job, Output, Trim},
    scene::Scene,
    time::Fps,
    visual::{self, params::Values},
};
use std::sync::Arc;

fn job(song: &Arc<Song>, style: &str) -> Job {
    let info = visual::find(style).unwrap();
    Job {
        song: Arc::clone(song),
        scene: Scene {
            size: "720p".parse().unwrap(),
            fps: Fps::new(30, 1).unwrap(),
            style: (info.create)(&Values::defaults(info.params)),
            listening: Listening::default(),
        },
        trim: Trim::Frames(300..360),
        output: Output::Null,
        encoding: Encoding::default(),
        backend: Backend::Cpu,
        threads: 0,
        cores: 0,
        max_memory: None,
        cancel: Cancel::default(),
    }
}

fn end_to_end(c: &mut Criterion) {
    let song = Arc::new(Song::demo());
    let mut group = c.benchmark_group("pipeline");
    // Elements are frames.
    group.sample_size(10).throughput(Throughput::Elements(60));
    for style in ["circular", "bars"] {
        let job = job(&song, style);
        group.bench_function(style, |b| b.iter(|| pipeline::run(&job, &mut |_| {}).unwrap()));
    }
    group.finish();
}

criterion_group!(benches, end_to_end);
criterion_main!(benches);
