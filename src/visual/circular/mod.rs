//! `circular`: bands as strokes around a ring, bass at the bottom, mirrored left and right.

mod echo;
mod figure;
mod variants;

use super::{
    Disc, FrameInput, Stage, Style, StyleInfo, palette,
    params::{Kind, Param, Values},
    picture::{Light, Picture, Ring, Shadow},
    shader::{self, Shader, Slots, steps},
    stroke::{self, Place, ROOM_LAMPS, Strokes, far_glows, mix},
    unit,
};
use crate::{
    analysis::{Settings, Stereo},
    size::Size,
};
use echo::Round;
use figure::Spoke;
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "circular",
    summary: "bands as strokes around a ring, bass at the bottom, mirrored left and right",
    params: &[
        Param {
            name: "bars",
            kind: Kind::Count { min: 3, max: 256, default: 56 },
            unit: "",
            help: "number of bands; mirrored, each is drawn twice",
        },
        Param {
            name: "inner_radius",
            kind: Kind::Number { min: 0.02, max: 0.45, default: 0.225 },
            unit: "of the shorter side",
            help: "radius of the ring",
        },
        stroke::BAR_WIDTH,
        Param {
            name: "gap",
            kind: Kind::Number { min: 0.0, max: 0.1, default: 0.016 },
            unit: "of the shorter side",
            help: "space between the ring and the bars",
        },
        Param {
            name: "shape",
            kind: Kind::Choice { options: &["bars", "ribbon", "segments"], default: "bars" },
            unit: "",
            help: "bars, one closed ribbon with its echoes, or rows of lit segments",
        },
        Param {
            name: "direction",
            kind: Kind::Choice { options: &["outward", "inward", "both"], default: "outward" },
            unit: "",
            help: "to which side of the ring",
        },
        Param {
            name: "caps",
            kind: Kind::Switch { default: false },
            unit: "",
            help: "peak caps that hold and fall; a ribbon has none",
        },
        Param {
            name: "echo",
            kind: Kind::Number { min: 0.0, max: 2.0, default: 1.0 },
            unit: "",
            help: "strength of the fainter bars behind that fall later; a ribbon has its own",
        },
        Param {
            name: "rings",
            kind: Kind::Count { min: 0, max: 3, default: 1 },
            unit: "",
            help: "circles: the ring, and fainter ones inside of it",
        },
        Param {
            name: "center",
            kind: Kind::Colour,
            unit: "",
            help: "colour of a disc that fills the ring, instead of its shade",
        },
        stroke::SMOOTHING,
        stroke::STEREO,
        Param {
            name: "rotation",
            kind: Kind::Number { min: -360.0, max: 360.0, default: 0.0 },
            unit: "degrees",
            help: "turns the whole figure clockwise",
        },
        Param {
            name: "spin",
            kind: Kind::Number { min: -90.0, max: 90.0, default: 0.0 },
            unit: "degrees a second",
            help: "lets the figure turn",
        },
        Param {
            name: "mirror",
            kind: Kind::Switch { default: true },
            unit: "",
            help: "left and right alike",
        },
        Param {
            name: "pulse",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.4 },
            unit: "",
            help: "how much the bass moves the ring",
        },
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::ACCENT,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(Circular::new(values)),
    #[cfg(test)]
    mirrors: figure::mirrors,
};

/// What shows a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Bars,
    Ribbon,
    Segments,
}

#[derive(Debug)]
struct Circular {
    shape: Shape,
    /// Lengths outward and inward, as shares of the longest outward one.
    shares: [f32; 2],
    caps: bool,
    echo: f32,
    rings: u32,
    center: Option<Light>,
    bands: usize,
    inner_radius: f32,
    bar_width: f32,
    gap: f32,
    smoothing: f32,
    mirror: bool,
    /// Together unless there are two sides to show channels on.
    stereo: Stereo,
    pulse: f32,
    rotation_deg: f64,
    spin_deg: f64,
    spokes: Vec<Spoke>,
    strokes: Strokes,
}

