//! What stands in the heart of a figure when there is neither a cover nor text: a small light in a ring, which breathes with
//! the music.

use super::pieces::{Moving, Piece};
use crate::visual::{
    Bitmap, Disc,
    driven::{Driven, Follow, Source},
    picture::Light,
    sprite::Sprite,
};

/// Radii beside the heart's: of the light, of the ring around it, and of the glow.
const CORE: f32 = 0.10;
const RING: f32 = 0.27;
const GLOW: f32 = 0.55;
/// Half of the ring's width, and the soft edge of the light and the ring, beside the heart's radius.
const LINE: f32 = 0.006;
const SOFT: f32 = 0.008;
/// How much of the ring and of the glow shows.
const RING_SEEN: f32 = 0.55;
const GLOW_SEEN: f32 = 0.34;
/// How far the light itself goes towards white.
const WHITE: f32 = 0.6;

/// The mark in a heart, in a colour; `image` numbers its image.
pub(super) fn mark(heart: Disc, colour: Light, image: &mut dyn FnMut(Bitmap) -> u32) -> Piece {
    let Disc { center, radius } = heart;
    let half = (radius * GLOW).ceil().max(1.0);
    let side = (2.0 * half) as u32;
    let hot = colour.map(|light| light + (1.0 - light) * WHITE);
    let bitmap = Bitmap::from_fn(side, side, |x, y| {
        let [dx, dy] = [x, y].map(|at| at as f32 + 0.5 - half);
        let away = (dx * dx + dy * dy).sqrt() / radius.max(1.0);
        // At least a pixel, so that edges stay smooth in small pictures.
        let soft = SOFT.max(1.0 / radius.max(1.0));
        let core = ((CORE - away) / soft + 0.5).clamp(0.0, 1.0);
        let ring = ((LINE - (away - RING).abs()) / soft + 0.5).clamp(0.0, 1.0) * RING_SEEN;
        let left = (1.0 - away / GLOW).max(0.0);
        let glow = GLOW_SEEN * left * left;
        let opacity = core.max(ring).max(glow);
        (if core > 0.0 { hot } else { colour }, opacity)
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
        scale: follows(0.85, 0.30, Source::Bass, 0.15),
        opacity: follows(0.40, 0.60, Source::Level, 0.3),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_a_light_in_a_ring_and_ends_softly() {
        let mut made = None;
        let disc = Disc { center: [100.0; 2], radius: 80.0 };
        mark(disc, [0.2, 0.5, 0.9], &mut |bitmap| {
            made = Some(bitmap);
            7
        });
        let Bitmap { width, texels, .. } = made.unwrap();
        let opacity = |share: f32| {
            let x = (width as f32 * 0.5 + share * disc.radius) as u32;
            texels[(width / 2 * width + x) as usize] >> 24
        };
        assert!(opacity(0.0) == 255 && opacity(RING) > opacity(0.2) && opacity(0.2) > opacity(0.4));
        assert!(texels[..width as usize].iter().all(|texel| texel >> 24 < 8));
    }
}
