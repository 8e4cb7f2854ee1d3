//! Where the curve of `spectrum` lies in pictures of every shape.

use super::{
    super::{
        Aspect,
        curve::{Curve, cosine, soften},
        picture::{Bar, Edge, Light, Picture, Ring, Shadow},
        shader::{in_steps, steps},
        stroke::{Room, Strokes, mix},
        unit,
    },
    Spectrum,
};
use crate::{
    analysis::{Levels, Stereo},
    size::Size,
};

/// Pixels from edge to edge of a ribbon, about, and how many edges there are at most.
const EDGE_PX: f32 = 2.5;
const MOST_EDGES: f32 = 1_600.0;

/// The place of the curve in a picture of one size.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) room: Room,
    pub(super) short: f32,
    pub(super) bands: usize,
    /// The height of a full band, eighths of a pixel.
    pub(super) tallest: u32,
    /// Up and down, or out and in.
    pub(super) both: bool,
    /// Two channels: above and below, on the two sides of a ring, or of a row with the bass in the middle.
    apart: bool,
    pub(super) base: Base,
}

/// What the curve rises from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Base {
    /// A horizon at `y`; the first point is at `first`, the next one `pitch` further; the picture ends at `end`. Pixels.
    Line { y: f32, first: f32, pitch: f32, end: f32 },
    /// A ring; the curve starts `gap` outside it. Pixels.
    Ring { center: [f32; 2], radius: f32, gap: f32 },
}

/// A height that stands out from those around it more than it did.
fn clearer(heights: &[u16], i: usize) -> u16 {
    let at = |step: i32| i32::from(heights[(i as i32 + step).clamp(0, heights.len() as i32 - 1) as usize]);
    let around = (at(-3) + at(-2) + at(2) + at(3)) / 4;
    (at(0) + (at(0) - around) * 3 / 8).clamp(0, 65_535) as u16
}

impl Layout {
    pub(super) fn new(spectrum: &Spectrum, size: Size, levels: &Levels) -> Self {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let (short, aspect) = (w.min(h), Aspect::of(size));
        let both = spectrum.mirror.unwrap_or(aspect == Aspect::Tall && !spectrum.radial);
        let apart = spectrum.stereo != Stereo::Mix;
        let (base, tallest, light) = if spectrum.radial {
            // Tall pictures keep the controls of phones free.
            let (y, inner, reach) = match aspect {
                Aspect::Wide => (0.5, 0.225, 0.47),
                Aspect::Square => (0.5, 0.22, 0.45),
                Aspect::Tall => (0.42, 0.24, 0.445),
            };
            let (center, gap) = ([w * 0.5, h * y], short * 0.012);
            // The bass moves the ring, in quarters of a pixel.
            let swell = steps(levels.bass, in_steps(short * inner * 0.022, 4.0)) as f32 * 0.25;
            let radius = (short * inner * 4.0).floor() * 0.25 + swell;
            (Base::Ring { center, radius, gap }, short * (reach - inner) - gap, center)
        } else {
            let (y, tallest) = match (aspect, both) {
                (Aspect::Wide, false) => (h * 0.76, h * 0.66),
                (Aspect::Wide, true) => (h * 0.5, h * 0.42),
                (Aspect::Square, false) => (h * 0.74, h * 0.60),
                (Aspect::Square, true) => (h * 0.5, h * 0.38),
                (Aspect::Tall, false) => (h * 0.62, w * 0.86),
                (Aspect::Tall, true) => (h * 0.44, w * 0.57),
            };
            let points = if apart && !both { 2 * spectrum.bands } else { spectrum.bands };
            let pitch = w * spectrum.width / points as f32;
            let first = (w - w * spectrum.width + pitch) * 0.5;
            let middle = if both { y } else { y - tallest * 0.28 };
            (Base::Line { y, first, pitch, end: w }, tallest, [w * 0.5, middle])
        };
        let room = spectrum.strokes.room(size, light);
        Self { room, short, bands: spectrum.bands, tallest: in_steps(tallest, 8.0), both, apart, base }
    }

