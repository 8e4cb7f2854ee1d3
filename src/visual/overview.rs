//! `overview`: the whole song's wave; what was played is lit.

mod ribbon;
#[cfg(test)]
mod tests;

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::Picture,
    stroke::{self, Place, Room, Strokes, scale},
    trace::{PLACES, Trace, place},
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
}

/// How far the song was played, and how it sounds there.
#[derive(Debug, Clone, Copy)]
struct Played {
    /// Pixels from the left edge of the song.
    at: f32,
    /// 0 to 1.
    bass: f32,
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
