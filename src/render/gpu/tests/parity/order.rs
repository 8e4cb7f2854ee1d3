//! In which order frames are drawn, and who keeps them, doesn't show.

use super::{
    FRAMES, Planes, TUNING,
    difference::{compare, is_parity},
    on_cpu, planes, tables,
};
use crate::{
    cancel::Cancel,
    render::{
        Frame, PixelFormat, Renderer,
        gpu::{GpuRenderer, Tuning, tests::gpu},
        tests::scene,
    },
};

#[test]
fn ranges_batches_and_the_window_do_not_show() {
    let Some(gpu) = gpu() else { return };
    let scene = scene("circular", (320, 180), &[("spin", "30")]);
    let drawn = |tuning: Tuning, ranges: &[(u64, u64)]| {
        let tables = tables(&scene, |_, _| {});
        let mut renderer = GpuRenderer::new(gpu, scene.clone(), tables, PixelFormat::Yuv420, tuning).unwrap();
        let mut frames = std::collections::BTreeMap::new();
        for (first, end) in ranges {
            let mut sink = |frame: Frame| {
                frames.insert(frame.index(), planes(&frame));
                Ok(())
            };
            renderer.render(*first..*end, &Cancel::default(), &mut sink).unwrap();
        }
        frames
    };
    let whole = drawn(Tuning::default(), &[(0, FRAMES)]);
    assert_eq!(whole.len() as u64, FRAMES);
    let single = Tuning { batch: 1, depth: 1, ..Tuning::default() };
    assert!(drawn(single, &[(0, FRAMES)]) == whole, "one frame at a time");
    let backwards: Vec<_> = (0..FRAMES).rev().map(|n| (n, n + 1)).collect();
    assert!(drawn(Tuning::default(), &backwards) == whole, "backwards");
    assert!(drawn(TUNING, &[(4, 7), (0, 5), (2, 3)]) == whole, "overlapping ranges");
    // A window of no more rows than a batch has: a ring that every batch runs over.
    let narrow = Tuning { batch: 3, window_bytes: 0, ..Tuning::default() };
    assert!(drawn(narrow, &[(0, FRAMES)]) == whole, "a narrow window");
    assert!(
        drawn(narrow, &[(0, 4), (2, 7), (0, FRAMES), (1, 2), (3, 4)]) == whole,
        "a narrow window, back and forth"
    );
}

/// A sink that keeps frames, as encoders with a look-ahead do, gets buffers of its own.
#[test]
fn kept_frames_keep_their_pixels() {
    let Some(gpu) = gpu() else { return };
    let scene = scene("bars", (320, 180), &[]);
    let expected = on_cpu(&scene, PixelFormat::Yuv420);
    let tuning = Tuning { batch: 1, depth: 1, ..Tuning::default() };
    let tables = tables(&scene, |_, _| {});
    let mut renderer = GpuRenderer::new(gpu, scene, tables, PixelFormat::Yuv420, tuning).unwrap();
    let mut kept = Vec::new();
    let mut keep = |frame: Frame| {
        kept.push(frame);
        Ok(())
    };
    renderer.render(0..FRAMES, &Cancel::default(), &mut keep).unwrap();
    drop(renderer);
    let actual: Vec<Planes> = kept.iter().map(planes).collect();
    assert!(is_parity(&compare(&expected, &actual)));
}
