//! `bars`: bands as upright bars on a line, or mirrored up and down.

mod figure;
mod variants;

use super::{
    FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::Picture,
    shader::{self, Shader, Slots, steps},
    stroke::{self, Place, ROOM_LAMPS, Strokes, far_glows},
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
            help: "standing on the floor, or hanging from above",
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
        Param {
            name: "floor",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "a thin line of light that unmirrored bars stand on",
        },
        Param {
            name: "reflection",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.0 },
            unit: "",
            help: "strength of the image below the floor of unmirrored bars",
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
    #[cfg(test)]
    mirrors: figure::mirrors,
};

#[derive(Debug)]
struct Bars {
    /// 0 for a number by the shape of the picture.
    count: usize,
    bar_width: f32,
    width: f32,
    segments: bool,
    down: bool,
    rounded: bool,
    caps: bool,
    mirror: Option<bool>,
    floor: bool,
    reflection: f32,
    gradient: bool,
    smoothing: f32,
    /// For every count that may be drawn.
    strokes: Vec<(usize, Strokes)>,
}

impl Bars {
    fn new(values: &Values) -> Self {
        let count = values.count("bars") as usize;
        let counts: &[usize] = if count == 0 { &[56, 40, 28] } else { &[count] };
        Self {
            count,
            bar_width: values.number("bar_width"),
            width: values.number("width"),
            segments: values.choice("shape") == "segments",
            down: values.choice("direction") == "down",
            floor: values.switch("floor"),
            reflection: values.number("reflection"),
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
}

impl Style for Bars {
    fn analysis(&self, size: Size) -> Settings {
        Settings { bands: self.bands(size), smoothing: self.smoothing, ..Settings::default() }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let Some((figure, colours)) = self.figure(frame.size) else { return };
        let room = &figure.room;
        let up = if self.down && figure.mirror == 0 { 1.0 } else { -1.0 };
        room.light(&frame.row.levels, picture);
        for (b, colours) in colours.iter().enumerate() {
            let height = unit(frame.row.heights[b]);
            let length = steps(frame.row.heights[b], figure.tallest) as f32 * 0.125;
            let x = figure.left + figure.pitch * (b as f32 + 0.5);
            let place = Place {
                root: [x, figure.base],
                axis: [0.0, up],
                length,
                width: figure.width,
                rounded: self.rounded,
                opacity: 1.0,
                near_reach: figure.near_reach,
            };
            if self.segments {
                self.cells(&figure, colours, height, &place, picture);
            } else {
                self.bars(&figure, colours, height, &place, picture);
            }
            if self.caps {
                let rise = steps(frame.row.caps[b], figure.tallest).max(figure.cap_rest) as f32 * 0.125;
                picture.bars.push(figure::cap(&figure, colours, &place, rise));
            }

            let ends: &[f32] = if figure.mirror == 1 { &[-1.0, 1.0] } else { &[up] };
            for way in ends {
                let tip = [x, figure.base + way * length];
                let near = [x, figure.base + way * length * 0.35];
                let strength = figure.wide * height * height;
                picture.glows.extend(room.glow(colours, strength, near, tip, figure.wide_reach));
                if b as u32 % figure.far_every == figure.far_every / 2 {
                    let strength = figure.far * height * (0.4 + 0.6 * height);
                    picture.glows.extend(room.glow(
                        colours,
                        strength,
                        [x, figure.base],
                        tip,
                        figure.far_reach,
                    ));
                }
            }
        }
        if figure.floor == 1 {
            picture.bars.push(figure::floor(&figure));
            picture.glows.extend(figure::floor_light(&figure));
        }
    }

    fn shader(&self, size: Size) -> Option<Shader> {
        if self.segments || self.down || self.reflection > 0.0 {
            return None;
        }
        let (figure, colours) = self.figure(size)?;
        let ways = 1 + figure.mirror;
        Some(Shader {
            file: "bars.wgsl",
            source: include_str!("../../../shaders/bars.wgsl"),
            constants: shader::constants(&figure, colours),
            invocations: figure.bands,
            slots: Slots {
                lamps: ROOM_LAMPS,
                glows: figure.room.glow_slots(
                    ways * (figure.bands + far_glows(figure.bands, figure.far_every)) + figure.floor,
                ),
                bars: figure.bands * (ways + figure.caps) + figure.floor,
                ..Slots::default()
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{drawn, picture::Bar},
        INFO,
    };

    #[test]
    fn bars_stand_on_their_floor_or_hang_from_it() {
        for (direction, sign) in [("up", 1.0), ("down", -1.0)] {
            let picture = drawn(&INFO, &[("direction", direction)], |b| 9_000 + b as u16 * 900);
            let (floor, bars) = picture.bars.split_last().unwrap();
            for bar in bars {
                let foot = bar.center[1] - bar.axis[1] * bar.half_length;
                assert!((foot - floor.center[1]).abs() < 0.01, "{direction}: {foot}");
                assert!((floor.center[1] - bar.center[1]) * sign > 0.0, "{direction}");
                assert!(bar.center[1] - bar.half_length > 0.0 && bar.center[1] + bar.half_length < 720.0);
            }
        }
    }

    #[test]
    fn an_image_in_the_floor_is_fainter_and_shorter_than_what_it_shows() {
        let picture = drawn(&INFO, &[("reflection", "1")], |_| 40_000);
        let (images, bars): (Vec<Bar>, Vec<Bar>) =
            picture.bars[..112].iter().partition(|bar| bar.axis[1] > 0.0);
        assert_eq!((images.len(), bars.len()), (56, 56));
        for (image, bar) in images.iter().zip(bars) {
            assert!(image.half_length < bar.half_length && image.opacity < bar.opacity);
            assert!(image.center[1] > bar.center[1] + bar.half_length);
        }
    }
}
