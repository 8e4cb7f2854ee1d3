//! `overview`: the whole song's wave; what was played is lit.

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::{Beam, Edge, Picture, Ribbon},
    stroke::{self, Place, Room, Strokes, mix, scale},
    trace::{PLACES, Trace, place, smoothstep},
    unit,
};
use crate::{
    analysis::{Column, Levels, Settings},
    size::Size,
};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "overview",
    summary: "the whole song's wave; what was played is lit",
    params: &[
        Param {
            name: "shape",
            kind: Kind::Choice { options: &["bars", "ribbon"], default: "bars" },
            unit: "",
            help: "round bars, or one smooth area",
        },
        Param {
            name: "bars",
            kind: Kind::Count { min: 0, max: 400, default: 0 },
            unit: "",
            help: "parts of the song; 0 chooses by the shape of the picture: 160, 110 or 80",
        },
        stroke::BAR_WIDTH,
        Param {
            name: "width",
            kind: Kind::Number { min: 0.2, max: 1.0, default: 0.86 },
            unit: "of the picture",
            help: "width of the whole song",
        },
        Param {
            name: "dim",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.2 },
            unit: "",
            help: "how visible the rest of the song is",
        },
        Param {
            name: "pulse",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.5 },
            unit: "",
            help: "how much the bass moves the bars at the moment that is played",
        },
        Param {
            name: "playhead",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "a fine line at the moment that is played",
        },
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Overview::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

/// The lower half's share of the height of the upper one.
const LOWER: f32 = 0.55;
/// How many bars on either side of the playhead move.
const MOVED: f32 = 6.0;
/// From edge to edge of a ribbon, pixels; whole, so that ribbons meet on the border of two pixels.
const EDGE_PX: u32 = 2;
/// From one part of the line on a ribbon to the next, pixels.
const OUTLINE_PX: f32 = 4.0;
/// Edges of a lit ribbon that stay as they are while the next ones are reached.
const BLOCK: usize = 32;

#[derive(Debug)]
struct Overview {
    ribbon: bool,
    /// 0 for a number by the shape of the picture.
    count: usize,
    bar_width: f32,
    width: f32,
    dim: f32,
    pulse: f32,
    playhead: bool,
    strokes: Strokes,
    trace: Trace,
}

/// Where the song lies in a picture, pixels.
#[derive(Debug, Clone, Copy)]
struct Field {
    left: f32,
    width: f32,
    /// The line between the halves.
    middle: f32,
    /// The tallest column above it.
    tallest: f32,
    short: f32,
}

impl Overview {
    fn new(values: &Values) -> Self {
        let strokes = Strokes::new(values, PLACES);
        Self {
            ribbon: values.choice("shape") == "ribbon",
            count: values.count("bars") as usize,
            bar_width: values.number("bar_width"),
            width: values.number("width"),
            dim: values.number("dim"),
            pulse: values.number("pulse"),
            playhead: values.switch("playhead"),
            trace: Trace::new(&strokes, 0.6),
            strokes,
        }
    }

    fn columns(&self, size: Size) -> usize {
        match (self.count, Aspect::of(size)) {
            (0, Aspect::Wide) => 160,
            (0, Aspect::Square) => 110,
            (0, Aspect::Tall) => 80,
            (count, _) => count,
        }
    }

    fn field(&self, size: Size) -> Field {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let (middle, tallest) = match Aspect::of(size) {
            Aspect::Wide => (0.57, h * 0.37),
            Aspect::Square => (0.56, h * 0.34),
            Aspect::Tall => (0.47, w * 0.50),
        };
        let width = (w * self.width / EDGE_PX as f32).floor().max(1.0) * EDGE_PX as f32;
        Field {
            left: ((w - width) * 0.5).floor(),
            width,
            middle: (h * middle).round(),
            tallest,
            short: w.min(h),
        }
    }

