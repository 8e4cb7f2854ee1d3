//! What goes wrong with an adapter ends the job or hands it over, and never shows in a picture.

use super::{
    super::{Gpu, GpuRenderer, Tuning},
    Fault, FaultKind, gpu, open,
};
use crate::{
    analysis::{self, Settings, Tables},
    cancel::Cancel,
    error::Error,
    render::{
        Frame, PixelFormat, Renderer,
        backend::{GpuThenCpu, Spare},
        cpu::CpuRenderer,
        tests::{pixels, row, scene},
    },
    scene::{Scene, Size},
    visual::{FrameInput, Picture, Style, picture::Bar},
};
use std::{sync::Arc, time::Duration};

const FRAMES: u64 = 12;
const FORMAT: PixelFormat = PixelFormat::Yuv420;
const TUNING: Tuning =
    Tuning { batch: 2, depth: 2, window_bytes: 1 << 20, patience: Duration::from_secs(60) };

fn tables(scene: &Scene) -> Tables {
    let bands = scene.style.analysis(scene.size).bands;
    let (mut writer, tables) = analysis::tables(bands, 0..FRAMES).unwrap();
    (0..FRAMES).for_each(|n| writer.push(&row(scene, n)).unwrap());
    writer.finish().unwrap();
    tables
}

fn cpu(scene: &Scene) -> CpuRenderer {
    CpuRenderer::new(scene.clone(), tables(scene), FORMAT, 1).unwrap()
}

fn spare(scene: &Scene) -> Spare {
    Spare { scene: scene.clone(), tables: tables(scene), format: FORMAT, threads: 1 }
}

/// All frames that a renderer delivers, in order, and how it ends.
fn drawn(renderer: &mut dyn Renderer) -> (Vec<Vec<u8>>, Result<(), Error>) {
    let mut frames = Vec::new();
    let mut sink = |frame: Frame| {
        assert_eq!(frame.index(), frames.len() as u64);
        frames.push(pixels(&frame));
        Ok(())
    };
    let ended = renderer.render(0..FRAMES, &Cancel::default(), &mut sink);
    (frames, ended)
}

/// A renderer on an adapter of its own that breaks down in frame 5.
fn breaking(scene: &Scene, kind: FaultKind) -> Option<GpuRenderer> {
    let patience = if kind == FaultKind::Stuck { Duration::from_millis(300) } else { TUNING.patience };
    let tuning = Tuning { patience, ..TUNING };
    let mut renderer = GpuRenderer::new(&open()?, scene.clone(), tables(scene), FORMAT, tuning).unwrap();
    renderer.fault = Some(Fault { at: 5, kind });
    Some(renderer)
}

const KINDS: [(FaultKind, &str); 4] = [
    (FaultKind::Lost, "lost"),
    (FaultKind::LostInWait, "lost"),
    (FaultKind::OutOfMemory, "out of graphics memory"),
    (FaultKind::Stuck, "did not come back"),
];

/// Frames of either renderer differ by one code value here and there, no more.
fn same_picture(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
}

#[test]
fn a_failing_adapter_is_an_error_that_names_it_and_delivers_nothing_wrong() {
    let Some(shared) = gpu() else { return };
    let scene = scene("circular", (320, 180), &[]);
    let (expected, _) = drawn(&mut cpu(&scene));
    for (kind, words) in KINDS {
        let mut renderer = breaking(&scene, kind).unwrap();
        let (frames, ended) = drawn(&mut renderer);
        let error = ended.unwrap_err();
        assert_eq!(error.exit_code(), 6, "{kind:?}: {error}");
        let said = error.to_string();
        assert!(said.contains(words) && said.contains(&shared.adapter().name), "{kind:?}: {said}");
        assert!((2..=5).contains(&frames.len()), "{kind:?}: {} frames", frames.len());
        assert!(frames.iter().zip(&expected).all(|(a, b)| same_picture(a, b)), "{kind:?}");
        // The adapter stays out of use.
        let (again, ended) = drawn(&mut renderer);
        assert!(again.is_empty() && ended.is_err(), "{kind:?}");
    }
}

#[test]
fn the_cpu_goes_on_from_the_next_frame_and_says_so() {
    if gpu().is_none() {
        return;
    }
    let scene = scene("bars", (320, 180), &[]);
    let (expected, _) = drawn(&mut cpu(&scene));
    for (kind, words) in KINDS {
        let mut renderer = GpuThenCpu::new(Ok(breaking(&scene, kind).unwrap()), spare(&scene)).unwrap();
        let (frames, ended) = drawn(&mut renderer);
        ended.unwrap();
        assert_eq!(frames.len() as u64, FRAMES, "{kind:?}");
        assert!(frames.iter().zip(&expected).all(|(a, b)| same_picture(a, b)), "{kind:?}");
        let [warning] = renderer.warnings() else { panic!("{kind:?}: {:?}", renderer.warnings()) };
        assert!(warning.contains("drawn on the CPU") && warning.contains(words), "{kind:?}: {warning}");
        let who = renderer.describe();
        assert!(who.starts_with("gpu+cpu, ") && renderer.draw_seconds() > 0.0, "{kind:?}: {who}");
    }
}

