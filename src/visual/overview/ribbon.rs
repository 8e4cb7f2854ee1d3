//! The overview as one smooth area above the line in its middle and one below, with a line of light on them.

use super::{EDGE_PX, Field, LOWER, Overview, played::Played};
use crate::visual::{
    picture::{Beam, Edge, Picture, Ribbon},
    stroke::mix,
    trace::{PLACES, smoothstep},
};

/// From one part of the line on a ribbon to the next, pixels.
const OUTLINE_PX: f32 = 4.0;
/// Edges of a lit ribbon that stay as they are while the next ones are reached.
const BLOCK: usize = 32;

impl Overview {
    /// Two areas, dim as a whole and lit as far as they were played.
    pub(super) fn ribbons(&self, heights: &[f32], field: &Field, played: &Played, picture: &mut Picture) {
        let count = (field.width / EDGE_PX as f32) as usize + 1;
        let last = (played.at / EDGE_PX as f32) as usize;
        let steady = last / BLOCK * BLOCK;
        for (side, share) in [(1.0, 1.0), (-1.0, LOWER)] {
            let profile = Profile { heights, width: field.width, tallest: field.tallest * share };
            let mut part = |from: f32, to: f32, step: f32, lit: bool| {
                let edges = ((to - from) / step).round() as usize + 1;
                if edges >= 2 && to > from {
                    self.ribbon(&profile, field, (side, lit), (from, step, edges), picture);
                }
            };
            let at = |edge: usize| (edge as u32 * EDGE_PX) as f32;
            part(0.0, at(count - 1), EDGE_PX as f32, false);
            part(0.0, at(steady), EDGE_PX as f32, true);
            part(at(steady), at(last), EDGE_PX as f32, true);
            // What is left is less than two edges apart.
            part(at(last), played.at, played.at - at(last), true);
            self.outline(&profile, field, (side, share), played, picture);
        }
    }

    /// The line of light on an area: bright as far as it was played.
    fn outline(
        &self,
        profile: &Profile<'_>,
        field: &Field,
        (side, share): (f32, f32),
        played: &Played,
        picture: &mut Picture,
    ) {
        let (radius, glow) = ((field.short * 0.0034).max(1.2), self.strokes.glow());
        let count = (field.width / OUTLINE_PX).ceil() as usize;
        let at = |x: f32| [field.left + x, field.middle - side * profile.height(x)];
        for i in 0..count {
            let (from, to) = (i as f32 * OUTLINE_PX, ((i + 1) as f32 * OUTLINE_PX).min(field.width));
            let along = from / field.width;
            let lit = ((played.at - from) / (to - from)).clamp(0.0, 1.0);
            let part = |radius, colour| Beam { a: at(from), b: at(to), radius, colour };
            let tint = share * (self.dim + (0.9 - self.dim).max(0.0) * lit);
            picture.beams.push(part(radius, self.trace.between(along, lit, tint)));
            if glow > 0.0 && lit > 0.0 {
                picture.beams.push(part(radius * 4.5, self.trace.halo(along, share * lit * glow * 0.30)));
            }
        }
    }

    /// A ribbon of one half: edges from `from` on, `step` pixels apart. The lower one runs back.
    fn ribbon(
        &self,
        profile: &Profile<'_>,
        field: &Field,
        (side, lit): (f32, bool),
        (from, step, count): (f32, f32, usize),
        picture: &mut Picture,
    ) {
        let first = picture.edges.len() as u32;
        let edge = |i: usize| profile.edge(from + step * if side > 0.0 { i } else { count - 1 - i } as f32);
        picture.edges.extend((0..count).map(edge));
        let start = if side > 0.0 { from } else { from + step * (count - 1) as f32 };
        let ends = [self.strokes.band(0), self.strokes.band(PLACES - 1)];
        let shown = if side > 0.0 { 1.0 } else { 0.55 };
        picture.ribbons.push(Ribbon {
            origin: [field.left + start, field.middle],
            axis: [side, 0.0],
            round: 0,
            first,
            count: count as u32,
            per: 1.0 / step,
            span: [0.0, profile.tallest],
            opacity: shown * if lit { 0.85 } else { self.dim * 1.2 },
            root_opacity: shown * if lit { 0.5 } else { self.dim * 0.6 },
            rise: profile.tallest,
            half_line: 0.5,
            line_opacity: 0.0,
            glow_reach: 1.0,
            roots: ends.map(|c| mix(c.root, c.tip, 0.35)),
            tips: ends.map(|c| c.tip),
            lines: ends.map(|c| c.tip),
            glows: [[0.0; 3]; 2],
        });
    }
}

/// Heights of columns as a smooth curve.
struct Profile<'a> {
    heights: &'a [f32],
    /// Pixels.
    width: f32,
    tallest: f32,
}

impl Profile<'_> {
    /// Height at a place, pixels.
    fn height(&self, x: f32) -> f32 {
        let column = x / self.width * self.heights.len() as f32 - 0.5;
        let i = column.floor();
        let last = (self.heights.len() - 1) as f32;
        let at = |i: f32| self.heights[i.clamp(0.0, last) as usize];
        let share = smoothstep(column - i);
        // Both ends come out of the line in the middle.
        let end = self.width * 0.012;
        let rise = smoothstep(x / end) * smoothstep((self.width - x) / end);
        (at(i) + (at(i + 1.0) - at(i)) * share) * self.tallest * rise
    }

    fn edge(&self, x: f32) -> Edge {
        let rise = self.height(x + 1.0) - self.height(x - 1.0);
        Edge {
            lower: 0.0,
            upper: self.height(x),
            lower_cos: 1.0,
            upper_cos: 2.0 / (4.0 + rise * rise).sqrt(),
            along: (x / self.width).clamp(0.0, 1.0),
            glow: 0.0,
        }
    }
}
