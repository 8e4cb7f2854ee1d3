//! What stands in the heart of a figure when there is neither a cover nor text: the lines in which a round plate stands still,
//! drawn in light. It breathes with the music.

use super::pieces::{Moving, Piece};
use crate::visual::{
    Bitmap, Disc,
    driven::{Driven, Follow, Source},
    picture::Light,
    sprite::Sprite,
};

/// Radius of the plate, and how far its glow reaches, beside the heart's.
const PLATE: f32 = 0.60;
const GLOW: f32 = 0.78;
/// The fifth zero of the Bessel function J0 and the third of J6: two modes that both stand still at the rim.
const ROUND: f64 = 14.930_917_708_5;
const SIX: f64 = 17.003_819_667_8;
/// How much the mode with six rays swings beside the round one.
const RAYS: f64 = 0.75;
/// Half of a line's width and its soft edge, beside the heart's radius.
const LINE: f32 = 0.0055;
const SOFT: f32 = 0.008;
/// How far light reaches around a line, likewise, and how much of it and of the glow shows.
const HALO: f32 = 0.035;
const HALO_SEEN: f32 = 0.30;
const GLOW_SEEN: f32 = 0.30;
/// How far lines go towards white in the middle, how much of them is seen further out, and from where on they fade to
/// nothing at the rim, of the plate's radius.
const WHITE: f32 = 0.85;
const OUTER_SEEN: f32 = 0.40;
const FADE: f32 = 0.70;

/// The mark in a heart, in a colour; `image` numbers its image.
pub(super) fn mark(heart: Disc, colour: Light, image: &mut dyn FnMut(Bitmap) -> u32) -> Piece {
    let Disc { center, radius } = heart;
    let half = (radius * GLOW).ceil().max(1.0);
    let side = (2.0 * half) as u32;
    let plate = Plate::new();
    let bitmap = Bitmap::from_fn(side, side, |x, y| {
        let at = [x, y].map(|at| (at as f32 + 0.5 - half) / radius.max(1.0));
        let out = (at[0] * at[0] + at[1] * at[1]).sqrt();
        let away = plate.off_line(at.map(|v| v / PLATE)) * PLATE;
        // At least a pixel, so that edges stay smooth in small pictures.
        let soft = SOFT.max(1.0 / radius.max(1.0));
        let line = ((LINE - away) / soft + 0.5).clamp(0.0, 1.0);
        let halo = HALO_SEEN * (1.0 - away / HALO).max(0.0);
        let middle = (1.0 - out / PLATE).clamp(0.0, 1.0);
        let left = (1.0 - out / GLOW).max(0.0);
        let seen = (OUTER_SEEN + (1.0 - OUTER_SEEN) * middle) * (middle / (1.0 - FADE)).min(1.0);
        let opacity = line.max(halo * halo.sqrt()) * seen;
        (
            colour.map(|light| light + (1.0 - light) * WHITE * middle * line),
            opacity.max(GLOW_SEEN * left * left),
        )
    });
    let follows = |base: f32, amount: f32, source: Source, release_s: f32| {
        let follow = Follow { source, amount, attack_s: 0.02, release_s };
        Driven { base, follow: Some(follow) }
    };
    Piece::Moving(Moving {
        sprite: Sprite {
            center,
            half_size: [half; 2],
            corner: 0.5,
            opacity: 1.0,
            tint: [1.0; 3],
            image: image(bitmap),
        },
        scale: follows(0.92, 0.16, Source::Bass, 0.15),
        opacity: follows(0.45, 0.55, Source::Level, 0.3),
    })
}

/// The plate: how much each mode swings from the middle to a little beyond the rim, at equal distances. Bessel functions are
/// too slow to be asked at every pixel.
struct Plate {
    round: Vec<f32>,
    six: Vec<f32>,
}

/// Places per radius, and the step over which a slope is taken, radii.
const PLACES: usize = 2_048;
const STEP: f32 = 2e-3;

impl Plate {
    fn new() -> Self {
        let places = || (0..PLACES + 16).map(|i| i as f64 / PLACES as f64);
        Self {
            round: places().map(|r| libm::j0(ROUND * r) as f32).collect(),
            six: places().map(|r| (RAYS * libm::jn(6, SIX * r)) as f32).collect(),
        }
    }

    /// How far the plate swings at a place, in radii.
    fn swing(&self, [x, y]: [f32; 2]) -> f32 {
        let r = (x * x + y * y).sqrt();
        let at = r * PLACES as f32;
        let (first, share) = (at as usize, at.fract());
        let mode = |of: &[f32]| of[first] + (of[first + 1] - of[first]) * share;
        // The cosine of six times the angle, by that of the angle.
        let c2 = if r > 0.0 { y * y / (r * r) } else { 1.0 };
        mode(&self.round) + mode(&self.six) * (((32.0 * c2 - 48.0) * c2 + 18.0) * c2 - 1.0)
    }

    /// How far a place is from the nearest line on which the plate stands still, in radii, to first order. Outside of the
    /// plate there is none.
    fn off_line(&self, [x, y]: [f32; 2]) -> f32 {
        if x * x + y * y >= 1.0 {
            return f32::INFINITY;
        }
        let half = STEP * 0.5;
        let across = self.swing([x + half, y]) - self.swing([x - half, y]);
        let down = self.swing([x, y + half]) - self.swing([x, y - half]);
        let steep = (across * across + down * down).sqrt() / STEP;
        self.swing([x, y]).abs() / steep.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_a_figure_with_six_rays_and_ends_softly() {
        let mut made = None;
        let disc = Disc { center: [100.0; 2], radius: 160.0 };
        mark(disc, [0.2, 0.5, 0.9], &mut |bitmap| {
            made = Some(bitmap);
            7
        });
        let Bitmap { width, texels, .. } = made.unwrap();
        let opacity = |share: f32| {
            let x = (width as f32 * 0.5 + share * disc.radius) as u32;
            texels[(width / 2 * width + x) as usize] >> 24
        };
        // The innermost line, where the round mode alone swings, and the middle that it encloses.
        let line = PLATE * 2.405 / ROUND as f32;
        assert!(opacity(line) > opacity(0.0) + 60, "{} {}", opacity(line), opacity(0.0));
        assert!(texels[..width as usize].iter().all(|texel| texel >> 24 < 8));
    }

    #[test]
    fn it_is_alike_every_sixth_of_a_turn() {
        let plate = Plate::new();
        for i in 0..50 {
            let (r, angle) = (0.019 * i as f32, 0.7 * i as f32);
            let at = |angle: f32| plate.off_line([r * angle.sin(), r * angle.cos()]);
            let sixth = std::f32::consts::FRAC_PI_3;
            assert!((at(angle) - at(angle + sixth)).abs() < 1e-3, "{r} {angle}");
        }
    }
}
