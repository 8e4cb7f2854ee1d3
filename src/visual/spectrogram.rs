//! `spectrogram`: the spectrum over time, scrolling by, or of the whole song with a playhead.

mod axes;
mod present;
mod tone;

use super::{
    FrameInput, Picture, Style, StyleInfo,
    colormap::{self, Colormap},
    palette::Palette,
    params::{Kind, Param, Values},
    picture::{self, Bar, Heatmap, Lamp, Light},
    sprite::Images,
    stroke::{self, Strokes},
};
use crate::{analysis::Settings, size::Size};
use axes::Axes;
use std::sync::Arc;
use tone::Tone;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "spectrogram",
    summary: "the spectrum over time: scrolling by, or the whole song with a playhead",
    params: &[
        Param {
            name: "span",
            kind: Kind::Choice { options: &["scroll", "whole"], default: "scroll" },
            unit: "",
            help: "the last seconds scrolling by, or the whole song with a playhead",
        },
        Param {
            name: "seconds",
            kind: Kind::Number { min: 1.0, max: 30.0, default: 8.0 },
            unit: "s",
            help: "how much time the width shows when it scrolls",
        },
        Param {
            name: "now",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.7 },
            unit: "of the width",
            help: "where the present is when it scrolls; right of it is what comes",
        },
        Param {
            name: "bars",
            kind: Kind::Count { min: 32, max: 512, default: 256 },
            unit: "",
            help: "number of bands",
        },
        Param {
            name: "contrast",
            kind: Kind::Number { min: 0.3, max: 3.0, default: 1.0 },
            unit: "",
            help: "above 1 only what is loud shows, below 1 also what is quiet; 1 suits the song",
        },
        Param {
            name: "colormap",
            kind: Kind::Choice { options: colormap::NAMES, default: "palette" },
            unit: "",
            help: "colours of levels: the palette's, or a well-known map",
        },
        Param {
            name: "live",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "the spectrum of now as a curve along the line of the present",
        },
        Param {
            name: "axes",
            kind: Kind::Switch { default: false },
            unit: "",
            help: "frequencies and times, with lines at 100 Hz, 1 kHz and 10 kHz",
        },
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Spectrogram::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

/// Columns per second of a scrolling picture, at the least.
const COLUMNS_PER_S: f32 = 100.0;
/// Columns of the whole song, and as many as it takes to know how loud it is where it scrolls by.
const COLUMNS: usize = 1_920;
const KNOWN_COLUMNS: usize = 512;
/// The ground's share of the map's deep colours, and how far its light reaches, of the picture's sides.
const GROUND: f32 = 0.16;
const GROUND_REACH: f32 = 0.95;
/// How far the map reaches before it covers the ground, of its height.
const FADE: f32 = 0.11;
/// The place on the ramp of what wasn't played yet, of its own.
const UNPLAYED: f32 = 0.45;

#[derive(Debug)]
struct Spectrogram {
    whole: bool,
    seconds: f32,
    now: f32,
    bands: usize,
    contrast: f32,
    live: bool,
    axes: Option<Axes>,
    map: Colormap,
    /// Whether the map is a well-known one: then the curve has its colours, not the palette's.
    known: bool,
    strokes: Strokes,
}

impl Spectrogram {
    fn new(values: &Values) -> Self {
        let named = colormap::named(values.choice("colormap"));
        let known = named.is_some();
        let map = named.unwrap_or_else(|| colormap::of_palette(&Palette::of(values)));
        Self {
            whole: values.choice("span") == "whole",
            seconds: values.number("seconds"),
            now: values.number("now"),
            bands: values.count("bars") as usize,
            contrast: values.number("contrast"),
            live: values.switch("live"),
            axes: values.switch("axes").then(|| Axes::new(light_at(&map, 0.0))),
            map,
            known,
            strokes: Strokes::new(values, 2),
        }
    }

    /// The rows that scroll by; what lies before the song is silent.
    fn scroll(&self, frame: &FrameInput<'_>, tone: &Tone, picture: &mut Picture) -> Heatmap {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let per_second = frame.rows.per_second();
        let seconds = f64::from(self.seconds);
        let left_s = frame.time_s - seconds * f64::from(self.now);
        let first = frame.rows.number_at(left_s);
        let columns = (seconds * per_second).ceil() as i64 + 2;
        picture.heat.version = 0;
        picture.heat.values.clear();
        for number in first..first + columns {
            let starts_s = number as f64 / per_second;
            match (0.0..frame.track.duration_s.max(1e-9)).contains(&starts_s) {
                true => picture.heat.values.extend(frame.rows.get(number).heights.iter().rev()),
                false => picture.heat.values.resize(picture.heat.values.len() + self.bands, 0),
            }
        }
        Heatmap {
            first: [(left_s * per_second - first as f64) as f32, -0.5],
            step: [(seconds * per_second / f64::from(w)) as f32, self.bands as f32 / h],
            columns: columns as u32,
            lit: w * self.now,
            ..self.full(frame.size, tone)
        }
    }

