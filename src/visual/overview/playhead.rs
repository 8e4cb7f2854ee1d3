//! The moment that is played in `overview`: its line and knob, the light that it and the played part throw.

use super::{
    Field, LOWER, Overview,
    bars::{IMAGE_COVERS, swollen},
    played::Played,
};
use crate::visual::{
    picture::{Bar, Picture},
    stroke::{Place, Room, mix, scale},
    trace::{place, smoothstep},
};

/// How far the line reaches beyond the bars around it while they follow what is as loud as this, and the least; of the
/// tallest bar.
const ABOVE: f32 = 0.07;
const LOUD: f32 = 0.8;
const LEAST: f32 = 0.40;
/// Light of the line's image where it begins, as a share of the line's.
const IMAGE: f32 = 0.5;
/// How much larger its knob is when something strikes.
const FLARES: f32 = 0.5;
/// How much of the song's width on either side counts as around it.
const AROUND: f32 = 0.07;
/// How far before the playhead the middle of its light is, of the shorter side.
const BEFORE: f32 = 0.06;
/// Parts of the song that throw their light when they were played.
const PARTS: usize = 16;

impl Overview {
    /// The wide light behind what was played, and around the moment itself: it blooms on onsets.
    pub(super) fn light(
        &self,
        heights: &[f32],
        field: &Field,
        (room, played): (&Room, &Played),
        picture: &mut Picture,
    ) {
        let (count, per_part) = (heights.len() as f32, heights.len().div_ceil(PARTS).max(1));
        let part = field.width * per_part as f32 / count;
        for (i, heights) in heights.chunks(per_part).enumerate() {
            let x = field.width * ((i * per_part) as f32 + heights.len() as f32 * 0.5) / count;
            // It comes up while the part is played.
            let lit = ((played.at - x) / part + 0.5).clamp(0.0, 1.0);
            if lit <= 0.0 {
                break;
            }
            let height = heights.iter().sum::<f32>() / heights.len() as f32 * field.tallest;
            let colours = self.strokes.band(place(x / field.width));
            let strength = 0.042 * lit;
            let (x, reach) = (field.left + x, field.short * 0.13);
            let ends = [field.middle - height * 0.95, field.middle + height * LOWER * 0.3].map(|y| [x, y]);
            picture.glows.extend(room.glow(colours, strength, ends[0], ends[1], reach));
        }
        // It lies on what was played, where bars are brighter than the gaps that it shines through.
        let x = field.left + played.at - field.short * BEFORE;
        let colours = self.strokes.band(place(played.at / field.width));
        let (top, bottom) = (field.middle - field.tallest * 0.55, field.middle - field.tallest * 0.15);
        for (strength, reach) in [
            (0.05 + 0.08 * played.bass + 0.11 * played.onset, 0.22),
            (0.02 * played.bass + 0.07 * played.onset, 0.34),
        ] {
            picture.glows.extend(room.glow(colours, strength, [x, top], [x, bottom], field.short * reach));
        }
    }

    /// A fine bright line with a knob at its top.
    pub(super) fn playhead(
        &self,
        heights: &[f32],
        field: &Field,
        (room, played): (&Room, &Played),
        picture: &mut Picture,
    ) {
        let x = field.left + played.at;
        let colours = self.strokes.band(place(played.at / field.width));
        let mut part = |length: f32, top: f32, width: f32, (opacity, [root, tip]): (f32, [f32; 2])| {
            let place = Place {
                root: [x, top + length],
                axis: [0.0, -1.0],
                length,
                width,
                rounded: true,
                opacity,
                near_reach: field.short * 0.012,
            };
            let bar = room.bar(colours, 1.0, &place);
            // What fades to one end throws no light.
            let shines = if root < tip { 0.0 } else { 0.6 + 0.8 * played.onset };
            let [root, tip] = [root, tip].map(|share| mix(self.strokes.edge, colours.hot, share));
            let glow = scale(bar.glow, shines);
            picture.bars.push(Bar { root, tip, hot_colour: tip, glow, ..bar });
        };
        let around = swollen(around(heights, played.at / field.width), self.moves(), LOUD);
        // Halves of a pixel, so that an encoder sees it rest between steps.
        let reach = (field.tallest * (around + ABOVE).max(LEAST) * 2.0).round() * 0.5;
        let knob = (field.short * 0.016 * (1.0 + FLARES * played.onset)).max(5.0);
        let width = (field.short * 0.0021).max(1.2);
        part(reach.floor(), field.middle - reach, width, (0.9, [1.0; 2]));
        // Below there is its image, which fades and hardly covers what lies there.
        part(
            (reach * LOWER).floor(),
            field.middle + reach.floor() - reach,
            width,
            (IMAGE_COVERS, [0.0, IMAGE / IMAGE_COVERS]),
        );
        part(knob, field.middle - reach - knob * 0.5, knob, (1.0, [1.0; 2]));
    }
}

/// The height of the bars around a place, 0 to 1: the tallest one's, which comes and goes as the place comes nearer and
/// leaves.
fn around(heights: &[f32], along: f32) -> f32 {
    let count = heights.len() as f32;
    let near = |(i, height): (usize, &f32)| {
        let away = ((i as f32 + 0.5) / count - along).abs() / AROUND;
        // Near ones count in full.
        height * smoothstep(2.0 * (1.0 - away))
    };
    heights.iter().enumerate().map(near).fold(0.0, f32::max)
}