    /// The curve over `heights`, `rise` times as high and softened; its values are pixels above the base. `way` is 1, or −1
    /// for the one below the horizon.
    pub(super) fn curve(&self, heights: &[u16], rise: f32, softened: usize, way: f32) -> Curve {
        let tall = |heights: &[u16]| -> Vec<f32> {
            let out = |i: usize| clearer(heights, i);
            (0..heights.len()).map(|i| steps(out(i), self.tallest) as f32 * 0.125 * rise).collect()
        };
        let (first, second) = if self.apart { heights.split_at(self.bands) } else { (heights, heights) };
        match self.base {
            Base::Ring { .. } => {
                let [first, second] = [first, second].map(|channel| softer(tall(channel), softened));
                Curve::closed(first.into_iter().chain(second.into_iter().rev()).collect())
            }
            Base::Line { .. } => {
                let values = match (self.is_split(), way > 0.0) {
                    (true, _) => tall(first).into_iter().rev().chain(tall(second)).collect(),
                    (false, true) => tall(first),
                    (false, false) => tall(second),
                };
                let mut values: Vec<f32> = softer(values, softened);
                ease(&mut values);
                values.reverse();
                ease(&mut values);
                values.reverse();
                let lead = self.lead();
                let at = |i: usize| values.get(i).copied().unwrap_or_default();
                let last = values.len().saturating_sub(1);
                let before = slope(lead, [at(0), at(1.min(last))]);
                let after = slope(lead, [at(last), at(last.saturating_sub(1))]).rev();
                Curve::open(before.chain(values).chain(after).collect())
            }
        }
    }

    /// Points of the curve before the first band: as many as lie in the picture.
    fn lead(&self) -> usize {
        match self.base {
            Base::Line { first, pitch, .. } => (first / pitch).floor().max(2.0) as usize,
            Base::Ring { .. } => 0,
        }
    }

    /// Whether a straight curve has one channel on each side of the middle, where the bass is.
    fn is_split(&self) -> bool {
        self.apart && !self.both && !self.is_round()
    }

    /// Where the height of a band is in a row of the tables: of two channels the first is above, or on the left.
    pub(super) fn column(&self, band: usize, way: f32, side: f32) -> usize {
        let first = if self.both && !self.is_round() { way > 0.0 } else { side < 0.0 };
        if self.apart && !first { self.bands + band } else { band }
    }

    /// Edges of a ribbon from the base to the curve, or from `below` the horizon; and how many there are per pixel or
    /// turn.
    pub(super) fn edges(&self, curve: &Curve, below: Option<&Curve>, edges: &mut Vec<Edge>) -> f32 {
        let full = (self.tallest as f32 * 0.125).max(1.0);
        // Steep flanks keep to themselves: their distance across is far from the distance to the curve.
        let glow = |v: f32, cos: f32| (0.16 + 0.84 * v / full).min(1.0) * cos;
        match self.base {
            Base::Line { first, pitch, end, .. } => {
                let lead = self.lead() as f32;
                let count = (end / EDGE_PX).clamp(32.0, MOST_EDGES).floor();
                edges.extend((0..=count as usize).map(|i| {
                    let x = (i as f32 / count * end - first) / pitch;
                    let (v, slope) = curve.at(x + lead);
                    let cos = cosine(slope / pitch);
                    let (lower, lower_cos) = below.map_or((0.0, 1.0), |below| {
                        let (v, slope) = below.at(x + lead);
                        (-v, cosine(slope / pitch))
                    });
                    let band = if self.is_split() { self.away(x) } else { x };
                    let along = (band / (self.bands - 1) as f32).clamp(0.0, 1.0);
                    Edge { lower, upper: v, lower_cos, upper_cos: cos, along, glow: glow(v, cos) }
                }));
                count / end
            }
            Base::Ring { radius, gap, .. } => {
                let points = 2.0 * self.bands as f32;
                let turn_px = (radius + gap) * std::f32::consts::TAU;
                let count = (turn_px * 1.3 / EDGE_PX).clamp(64.0, MOST_EDGES).floor();
                edges.extend((0..count as usize).map(|i| {
                    let turn = i as f32 / count;
                    let (v, slope) = curve.at(turn * points - 0.5);
                    let upper = radius + gap + v;
                    let cos = cosine(slope * points / (std::f32::consts::TAU * upper));
                    let along = 1.0 - (2.0 * turn - 1.0).abs();
                    let lower = radius + gap;
                    Edge { lower, upper, lower_cos: 1.0, upper_cos: cos, along, glow: glow(v, cos) }
                }));
                count
            }
        }
    }

    /// Where a ribbon over this base begins and runs to; `down` mirrors a straight one below the horizon.
    pub(super) fn frame(&self, down: bool) -> ([f32; 2], [f32; 2], u32) {
        match (self.base, down) {
            (Base::Ring { center, .. }, _) => (center, [0.0, 1.0], 1),
            (Base::Line { y, .. }, false) => ([0.0, y], [1.0, 0.0], 0),
            (Base::Line { y, end, .. }, true) => ([end, y], [-1.0, 0.0], 0),
        }
    }

    /// The band at point `x` of a row with the bass in the middle.
    fn away(&self, x: f32) -> f32 {
        let bands = self.bands as f32;
        (x - (bands - 0.5)).abs() - 0.5
    }