    /// The whole song; the played part is lit.
    fn whole(&self, frame: &FrameInput<'_>, tone: &Tone, picture: &mut Picture) -> Heatmap {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        if picture.heat.version == 0 {
            let known = frame.track.overview.iter().flat_map(|overview| overview.heights.chunks(self.bands));
            picture.heat.version = 1;
            picture.heat.values.clear();
            picture.heat.values.extend(known.flat_map(|column| column.iter().rev()));
            picture.heat.values.resize(COLUMNS * self.bands, 0);
        }
        let played = (frame.time_s / frame.track.duration_s.max(1e-9)) as f32;
        Heatmap {
            first: [-0.5, -0.5],
            step: [COLUMNS as f32 / w, self.bands as f32 / h],
            columns: COLUMNS as u32,
            // In quarters of a pixel: a column changes only when it is reached.
            lit: (w * played * 4.0).floor() * 0.25,
            ..self.full(frame.size, tone)
        }
    }

    /// A map that fills the picture. Without axes it has no hard edges: it fades into the ground at its top and its foot.
    fn full(&self, size: Size, tone: &Tone) -> Heatmap {
        let half = [size.width() as f32 * 0.5, size.height() as f32 * 0.5];
        Heatmap {
            center: half,
            half_size: [half[0] + 1.0, half[1] + 1.0],
            corner: 0.5,
            fade: if self.axes.is_none() { half[1] * 2.0 * FADE } else { 0.5 },
            soft: 1.0,
            opacity: 1.0,
            first: [0.0; 2],
            step: [1.0; 2],
            columns: 1,
            rows: self.bands as u32,
            lit: 0.0,
            dim: tone.share(UNPLAYED),
        }
    }

    /// Light on the ground, so that it isn't flat: a little of the map's deep colours.
    fn ground(&self) -> Light {
        let share = if self.strokes.is_light() { 0.0 } else { GROUND };
        light_at(&self.map, 0.22).map(|light| light * share)
    }

    /// A thin straight line.
    fn line(&self, a: [f32; 2], axis: [f32; 2], length: f32, width: f32, opacity: f32) -> Bar {
        let (_, colour) = self.strokes.ends();
        Bar {
            center: [a[0] + axis[0] * length * 0.5, a[1] + axis[1] * length * 0.5],
            axis,
            half_length: length * 0.5,
            half_width: (width * 0.5).max(0.5),
            corner: 0.5,
            hot: 1.0,
            hot_amount: 0.0,
            opacity,
            root: colour,
            tip: colour,
            hot_colour: colour,
            glow: [0.0; 3],
            glow_reach: 1.0,
        }
    }
}

/// The light of a colour map at a place from 0 to 1.
fn light_at(map: &Colormap, place: f32) -> Light {
    let at = place.clamp(0.0, 1.0) * 255.0;
    let i = (at as usize).min(254);
    let share = at - i as f32;
    std::array::from_fn(|c| {
        let [low, high] = [map[i][c], map[i + 1][c]].map(|v| f32::from(v) / 255.0);
        let code = low + (high - low) * share;
        code * code
    })
}

impl Style for Spectrogram {
    fn analysis(&self, _size: Size) -> Settings {
        let raw = Settings { bands: self.bands, raw: true, overview_heights: true, ..Settings::default() };
        if self.whole {
            let rows_around_s = [present::RELEASE_S, 0.0];
            return Settings { overview_columns: COLUMNS, rows_around_s, ..raw };
        }
        // A column more on either side for the interpolation.
        let [before, after] = [self.now, 1.0 - self.now].map(|share| self.seconds * share + 0.1);
        Settings {
            rows_per_second: COLUMNS_PER_S,
            rows_around_s: [before.max(present::RELEASE_S), after],
            overview_columns: KNOWN_COLUMNS,
            ..raw
        }
    }

    fn heats(&self) -> bool {
        true
    }

    fn stage(&self) -> super::Stage {
        super::Stage::Wall
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let tone = Tone::of(frame.track, self.contrast);
        let ground = self.ground();
        picture.backdrop = light_at(&self.map, 0.0);
        picture.lamps.push(Lamp {
            center: [w * 0.5, h * 0.5],
            radius: [w, h].map(|side| side * GROUND_REACH),
            colour: ground,
        });
        if picture.heat.colours.is_empty() {
            // What is silent in the map is as light as the ground where the map ends.
            let far = 0.5 / GROUND_REACH;
            let there = ground.map(|light| light / (1.0 + far * far).powi(2));
            picture.heat.colours = picture::packed(|share| {
                let place = tone.of_height(share);
                let own = light_at(&self.map, place);
                std::array::from_fn(|c| own[c] + there[c] * (1.0 - place))
            });
        }
        let map =
            if self.whole { self.whole(frame, &tone, picture) } else { self.scroll(frame, &tone, picture) };
        picture.heatmap = Some(map);
        if let Some(axes) = &self.axes {
            self.lines(axes, frame, picture);
        }
        self.present(frame, map.lit, &tone, picture);
    }

    fn images(&self) -> &Images {
        self.axes.as_ref().map_or(const { &Images::NONE }, |axes| axes.letters.images())
    }

    fn overlay(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        if let Some(axes) = &self.axes {
            self.words(axes, frame, picture);
        }
    }
}
