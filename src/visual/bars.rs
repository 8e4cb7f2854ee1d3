//! `bars`: bands as upright bars on a line, or mirrored up and down.

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::Picture,
    stroke::{self, Place, Strokes},
    unit,
};
use crate::{analysis::Settings, size::Size};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "bars",
    summary: "bands as upright bars, bass at the left",
    params: &[
        Param {
            name: "bars",
            kind: Kind::Count { min: 0, max: 256, default: 0 },
            unit: "",
            help: "number of bars; 0 chooses by the shape of the picture: 56, 40 or 28",
        },
        stroke::BAR_WIDTH,
        Param {
            name: "width",
            kind: Kind::Number { min: 0.1, max: 1.0, default: 0.82 },
            unit: "of the picture",
            help: "width of the whole row",
        },
        Param { name: "rounded", kind: Kind::Switch { default: true }, unit: "", help: "round ends" },
        Param {
            name: "caps",
            kind: Kind::Switch { default: false },
            unit: "",
            help: "peak caps that hold and fall",
        },
        Param {
            name: "mirror",
            kind: Kind::Choice { options: &["auto", "on", "off"], default: "auto" },
            unit: "",
            help: "bars up and down from the middle; auto: in tall pictures",
        },
        Param {
            name: "gradient",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "dark roots and bright tips; off: one light along a bar",
        },
        stroke::SMOOTHING,
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Bars::new(values)),
};

#[derive(Debug)]
struct Bars {
    /// 0 for a number by the shape of the picture.
    count: usize,
    bar_width: f32,
    width: f32,
    rounded: bool,
    caps: bool,
    mirror: Option<bool>,
    gradient: bool,
    smoothing: f32,
    /// For every count that may be drawn.
    strokes: Vec<(usize, Strokes)>,
}

/// Where the row stands, pixels.
struct Layout {
    left: f32,
    pitch: f32,
    base: f32,
    tallest: f32,
    mirror: bool,
}

impl Bars {
    fn new(values: &Values) -> Self {
        let count = values.count("bars") as usize;
        let counts: &[usize] = if count == 0 { &[56, 40, 28] } else { &[count] };
        Self {
            count,
            bar_width: values.number("bar_width"),
            width: values.number("width"),
            rounded: values.switch("rounded"),
            caps: values.switch("caps"),
            mirror: match values.choice("mirror") {
                "on" => Some(true),
                "off" => Some(false),
                _ => None,
            },
            gradient: values.switch("gradient"),
            smoothing: values.number("smoothing"),
            strokes: counts.iter().map(|c| (*c, Strokes::new(values, *c))).collect(),
        }
    }

    fn bands(&self, size: Size) -> usize {
        match (self.count, Aspect::of(size)) {
            (0, Aspect::Wide) => 56,
            (0, Aspect::Square) => 40,
            (0, Aspect::Tall) => 28,
            (count, _) => count,
        }
    }

    fn layout(&self, size: Size, bands: usize) -> Layout {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let aspect = Aspect::of(size);
        let mirror = self.mirror.unwrap_or(aspect == Aspect::Tall);
        let (base, tallest) = match (aspect, mirror) {
            (Aspect::Wide, false) => (h * 0.77, h * 0.58),
            (Aspect::Wide, true) => (h * 0.5, h * 0.38),
            (Aspect::Square, false) => (h * 0.74, h * 0.52),
            (Aspect::Square, true) => (h * 0.5, h * 0.34),
            (Aspect::Tall, false) => (h * 0.60, w * 0.78),
            (Aspect::Tall, true) => (h * 0.44, w * 0.48),
        };
        let width = w * self.width;
        Layout { left: (w - width) * 0.5, pitch: width / bands as f32, base, tallest, mirror }
    }
}

impl Style for Bars {
    fn analysis(&self, size: Size) -> Settings {
        Settings { bands: self.bands(size), smoothing: self.smoothing }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let bands = self.bands(frame.size);
        let Some((_, strokes)) = self.strokes.iter().find(|s| s.0 == bands) else { return };
        let at = self.layout(frame.size, bands);
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let short = w.min(h);
        let middle = if at.mirror { at.base } else { at.base - at.tallest * 0.30 };
        strokes.backdrop(frame.size, [w * 0.5, middle], &frame.row.levels, picture);

        let width = at.pitch * self.bar_width;
        let glow_every = (bands / 20).max(1);
        for b in 0..bands {
            let height = unit(frame.row.heights[b]);
            let length = (height * at.tallest * 8.0 + 0.5).floor() * 0.125;
            let x = at.left + at.pitch * (b as f32 + 0.5);
            let place = Place {
                root: [x, at.base],
                axis: [0.0, -1.0],
                length,
                width,
                rounded: self.rounded,
                opacity: 1.0,
                near_reach: short * 0.013,
            };
            let mut bar = strokes.bar(b, height, &place);
            if !self.gradient {
                bar.root = bar.tip;
            }
            if at.mirror {
                // One stroke each way, roots hidden in each other.
                let mut down = bar;
                down.axis = [0.0, 1.0];
                down.center[1] = at.base + (at.base - bar.center[1]) - width * 0.5;
                bar.center[1] += width * 0.5;
                picture.bars.push(down);
            }
            picture.bars.push(bar);
            if self.caps {
                picture.bars.push(cap(strokes, b, &place, unit(frame.row.caps[b]) * at.tallest));
            }

            let light = strokes.band(b).glow;
            let ends: &[f32] = if at.mirror { &[-1.0, 1.0] } else { &[-1.0] };
            for way in ends {
                let tip = [x, at.base + way * length];
                let near = [x, at.base + way * length * 0.35];
                let strength = 0.028 * height * height * 56.0 / bands as f32;
                picture.glows.extend(strokes.glow(light, strength, near, tip, short * 0.075));
                if b % glow_every == glow_every / 2 {
                    let strength = 0.040 * height * (0.4 + 0.6 * height);
                    picture.glows.extend(strokes.glow(light, strength, [x, at.base], tip, short * 0.22));
                }
            }
        }
    }
}

/// A thin cap that floats above its bar.
fn cap(strokes: &Strokes, band: usize, place: &Place, height_px: f32) -> super::picture::Bar {
    let thick = (place.width * 0.22).max(1.5);
    let y = place.root[1] - (height_px.max(place.width) * 8.0 + 0.5).floor() * 0.125 - thick * 2.0;
    let place = Place {
        root: [place.root[0] - place.width * 0.5, y],
        axis: [1.0, 0.0],
        length: place.width,
        width: thick,
        near_reach: 0.0,
        opacity: 0.85,
        ..*place
    };
    let mut cap = strokes.bar(band, 1.0, &place);
    (cap.root, cap.glow, cap.hot_amount) = (cap.tip, [0.0; 3], 0.35);
    cap
}
