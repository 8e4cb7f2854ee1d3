//! `bars`: bands as upright bars on a line, from the middle or from the left, or mirrored up and down.

mod figure;
mod shapes;
#[cfg(test)]
mod tests;
mod variants;

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::Picture,
    shader::{self, Shader, Slots, steps},
    stroke::{self, ROOM_LAMPS, Strokes, far_glows},
    unit,
};
use crate::{
    analysis::{Settings, Stereo},
    size::Size,
};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "bars",
    summary: "bands as upright bars over their image, bass in the middle or at the left",
    params: &[
        Param {
            name: "bars",
            kind: Kind::Count { min: 0, max: 256, default: 0 },
            unit: "",
            help: "number of bars, even from the middle; 0 chooses by the shape of the picture: 52, 44 or 28",
        },
        Param {
            name: "layout",
            kind: Kind::Choice { options: &["center", "left"], default: "center" },
            unit: "",
            help: "bass in the middle and treble at both ends, or bass at the left",
        },
        Param { kind: Kind::Number { min: 0.05, max: 1.0, default: 0.7 }, ..stroke::BAR_WIDTH },
        Param {
            name: "width",
            kind: Kind::Number { min: 0.1, max: 1.0, default: 0.86 },
            unit: "of the picture",
            help: "width of the whole row",
        },
        Param {
            name: "shape",
            kind: Kind::Choice { options: &["bars", "segments"], default: "bars" },
            unit: "",
            help: "whole bars, or rows of lit segments",
        },
        Param {
            name: "direction",
            kind: Kind::Choice { options: &["up", "down"], default: "up" },
            unit: "",
            help: "standing on the floor, or hanging from above where they aren't mirrored",
        },
        Param { name: "rounded", kind: Kind::Switch { default: true }, unit: "", help: "round ends" },
        Param {
            name: "caps",
            kind: Kind::Switch { default: false },
            unit: "",
            help: "thin peak caps that stay behind when their bars fall, hold and fall, too",
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
            help: "dark roots and bright tips; off: one light along a bar, but not in segments",
        },
        Param {
            name: "floor",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "a thin line of light that unmirrored bars stand on",
        },
        Param {
            name: "reflection",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.5 },
            unit: "",
            help: "strength of the image below the floor of unmirrored bars",
        },
        Param {
            name: "arch",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.42 },
            unit: "",
            help: "how much lower both ends stand than the middle in layout=center",
        },
        stroke::SMOOTHING,
        stroke::STEREO,
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Bars::new(values)),
    #[cfg(test)]
    mirrors: figure::mirrors,
};

#[derive(Debug)]
struct Bars {
    /// 0 for a number by the shape of the picture.
    count: usize,
    center: bool,
    bar_width: f32,
    width: f32,
    segments: bool,
    down: bool,
    rounded: bool,
    caps: bool,
    mirror: Option<bool>,
    floor: bool,
    reflection: f32,
    arch: f32,
    gradient: bool,
    smoothing: f32,
    stereo: Stereo,
    /// For every number of bands that may be drawn.
    strokes: Vec<(usize, Strokes)>,
}

impl Bars {
    fn new(values: &Values) -> Self {
        let mut bars = Self {
            count: values.count("bars") as usize,
            center: values.choice("layout") == "center",
            bar_width: values.number("bar_width"),
            width: values.number("width"),
            segments: values.choice("shape") == "segments",
            down: values.choice("direction") == "down",
            floor: values.switch("floor"),
            reflection: values.number("reflection"),
            arch: values.number("arch"),
            rounded: values.switch("rounded"),
            caps: values.switch("caps"),
            mirror: match values.choice("mirror") {
                "on" => Some(true),
                "off" => Some(false),
                _ => None,
            },
            gradient: values.switch("gradient"),
            smoothing: values.number("smoothing"),
            stereo: values.choice("stereo").parse().unwrap_or_default(),
            strokes: Vec::new(),
        };
        let mut bands =
            [Aspect::Wide, Aspect::Square, Aspect::Tall].map(|aspect| bars.row(aspect).0).to_vec();
        bands.dedup();
        bars.strokes = bands.into_iter().map(|bands| (bands, Strokes::new(values, bands))).collect();
        bars
    }
}

impl Style for Bars {
    fn analysis(&self, size: Size) -> Settings {
        let (bands, ..) = self.row(Aspect::of(size));
        Settings { bands, smoothing: self.smoothing, stereo: self.stereo, ..Settings::default() }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let Some((figure, colours)) = self.figure(frame.size) else { return };
        let room = &figure.room;
        room.light(&frame.row.levels, picture);
        let strokes = (0..figure.strokes()).map(|i| figure.stroke(i));
        for (b, side, way) in strokes {
            let colours = &colours[b];
            let value = figure.height(&frame.row.heights, b, side, way);
            let (height, length) = (unit(value), steps(value, figure.tallest) as f32 * 0.125);
            let place = figure.place(b, side, way, length);
            let [x, base] = [place.root[0], figure.base];
            if self.segments {
                figure.cells(colours, height, &place, picture);
            } else {
                let bar = figure.bar(colours, height, &place);
                if figure.image == 1 {
                    picture.bars.push(figure.image(&bar, &place));
                }
                picture.bars.push(bar);
            }
            if self.caps {
                let cap = figure.shown(&frame.row.caps, b, side, way).max(value);
                let rise = steps(cap, figure.tallest).max(figure.cap_rest) as f32 * 0.125;
                picture.bars.push(figure.cap(colours, &place, rise));
            }
            let at = |share: f32| [x, base + place.axis[1] * length * share];
            let wide = figure.wide * height * height;
            picture.glows.extend(room.glow(colours, wide, at(0.35), at(1.0), figure.wide_reach));
            if b as u32 % figure.far_every == figure.far_every / 2 {
                let far = figure.far * height * (0.4 + 0.6 * height);
                picture.glows.extend(room.glow(colours, far, at(0.0), at(1.0), figure.far_reach));
            }
        }
        if figure.floor == 1 {
            picture.bars.extend((0..figure.sides).map(|side| figure.floor(side)));
            picture.glows.extend(figure.floor_glow(unit(frame.row.levels.loudness)));
        }
    }

    fn shader(&self, size: Size) -> Option<Shader> {
        if self.segments {
            return None;
        }
        let (figure, colours) = self.figure(size)?;
        let bars = figure.strokes();
        let far = figure.sides * figure.ways * far_glows(figure.bands, figure.far_every);
        Some(Shader {
            file: "bars.wgsl",
            source: include_str!("../../../shaders/bars.wgsl"),
            constants: shader::constants(&figure, colours),
            invocations: bars,
            origin: [0.0; 2],
            slots: Slots {
                lamps: ROOM_LAMPS,
                glows: figure.room.glow_slots(bars + far + figure.floor),
                bars: bars * (1 + figure.image + figure.caps) + figure.floor * figure.sides,
                ..Slots::default()
            },
        })
    }
}
