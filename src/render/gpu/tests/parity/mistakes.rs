//! Small mistakes that the comparison must find.

use super::{
    Planes,
    difference::{compare, is_parity},
    layered::Layered,
    on_cpu, on_gpu, tables,
};
use crate::{
    analysis::Settings,
    render::{
        PixelFormat,
        gpu::{
            program::{self, Source},
            tests::gpu,
        },
        tests::{row, scene},
    },
    scene::Scene,
    size::Size,
    visual::{FrameInput, Picture, Style, shader::Shader},
};
use std::sync::Arc;

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

#[test]
fn small_mistakes_in_images_are_no_parity() {
    if gpu().is_none() {
        return;
    }
    let inner = scene("circular", (642, 362), &[]);
    let scene = Scene { style: Arc::new(Layered::new(Arc::clone(&inner.style), true)), ..inner };
    let format = PixelFormat::Yuv420;
    let expected = on_cpu(&scene, format);
    let mistakes = [
        ("sprite.wgsl", "over.r * sprite.tint.r", "over.r"),
        ("sprite.wgsl", "vec4(size.x - 1.0)", "vec4(size.x - 2.0)"),
        ("sprite.wgsl", "* step.x - 0.5", "* step.x"),
        ("sprite.wgsl", "word >> vec4(22u)", "word >> vec4(21u)"),
        ("tiles.wgsl", "(summary[i] & SPRITES) != 0u);", "false);"),
        ("shade.wgsl", "1.0 - dimmed", "1.0"),
        ("light.wgsl", "(*sum).keep *= keep;", ""),
    ];
    for (file, from, to) in mistakes {
        let actual = on_gpu(&scene, format, tables(&scene, |_, _| {}), &mutant(file, from, to));
        assert!(!is_parity(&compare(&expected, &actual)), "{file}: {to:?} for {from:?} passes");
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