    /// The point of the curve at band `b`, which may lie between two, on a side.
    fn point(&self, b: f32, side: f32) -> f32 {
        let bands = self.bands as f32;
        match (self.base, side < 0.0) {
            (Base::Line { .. }, _) if !self.is_split() => b,
            (Base::Line { .. }, true) => bands - 1.0 - b,
            (Base::Line { .. }, false) => bands + b,
            (Base::Ring { .. }, true) => b,
            (Base::Ring { .. }, false) => 2.0 * bands - 1.0 - b,
        }
    }

    /// Height of the curve at band `b`; pixels.
    pub(super) fn height(&self, curve: &Curve, b: f32, side: f32) -> f32 {
        let point = self.point(b, side);
        // A ring's curve has no lead.
        curve.at(point + self.lead() as f32).0
    }

    /// A place `rise` pixels above the base at band `b`; `side` is 1, or −1 for the left half.
    pub(super) fn place(&self, b: f32, rise: f32, side: f32) -> [f32; 2] {
        match self.base {
            Base::Line { y, first, pitch, .. } => [first + pitch * self.point(b, side), y - rise],
            Base::Ring { center, radius, gap } => {
                let angle = (f64::from(b) + 0.5) / self.bands as f64 * std::f64::consts::PI;
                let r = radius + gap + rise;
                [center[0] + libm::sin(angle) as f32 * r * side, center[1] + libm::cos(angle) as f32 * r]
            }
        }
    }

    /// Whether the curve goes around a ring.
    pub(super) fn is_round(&self) -> bool {
        matches!(self.base, Base::Ring { .. })
    }

    /// Where bands throw their light, as way and side: up, or down too; around a ring, or from the middle, right and left.
    pub(super) fn directions(&self) -> &'static [[f32; 2]] {
        match (self.base, self.both) {
            (Base::Line { .. }, false) if !self.apart => &[[1.0, 1.0]],
            (Base::Line { .. }, true) => &[[1.0, 1.0], [-1.0, 1.0]],
            _ => &[[1.0, 1.0], [1.0, -1.0]],
        }
    }

    /// What the curve rises from: a thin horizon, or a ring with a darker disc in it.
    pub(super) fn ground(&self, strokes: &Strokes, levels: &Levels, picture: &mut Picture) {
        let (low, high) = strokes.ends();
        let (center, radius) = match self.base {
            Base::Ring { center, radius, .. } => (center, radius),
            Base::Line { y, end, .. } => return picture.bars.push(horizon(y, end, self.short, [low, high])),
        };
        let rim = (self.short * 0.03).max(12.0);
        picture.shadows.push(Shadow { center, radius, rim, amount: self.room.shadow });
        let onset = unit(levels.onset);
        let [[low, high], [low_lit, high_lit]] = strokes.ring();
        picture.rings.push(Ring {
            center,
            radius,
            half_width: (self.short * 0.0022).max(0.4),
            axis: [0.0, -1.0],
            from: mix(low, low_lit, onset),
            to: mix(high, high_lit, onset),
            opacity: 0.9,
        });
    }
}

/// A hairline from edge to edge of the picture.
fn horizon(y: f32, end: f32, short: f32, [root, tip]: [Light; 2]) -> Bar {
    let half_width = (short * 0.0007).max(0.5);
    Bar {
        center: [end * 0.5, y],
        axis: [1.0, 0.0],
        half_length: end * 0.5 + 1.0,
        half_width,
        corner: 0.5,
        hot: 1.0,
        hot_amount: 0.0,
        opacity: 0.16,
        root,
        tip,
        hot_colour: tip,
        glow: [0.0; 3],
        glow_reach: 1.0,
    }
}

/// Bands at either end that fall off evenly, and the least share of the one before that is left of each.
const EASED: usize = 5;
const LEFT: f32 = 0.80;

/// Lets the first values fall no faster than evenly towards the end: a cliff there isn't in the music.
fn ease(values: &mut [f32]) {
    for i in (0..EASED.min(values.len() - 1)).rev() {
        values[i] = values[i].max(values[i + 1] * LEFT);
    }
}

/// Points of a long slope from the horizon up to `end`, which it meets in the direction to `next`.
fn slope(points: usize, [end, next]: [f32; 2]) -> impl DoubleEndedIterator<Item = f32> {
    // Hermite's cubic, flat at the horizon; steeper than three times its mean it would dip below.
    let steep = ((next - end) * points as f32).clamp(0.0, 3.0 * end);
    let at = move |t: f32| t * t * ((3.0 - 2.0 * t) * end - (1.0 - t) * steep);
    (0..points).map(move |i| at(i as f32 / points as f32))
}

/// Values, softened so many times.
fn softer(mut values: Vec<f32>, times: usize) -> Vec<f32> {
    soften(&mut values, times);
    values
}
