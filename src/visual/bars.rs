//! `bars`: bands as upright bars on a line, or mirrored up and down.

use super::{
    Aspect, FrameInput, Style, StyleInfo,
    params::{Kind, Param, Values},
    picture::{Bar, Glow, Light, Picture},
    shader::{self, Shader, Slots, in_steps, steps},
    stroke::{self, BandColours, Place, ROOM_LAMPS, Room, Strokes, far_glows, mix, scale},
    unit,
};
use crate::{analysis::Settings, size::Size};
use bytemuck::{Pod, Zeroable};
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
    mirrors,
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

/// The row of bars in a picture of one size: what `shaders/bars.wgsl` reads, followed by the bands' colours.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Figure {
    room: Room,
    /// The left edge of the row, and from bar to bar, pixels.
    left: f32,
    pitch: f32,
    /// The line that bars stand on, pixels.
    base: f32,
    /// The longest bar, eighths of a pixel.
    tallest: u32,
    bands: u32,
    /// 1 when bars go both ways, else 0.
    mirror: u32,
    rounded: u32,
    caps: u32,
    gradient: u32,
    /// 1 when there is a line below the bars.
    floor: u32,
    /// Every how many bands one throws its light far.
    far_every: u32,
    /// Width of a bar, pixels.
    width: f32,
    /// Thickness of a cap, pixels, and the least height that it stands at, eighths of a pixel.
    cap: f32,
    cap_rest: u32,
    /// How far the close glow reaches beyond a bar, pixels.
    near_reach: f32,
    /// The wide glow of a bar: strength at full height, reach in pixels; then the far one.
    wide: f32,
    wide_reach: f32,
    far: f32,
    far_reach: f32,
    /// The floor: half of its length and of its width, pixels; its colours at both ends, and its light.
    floor_half: [f32; 2],
    floor_light: [Light; 2],
    floor_glow: Light,
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

    fn bands(&self, size: Size) -> usize {
        match (self.count, Aspect::of(size)) {
            (0, Aspect::Wide) => 56,
            (0, Aspect::Square) => 40,
            (0, Aspect::Tall) => 28,
            (count, _) => count,
        }
    }

    /// Where the row stands, and the colours of its bands.
    fn figure(&self, size: Size) -> Option<(Figure, &[BandColours])> {
        let bands = self.bands(size);
        let (_, strokes) = self.strokes.iter().find(|s| s.0 == bands)?;
        let (w, h) = (size.width() as f32, size.height() as f32);
        let short = w.min(h);
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
        // Bars that hang do so where the standing ones end.
        let base = if self.down && !mirror { base - tallest } else { base };
        let middle = if mirror { base } else { base - tallest * 0.30 };
        let (low, high) = strokes.ends();
        let pitch = w * self.width / bands as f32;
        let width = pitch * self.bar_width;
        let figure = Figure {
            room: strokes.room(size, [w * 0.5, middle]),
            left: (w - w * self.width) * 0.5,
            pitch,
            base,
            tallest: in_steps(tallest, 8.0),
            bands: bands as u32,
            mirror: mirror.into(),
            rounded: self.rounded.into(),
            caps: self.caps.into(),
            gradient: self.gradient.into(),
            floor: (self.floor && !mirror).into(),
            far_every: (bands as u32 / 20).max(1),
            width,
            cap: (width * 0.22).max(1.5),
            cap_rest: in_steps(width, 8.0),
            near_reach: short * 0.013,
            wide: 0.028 * 56.0 / bands as f32,
            wide_reach: short * 0.075,
            far: 0.040,
            far_reach: short * 0.22,
            floor_half: [w * self.width * 0.5 + short * 0.03, (short * 0.0011).max(0.5)],
            floor_light: [low, high],
            floor_glow: scale(strokes.band(bands / 2).glow, 0.05),
        };
        Some((figure, strokes.bands()))
    }
}

impl Bars {
    /// A band's bar, and the one below if there is one: mirrored or its image in the floor.
    fn bars(
        &self,
        figure: &Figure,
        colours: &BandColours,
        height: f32,
        place: &Place,
        picture: &mut Picture,
    ) {
        let mut bar = figure.room.bar(colours, height, place);
        if !self.gradient {
            bar.root = bar.tip;
        }
        if figure.mirror == 1 {
            // One stroke each way, roots hidden in each other.
            let mut down = bar;
            down.axis = [0.0, 1.0];
            down.center[1] = figure.base + (figure.base - bar.center[1]) - figure.width * 0.5;
            bar.center[1] += figure.width * 0.5;
            picture.bars.push(down);
        } else if self.reflection > 0.0 {
            let image = figure.reflected(place, place.length * REFLECTED);
            let mut image = figure.room.bar(colours, height, &image);
            // Its light goes where the image ends, which a bar's tip is.
            let ground = figure.room.edge;
            image.root = mix(ground, bar.tip, 0.55);
            image.tip = mix(ground, bar.tip, 0.10);
            (image.hot_amount, image.glow, image.opacity) = (0.0, [0.0; 3], 0.55 * self.reflection);
            picture.bars.push(image);
        }
        picture.bars.push(bar);
    }

