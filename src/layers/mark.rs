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
    let bitmap = Bitmap::from_fn(side, side, |x, y| {
        let at = [x, y].map(|at| (at as f32 + 0.5 - half) / radius.max(1.0));
        let out = (at[0] * at[0] + at[1] * at[1]).sqrt();
        let away = from_line(at.map(|v| v / PLATE)) * PLATE;
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

/// How far a place, in radii of the plate, is from the nearest line on which the plate stands still, in radii, to first
/// order. Outside of the plate there is none.
fn from_line(at: [f32; 2]) -> f32 {
    let [x, y] = at.map(f64::from);
    let out = libm::sqrt(x * x + y * y);
    if out >= 1.0 {
        return f32::INFINITY;
    }
    let swing = |x: f64, y: f64| {
        let (r, angle) = (libm::sqrt(x * x + y * y), libm::atan2(x, y));
        libm::j0(ROUND * r) + RAYS * libm::jn(6, SIX * r) * libm::cos(6.0 * angle)
    };
    const STEP: f64 = 1e-3;
    let slope = [swing(x + STEP, y) - swing(x - STEP, y), swing(x, y + STEP) - swing(x, y - STEP)]
        .map(|difference| difference / (2.0 * STEP));
    let steep = libm::sqrt(slope[0] * slope[0] + slope[1] * slope[1]).max(1.0);
    (swing(x, y).abs() / steep) as f32
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
        for i in 0..50 {
            let (r, angle) = (0.019 * i as f32, 0.7 * i as f32);
            let at = |angle: f32| from_line([r * angle.sin(), r * angle.cos()]);
            let sixth = std::f32::consts::FRAC_PI_3;
            assert!((at(angle) - at(angle + sixth)).abs() < 1e-3, "{r} {angle}");
        }
    }
}
