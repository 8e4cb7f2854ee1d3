//! The same frames from both renderers, to the figures that are promised, and proof that the comparison can fail.

use super::{
    super::{
        GpuRenderer, Tuning,
        program::{self, Source},
    },
    gpu, say,
};
use crate::{
    analysis::{Row, Settings, Tables},
    cancel::Cancel,
    render::{
        Frame, PixelFormat, Renderer,
        cpu::CpuRenderer,
        tests::{row, scene},
    },
    scene::Scene,
    size::Size,
    visual::{
        FrameInput, Picture, REGISTRY, Style,
        picture::{Bar, Beam, Edge, Glow, Heatmap, Lamp, Ribbon, Ring, Shadow, packed},
        shader::Shader,
    },
};
use std::{fmt, path::Path, sync::Arc};

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

/// Every kind of shape at once, without a shader: the host describes, the adapter draws.
#[derive(Debug)]
pub(in crate::render) struct Everything;

impl Style for Everything {
    fn analysis(&self, _: Size) -> Settings {
        Settings {
            bands: 48,
            rows_around_s: [0.5, 0.2],
            samples_around_s: [0.01, 0.01],
            ..Settings::default()
        }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let tall = |b: usize| f32::from(frame.row.heights[b % 48]) / 65_535.0;
        picture.backdrop = [0.01, 0.012, 0.02];
        picture.lamps.push(Lamp {
            center: [w * 0.4, h * 0.5],
            radius: [w * 0.5, h * 0.5],
            colour: [0.05, 0.02, 0.1],
        });
        picture.shadows.push(Shadow { center: [w * 0.7, h * 0.4], radius: h * 0.1, rim: 12.0, amount: 0.5 });
        picture.glows.push(Glow { a: [0.0, h], b: [w, 0.0], reach: 40.0, colour: [0.02, 0.1, 0.1] });
        picture.rings.push(Ring {
            center: [w * 0.7, h * 0.4],
            radius: h * (0.1 + 0.1 * tall(3)),
            half_width: 1.3,
            axis: [0.6, 0.8],
            from: [0.4, 0.1, 0.0],
            to: [0.0, 0.3, 0.7],
            opacity: 0.9,
        });
        let (columns, rows) = (16, 12);
        picture.heatmap = Some(Heatmap {
            center: [w * 0.31, h * 0.4],
            half_size: [w * 0.21, h * 0.3],
            corner: h * 0.05 + 0.5,
            opacity: 0.9,
            first: [-0.7 + tall(5), 0.3],
            step: [columns as f32 / (w * 0.42), (rows - 1) as f32 / (h * 0.6)],
            columns,
            rows,
            lit: w * 0.35,
            dim: 0.4,
        });
        picture.heat.values = (0..columns * rows)
            .map(|i| frame.rows.get(frame.n as i64 - i64::from(i / rows)).heights[(i % rows) as usize])
            .collect();
        picture.heat.colours = packed(|t| [t, t * t, 0.1 + 0.5 * t]);
        for (round, origin, low) in [(0, [w * 0.05, h * 0.95], 0.0), (1, [w * 0.7, h * 0.4], h * 0.12)] {
            let first = picture.edges.len() as u32;
            picture.edges.extend((0..48).map(|b| Edge {
                lower: low,
                upper: low + h * 0.2 * tall(b),
                lower_cos: 1.0,
                upper_cos: 0.8,
                along: b as f32 / 47.0,
                glow: tall(b),
            }));
            picture.ribbons.push(Ribbon {
                origin,
                axis: [1.0, 0.0],
                round,
                first,
                count: 48,
                per: if round == 1 { 48.0 } else { 47.0 / (w * 0.9) },
                span: [low - 8.0, low + h * 0.2 + 8.0],
                opacity: 0.6,
                root_opacity: 0.2,
                rise: if round == 1 { 0.0 } else { h * 0.1 },
                half_line: 0.9,
                line_opacity: 0.9,
                glow_reach: 7.0,
                roots: [[0.1, 0.0, 0.1], [0.0, 0.1, 0.1]],
                tips: [[0.5, 0.1, 0.3], [0.1, 0.5, 0.3]],
                lines: [[1.0, 0.8, 0.8], [0.8, 1.0, 0.9]],
                glows: [[0.1, 0.05, 0.2], [0.05, 0.2, 0.1]],
            });
        }
        picture.bars.extend((0..20).map(|b| Bar {
            center: [w * (0.1 + 0.04 * b as f32), h * 0.8],
            axis: [0.28, -0.96],
            half_length: h * 0.08 * (0.1 + tall(b)) + 2.0,
            half_width: 2.0,
            corner: 1.5,
            hot: 5.0,
            hot_amount: 0.7,
            opacity: 0.9,
            root: [0.1, 0.0, 0.1],
            tip: [0.6, 0.2, 0.1],
            hot_colour: [1.0; 3],
            glow: [0.1, 0.05, 0.0],
            glow_reach: 8.0,
        }));
        let at = |i: usize| {
            let [l, r] = frame.samples[i].map(|s| f32::from(s) / 32_768.0);
            [w * (0.5 + 0.3 * l), h * (0.5 + 0.3 * r)]
        };
        picture.beams.extend((1..90).map(|i| Beam {
            a: at(i - 1),
            b: at(i),
            radius: 2.2,
            colour: [0.1, 0.3, 0.25],
        }));
    }
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

/// How two pictures differ, over all frames of a case, plane by plane.
#[derive(Debug, Clone, Copy, Default)]
struct Difference {
    samples: u64,
    differing: u64,
    most: u8,
    sum: i64,
}

impl Difference {
    fn add(&mut self, expected: &[u8], actual: &[u8]) {
        assert_eq!(expected.len(), actual.len());
        self.samples += expected.len() as u64;
        for (e, a) in expected.iter().zip(actual) {
            self.differing += u64::from(e != a);
            self.most = self.most.max(e.abs_diff(*a));
            self.sum += i64::from(*a) - i64::from(*e);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.samples += other.samples;
        self.differing += other.differing;
        self.most = self.most.max(other.most);
        self.sum += other.sum;
    }

    fn share(&self) -> f64 {
        self.differing as f64 / self.samples.max(1) as f64
    }

    fn mean(&self) -> f64 {
        self.sum as f64 / self.samples.max(1) as f64
    }

    /// At most one code value, a thousandth of the samples, a hundredth of a code value in the mean. In a picture of a
    /// tile or four everything falls on the same few pixels, a thousand beams say, and their rounding adds up: there,
    /// five thousandths.
    fn is_parity(&self) -> bool {
        let some = if self.samples < 10_000 { self.samples / 200 } else { self.samples / 1_000 };
        self.most <= 1 && self.differing <= some.max(4) && self.mean().abs() <= 0.01
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "max {}, share {:.5} %, mean {:+.6}", self.most, self.share() * 100.0, self.mean())
    }
}

fn compare(expected: &[Planes], actual: &[Planes]) -> [Difference; 3] {
    let mut all = [Difference::default(); 3];
    assert_eq!(expected.len(), actual.len());
    for (e, a) in expected.iter().zip(actual) {
        for (difference, (e, a)) in all.iter_mut().zip(e.iter().zip(a)) {
            difference.add(e, a);
        }
    }
    all
}

fn is_parity(differences: &[Difference; 3]) -> bool {
    differences.iter().all(Difference::is_parity)
}

/// Expected | difference, amplified | actual, of the first plane that differs, as a grey or RGBA PNG.
fn write_difference(name: &str, scene: &Scene, format: PixelFormat, expected: &[Planes], actual: &[Planes]) {
    let planes = expected.iter().zip(actual).flat_map(|(e, a)| (0..3).map(move |p| (p, &e[p], &a[p])));
    let Some((plane, e, a)) = planes.into_iter().find(|(_, e, a)| e != a) else { return };
    let half = if plane == 0 { 1 } else { 2 };
    let (channels, colour) = match format {
        PixelFormat::Yuv420 => (1, png::ColorType::Grayscale),
        PixelFormat::Rgba => (4, png::ColorType::Rgba),
    };
    let (width, height) = (scene.size.width() / half, scene.size.height() / half);
    let row = width as usize * channels;
    let mut side = Vec::new();
    for (e, a) in e.chunks(row).zip(a.chunks(row)) {
        side.extend_from_slice(e);
        side.extend(e.iter().zip(a).enumerate().map(|(i, (e, a))| match (channels, i % 4) {
            (4, 3) => 255,
            _ => e.abs_diff(*a).saturating_mul(64),
        }));
        side.extend_from_slice(a);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/gpu-differences");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.png"));
    let file = std::fs::File::create(&path).unwrap();
    let mut encoder = png::Encoder::new(file, width * 3, height);
    encoder.set_color(colour);
    encoder.write_header().unwrap().write_image_data(&side).unwrap();
    say(&format!("expected | difference | actual: {}", path.display()));
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
        assert!(differ(&frame[0], &ground) * 20 > ground.len(), "{style} frame {n} shows nothing");
        if n > 0 {
            assert!(differ(&frame[0], &frames[n - 1][0]) > 20, "{style} frame {n} is as the one before");
        }
    }
}

