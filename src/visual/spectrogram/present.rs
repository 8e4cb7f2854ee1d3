//! The present in `spectrogram`: the spectrum of now as a curve along its line, and the light that it throws back.
//!
//! What sounded within [`RELEASE_S`] still counts, less and less, so that light fades and never goes out from one frame to the
//! next.

use super::{
    super::{
        FrameInput, Picture,
        curve::{Curve, cosine, soften, span},
        picture::{Beam, Edge, Ribbon},
        stroke::{BandColours, mix, scale},
        trace::smoothstep,
        unit,
    },
    Spectrogram, light_at,
    tone::Tone,
};

/// How long what sounded is seen, seconds.
pub(super) const RELEASE_S: f32 = 0.6;
/// Points of the curve, and how often neighbours are mixed.
const POINTS: usize = 80;
const SOFTENED: usize = 1;
/// How far the curve reaches to the right and the light to both sides, of the shorter side.
const CURVE: f32 = 0.23;
const LIGHT: f32 = 0.045;
/// The middle of the light lies so far before the line, of its reach: it falls on what was played.
const BEHIND: f32 = 0.35;
/// The share of the light that is left in silence.
const CALM: f32 = 0.06;
/// How far from its ends the present has all its light, and the curve begins, of its length; and parts of its line.
const FEATHER: f32 = 0.16;
const INSET: f32 = 0.02;
const PARTS: usize = 48;
/// How far the curve shines, of the shorter side, how brightly, and in how many parts.
const SHINE: f32 = 0.024;
const SHINES: f32 = 0.5;
const SHINE_PARTS: usize = 64;
/// From edge to edge of the curve and of the light, pixels: light is soft.
const EDGE_PX: f32 = 5.0;
const LIGHT_EDGE_PX: f32 = 27.0;

impl Spectrogram {
    /// The curve and its light at `x` pixels from the left.
    pub(super) fn present(&self, frame: &FrameInput<'_>, x: f32, tone: &Tone, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let short = w.min(h);
        let curve = Curve::open(self.sounding(frame, tone));
        let bands = self.colours();
        let glow = self.strokes.glow();
        let reach = short * LIGHT;
        // Nothing but the glow of a line without width.
        let light = Ribbon {
            origin: [x - reach * BEHIND, h],
            axis: [0.0, -1.0],
            round: 0,
            first: 0,
            count: 0,
            per: 1.0,
            span: [0.0; 2],
            opacity: 0.0,
            root_opacity: 0.0,
            rise: 0.0,
            half_line: 0.5,
            line_opacity: 0.0,
            glow_reach: reach,
            roots: bands.map(|b| b.root),
            tips: bands.map(|b| b.tip),
            lines: bands.map(|b| mix(b.tip, b.hot, 0.7)),
            glows: bands.map(|b| scale(b.glow, glow * 0.22)),
        };
        if glow > 0.0 {
            let of = |at: f32, share: f32| (0.0, share * (CALM + (1.0 - CALM) * curve.at(at).0));
            push(light, (h, LIGHT_EDGE_PX), of, picture);
        }
        if self.live && x < w {
            let line = Ribbon {
                origin: [x, 0.0],
                axis: [0.0, 1.0],
                root_opacity: 0.0,
                opacity: 0.42,
                half_line: (short * 0.0014).max(0.6),
                line_opacity: 0.95,
                glow_reach: (short * 0.006).max(2.0),
                glows: bands.map(|b| scale(b.glow, glow * 0.4)),
                ..light
            };
            // It comes out of the line at both ends.
            let of = |at: f32, share: f32| {
                let height = curve.at(at).0 * share;
                (height * short * CURVE, (height * 2.0).min(1.0))
            };
            push(line, (h, EDGE_PX), of, picture);
            self.shine(x, h, short * SHINE, |at, share| of(at, share).0, picture);
        }
        if x < w {
            self.moment(x, h, (short * 0.0026).max(1.4), picture);
        }
    }

    /// The light around the curve, whose distances from the line `of` says as in [`push`]: beams, as a ribbon's glow is smeared
    /// where its line is steep.
    fn shine(&self, x: f32, h: f32, radius: f32, of: impl Fn(f32, f32) -> f32, picture: &mut Picture) {
        let glow = self.strokes.glow();
        if glow <= 0.0 {
            return;
        }
        let [low, high] = self.colours();
        // From the highest band, which is at the top.
        let place = |i: usize| 1.0 - INSET - (1.0 - 2.0 * INSET) * i as f32 / SHINE_PARTS as f32;
        let at = |i: usize| {
            let share = feather(place(i));
            [x + of(place(i) * POINTS as f32 - 0.5, share), (1.0 - place(i)) * h]
        };
        let mut a = at(0);
        picture.beams.extend((0..SHINE_PARTS).map(|i| {
            let b = at(i + 1);
            let along = (place(i) + place(i + 1)) * 0.5;
            // Where the curve lies on its line there is nothing to shine.
            let share = ((a[0] + b[0]) * 0.5 - x).min(radius) / radius;
            let colour = self.strokes.beam(mix(low.glow, high.glow, along));
            let beam = Beam { a, b, radius, colour: scale(colour, SHINES * glow * share) };
            a = b;
            beam
        }));
    }

