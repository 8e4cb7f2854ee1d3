//! `overview`: the whole song's wave; what was played is lit.

mod bars;
mod played;
mod playhead;
mod ribbon;
#[cfg(test)]
mod tests;

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::Picture,
    stroke::{self, Strokes},
    trace::{PLACES, Trace},
};
use crate::{
    analysis::{Column, Levels, Settings},
    size::Size,
};
use played::{BANDS, Played};
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
            help: "parts of the song; 0 chooses by the shape of the picture: 88, 68 or 52",
        },
        stroke::BAR_WIDTH,
        Param {
            name: "width",
            kind: Kind::Number { min: 0.2, max: 1.0, default: 0.89 },
            unit: "of the picture",
            help: "width of the whole song",
        },
        Param {
            name: "dim",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.38 },
            unit: "",
            help: "how visible the rest of the song is",
        },
        Param {
            name: "pulse",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.5 },
            unit: "",
            help: "how much what sounds moves the bars: most around the moment that is played, in waves that run from there",
        },
        Param {
            name: "playhead",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "a fine line with a knob at the moment that is played",
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
const LOWER: f32 = 0.40;
/// The share of a song that counts as quiet, and its height; by how much contrast is raised for it at most, as a power.
const QUIET: f32 = 0.15;
const LOW: f32 = 0.27;
const MOST_CONTRAST: f32 = 4.0;
/// Height of what is silence.
const SILENT: f32 = 0.02;
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
            (0, Aspect::Wide) => 88,
            (0, Aspect::Square) => 68,
            (0, Aspect::Tall) => 52,
            (count, _) => count,
        }
    }

    fn field(&self, size: Size) -> Field {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let (middle, tallest) = match Aspect::of(size) {
            Aspect::Wide => (0.61, h * 0.43),
            Aspect::Square => (0.58, h * 0.40),
            Aspect::Tall => (0.47, w * 0.54),
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
}

/// Heights of columns, 0 to 1: loudness first, with a share of the peaks, which alone are all alike in loud songs. What is
/// quiet in the song is low in the picture, however even the song was mastered.
fn heights(columns: &[Column]) -> Vec<f32> {
    let peak = |c: &Column| c.max.max(-c.min);
    let most = |of: &dyn Fn(&Column) -> f32| columns.iter().map(of).fold(1e-4, f32::max);
    let (rms, peaks) = (most(&|c| c.rms), most(&peak));
    let heights: Vec<f32> = columns.iter().map(|c| 0.75 * c.rms / rms + 0.25 * peak(c) / peaks).collect();
    let contrast = contrast(&heights);
    smoothed(heights.iter().map(|height| libm::powf(*height, contrast)).collect())
}

/// The power that brings a song's quiet passages down to [`LOW`]; 1 where they are as low already.
fn contrast(heights: &[f32]) -> f32 {
    let mut sounding: Vec<f32> = heights.iter().copied().filter(|height| *height > SILENT).collect();
    if sounding.is_empty() {
        return 1.0;
    }
    let quiet = (sounding.len() as f32 * QUIET) as usize;
    let (_, quiet, _) = sounding.select_nth_unstable_by(quiet, f32::total_cmp);
    (libm::logf(LOW) / libm::logf(quiet.min(0.99))).clamp(1.0, MOST_CONTRAST)
}

/// A value and its neighbours, a quarter of each beside half of its own.
fn between_neighbours(values: &[f32], i: usize) -> f32 {
    let after = values[(i + 1).min(values.len() - 1)];
    0.25 * values[i.saturating_sub(1)] + 0.5 * values[i] + 0.25 * after
}

/// Neighbours pull each other, so that the whole is a shape and not a comb.
fn smoothed(heights: Vec<f32>) -> Vec<f32> {
    let at = |i: usize| between_neighbours(&heights, i);
    let most = (0..heights.len()).map(at).fold(1e-4, f32::max);
    (0..heights.len()).map(|i| at(i) / most).collect()
}

impl Style for Overview {
    fn analysis(&self, size: Size) -> Settings {
        Settings {
            bands: BANDS,
            rows_around_s: [played::HEARD_S, 0.0],
            overview_columns: self.columns(size),
            ..Settings::default()
        }
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
        let mut heights = heights(columns);
        // Dots where the song has ended already would be left over.
        let sounding =
            heights.iter().rposition(|height| *height > SILENT).map_or(heights.len(), |last| last + 1);
        let shown = sounding as f64 / heights.len() as f64;
        heights.truncate(sounding);
        let share = (frame.time_s / (frame.track.duration_s * shown).max(1e-3)).clamp(0.0, 1.0) as f32;
        let at = (share * field.width * 8.0).floor() * 0.125;
        let played = Played::new(frame, at);
        self.light(&heights, &field, (&room, &played), picture);
        if self.ribbon {
            self.ribbons(&smoothed(heights.clone()), &field, &played, picture);
        } else {
            self.bars(&heights, &field, (&room, &played), picture);
        }
        if self.playhead {
            self.playhead(&heights, &field, (&room, &played), picture);
        }
    }
}