/// A shader with a mistake in it.
fn mutant(file: &str, from: &str, to: &str) -> Vec<Source> {
    let mut drawing = program::DRAW.to_vec();
    let source = drawing.iter_mut().find(|s| s.file == file).unwrap();
    assert!(source.text.contains(from), "{file} has no {from}");
    source.text = Box::leak(source.text.replace(from, to).into_boxed_str());
    drawing
}

/// A style whose shader has a mistake in it.
#[derive(Debug)]
struct Mutant {
    inner: Arc<dyn Style>,
    from: &'static str,
    to: &'static str,
}

impl Style for Mutant {
    fn analysis(&self, size: Size) -> Settings {
        self.inner.analysis(size)
    }

    fn prepare(&self, time_s: f64) -> [f32; 2] {
        self.inner.prepare(time_s)
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        self.inner.picture(frame, picture);
    }

    fn shader(&self, size: Size) -> Option<Shader> {
        let shader = self.inner.shader(size)?;
        assert!(shader.source.contains(self.from));
        let source = Box::leak(shader.source.replace(self.from, self.to).into_boxed_str());
        Some(Shader { source, ..shader })
    }
}

#[test]
fn small_mistakes_are_no_parity() {
    if gpu().is_none() {
        return;
    }
    for size in [(642, 362), (1920, 1080)] {
        for style in ["circular", "bars"] {
            let scene = scene(style, size, &[]);
            let format = PixelFormat::Yuv420;
            let expected = on_cpu(&scene, format);
            let plain = || tables(&scene, |_, _| {});
            let right = on_gpu(&scene, format, plain(), &program::DRAW);
            assert!(is_parity(&compare(&expected, &right)));
            let fails = |mistake: &str, expected: &[Planes], actual: &[Planes]| {
                let differences = compare(expected, actual);
                assert!(!is_parity(&differences), "{mistake} passes: {style} {size:?} {}", differences[0]);
            };

            // The loudest band of the first frame, so that a hundredth of it is something to see.
            let bands = row(&scene, 3).heights;
            let loudest = (0..bands.len()).max_by_key(|b| bands[*b]).unwrap();
            for percent in [99, 101] {
                let altered = tables(&scene, |_, row| {
                    row.heights[loudest] =
                        (u32::from(row.heights[loudest]) * percent / 100).min(65_535) as u16;
                });
                fails("a band 1 % off", &expected, &on_gpu(&scene, format, altered, &program::DRAW));
            }
            let drawn_by = |drawing: &[Source]| on_gpu(&scene, format, plain(), drawing);
            let no_dither = mutant("yuv.wgsl", "(rank + 0.5) * (1.0 / of_ranks)", "vec4(0.5) + 0.0 * rank");
            fails("no dither", &expected, &drawn_by(&no_dither));
            let other_matrix = mutant(
                "light.wgsl",
                "const KR: f32 = 0.2126;\nconst KG: f32 = 0.7152;\nconst KB: f32 = 0.0722;",
                "const KR: f32 = 0.299;\nconst KG: f32 = 0.587;\nconst KB: f32 = 0.114;",
            );
            fails("the matrix of BT.601", &expected, &drawn_by(&other_matrix));
            let mut no_glow = scene.clone();
            let inner = Arc::clone(&scene.style);
            no_glow.style =
                Arc::new(Mutant { inner, from: "let strength = style.far", to: "let strength = 0.0" });
            fails("the widest glow off", &expected, &on_gpu(&no_glow, format, plain(), &program::DRAW));

            fails("the frame before", &expected[1..], &right[..right.len() - 1]);
            fails("the frame after", &expected[..expected.len() - 1], &right[1..]);
            let shifted: Vec<Planes> = right.iter().map(|planes| shifted(planes, &scene)).collect();
            fails("rows shifted by 4", &expected, &shifted);
        }
    }
}

/// A frame four luma rows lower.
fn shifted(planes: &Planes, scene: &Scene) -> Planes {
    let width = scene.size.width() as usize;
    std::array::from_fn(|p| {
        let by = if p == 0 { 4 * width } else { width };
        [&planes[p][..by], &planes[p][..planes[p].len() - by]].concat()
    })
}

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
