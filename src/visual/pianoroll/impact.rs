//! What happens where notes meet the line: light while they sound, and sparks when they strike.

use super::{
    Note,
    draw::{Scene, Sound},
};
use crate::visual::{
    dice::chance,
    picture::{Beam, Picture},
    stroke::{mix, scale},
};

/// The column of light over a key that sounds, as columns over each other: shares of its light, and heights, of the shorter
/// side. It has no end that is seen.
const COLUMN: [(f32, f32); 3] = [(0.5, 0.06), (0.32, 0.17), (0.18, 0.30)];
/// Sparks of the softest and of the loudest note, and how long they live, seconds.
const SPARKS: [f32; 2] = [6.0, 15.0];
const LIFE_S: [f32; 2] = [0.35, 0.95];
/// No more beams than that are drawn where very many notes strike at once: a picture has room for so many shapes.
const MOST_BEAMS: usize = 4_000;
/// While a note is held one more rises every so many seconds, as much weaker.
const HELD_S: f64 = 0.11;
const HELD: f32 = 0.6;
/// How fast they set out, upwards and aside, shorter sides per second, and what pulls them back.
const SPEED: f32 = 0.95;
const ASIDE: f32 = 0.22;
const WEIGHT: f32 = 0.75;
/// The exposure that they are stretched by, seconds.
const SHUTTER_S: f32 = 0.036;

impl Scene<'_> {
    /// The light of what sounds.
    pub(super) fn lights(&self, sounds: &[Sound; 128], picture: &mut Picture) {
        let board = &self.board;
        for number in self.range[0]..=self.range[1] {
            let sound = sounds[usize::from(number)];
            if sound.level <= 0.0 {
                continue;
            }
            let (key, colours) = (board.key(number), self.colours(number));
            let here = board.at(key.middle, 0.0);
            let strength = 0.26 * sound.level + 0.55 * sound.struck;
            let reach = self.short * (0.12 + 0.09 * sound.struck);
            picture.glows.extend(self.room.glow(colours, strength, here, here, reach));
            let column = 0.12 * sound.level + 0.12 * sound.struck;
            for (share, height) in COLUMN {
                let above = board.at(key.middle, self.short * height);
                let reach = self.short * 0.06;
                picture.glows.extend(self.room.glow(colours, column * share, here, above, reach));
            }
            if self.room.glow > 0.0 {
                let half = key.width * 0.42;
                let [a, b] = [-half, half].map(|x| board.at(key.middle + x, 0.0));
                // The accent is for the stroke.
                let white = mix(colours.hot, self.strokes.accent, 0.7 * sound.struck.min(1.0));
                let light = (0.9 * sound.level + 2.6 * sound.struck) * self.room.glow.min(1.0);
                let radius = self.short * (0.009 + 0.013 * sound.struck);
                picture.beams.push(Beam { a, b, radius, colour: scale(white, light) });
            }
        }
    }

    /// Sparks of the notes that were struck just now, and of those that are held.
    pub(super) fn impacts(&self, notes: &[Note], picture: &mut Picture) {
        let longest_s = f64::from(LIFE_S[1]);
        for note in notes {
            let since_s = self.time_s - note.start_s;
            if since_s < 0.0 || self.time_s - note.end_s > longest_s {
                continue;
            }
            let strike = (note.start_s * 1_000.0) as u64 ^ u64::from(note.key) << 48;
            if since_s < longest_s {
                let [fewest, most] = SPARKS;
                let count = (fewest + (most - fewest) * note.velocity) as u32;
                (0..count).for_each(|i| {
                    self.spark(note, (since_s as f32, strike ^ u64::from(i) << 32, 1.0), picture);
                });
            }
            // Numbered from the strike on, so that each is the same from frame to frame.
            let first = (((since_s - longest_s) / HELD_S).ceil() as u64).max(1);
            let last = (since_s.min(note.end_s - note.start_s) / HELD_S) as u64;
            for i in first..=last {
                let age_s = since_s - i as f64 * HELD_S;
                let seed = !strike ^ i << 32;
                self.spark(note, (age_s.max(0.0) as f32, seed, HELD), picture);
            }
        }
    }

    fn spark(&self, note: &Note, (age_s, seed, share): (f32, u64, f32), picture: &mut Picture) {
        let roll = |k: u64| chance(seed.wrapping_mul(8).wrapping_add(k));
        let life_s = LIFE_S[0] + (LIFE_S[1] - LIFE_S[0]) * roll(0);
        if age_s >= life_s || picture.beams.len() > MOST_BEAMS {
            return;
        }
        let (key, colours) = (self.board.key(note.key), self.colours(note.key));
        let up = SPEED * share * (0.35 + 0.65 * note.velocity) * (0.3 + 0.7 * roll(1));
        let aside = ASIDE * (roll(2) * 2.0 - 1.0);
        let from = key.middle + key.width * 0.7 * (roll(3) - 0.5);
        // As a ball flies.
        let at = |age_s: f32| {
            let ahead = (up - 0.5 * WEIGHT * age_s) * age_s;
            self.board.at(from + aside * age_s * self.short, ahead.max(0.0) * self.short)
        };
        let left = 1.0 - age_s / life_s;
        let hot = mix(colours.tip, mix(colours.hot, self.strokes.accent, 0.3), 0.6 * left * left);
        let strength = share * (0.35 + 0.65 * note.velocity) * left.sqrt();
        // Ink where the ground is light.
        let colour = if self.strokes.is_light() {
            scale(self.strokes.beam(colours.tip), 0.7 * strength)
        } else {
            scale(hot, 1.9 * strength)
        };
        let radius = (self.short * (0.0016 + 0.0014 * roll(4)) * (0.5 + 0.5 * left)).max(0.8);
        let (a, b) = (at((age_s - SHUTTER_S).max(0.0)), at(age_s));
        // A point still needs a way.
        let b = if a == b { [b[0], b[1] - radius] } else { b };
        picture.beams.push(Beam { a, b, radius, colour });
    }
}
