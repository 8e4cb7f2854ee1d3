//! Every built-in style against its golden pictures, pixel for pixel, in three aspect ratios.
//!
//! `./x bless STYLE` (or `BLESS=STYLE cargo test --test goldens`) writes them anew. A mismatch leaves
//! expected | difference | actual as a PNG in the target folder.
#![expect(clippy::unwrap_used, reason = "a test or bench that can't go on should say where")]

use cymatic::{
    Cancel,
    analysis::{self, Column, Extent, Levels, Listening, Overview, Row, Settings, Track},
    audio::Song,
    render::{PixelFormat, Renderer, cpu::CpuRenderer},
    scene::{Scene, Size},
    time::Fps,
    visual::{REGISTRY, StyleInfo, params::Values},
};
use std::path::{Path, PathBuf};

const SIZES: [(u32, u32); 3] = [(320, 180), (180, 320), (200, 200)];

/// A song's loud moment, made by hand: a strong bass, a hump of voice, air.
fn loud_row(bands: usize) -> Row {
    let height = |b: usize| {
        let x = b as i64 * 1000 / bands as i64;
        let hump = |at: i64, wide: i64, tall: i64| (tall - (x - at).abs() * tall / wide).max(0);
        let sum = hump(60, 160, 60_000) + hump(420, 300, 42_000) + hump(800, 250, 22_000);
        (sum + (b as i64 * 7919 % 4000)).min(65_535) as u16
    };
    let heights: Vec<u16> = (0..bands).map(height).collect();
    let caps = heights.iter().map(|h| h.saturating_add(5000)).collect();
    Row {
        heights,
        caps,
        levels: Levels { peak: 60_000, bass: 50_000, loudness: 45_000, onset: 20_000, ..Levels::default() },
        ..Row::default()
    }
}

/// The frame that is drawn, so that there is something before it, and the song's rate.
const FRAME: u64 = 30;
const RATE_HZ: u32 = 48_000;

/// What is known of a song of two seconds, its first half growing louder.
fn track(settings: &Settings) -> Track {
    let columns = settings.overview_columns as i64;
    let level = |i: i64| (i * 2).min(columns) as f32 / columns as f32 * (1.0 - (i * 7919 % 13) as f32 / 24.0);
    let column =
        |i: i64| Column { min: -0.7 * level(i), max: 0.8 * level(i), rms: 0.3 * level(i), side: 0.1 };
    Track {
        duration_s: 2.0,
        sample_rate_hz: RATE_HZ,
        overview: (columns > 0).then(|| Overview {
            columns: (0..columns).map(column).collect(),
            heights: (0..columns).flat_map(|_| loud_row(settings.bands).heights).collect(),
        }),
        ..Track::default()
    }
}

/// A sample of that song: triangles of 150, 480 and 2,000 Hz, of which left and right have different shares.
fn sample(i: u64) -> [i16; 2] {
    let triangle = |period: i64| {
        let phase = (i as i64 % period) * 40_000 / period;
        (phase - 20_000).abs() - 10_000
    };
    let [low, mid, high] = [320, 100, 24].map(triangle);
    [low + mid / 3 + high / 9, low - mid / 2 + high / 12].map(|v| v as i16)
}

/// Tables of the frame: its row is loud, those around it less so.
fn tables(settings: &Settings, fps: Fps) -> analysis::Tables {
    let silence = Song::from_samples(vec![0.0; 4 * RATE_HZ as usize].into(), 2, RATE_HZ).unwrap();
    let reference = analysis::scan(&silence, &Cancel::default()).unwrap();
    let extent = Extent::of(settings, FRAME..FRAME + 1, fps, &reference);
    let own = FRAME * u64::from(extent.rows_per_frame);
    let (mut writer, tables) = analysis::tables_of(extent.clone(), track(settings).into()).unwrap();
    writer.push_samples(&extent.samples.map(sample).collect::<Vec<_>>()).unwrap();
    for n in extent.rows {
        let mut row = loud_row(settings.bands);
        let share = if n == own { 8 } else { 3 + n * 37 % 6 };
        row.heights.iter_mut().for_each(|height| *height = (u64::from(*height) * share / 8) as u16);
        writer.push(&row).unwrap();
    }
    writer.finish().unwrap();
    tables
}