    /// Bars in two halves, and how far each was played.
    fn bars(&self, heights: &[f32], field: &Field, (room, played): (&Room, &Played), picture: &mut Picture) {
        let pitch = field.width / heights.len() as f32;
        let width = pitch * self.bar_width;
        let gap = (field.short * 0.002).max(1.0);
        for (i, height) in heights.iter().enumerate() {
            let lit = (played.at / pitch - i as f32).clamp(0.0, 1.0);
            // Bars near the playhead rise with the bass.
            let away = (i as f32 + 0.5 - played.at / pitch) / MOVED;
            let near = (1.0 - away * away).max(0.0);
            let lift = 1.0 + 0.35 * self.pulse * played.bass * near * near;
            let colours = self.strokes.band(place((i as f32 + 0.5) / heights.len() as f32));
            for (axis, share) in [(-1.0, 1.0), (1.0, LOWER)] {
                let length = ((height * lift).min(1.1) * field.tallest * share * 8.0).floor() * 0.125;
                let place = Place {
                    root: [field.left + pitch * (i as f32 + 0.5), field.middle + axis * gap],
                    axis: [0.0, axis],
                    length: length.max(width),
                    width,
                    rounded: true,
                    opacity: (self.dim + (1.0 - self.dim) * lit) * (0.55 + 0.45 * share),
                    near_reach: field.short * 0.010,
                };
                let mut bar = room.bar(colours, 0.35 + 0.5 * height, &place);
                bar.glow = scale(bar.glow, lit * (0.8 + 1.2 * near * played.bass));
                if lit == 0.0 {
                    bar.glow_reach = bar.half_width;
                    bar.hot_amount = 0.0;
                }
                picture.bars.push(bar);
            }
        }
    }

