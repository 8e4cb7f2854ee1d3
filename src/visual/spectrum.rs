//! `spectrum`: the bands as one curve of light over a horizon, up and down from the middle, or around a ring.

mod layer;
mod layout;

use super::{
    FrameInput, Picture, Style, StyleInfo,
    params::{Kind, Param, Values},
    stroke::{self, Strokes},
    unit,
};
use crate::{
    analysis::{Levels, Settings, Stereo},
    size::Size,
};
use layer::Layer;
use layout::Layout;
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "spectrum",
    summary: "bands as one curve of light, with its echoes behind it",
    params: &[
        Param {
            name: "bars",
            kind: Kind::Count { min: 8, max: 256, default: 48 },
            unit: "",
            help: "number of bands that the curve goes through",
        },
        Param {
            name: "radial",
            kind: Kind::Switch { default: false },
            unit: "",
            help: "around a ring, bass at the bottom, mirrored left and right",
        },
        Param {
            name: "mirror",
            kind: Kind::Choice { options: &["auto", "on", "off"], default: "auto" },
            unit: "",
            help: "up and down from the middle, around a ring out and in; auto: up and down in tall pictures",
        },
        Param {
            name: "width",
            kind: Kind::Number { min: 0.1, max: 1.0, default: 0.76 },
            unit: "of the picture",
            help: "from the first band to the last; the line runs on to the picture's edges",
        },
        Param {
            name: "line_width",
            kind: Kind::Number { min: 0.0, max: 0.02, default: 0.0036 },
            unit: "of the shorter side",
            help: "thickness of the line; 0 leaves it out",
        },
        Param {
            name: "fill",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.86 },
            unit: "",
            help: "opacity of the area under the line; 0 leaves it out",
        },
        Param {
            name: "echoes",
            kind: Kind::Count { min: 0, max: 2, default: 2 },
            unit: "",
            help: "fainter curves behind, of what was just heard",
        },
        Param {
            name: "delay",
            kind: Kind::Number { min: 0.02, max: 0.5, default: 0.12 },
            unit: "s",
            help: "from one echo to the next",
        },
        Param {
            name: "reflection",
            kind: Kind::Number { min: 0.0, max: 1.0, default: 0.5 },
            unit: "",
            help: "strength of the image below the horizon",
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
    create: |values| Arc::new(Spectrum::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

#[derive(Debug)]
struct Spectrum {
    bands: usize,
    radial: bool,
    mirror: Option<bool>,
    width: f32,
    line_width: f32,
    fill: f32,
    echoes: usize,
    delay_s: f32,
    reflection: f32,
    smoothing: f32,
    stereo: Stereo,
    strokes: Strokes,
}

impl Spectrum {
    fn new(values: &Values) -> Self {
        let bands = values.count("bars") as usize;
        Self {
            bands,
            radial: values.switch("radial"),
            mirror: match values.choice("mirror") {
                "on" => Some(true),
                "off" => Some(false),
                _ => None,
            },
            width: values.number("width"),
            line_width: values.number("line_width"),
            fill: values.number("fill"),
            echoes: values.count("echoes") as usize,
            delay_s: values.number("delay"),
            reflection: values.number("reflection"),
            smoothing: values.number("smoothing"),
            stereo: values.choice("stereo").parse().unwrap_or_default(),
            strokes: Strokes::new(values, bands),
        }
    }

    /// The light that the line throws: close and wide from piece to piece, far from a few places.
    fn light(&self, heights: &[u16], layout: &Layout, picture: &mut Picture) {
        if layout.room.glow <= 0.0 {
            return;
        }
        let front = Layer::front(self, layout, &Levels::default());
        let curves = [1.0, -1.0].map(|way| front.curve(heights, layout, way));
        let near_reach = (layout.short * 0.026).max(24.0);
        let wide_reach = layout.short * 0.085;
        let far_every = (self.bands / 12).max(1);
        for (b, colours) in self.strokes.bands().iter().enumerate() {
            for [way, side] in layout.directions() {
                let height = unit(heights[layout.column(b, *way, *side)]);
                let curve = &curves[if *way > 0.0 { 0 } else { 1 }];
                let tip = |b: f32| layout.place(b, way * layout.height(curve, b, *side), *side);
                let ends = [-0.5, 0.0, 0.5].map(|step| tip(b as f32 + step));
                for pair in ends.windows(2) {
                    let (a, z) = (pair[0], pair[1]);
                    let length = ((z[0] - a[0]).powi(2) + (z[1] - a[1]).powi(2)).sqrt();
                    // Pieces shorter than the reach overlap: together they are as light as one long piece.
                    let alone = |reach: f32| length / (length + 0.91 * reach);
                    let loud = 0.15 + 0.85 * height;
                    let near = 0.22 * alone(near_reach) * loud;
                    let wide = 0.17 * alone(wide_reach) * loud * loud;
                    picture.glows.extend(layout.room.glow(colours, near, a, z, near_reach));
                    picture.glows.extend(layout.room.glow(colours, wide, a, z, wide_reach));
                }
                if b % far_every == far_every / 2 {
                    let strength = 0.055 * height * (0.4 + 0.6 * height);
                    let foot = layout.place(b as f32, 0.0, *side);
                    let far_reach = layout.short * 0.26;
                    picture.glows.extend(layout.room.glow(colours, strength, foot, ends[1], far_reach));
                }
            }
        }
    }
}

impl Style for Spectrum {
    fn analysis(&self, _size: Size) -> Settings {
        let before_s = self.delay_s * self.echoes as f32;
        Settings {
            bands: self.bands,
            smoothing: self.smoothing,
            stereo: self.stereo,
            rows_around_s: [before_s, 0.0],
            ..Settings::default()
        }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let levels = &frame.row.levels;
        let layout = Layout::new(self, frame.size, levels);
        layout.room.light(levels, picture);
        layout.ground(&self.strokes, levels, picture);
        self.light(&frame.row.heights, &layout, picture);
        for echo in (1..=self.echoes).rev() {
            let then = frame.time_s - f64::from(self.delay_s) * echo as f64;
            let heights = layer::ghost(&frame.rows.at(then).heights, &frame.row.heights, echo);
            Layer::echo(self, &layout, echo).draw(&heights, &layout, picture);
        }
        let heights = &frame.row.heights;
        Layer::front(self, &layout, levels).draw(heights, &layout, picture);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::drawn, *};
    use crate::visual::picture::Edge;

    /// One hill, lower towards the treble.
    fn hill(b: usize) -> u16 {
        60_000usize.saturating_sub(b.abs_diff(12) * 4_000).max(2_000) as u16
    }

    fn edges(picture: &Picture, ribbon: usize) -> &[Edge] {
        let ribbon = &picture.ribbons[ribbon];
        &picture.edges[ribbon.first as usize..][..ribbon.count as usize]
    }

    #[test]
    fn the_line_runs_from_edge_to_edge_along_the_horizon() {
        let picture = drawn(&INFO, &[], hill);
        let front = picture.ribbons.last().unwrap();
        let own = edges(&picture, picture.ribbons.len() - 1);
        assert!((own.len() as f32 - 1.0) / front.per >= 1279.0, "the whole width");
        assert!(own[0].upper < 1.0 && own[own.len() - 1].upper < 1.0, "ends on the horizon");
        let tallest = own.iter().map(|e| e.upper).fold(0.0, f32::max);
        assert!(tallest > 250.0 && tallest < front.origin[1], "{tallest}");
    }

    #[test]
    fn a_radial_curve_is_alike_on_both_sides_and_closes() {
        let picture = drawn(&INFO, &[("radial", "on")], hill);
        let own = edges(&picture, picture.ribbons.len() - 1);
        for i in 1..own.len() {
            assert!((own[i].upper - own[own.len() - i].upper).abs() < 0.05, "{i}");
        }
        assert!(own[own.len() / 2].upper < own[0].upper, "bass at the bottom, where it begins");
        assert!((own[0].upper - own[own.len() - 1].upper).abs() < 1.0, "the seam");
    }

    #[test]
    fn of_two_channels_the_left_one_is_at_the_left_or_above() {
        // Columns of the left channel come first.
        let of = |set: &[(&str, &str)]| {
            let set: Vec<_> = [("stereo", "left-right")].iter().chain(set).copied().collect();
            drawn(&INFO, &set, |column| if column < 48 { 60_000 } else { 20_000 })
        };
        let tallest = |edges: &[Edge]| edges.iter().map(|e| e.upper).fold(0.0, f32::max);
        let both = of(&[("mirror", "on")]);
        let [.., below, above] = &both.ribbons[..] else { panic!("{:?}", both.ribbons) };
        assert_eq!((above.axis, below.axis), ([1.0, 0.0], [-1.0, 0.0]));
        let last = both.ribbons.len() - 1;
        assert!(tallest(edges(&both, last)) > 2.5 * tallest(edges(&both, last - 1)));
        let echo = &edges(&both, 0)[240..250];
        assert!(echo.iter().all(|e| e.upper > 2.5 * -e.lower && e.lower < 0.0), "{echo:?}");
        for set in [&[][..], &[("radial", "on")]] {
            let picture = of(set);
            // A straight curve runs from left to right, a round one clockwise from the bottom.
            let own = edges(&picture, picture.ribbons.len() - 1);
            let (left, right) = own.split_at(own.len() / 2);
            let middle = |half: &[Edge]| half[half.len() / 2].upper - half[half.len() / 2].lower;
            assert!(middle(left) > 2.5 * middle(right), "{set:?}: {} {}", middle(left), middle(right));
        }
        let picture = of(&[]);
        let highest = |on: fn(f32) -> bool| {
            let of_side = picture.glows.iter().filter(|glow| on(glow.a[0]) && on(glow.b[0]));
            of_side.map(|glow| glow.b[1]).fold(720.0, f32::min)
        };
        assert!(highest(|x| x < 600.0) + 100.0 < highest(|x| x > 680.0), "its light is where it is");
    }

    #[test]
    fn no_choice_asks_for_more_ribbons_than_a_picture_has() {
        for set in [
            &[("echoes", "2")][..],
            &[("mirror", "on")],
            &[("radial", "on"), ("mirror", "on")],
            &[("radial", "on"), ("reflection", "1")],
            &[("stereo", "mid-side"), ("mirror", "on")],
        ] {
            let picture = drawn(&INFO, set, hill);
            assert!((3..=4).contains(&picture.ribbons.len()), "{set:?}: {}", picture.ribbons.len());
            for ribbon in &picture.ribbons {
                assert!(ribbon.first as usize + ribbon.count as usize <= picture.edges.len());
            }
        }
    }
}