    /// As [`Bars::bars`], as rows of segments.
    fn cells(
        &self,
        figure: &Figure,
        colours: &BandColours,
        height: f32,
        place: &Place,
        picture: &mut Picture,
    ) {
        let tallest = figure.tallest as f32 * 0.125;
        let count = (tallest / (figure.width * 0.62)).clamp(10.0, 32.0) as u32;
        let full = Place { length: tallest, ..*place };
        figure.room.cells(colours, height, &full, count, picture);
        if figure.mirror == 1 {
            let down = Place { axis: [0.0, 1.0], ..full };
            figure.room.cells(colours, height, &down, count, picture);
        } else if self.reflection > 0.0 {
            let image = figure.reflected(place, tallest * REFLECTED);
            let image = Place { opacity: 0.45 * self.reflection, ..image };
            let first = picture.bars.len();
            figure.room.cells(colours, height, &image, count, picture);
            // Only what shines has an image, and it fades away from the floor.
            let lit = (height * count as f32).ceil() as usize;
            picture.bars.truncate(first + lit.max(1));
            picture.bars[first..].iter_mut().enumerate().for_each(|(k, cell)| {
                cell.opacity *= 1.0 - k as f32 / count as f32;
                (cell.glow, cell.hot_amount) = ([0.0; 3], 0.0);
            });
        }
    }
}

/// Length of an image in the floor, as a share of the bar's.
const REFLECTED: f32 = 0.45;

impl Figure {
    /// The place of an image in the floor.
    fn reflected(&self, place: &Place, length: f32) -> Place {
        let axis = place.axis.map(|v| -v);
        let root = [place.root[0], place.root[1] + axis[1] * self.width * 0.35];
        Place { root, axis, length, ..*place }
    }
}

/// The line that bars stand on.
fn floor(figure: &Figure) -> Bar {
    let [half_length, half_width] = figure.floor_half;
    Bar {
        center: [figure.left + figure.pitch * figure.bands as f32 * 0.5, figure.base],
        axis: [1.0, 0.0],
        half_length,
        half_width,
        corner: 0.5,
        hot: 1.0,
        hot_amount: 0.0,
        opacity: 0.55,
        root: figure.floor_light[0],
        tip: figure.floor_light[1],
        hot_colour: figure.floor_light[1],
        glow: [0.0; 3],
        glow_reach: 1.0,
    }
}

/// The light around the floor.
fn floor_light(figure: &Figure) -> Option<Glow> {
    let middle = figure.left + figure.pitch * figure.bands as f32 * 0.5;
    let half = figure.floor_half[0] * 0.9;
    (figure.room.glow > 0.0).then_some(Glow {
        a: [middle - half, figure.base],
        b: [middle + half, figure.base],
        reach: figure.wide_reach.max(24.0),
        colour: scale(figure.floor_glow, figure.room.glow),
    })
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
                picture.bars.push(cap(&figure, colours, &place, rise));
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
            picture.bars.push(floor(&figure));
            picture.glows.extend(floor_light(&figure));
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
            source: include_str!("../../shaders/bars.wgsl"),
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

/// A thin cap that floats `rise` above the root of its bar.
fn cap(figure: &Figure, colours: &BandColours, place: &Place, rise: f32) -> Bar {
    let place = Place {
        root: [place.root[0] - place.width * 0.5, place.root[1] + place.axis[1] * (rise + figure.cap * 2.0)],
        axis: [1.0, 0.0],
        length: place.width,
        width: figure.cap,
        near_reach: 0.0,
        opacity: 0.85,
        ..*place
    };
    let mut cap = figure.room.bar(colours, 1.0, &place);
    (cap.root, cap.glow, cap.hot_amount) = (cap.tip, [0.0; 3], 0.35);
    cap
}

#[cfg(test)]
fn mirrors() -> Vec<shader::Mirror> {
    vec![shader::mirror!(
        "bars.wgsl",
        Figure {
            room,
            left,
            pitch,
            base,
            tallest,
            bands,
            mirror,
            rounded,
            caps,
            gradient,
            floor,
            far_every,
            width,
            cap,
            cap_rest,
            near_reach,
            wide,
            wide_reach,
            far,
            far_reach,
            floor_half,
            floor_light,
            floor_glow,
        }
    )]
}

#[cfg(test)]
mod tests {
    use super::{super::drawn, Bar, INFO};

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