    /// Two areas, dim as a whole and lit as far as they were played.
    fn ribbons(&self, heights: &[f32], field: &Field, played: &Played, picture: &mut Picture) {
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

/// How far the song was played, and how it sounds there.
#[derive(Debug, Clone, Copy)]
struct Played {
    /// Pixels from the left edge of the song.
    at: f32,
    /// 0 to 1.
    bass: f32,
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

/// Heights of columns, 0 to 1: loudness first, with a share of the peaks, which alone are all alike in loud songs.
fn heights(columns: &[Column]) -> Vec<f32> {
    let peak = |c: &Column| c.max.max(-c.min);
    let most = |of: &dyn Fn(&Column) -> f32| columns.iter().map(of).fold(1e-4, f32::max);
    let (rms, peaks) = (most(&|c| c.rms), most(&peak));
    let heights = columns.iter().map(|c| 0.75 * c.rms / rms + 0.25 * peak(c) / peaks).collect();
    smoothed(heights)
}

/// Neighbours pull each other, so that the whole is a shape and not a comb.
fn smoothed(heights: Vec<f32>) -> Vec<f32> {
    let last = heights.len().saturating_sub(1);
    let at = |i: usize| heights[i.saturating_sub(1)] + 2.0 * heights[i] + heights[(i + 1).min(last)];
    let most = (0..heights.len()).map(at).fold(1e-4, f32::max);
    (0..heights.len()).map(|i| at(i) / most).collect()
}

impl Style for Overview {
    fn analysis(&self, size: Size) -> Settings {
        Settings { bands: 1, overview_columns: self.columns(size), ..Settings::default() }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let field = self.field(frame.size);
        let half = field.middle - field.tallest * (1.0 - LOWER) * 0.5;
        let room = self.strokes.room(frame.size, [frame.size.width() as f32 * 0.5, half]);
        // In 32 steps, each of less than a code value, so that the ground isn't drawn anew for every breath.
        let quiet = Levels { loudness: frame.row.levels.loudness & 0xF800, ..frame.row.levels };
        room.light(&quiet, picture);
        let columns = frame.track.overview.as_ref().map_or(&[][..], |overview| &overview.columns);
        if columns.is_empty() {
            return;
        }
        let share = (frame.time_s / frame.track.duration_s.max(1e-3)).clamp(0.0, 1.0) as f32;
        let at = (share * field.width * 8.0).floor() * 0.125;
        let played = Played { at, bass: unit(frame.row.levels.bass) };
        let heights = heights(columns);
        if self.ribbon {
            self.ribbons(&smoothed(heights), &field, &played, picture);
        } else {
            self.bars(&heights, &field, (&room, &played), picture);
        }
        let x = field.left + at;
        let colours = self.strokes.band(place(share));
        let strength = 0.06 + 0.10 * (unit(frame.row.levels.bass) * 16.0).floor() / 16.0;
        let (top, bottom) =
            (field.middle - field.tallest * 0.45, field.middle + field.tallest * LOWER * 0.45);
        picture.glows.extend(room.glow(colours, strength, [x, top], [x, bottom], field.short * 0.20));
        if self.playhead {
            let reach = field.tallest * 1.12;
            let line = Place {
                root: [x, field.middle + reach * LOWER],
                axis: [0.0, -1.0],
                length: (reach * (1.0 + LOWER)).floor(),
                width: (field.short * 0.0022).max(1.2),
                rounded: true,
                opacity: 0.85,
                near_reach: field.short * 0.012,
            };
            picture.bars.push(room.bar(colours, 0.6 + 0.4 * unit(frame.row.levels.bass), &line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{self, Row, Track},
        visual::Rows,
    };

    /// The picture at a share of a song of a minute, 1280x720.
    fn picture(set: &[(&str, &str)], share: f64) -> Picture {
        let mut values = Values::defaults(INFO.params);
        set.iter().for_each(|(name, value)| values.set(name, value).unwrap());
        let style = Overview::new(&values);
        let size = Size::new(1280, 720).unwrap();
        let column = |i: usize| Column { max: 0.8, min: -0.8, rms: 0.1 + 0.1 * (i % 5) as f32, side: 0.0 };
        let columns = (0..style.columns(size)).map(column).collect();
        let overview = Some(analysis::Overview { columns, heights: vec![] });
        let track = Track { duration_s: 60.0, sample_rate_hz: 44_100, overview, ..Track::default() };
        let row = Row { heights: vec![0], caps: vec![0], ..Row::default() };
        let (rows, time_s) = (Rows::single(0, 30.0, &row), share * 60.0);
        let mut picture = Picture::default();
        style.picture(
            &FrameInput { size, n: 0, time_s, row: &row, rows, samples: &[], track: &track },
            &mut picture,
        );
        picture
    }

    #[test]
    fn what_was_played_is_lit_and_grows_steadily() {
        let lit =
            |share: f64| picture(&[("playhead", "off")], share).bars.iter().map(|b| b.opacity).sum::<f32>();
        let sums: Vec<f32> = (0..=1_000).map(|i| lit(f64::from(i) / 1_000.0)).collect();
        let (least, most) =
            sums.windows(2).map(|p| p[1] - p[0]).fold((f32::MAX, 0.0f32), |(l, m), d| (l.min(d), m.max(d)));
        assert!(least > 0.0 && most < 2.0 * (sums[1_000] - sums[0]) / 1_000.0, "{least} {most}");
    }

    #[test]
    fn parts_of_a_ribbon_meet_on_the_border_of_two_pixels() {
        for share in [0.1, 0.333, 0.5001, 0.9] {
            let picture = picture(&[("shape", "ribbon")], share);
            let mut ends = 0;
            for ribbon in &picture.ribbons {
                let length = (ribbon.count - 1) as f32 / ribbon.per;
                let other = ribbon.origin[0] + ribbon.axis[0] * length;
                ends += [ribbon.origin[0], other].iter().filter(|x| (*x - x.round()).abs() > 1e-3).count();
            }
            assert!(ends <= 2, "only the playhead lies between pixels: {ends}");
        }
    }

    #[test]
    fn nothing_but_the_playhead_moves_with_time() {
        let set = [("playhead", "off")];
        let (a, b) = (picture(&set, 0.5), picture(&set, 0.500_5));
        let changed = a.bars.iter().zip(&b.bars).filter(|(a, b)| a != b).count();
        assert!((1..=4).contains(&changed), "{changed} of {} bars", a.bars.len());
    }
}
