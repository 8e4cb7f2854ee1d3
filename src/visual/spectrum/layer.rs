//! One curve of `spectrum`: how it is painted, the ribbons that it is made of.

use super::{
    super::{
        curve::{Curve, span},
        picture::{Edge, Light, Picture, Ribbon},
        stroke::{BandColours, mix, scale},
        unit,
    },
    Spectrum,
    layout::Layout,
};
use crate::analysis::Levels;

/// How one curve is painted.
#[derive(Debug)]
pub(super) struct Layer {
    /// Height, as a share of the front's.
    rise: f32,
    /// How often neighbouring bands are mixed.
    softened: usize,
    /// Opacity of the area at the base, and at the curve.
    root_opacity: f32,
    opacity: f32,
    half_line: f32,
    line_opacity: f32,
    glow_reach: f32,
    /// Light far below the curve, at it, of its line and around it; of the first and the last band.
    roots: [Light; 2],
    tips: [Light; 2],
    lines: [Light; 2],
    glows: [Light; 2],
    /// Opacity of the image below the horizon, and whether this is the front.
    reflection: f32,
    front: bool,
}

/// Height of the image below the horizon, as a share of the curve's.
const REFLECTED: f32 = 0.30;
/// Opacity of the area at the horizon, and at the curve, of the fill's.
const FOOT: f32 = 0.12;
const CREST: f32 = 0.70;
/// How far an echo is above the curve of now at the most, unorm16; the next one as much further.
const AHEAD: u16 = 5_000;

impl Layer {
    /// The curve of now.
    pub(super) fn front(spectrum: &Spectrum, layout: &Layout, levels: &Levels) -> Self {
        let of = |pick: &dyn Fn(&BandColours) -> Light| {
            [0, spectrum.bands - 1].map(|b| pick(spectrum.strokes.band(b)))
        };
        let onset = unit(levels.onset);
        let half_line = spectrum.line_width * layout.short * 0.5;
        Self {
            rise: 1.08,
            softened: 1,
            root_opacity: spectrum.fill * FOOT,
            opacity: spectrum.fill * CREST,
            half_line,
            line_opacity: if half_line > 0.0 { 1.0 } else { 0.0 },
            glow_reach: (layout.short * 0.011).max(3.0),
            roots: of(&|c| c.root),
            tips: of(&|c| mix(c.tip, c.glow, 0.2)),
            lines: of(&|c| mix(c.tip, c.hot, 0.45 + 0.45 * onset)),
            glows: of(&|c| scale(c.glow, layout.room.glow * (0.55 + 0.2 * onset))),
            reflection: spectrum.reflection,
            front: true,
        }
    }

    /// What was heard `echo` delays ago: higher, softer and fainter the longer ago.
    pub(super) fn echo(spectrum: &Spectrum, layout: &Layout, echo: usize) -> Self {
        let front = Self::front(spectrum, layout, &Levels::default());
        let far = echo as f32;
        Self {
            rise: front.rise + 0.07 * far,
            softened: front.softened + 2 * echo,
            root_opacity: 0.0,
            opacity: spectrum.fill * 0.20 / far,
            half_line: front.half_line * 0.6,
            line_opacity: front.line_opacity * 0.5 / far,
            lines: front.tips,
            glows: [[0.0; 3]; 2],
            front: false,
            ..front
        }
    }

    /// Its curve over the bands' heights; `way` is 1, or −1 for the one below the horizon.
    pub(super) fn curve(&self, heights: &[u16], layout: &Layout, way: f32) -> Curve {
        layout.curve(heights, self.rise, self.softened, way)
    }

    /// Adds the ribbons of this layer over the bands' heights.
    pub(super) fn draw(&self, heights: &[u16], layout: &Layout, picture: &mut Picture) {
        let curve = self.curve(heights, layout, 1.0);
        let below = || self.curve(heights, layout, -1.0);
        let straight = !layout.is_round();
        if !self.front && layout.both {
            // Both ways at once: no picture has more than four ribbons. It has no line, which would be on one side only, and
            // is as light everywhere.
            let opacity = self.opacity * 0.5;
            let both = Self { line_opacity: 0.0, root_opacity: opacity, roots: self.tips, opacity, ..*self };
            let below = straight.then(below);
            return both.push(layout, false, picture, |edges| layout.edges(&curve, below.as_ref(), edges));
        }
        if self.front && layout.both && straight {
            self.push(layout, true, picture, |edges| layout.edges(&below(), None, edges));
        } else if self.front && layout.both {
            let inside = Self { line_opacity: 0.0, glows: [[0.0; 3]; 2], ..*self };
            inside.push(layout, false, picture, |edges| {
                let first = edges.len();
                let per = layout.edges(&curve, None, edges);
                edges[first..].iter_mut().for_each(turn_inward);
                per
            });
        } else if self.front && straight && self.reflection > 0.0 {
            let image = Self {
                // Never lighter than the foot of what it shows.
                root_opacity: self.root_opacity * self.reflection,
                opacity: 0.0,
                line_opacity: 0.0,
                glows: [[0.0; 3]; 2],
                ..*self
            };
            let curve = layout.curve(heights, self.rise * REFLECTED, self.softened, 1.0);
            image.push(layout, true, picture, |edges| layout.edges(&curve, None, edges));
        }
        self.push(layout, false, picture, |edges| layout.edges(&curve, None, edges));
    }

    fn push(
        &self,
        layout: &Layout,
        down: bool,
        picture: &mut Picture,
        edges: impl FnOnce(&mut Vec<Edge>) -> f32,
    ) {
        let first = picture.edges.len();
        let per = edges(&mut picture.edges);
        let (origin, axis, round) = layout.frame(down);
        let own = &mut picture.edges[first..];
        if down {
            own.reverse();
        }
        let reach = self.glow_reach.max(self.half_line);
        picture.ribbons.push(Ribbon {
            origin,
            axis,
            round,
            first: first as u32,
            count: own.len() as u32,
            per,
            span: span(own, reach),
            opacity: self.opacity,
            root_opacity: self.root_opacity,
            rise: 0.0,
            half_line: self.half_line,
            line_opacity: self.line_opacity,
            glow_reach: self.glow_reach,
            roots: self.roots,
            tips: self.tips,
            lines: self.lines,
            glows: self.glows,
        });
    }
}

/// The heights of an echo: what was heard `then`, never below what is there `now` and never far above it, so that echoes lie
/// around the curve like shells.
pub(super) fn ghost(then: &[u16], now: &[u16], echo: usize) -> Vec<u16> {
    let near = |(then, now): (&u16, &u16)| (*then).clamp(*now, now.saturating_add(AHEAD * echo as u16));
    then.iter().zip(now).map(near).collect()
}

/// Mirrors an edge around the ring to its inside, less deep.
fn turn_inward(edge: &mut Edge) {
    let depth = (edge.upper - edge.lower) * 0.4;
    let start = edge.lower - 2.0;
    (edge.lower, edge.upper) = ((start - depth).max(0.0), start);
    (edge.lower_cos, edge.upper_cos) = (edge.upper_cos, 1.0);
}