impl Circular {
    fn new(values: &Values) -> Self {
        let bands = values.count("bars") as usize;
        let shape = match values.choice("shape") {
            "ribbon" => Shape::Ribbon,
            "segments" => Shape::Segments,
            _ => Shape::Bars,
        };
        let mirror = values.switch("mirror");
        let arc = if mirror { std::f64::consts::PI } else { std::f64::consts::TAU };
        let strokes = Strokes::new(values, bands);
        let spoke = |b: usize| {
            let angle = (b as f64 + 0.5) / bands as f64 * arc;
            // Unmirrored, bands run clockwise from the bottom, that is to the left first.
            let x = libm::sin(angle) * if mirror { 1.0 } else { -1.0 };
            Spoke { axis: [x as f32, libm::cos(angle) as f32], colours: *strokes.band(b) }
        };
        Self {
            shape,
            shares: match values.choice("direction") {
                "inward" => [0.0, 0.9],
                "both" => [0.62, 0.38],
                _ => [1.0, 0.0],
            },
            caps: values.switch("caps"),
            echo: values.number("echo"),
            rings: values.count("rings"),
            center: values.colour("center").map(|c| palette::light(palette::from_srgb(c))),
            bands,
            inner_radius: values.number("inner_radius"),
            bar_width: values.number("bar_width"),
            gap: values.number("gap"),
            smoothing: values.number("smoothing"),
            mirror,
            stereo: match values.choice("stereo").parse() {
                Ok(stereo) if mirror && shape != Shape::Ribbon => stereo,
                _ => Stereo::Mix,
            },
            pulse: values.number("pulse"),
            rotation_deg: f64::from(values.number("rotation")),
            spin_deg: f64::from(values.number("spin")),
            spokes: (0..bands).map(spoke).collect(),
            strokes,
        }
    }
}

impl Circular {
    /// Whether the ring is empty.
    fn has_heart(&self) -> bool {
        self.shares[1] == 0.0 && self.center.is_none()
    }
}

impl Style for Circular {
    fn analysis(&self, _size: Size) -> Settings {
        let looks_back = self.shape == Shape::Ribbon;
        let before_s = if looks_back { variants::RIBBON_LOOKS_BACK_S } else { 0.0 };
        Settings {
            bands: self.bands,
            smoothing: self.smoothing,
            stereo: self.stereo,
            rows_around_s: [before_s, 0.0],
            ..Settings::default()
        }
    }

    fn stage(&self) -> Stage {
        if self.has_heart() { Stage::Ring } else { Stage::Figure }
    }

    /// The ring, unless something else is in it.
    fn heart(&self, size: Size) -> Option<Disc> {
        let figure = self.figure(size);
        let radius = figure.ring_radius(0);
        self.has_heart().then_some(Disc { center: figure.room.center, radius })
    }