#[test]
fn an_error_of_the_sink_is_not_taken_for_one_of_the_adapter() {
    let Some(gpu) = gpu() else { return };
    let scene = scene("bars", (320, 180), &[]);
    let renderer = GpuRenderer::new(gpu, scene.clone(), tables(&scene), FORMAT, TUNING);
    let mut renderer = GpuThenCpu::new(renderer, spare(&scene)).unwrap();
    let mut calls = 0;
    let mut sink = |_: Frame| {
        calls += 1;
        Err(Error::Gpu("of an encoder".into()))
    };
    let error = renderer.render(0..FRAMES, &Cancel::default(), &mut sink).unwrap_err();
    assert_eq!((error.to_string().as_str(), calls), ("of an encoder", 1));
    assert!(renderer.warnings().is_empty());
}

#[test]
fn a_picture_that_does_not_fit_is_refused_and_the_adapter_stays_usable() {
    let Some(mut own) = open() else { return };
    // What a smaller adapter would say.
    own.limit_buffers(1 << 20);
    let large = scene("bars", (1920, 1080), &[]);
    let refused = GpuRenderer::new(&own, large.clone(), tables(&large), FORMAT, TUNING).unwrap_err();
    assert_eq!(refused.exit_code(), 6);
    assert!(refused.to_string().contains("1920x1080"), "{refused}");
    let mut fallback = GpuThenCpu::new(Err(refused), spare(&large)).unwrap();
    let mut frames = 0;
    let mut count = |_: Frame| {
        frames += 1;
        Ok(())
    };
    fallback.render(0..2, &Cancel::default(), &mut count).unwrap();
    assert_eq!((frames, fallback.warnings().len()), (2, 1));
    assert!(fallback.describe().starts_with("cpu"));

    // More tiles than workgroups can be counted for, however large the buffers.
    own.limit_buffers(u64::MAX);
    let wide = scene("flash", (16_384, 8_192), &[]);
    let refused =
        GpuRenderer::new(&own, wide.clone(), tables(&wide), FORMAT, TUNING).unwrap_err().to_string();
    assert!(refused.contains("524288 tiles") && refused.contains("262140"), "{refused}");

    let small = scene("bars", (320, 180), &[]);
    let mut renderer = GpuRenderer::new(&own, small.clone(), tables(&small), FORMAT, TUNING).unwrap();
    assert_eq!(drawn(&mut renderer).0.len() as u64, FRAMES);
}

/// A style whose pictures have far more bars from frame 6 on.
#[derive(Debug)]
struct Grows;

impl Style for Grows {
    fn analysis(&self, _size: Size) -> Settings {
        Settings::default()
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let count = if frame.n < 6 { 200 } else { 4_000 };
        picture.bars.extend((0..count).map(|i| Bar {
            center: [(i % 300) as f32 + 0.5, (i / 300 * 12) as f32 + frame.n as f32],
            axis: [0.0, -1.0],
            half_length: 4.0,
            half_width: 0.5,
            corner: 0.5,
            hot: 1.0,
            hot_amount: 0.0,
            opacity: 1.0,
            root: [0.2; 3],
            tip: [0.8; 3],
            hot_colour: [1.0; 3],
            glow: [0.0; 3],
            glow_reach: 1.0,
        }));
    }
}

#[test]
fn where_pictures_grow_batches_shrink() {
    let Some(mut own) = open() else { return };
    let scene = Scene { style: Arc::new(Grows), ..scene("flash", (320, 180), &[]) };
    let (expected, _) = drawn(&mut cpu(&scene));
    // Two of the larger pictures, of 4,096 bars, fit a buffer, and not four.
    own.limit_buffers(1 << 20);
    let tuning = Tuning { batch: 4, ..TUNING };
    let renderer = |gpu: &Gpu| GpuRenderer::new(gpu, scene.clone(), tables(&scene), FORMAT, tuning).unwrap();
    let mut shrinking = renderer(&own);
    let (frames, ended) = drawn(&mut shrinking);
    ended.unwrap();
    assert_eq!((frames.len() as u64, shrinking.batch()), (FRAMES, 2));
    assert!(frames.iter().zip(&expected).all(|(a, b)| same_picture(a, b)));
    // Not even one.
    drop(shrinking);
    own.limit_buffers(1 << 18);
    let (frames, ended) = drawn(&mut renderer(&own));
    let refused = ended.unwrap_err().to_string();
    assert!(frames.len() <= 6 && refused.contains("393216 bytes"), "{refused}");
}

#[test]
fn cancellation_ends_a_render() {
    let Some(gpu) = gpu() else { return };
    let scene = scene("circular", (320, 180), &[]);
    let mut renderer = GpuRenderer::new(gpu, scene.clone(), tables(&scene), FORMAT, TUNING).unwrap();
    let cancel = Cancel::default();
    let mut seen = 0;
    let mut sink = |_: Frame| {
        seen += 1;
        if seen == 3 {
            cancel.cancel();
        }
        Ok(())
    };
    let error = renderer.render(0..FRAMES, &cancel, &mut sink).unwrap_err();
    assert!(matches!(error, Error::Interrupted) && seen == 3, "{error} {seen}");
    // And it can be used again.
    assert_eq!(drawn(&mut renderer).0.len() as u64, FRAMES);
}
