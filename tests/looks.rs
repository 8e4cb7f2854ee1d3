//! The least that every style must look like, on the demo song.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use cymatic::{
    Visualizer,
    audio::Song,
    layers::Layers,
    pipeline::Trim,
    render::{Backend, PixelFormat},
    visual::{REGISTRY, StyleInfo},
};
use std::sync::{Arc, LazyLock};

const WIDTH: usize = 640;
const HEIGHT: usize = 360;
/// The first of the frames that are looked at: the song is at its fullest.
const LOUD: u64 = 420;

static DEMO: LazyLock<Arc<Song>> = LazyLock::new(|| Arc::new(Song::demo()));

/// Luma of a few frames, row by row from the top; 16 is black and 235 white.
fn luma(song: &Arc<Song>, style: &StyleInfo, frames: std::ops::Range<u64>) -> Vec<Vec<u8>> {
    let mut drawn = Vec::new();
    let visualizer = Visualizer::new(Arc::clone(song)).unwrap().style(style.name).unwrap();
    visualizer
        .size(format!("{WIDTH}x{HEIGHT}").parse().unwrap())
        .trim(Trim::Frames(frames))
        .layers(Layers::nothing().unwrap())
        .backend(Backend::Cpu)
        .frames(PixelFormat::Yuv420, |frame| {
            drawn.push(frame.rows(0).flatten().copied().collect());
            Ok(())
        })
        .unwrap();
    drawn
}

fn each_style(mut look: impl FnMut(&StyleInfo) -> Result<(), String>) {
    let listed: Vec<_> = REGISTRY.iter().filter(|style| !style.hidden).collect();
    assert!(listed.len() >= 2);
    let wrong: Vec<String> = listed
        .iter()
        .filter_map(|style| look(style).err().map(|what| format!("{}: {what}", style.name)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn hold(holds: bool, otherwise: String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise) }
}

/// Columns of the widest area, three rows high, of one luma, and where it starts.
///
/// Three rows: dither leaves a single row of a nearly even ground as it is now and then, where it changes the next.
fn widest_plateau(luma: &[u8]) -> (usize, (usize, usize)) {
    let mut widest = (0, (0, 0));
    for y in 0..HEIGHT - 2 {
        let column = |x: usize| [0, 1, 2].map(|below| luma[(y + below) * WIDTH + x]);
        let even = |x: usize| column(x).iter().all(|value| *value == column(x)[0]);
        let mut width = 0;
        for x in 0..WIDTH {
            let goes_on = width > 0 && column(x) == column(x - 1);
            width = if goes_on { width + 1 } else { usize::from(even(x)) };
            if width > widest.0 {
                widest = (width, (x + 1 - width, y));
            }
        }
    }
    widest
}

#[test]
fn no_background_has_bands() {
    each_style(|style| {
        for frame in luma(&DEMO, style, LOUD..LOUD + 2) {
            let (width, (x, y)) = widest_plateau(&frame);
            hold(width <= 64, format!("{width} equal columns from {x},{y} on"))?;
        }
        Ok(())
    });
}

#[test]
fn loud_frames_are_bright_somewhere() {
    each_style(|style| {
        let peaks = luma(&DEMO, style, LOUD..LOUD + 3);
        let peak = peaks.iter().flatten().max().copied().unwrap();
        hold(peak >= 180, format!("the brightest pixel has luma {peak}"))
    });
}

#[test]
fn silence_is_calm_but_not_empty() {
    let silence: Arc<[f32]> = vec![0.0; 2 * 48_000].into();
    let silence = Arc::new(Song::from_samples(silence, 2, 48_000).unwrap());
    each_style(|style| {
        let frames = luma(&silence, style, 20..22);
        let (darkest, brightest) = (frames[0].iter().min().unwrap(), frames[0].iter().max().unwrap());
        hold(brightest - darkest >= 8, format!("luma from {darkest} to {brightest}"))
    });
}

#[test]
fn loud_and_silent_frames_differ() {
    each_style(|style| {
        let (start, loud) = (luma(&DEMO, style, 0..1), luma(&DEMO, style, LOUD..LOUD + 1));
        let differ = start[0].iter().zip(&loud[0]).filter(|(a, b)| a.abs_diff(**b) > 4).count();
        hold(differ * 50 > WIDTH * HEIGHT, format!("only {differ} pixels differ"))
    });
}

#[test]
fn a_band_would_be_seen() {
    let bands: Vec<u8> = (0..WIDTH * HEIGHT).map(|i| (i % WIDTH / 80) as u8 + 20).collect();
    assert_eq!(widest_plateau(&bands), (80, (0, 0)));
    let rows: Vec<u8> = (0..WIDTH * HEIGHT).map(|i| (i / WIDTH) as u8).collect();
    assert_eq!(widest_plateau(&rows).0, 0);
}
