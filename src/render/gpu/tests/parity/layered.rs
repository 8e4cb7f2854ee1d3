//! Any style between images: one behind, some over it.

use crate::{
    analysis::Settings,
    size::Size,
    visual::{
        Bitmap, FrameInput, Picture, Style,
        picture::packed,
        shader::Shader,
        sprite::{Background, Images, Sprite},
    },
};
use std::sync::Arc;

/// A style with images behind and over it: exact, stretched, round, see-through and hiding ones.
#[derive(Debug)]
pub(in crate::render) struct Layered {
    inner: Arc<dyn Style>,
    images: Images,
}

impl Layered {
    pub(in crate::render) fn new(inner: Arc<dyn Style>, background: bool) -> Self {
        let ramp = packed(|t| [t, t * t, 0.3 * t]);
        let (width, height) = (150, 97);
        let rows: Vec<u32> = (0..width * height).map(|i| ramp[(i * 7 % 2_048) as usize]).collect();
        let background = background.then(|| Background::from_rows(width, &rows));
        let solid = Bitmap::from_fn(1, 1, |_, _| ([1.0; 3], 1.0));
        let opaque = Bitmap::from_fn(48, 48, |x, y| ([x as f32 / 48.0, 0.1, y as f32 / 48.0], 1.0));
        let veil = Bitmap::from_fn(37, 23, |x, y| ([0.8, 0.2, 0.1], (x * y % 29) as f32 / 28.0));
        Self { inner, images: Images { background, bitmaps: vec![solid, opaque, veil] } }
    }
}

impl Style for Layered {
    fn analysis(&self, size: Size) -> Settings {
        self.inner.analysis(size)
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        self.inner.picture(frame, picture);
    }

    fn prepare(&self, time_s: f64) -> [f32; 2] {
        self.inner.prepare(time_s)
    }

    fn images(&self) -> &Images {
        &self.images
    }

    fn overlay(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let level = f32::from(frame.row.levels.bass) / 65_535.0;
        let plain = Sprite {
            center: [w * 0.5, h * 0.5],
            half_size: [h * 0.2; 2],
            corner: 0.5,
            opacity: 1.0,
            tint: [1.0; 3],
            image: 1,
        };
        let side = h * (0.17 + 0.03 * level);
        picture.sprites.push(Sprite { half_size: [side; 2], corner: side, ..plain });
        picture.sprites.push(Sprite { center: [w * 0.3, h * 0.3], corner: 9.0, opacity: 0.7, ..plain });
        // Shrunk, so that pixels at its edges pass texels over; its sides lie within a tile.
        picture.sprites.push(Sprite { center: [54.0, h - 40.0], half_size: [20.0; 2], ..plain });
        picture.sprites.push(Sprite { center: [57.3, h - 90.0], half_size: [20.2; 2], ..plain });
        // Texel for texel, on the middle of a pixel and on whole ones.
        for left in [3.5, 21.0] {
            let half_size = [18.5, 11.5];
            let center = [left + half_size[0], 5.0 + half_size[1]];
            picture.sprites.push(Sprite { center, half_size, image: 2, ..plain });
        }
        let line = [w * 0.3 * level + 1.0, 1.5];
        let tint = [0.2, 0.9, 0.5];
        let center = [line[0], h - 4.0];
        picture.sprites.push(Sprite { center, half_size: line, corner: 1.5, tint, image: 0, ..plain });
        // More than a word of a mask has bits.
        picture.sprites.extend((0..40).map(|i| Sprite {
            center: [w * (0.02 + 0.024 * i as f32), 30.0 + (i % 5) as f32],
            half_size: [2.5, 6.0],
            corner: 1.5,
            tint: [0.9, 0.02 * i as f32, 0.4],
            image: 0,
            ..plain
        }));
        picture.dimmed = if frame.n % 3 == 2 { 0.4 } else { 0.0 };
    }

    fn shader(&self, size: Size) -> Option<Shader> {
        self.inner.shader(size)
    }
}