    /// Cosine and sine of the turn.
    fn prepare(&self, time_s: f64) -> [f32; 2] {
        let angle = (self.rotation_deg + self.spin_deg * time_s).to_radians();
        [libm::cos(angle) as f32, libm::sin(angle) as f32]
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let figure = self.figure(frame.size);
        let levels = &frame.row.levels;
        let center = figure.room.center;
        let ring = figure.ring_radius(levels.bass);
        let [cos, sin] = self.prepare(frame.time_s);
        let rotate = |[x, y]: [f32; 2]| [x * cos - y * sin, x * sin + y * cos];
        let on = |axis: [f32; 2], radius: f32| [center[0] + axis[0] * radius, center[1] + axis[1] * radius];

        figure.room.light(levels, picture);
        picture.shadows.push(Shadow { center, radius: ring, rim: figure.rim, amount: figure.room.shadow });
        let onset = unit(levels.onset);
        // A beat lights the room around the bars.
        let kick = 1.0 + 0.6 * onset;
        let line = Ring {
            center,
            radius: ring,
            half_width: figure.line,
            axis: rotate([0.0, -1.0]),
            from: mix(figure.line_light[0], figure.line_lit[0], onset),
            to: mix(figure.line_light[1], figure.line_lit[1], onset),
            opacity: 0.9,
        };
        self.inside(&figure, &line, picture);
        if self.has_heart() {
            picture.glows.extend(figure.heart(line.axis));
        }
        if self.shape == Shape::Ribbon {
            self.ribbon(&figure, ring, rotate([0.0, 1.0]), frame, picture);
        }

        let round =
            Round { figure: &figure, columns: [if self.stereo == Stereo::Mix { 0 } else { self.bands }, 0] };
        let sides: &[f32] = if self.mirror { &[1.0, -1.0] } else { &[1.0] };
        let full = figure.longest as f32 * 0.125;
        let ways = [(1.0, self.shares[0]), (-1.0, self.shares[1])];
        for (way, share) in ways.into_iter().filter(|(_, share)| *share > 0.0) {
            let root = ring + way * figure.gap;
            // Bars that grow inward keep their distance at their ends.
            let narrowest = if way > 0.0 { root } else { (root - full * share).max(ring * 0.3) };
            for (b, spoke) in self.spokes.iter().enumerate() {
                let grown = |value: u16| steps(value, figure.longest).max(figure.stub) as f32 * 0.125 * share;
                for (s, side) in sides.iter().enumerate() {
                    // Of two channels the first is on the left.
                    let at = round.place_of(b, s);
                    let (value, out) = round.outstanding(&frame.row.heights, at);
                    let (height, length) = (unit(value), grown(value));
                    let axis = rotate([spoke.axis[0] * side, spoke.axis[1]]);
                    let place = Place {
                        root: on(axis, root),
                        axis: axis.map(|v| v * way),
                        length,
                        width: figure.width * narrowest,
                        rounded: true,
                        opacity: 1.0,
                        near_reach: figure.near_reach,
                    };
                    if way > 0.0 && figure.echoes == 1 {
                        let rise = grown(round.reached(&frame.row.caps, at).max(value));
                        let echo = round.echo(&spoke.colours, &place, rise);
                        picture.bars.extend((echo.opacity > 0.0).then_some(echo));
                    }
                    let longest = Place { length: full * share, ..place };
                    match self.shape {
                        Shape::Bars => {
                            let place = Place { opacity: echo::clear(out), ..place };
                            picture.bars.push(figure.room.bar(&spoke.colours, height, &place));
                        }
                        Shape::Segments => self.cells(&figure, &spoke.colours, height, &longest, picture),
                        Shape::Ribbon => {}
                    }
                    if self.caps && self.shape != Shape::Ribbon {
                        let cap = figure.shown(&frame.row.caps, round.columns[s], b);
                        let rise = grown(cap.max(value));
                        picture.bars.push(self.cap(&figure, &spoke.colours, &place, rise));
                    }
                    let tip = on(axis, root + way * length);
                    picture.glows.extend(figure.room.glow(
                        &spoke.colours,
                        figure.wide * height * height * kick,
                        on(axis, root + way * length * 0.35),
                        tip,
                        figure.wide_reach,
                    ));
                    if b as u32 % figure.far_every == figure.far_every / 2 {
                        let strength = figure.far * height * (0.4 + 0.6 * height) * kick;
                        let from = on(axis, root);
                        picture.glows.extend(figure.room.glow(
                            &spoke.colours,
                            strength,
                            from,
                            tip,
                            figure.far_reach,
                        ));
                    }
                }
            }
        }
    }

    fn shader(&self, size: Size) -> Option<Shader> {
        let plain = self.shape == Shape::Bars && self.shares[1] == 0.0 && !self.caps;
        if !plain || self.rings != 1 || self.center.is_some() || self.stereo != Stereo::Mix {
            return None;
        }
        let figure = self.figure(size);
        let bars = figure.bands * figure.sides;
        Some(Shader {
            file: "circular.wgsl",
            source: include_str!("../../../shaders/circular.wgsl"),
            constants: shader::constants(&figure, &self.spokes),
            invocations: bars,
            origin: [0.0; 2],
            slots: Slots {
                lamps: ROOM_LAMPS,
                shadows: 1,
                rings: 1,
                glows: figure
                    .room
                    .glow_slots(bars + figure.sides * far_glows(figure.bands, figure.far_every) + 2),
                bars: bars * (1 + figure.echoes),
                ..Slots::default()
            },
        })
    }
}