/// All planes of a style's frame of the loud row, without padding.
fn draw(style: &StyleInfo, size: (u32, u32), format: PixelFormat) -> Vec<u8> {
    let style = (style.create)(&Values::defaults(style.params));
    let size = Size::new(size.0, size.1).unwrap();
    let fps = Fps::new(30, 1).unwrap();
    let tables = tables(&style.analysis(size), fps);
    let scene = Scene { size, fps, style, listening: Listening::default() };
    let mut pixels = Vec::new();
    let mut renderer = CpuRenderer::new(scene, tables, format, 1).unwrap();
    let mut sink = |frame: cymatic::render::Frame| {
        pixels = (0..3).flat_map(|p| frame.rows(p).flatten().copied()).collect();
        Ok(())
    };
    renderer.render(FRAME..FRAME + 1, &Cancel::default(), &mut sink).unwrap();
    pixels
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let file = std::io::BufReader::new(std::fs::File::open(path).ok()?);
    let mut reader = png::Decoder::new(file).read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut pixels).ok()?;
    Some(pixels)
}

fn write(path: &Path, size: (u32, u32), pixels: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let mut encoder = png::Encoder::new(file, size.0, size.1);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
}

/// Expected | difference, amplified | actual, side by side.
fn write_difference(path: &Path, size: (u32, u32), expected: &[u8], actual: &[u8]) {
    let row = size.0 as usize * 4;
    let mut side = Vec::new();
    for (e, a) in expected.chunks(row).zip(actual.chunks(row)) {
        let difference = e.iter().zip(a).enumerate().map(|(i, (e, a))| match i % 4 {
            3 => 255,
            _ => e.abs_diff(*a).saturating_mul(16),
        });
        side.extend_from_slice(e);
        side.extend(difference);
        side.extend_from_slice(a);
    }
    write(path, (size.0 * 3, size.1), &side);
}

#[test]
fn styles_look_as_they_did() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let bless = std::env::var("BLESS").ok();
    let only = std::env::var("STYLE").ok();
    let (mut compared, mut wrong) = (0, Vec::new());
    for style in REGISTRY.iter().filter(|s| !s.hidden) {
        if only.as_ref().is_some_and(|o| o != style.name) {
            continue;
        }
        for size in SIZES {
            let name = format!("{}-{}x{}.png", style.name, size.0, size.1);
            let path = root.join("tests/goldens").join(&name);
            let actual = draw(style, size, PixelFormat::Rgba);
            if bless.as_ref().is_some_and(|b| b == "all" || b == style.name) {
                write(&path, size, &actual);
            }
            compared += 1;
            match read(&path) {
                Some(expected) if expected == actual => {}
                Some(expected) => {
                    let shown = root.join("target/golden-differences").join(&name);
                    write_difference(&shown, size, &expected, &actual);
                    wrong.push(format!("{name} differs, see {}", shown.display()));
                }
                None => wrong.push(format!("{name} is missing: run ./x bless {}", style.name)),
            }
        }
    }
    assert!(compared >= SIZES.len(), "no style was compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// FNV-1a 64 of the reference scene (the default style at 1080p, Y'CbCr) on the loud row. When it changes, the figures in
/// `benches/README.md` are of another picture: measure them anew, then put the new number here.
const REFERENCE_SCENE: u64 = 0xFCD8_525F_DD29_0744;

#[test]
fn the_figures_are_of_this_reference_scene() {
    let pixels = draw(REGISTRY[0], (1920, 1080), PixelFormat::Yuv420);
    let hash = pixels.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    });
    assert_eq!(REGISTRY[0].name, "circular");
    assert_eq!(hash, REFERENCE_SCENE, "0x{hash:016X}");
}