    /// The line of the present, `h` pixels long; it goes out towards its ends.
    fn moment(&self, x: f32, h: f32, radius: f32, picture: &mut Picture) {
        let [low, high] = self.colours();
        let part = h / PARTS as f32;
        picture.beams.extend((0..PARTS).map(|i| {
            let at = (i as f32 + 0.5) / PARTS as f32;
            let colour = self.strokes.beam(mix(mix(high.tip, low.tip, at), mix(high.hot, low.hot, at), 0.35));
            let ends = [i, i + 1].map(|i| [x, i as f32 * part]);
            Beam { a: ends[0], b: ends[1], radius, colour: scale(colour, 0.9 * feather(at)) }
        }));
    }

    /// Colours of the curve, from the lowest band to the highest.
    fn colours(&self) -> [BandColours; 2] {
        let palette = [0, 1].map(|band| *self.strokes.band(band));
        if !self.known {
            return palette;
        }
        let [root, glow, tip, hot] = [0.45, 0.62, 0.78, 0.95].map(|place| light_at(&self.map, place));
        [BandColours { root, tip, hot, glow }; 2]
    }

    /// What sounds and has just sounded, the lowest first, 0 to 1.
    fn sounding(&self, frame: &FrameInput<'_>, tone: &Tone) -> Vec<f32> {
        let per_second = frame.rows.per_second() as f32;
        let now = frame.rows.number_at(frame.time_s);
        let mut loudest = vec![0.0f32; POINTS];
        // Beyond the song's start there is nothing but its first row.
        for ago in 0..((RELEASE_S * per_second).ceil() as i64).min(now + 1) {
            let left = 1.0 - ago as f32 / (RELEASE_S * per_second);
            let heights = &frame.rows.get(now - ago).heights;
            for (point, loudest) in loudest.iter_mut().enumerate() {
                let from = point * self.bands / POINTS;
                let to = ((point + 1) * self.bands / POINTS).max(from + 1);
                let height = heights[from..to].iter().copied().max().map_or(0.0, unit);
                *loudest = loudest.max(height * left * left);
            }
        }
        loudest.iter_mut().for_each(|height| *height = tone.of_height(*height));
        soften(&mut loudest, SOFTENED);
        loudest
    }
}

/// The share of its light that the present has at a place, 0 to 1 from end to end.
fn feather(at: f32) -> f32 {
    smoothstep((0.5 - (at - 0.5).abs()) / FEATHER)
}

/// Adds a ribbon along `h` pixels, `edge` pixels from edge to edge, whose width in pixels, and whose share of the glow, `of`
/// says at points of the curve and where the present has so much of its light.
fn push(ribbon: Ribbon, (h, edge): (f32, f32), of: impl Fn(f32, f32) -> (f32, f32), picture: &mut Picture) {
    let first = picture.edges.len();
    let count = (h * (1.0 - 2.0 * INSET) / edge).ceil().max(2.0);
    let step = h * (1.0 - 2.0 * INSET) / count;
    // Downwards the highest band comes first.
    let upwards = ribbon.axis[1] < 0.0;
    let place = |i: f32| INSET + i * step / h;
    let along = |i: f32| if upwards { place(i) } else { 1.0 - place(i) };
    let at = |i: f32| of(along(i) * POINTS as f32 - 0.5, feather(along(i)));
    picture.edges.extend((0..=count as usize).map(|i| {
        let i = i as f32;
        let (upper, glow) = at(i);
        let cos = cosine((at(i + 0.5).0 - at(i - 0.5).0) / step);
        Edge { lower: 0.0, upper, lower_cos: 1.0, upper_cos: cos, along: along(i), glow }
    }));
    let own = &picture.edges[first..];
    let reach = ribbon.glow_reach.max(ribbon.half_line);
    picture.ribbons.push(Ribbon {
        first: first as u32,
        count: own.len() as u32,
        origin: [ribbon.origin[0], ribbon.origin[1] + ribbon.axis[1] * h * INSET],
        per: 1.0 / step,
        span: span(own, reach),
        ..ribbon
    });
}

#[cfg(test)]
mod tests {
    use super::super::{super::params::Values, INFO};
    use crate::{
        analysis::{Row, Track},
        size::Size,
        visual::{FrameInput, Picture, Rows},
    };

    /// The highest place of the curve at frame `n`, of a song that sounds in frame 30 alone.
    fn highest(n: usize) -> f32 {
        let mut values = Values::defaults(INFO.params);
        values.set("span", "whole").unwrap();
        let style = (INFO.create)(&values);
        let size = Size::new(640, 360).unwrap();
        let bands = style.analysis(size).bands;
        let row = |n| Row { heights: vec![if n == 30 { 60_000 } else { 0 }; bands], ..Row::default() };
        let ring: Vec<Row> = (0..64).map(row).collect();
        let track = Track { duration_s: 2.0, ..Track::default() };
        let mut picture = Picture::default();
        let frame = FrameInput {
            size,
            n: n as u64,
            time_s: n as f64 / 30.0,
            row: &ring[n],
            rows: Rows::new(0, 30.0, &ring),
            samples: &[],
            track: &track,
            beside: &[],
        };
        style.picture(&frame, &mut picture);
        picture.edges.iter().map(|edge| edge.upper).fold(0.0, f32::max)
    }

    #[test]
    fn what_sounded_fades_and_does_not_go_out_from_one_frame_to_the_next() {
        let heights: Vec<f32> = (29..60).map(highest).collect();
        assert!(heights[0] == 0.0 && heights[1] > 40.0, "{heights:?}");
        assert!(heights[1..8].windows(2).all(|pair| pair[1] < pair[0] && pair[1] > 0.8 * pair[0]));
        assert_eq!(heights[20], 0.0, "it has an end");
    }
}
