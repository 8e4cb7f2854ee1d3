//! How far two renderings are apart, and how far they may be.

use super::{super::say, Planes};
use crate::{render::PixelFormat, scene::Scene};
use std::{fmt, path::Path};

/// How two pictures differ, over all frames of a case, plane by plane.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Difference {
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

    pub(super) fn merge(&mut self, other: &Self) {
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

pub(super) fn compare(expected: &[Planes], actual: &[Planes]) -> [Difference; 3] {
    let mut all = [Difference::default(); 3];
    assert_eq!(expected.len(), actual.len());
    for (e, a) in expected.iter().zip(actual) {
        for (difference, (e, a)) in all.iter_mut().zip(e.iter().zip(a)) {
            difference.add(e, a);
        }
    }
    all
}

pub(super) fn is_parity(differences: &[Difference; 3]) -> bool {
    differences.iter().all(Difference::is_parity)
}

/// Expected | difference, amplified | actual, of the first plane that differs, as a grey or RGBA PNG.
pub(super) fn write_difference(
    name: &str,
    scene: &Scene,
    format: PixelFormat,
    expected: &[Planes],
    actual: &[Planes],
) {
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
