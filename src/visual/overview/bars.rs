//! The overview as bars in two halves: the song's shape above, its fading image below. Those around the playhead dance, those
//! that were played breathe, and what strikes runs through all of them as a wave.

use super::{Field, LOWER, Overview, played::Played};
use crate::visual::{
    picture::{Bar, Light, Picture},
    stroke::{BandColours, Place, Room, mix, scale},
    trace::place,
};

/// Height of a moved bar in silence and what a full band adds, as shares of its own and, so that quiet places move too, of
/// the tallest.
const MOVES: [f32; 2] = [0.84, 0.56];
const ADDS: f32 = 0.24;
/// What a moved bar never quite reaches, of the tallest at rest.
const HIGHEST: f32 = 1.36;
/// What the loudest of what runs out adds to a bar that was played: to its height, and to its light.
const ECHO: [f32; 2] = [0.34, 1.5];
/// What the crest of a wave adds to a bar that was played, and to one that is to come: to its height, and to its light.
const WAVE: [f32; 2] = [0.52, 1.3];
const WAVE_AHEAD: [f32; 2] = [0.46, 1.7];
/// Light of the image's root and tip, as shares of the bar's, and how much of the ground it covers: little, as it would be a
/// shadow where the ground is lit.
const IMAGE: [f32; 2] = [0.42, 0.09];
pub(super) const IMAGE_COVERS: f32 = 0.2;
/// The share of the whole song's colour that what is to come has, and how dark its roots are.
const TO_COME: f32 = 0.4;
const TO_COME_ROOT: f32 = 0.7;
/// Steps in which bars breathe, of the shorter side, so that an encoder sees them rest.
const STEP: f32 = 0.0025;
/// Light of what was played, and at the playhead while there is no bass.
const CALM: f32 = 0.60;

impl Overview {
    /// Bars, and how far each was played.
    pub(super) fn bars(
        &self,
        heights: &[f32],
        field: &Field,
        (room, played): (&Room, &Played),
        picture: &mut Picture,
    ) {
        let pitch = field.width / heights.len() as f32;
        let width = pitch * self.bar_width;
        let gap = (field.short * 0.002).max(1.0);
        for (i, height) in heights.iter().enumerate() {
            let x = pitch * (i as f32 + 0.5);
            let lit = (played.at / pitch - i as f32).clamp(0.0, 1.0);
            let (near, level) = played.near(x / field.width, field.width);
            let away = (played.at - x) / field.width;
            let echo =
                if away > 0.0 { lit * (1.0 - near) * 2.0 * self.pulse * played.echo(away) } else { 0.0 };
            let wave = 2.0 * self.pulse * played.wave(away);
            let wave_rises = WAVE_AHEAD[0] + (WAVE[0] - WAVE_AHEAD[0]) * lit;
            let risen = 1.0 + ECHO[0] * echo + wave_rises * wave * (1.0 - 0.5 * near);
            let height = swollen(*height * risen, self.moves() * near, level);
            let steps = if near > 0.0 { 8.0 } else { 1.0 / (field.short * STEP).max(0.125) };
            let colours = self.strokes.band(place(x / field.width));
            // From the ground to the light, not through it: the ground's own light would show a shape that isn't in the song.
            let shine = (ECHO[1] * echo + WAVE[1] * wave).clamp(0.0, 1.0);
            let bright = CALM + (1.0 - CALM) * (played.bass * near + shine).min(1.0);
            let dim = self.dim * (1.0 + WAVE_AHEAD[1] * wave);
            let to_come = self.to_come(colours);
            let shaded = |light, share: f32, rest: f32| {
                let played = mix(self.strokes.edge, light, bright * share);
                mix(mix(self.strokes.edge, to_come, (dim * rest).min(1.0)), played, lit)
            };
            for (axis, share) in [(-1.0, 1.0), (1.0, LOWER)] {
                let length = (height * field.tallest * share * steps).floor() / steps;
                // In silence there is a dot without an image.
                let short = (width - length).max(0.0) / width;
                let root = field.middle + axis * gap;
                let place = Place {
                    root: [field.left + x, root],
                    axis: [0.0, axis],
                    length: length.max(width),
                    width,
                    rounded: true,
                    opacity: if axis < 0.0 { 1.0 } else { 1.0 - short },
                    near_reach: field.short * 0.010,
                };
                let bar = room.bar(colours, 0.35 + 0.5 * height, &place);
                let bar = match axis < 0.0 {
                    true => Bar {
                        root: shaded(bar.root, 1.0, TO_COME_ROOT),
                        tip: shaded(bar.tip, 1.0, 1.0),
                        hot_colour: mix(self.strokes.edge, bar.hot_colour, bright),
                        hot_amount: (bar.hot_amount + wave).min(1.0) * lit,
                        glow: scale(bar.glow, lit * (0.3 + 0.7 * near * (level + played.onset) + shine)),
                        glow_reach: if lit > 0.0 { bar.glow_reach } else { bar.half_width },
                        ..bar
                    },
                    false => Bar {
                        // As above it, from the root on, and darker the further away.
                        root: self.image(shaded(bar.root, 1.0, TO_COME_ROOT), IMAGE[0]),
                        tip: self.image(shaded(bar.tip, 1.0, 1.0), IMAGE[1]),
                        hot_amount: 0.0,
                        opacity: bar.opacity * IMAGE_COVERS,
                        glow: [0.0; 3],
                        glow_reach: bar.half_width,
                        ..bar
                    },
                };
                if bar.opacity > 0.0 {
                    picture.bars.push(bar);
                }
            }
        }
    }
}

impl Overview {
    /// The light of what is to come: deep in colour, as plain dimming would make it grey or olive, and much the same over the
    /// whole song, whose colours come out where it is played.
    fn to_come(&self, colours: &BandColours) -> Light {
        if self.strokes.is_light() {
            return colours.tip;
        }
        mix(colours.glow, self.strokes.band(0).glow, TO_COME)
    }

    /// What a bar of the image has to be, which covers [`IMAGE_COVERS`], to add a `share` of a light, or to take it from a
    /// light ground.
    fn image(&self, light: Light, share: f32) -> Light {
        mix(self.strokes.edge, light, share / IMAGE_COVERS)
    }

    /// How much bars at the playhead move.
    pub(super) fn moves(&self) -> f32 {
        self.pulse * 1.6
    }
}

/// The height of a bar that is `moved` by a band of a level, all 0 to 1 but what is moved more.
pub(super) fn swollen(height: f32, moved: f32, level: f32) -> f32 {
    let lift = 1.0 + moved.min(1.0) * (MOVES[0] + MOVES[1] * level - 1.0);
    let height = height * lift + moved * ADDS * level;
    // What rises above the rest does so softly, so that the swell has no flat top.
    let over = (height - 1.0).max(0.0);
    height - over + over / (1.0 + over / (HIGHEST - 1.0))
}
