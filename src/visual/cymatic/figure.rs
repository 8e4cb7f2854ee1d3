//! The figure as light: a soft line under the sand where the plate stands still, colour where it swings.

use super::{
    Stage,
    plate::{SIDE, place},
};
use crate::visual::{
    picture::{Heatmap, Picture, packed},
    stroke::{Strokes, mix, scale},
    trace::{held, smoothstep},
};

/// Levels of the figure that the colours span, in both directions.
const SPAN: f32 = 2.4;
/// A slope at which lines are as wide as the colours make them, per radius of the plate. Steeper ones would be thinner,
/// flatter ones wider, up to whole areas that light up as a hill sinks through 0: both are evened out, ...
const SLOPE: f32 = 24.0;
/// ... from that share of the figure's own slope on, ...
const FLATTEST: f32 = 0.22;
/// ... as far from 0 as this.
const NEAR: f32 = 0.25;
/// Squares of the radius from and to which lines grow thinner and go out, and by how much all levels are away from 0 there.
const RIM: [f32; 2] = [0.48, 0.86];
const APART: f32 = 0.55;
/// How far from the rim the plate comes out of the dark, of its radius: no line is cut there.
const SOFT: f32 = 0.20;
/// How strong a line's glow is, and its core, on which sand lies.
const HALO: f32 = 0.6;
const CORE: f32 = 0.85;

/// How far lines have gone out at a square of the radius, 0 to 1.
pub(super) fn faded(square: f32) -> f32 {
    smoothstep((square - RIM[0]) / (RIM[1] - RIM[0]))
}

/// The levels as numbers of a heatmap, column after column. `steepness` is the root mean square of the figure's slope.
pub(super) fn values(figure: &[f32], steepness: f32, values: &mut Vec<u16>) {
    values.clear();
    // Hills are bent below the last colour, which none of them reaches: they have no flat tops.
    let unorm = |v: f32| ((held(v / SPAN) * 0.5 + 0.5) * 65_535.0) as u16;
    let per_unit = SIDE as f32 * 0.25;
    let flattest = (FLATTEST * steepness).max(1.0);
    let places: [f32; SIDE] = std::array::from_fn(|i| place(i) as f32);
    let (columns, _) = figure.as_chunks::<SIDE>();
    for (i, middle) in columns.iter().enumerate() {
        let (left, right) = (&columns[i.max(1) - 1], &columns[(i + 1).min(columns.len() - 1)]);
        values.extend((0..SIDE).map(|j| {
            let (value, across) = (middle[j], (right[j] - left[j]) * per_unit);
            let down = (middle[(j + 1).min(SIDE - 1)] - middle[j.max(1) - 1]) * per_unit;
            let slope = (across * across + down * down + flattest * flattest).sqrt();
            let near = NEAR * NEAR / (NEAR * NEAR + value * value);
            let out = places[i] * places[i] + places[j] * places[j];
            // Towards the rim it swings less, as a plate in light from above seems to.
            let level = value * ((1.0 - 0.4 * out * out) * (1.0 - near) + SLOPE / slope * near);
            unorm(level + (APART * faded(out)).copysign(level))
        }));
    }
}

/// The disc that shows the figure.
pub(super) fn disc(stage: &Stage) -> Heatmap {
    Heatmap {
        center: stage.center,
        half_size: [stage.radius; 2],
        corner: stage.radius,
        fade: 0.5,
        soft: (SOFT * stage.radius).max(1.0),
        opacity: 1.0,
        first: [-0.5; 2],
        step: [SIDE as f32 / (2.0 * stage.radius); 2],
        columns: SIDE as u32,
        rows: SIDE as u32,
        lit: 0.0,
        dim: 1.0,
    }
}

/// Lays the figure into the picture, in colours that are as bright as it is loud.
pub(super) fn draw(
    figure: &[f32],
    steepness: f32,
    stage: &Stage,
    (strokes, picture): (&Strokes, &mut Picture),
) {
    picture.heat.version = 0;
    values(figure, steepness, &mut picture.heat.values);
    picture.heat.colours = colours(strokes, stage);
    picture.heatmap = Some(disc(stage));
}

/// Light of the figure's levels: a bright line at 0, dark beside it, and colour where it swings widely.
fn colours(strokes: &Strokes, stage: &Stage) -> Vec<u32> {
    let (low, high) = strokes.ends();
    let [under, over] =
        [strokes.bands().last(), strokes.bands().first()].map(|b| b.map_or([0.0; 3], |b| b.glow));
    let ground = strokes.edge;
    let (light, kick) = (stage.light, stage.kick);
    // Lines grow wider as it gets louder.
    let thin = 1.0 / (0.55 + 0.75 * light).powi(2);
    let line = mix(low, high, 0.5);
    let hottest = mix(line, strokes.band(0).hot, 0.55 + 0.45 * kick);
    let of = |share: f32| {
        let u = (share * 2.0 - 1.0) * SPAN;
        // A thin hot core in a wider glow.
        let core = 1.0 / (1.0 + u * u * 150.0 * thin);
        let halo = 1.0 / (1.0 + u * u * 20.0 * thin);
        let swing = (u.abs() / SPAN).min(1.0);
        let tint = if u > 0.0 { low } else { high };
        if strokes.is_light() {
            let body = mix(ground, tint, swing * swing * stage.fill * (0.2 + 0.25 * light));
            return mix(body, low, (core * 0.6 + halo * halo * 0.15).min(1.0));
        }
        // Hills glow from within: deep in colour, lighter at the top.
        let deep = if u > 0.0 { over } else { under };
        let top = swing * swing * swing;
        let body = mix(scale(deep, 0.55 * swing), scale(tint, 0.75), top);
        let body = mix(scale(ground, 0.45), body, swing * stage.fill * (0.45 + 0.55 * light));
        let lit = mix(body, scale(line, 0.6 + 0.6 * light), halo * halo * HALO);
        mix(lit, scale(hottest, 0.55 + 0.45 * light + 0.3 * kick), core * core * CORE)
    };
    packed(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many numbers of a figure are so near to 0 that they are part of a line.
    fn lit(of: impl Fn(f32, f32) -> f32) -> usize {
        let at = |i: usize| place(i) as f32;
        let figure: Vec<f32> =
            (0..SIDE).flat_map(|i| (0..SIDE).map(move |j| (i, j))).map(|(i, j)| of(at(i), at(j))).collect();
        let mut numbers = Vec::new();
        values(&figure, SLOPE, &mut numbers);
        numbers.iter().filter(|v| v.abs_diff(32_767) < 1_400).count()
    }

    #[test]
    fn a_hill_that_sinks_through_zero_fills_no_area() {
        // A hill whose top is 0.03 under 0: it all but touches it over a disc of a sixth of a radius.
        let hill = |x: f32, y: f32| -0.03 - 1.5 * (x * x + y * y);
        let slope = |x: f32, _: f32| SLOPE * x;
        assert!(lit(hill) < lit(slope), "{} {}", lit(hill), lit(slope));
    }

    #[test]
    fn lines_are_as_wide_on_flat_slopes_as_on_steep_ones() {
        let [flat, steep] = [8.0, 24.0].map(|by| lit(move |x, _| by * x) as f32);
        assert!((0.7..1.4).contains(&(flat / steep)), "{flat} {steep}");
    }
}
