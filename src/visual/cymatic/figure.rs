//! The figure as light: a bright line under the sand where the plate stands still, and its light on the hills beside it.

use super::{Stage, plate::SIDE};
use crate::visual::{
    picture::{Heatmap, Picture, packed},
    stroke::{Strokes, mix, scale},
};

/// Where the plate hardly swings, slopes count at least as much as this share of the figure's own, ...
const FLATTEST: f32 = 0.22;
/// ... and it is so far up as swings less than that: else all of it would be a line.
const CALM: f32 = 0.8;
/// How far from the rim, which rests as lines do, the plate comes out of the dark, of its radius.
const SOFT: f32 = 0.075;
/// How wide a line is, of the plate's radius, and the least, pixels: thinner ones would be stairs.
const WIDTH: f32 = 0.0046;
const LEAST_PX: f32 = 1.7;
/// Levels of the threads that echo a line in the hills beside it, and their light, of the line's own.
const ECHOES: [(f32, f32); 3] = [(0.45, 0.22), (0.75, 0.16), (0.93, 0.12)];
/// How strong a line's glow is, and its core, on which sand lies.
const HALO: f32 = 0.5;
const CORE: f32 = 0.95;

/// The levels as numbers of a heatmap, column after column: sines of how far, in phase, a place is from the next line. So lines
/// are as wide wherever they are, and hills as high. `steepness` is the root mean square of the figure's slope.
pub(super) fn values(figure: &[f32], steepness: f32, values: &mut Vec<u16>) {
    values.clear();
    let unorm = |level: f32| ((level * 0.5 + 0.5) * 65_535.0) as u16;
    let per_unit = SIDE as f32 * 0.25;
    let steepness = steepness.max(1.0);
    let flattest = FLATTEST * steepness;
    let (columns, _) = figure.as_chunks::<SIDE>();
    for (i, middle) in columns.iter().enumerate() {
        let (left, right) = (&columns[i.max(1) - 1], &columns[(i + 1).min(columns.len() - 1)]);
        values.extend((0..SIDE).map(|j| {
            let (swing, across) = (middle[j] * steepness, (right[j] - left[j]) * per_unit);
            let down = (middle[(j + 1).min(SIDE - 1)] - middle[j.max(1) - 1]) * per_unit;
            let slopes = across * across + down * down + flattest * flattest;
            let all = swing * swing + slopes;
            let calm = flattest * flattest / all;
            unorm((swing / all.sqrt() + CALM * calm * calm * calm).min(1.0))
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
    picture.heat.colours = colours(strokes, stage, steepness);
    picture.heatmap = Some(disc(stage));
}

/// Light of the figure's levels: a bright line at 0 whose light falls into the hills on either side, and echoes of it there.
fn colours(strokes: &Strokes, stage: &Stage, steepness: f32) -> Vec<u32> {
    let (low, high) = strokes.ends();
    let [deep_low, deep_high] =
        [strokes.bands().first(), strokes.bands().last()].map(|b| b.map_or([0.0; 3], |b| b.glow));
    let ground = strokes.edge;
    let (light, kick) = (stage.light.min(1.0), stage.kick);
    // Lines grow wider as it gets louder.
    let width = (WIDTH * stage.radius).max(LEAST_PX) * (0.85 + 0.35 * light);
    let px_per_level = stage.radius / steepness.max(1.0);
    let line = mix(low, high, 0.5);
    let hottest = mix(line, strokes.band(0).hot, 0.6 + 0.4 * kick);
    let of = |share: f32| {
        let level = share * 2.0 - 1.0;
        let height = level.abs();
        let away = |from: f32, width: f32| {
            let px = (height - from) * px_per_level / (1.0 - from * from).sqrt();
            1.0 / (1.0 + px * px / (width * width))
        };
        let (core, halo) = (away(0.0, width), away(0.0, 4.0 * width));
        let echoes: f32 = ECHOES.iter().map(|(at, share)| share * away(*at, 0.55 * width).powi(2)).sum();
        // Two neighbours of one family.
        let side = if level > 0.0 { 0.25 } else { 0.75 };
        let (tint, deep) = (mix(low, high, side), mix(deep_low, deep_high, side));
        if strokes.is_light() {
            let body = mix(ground, tint, height * height * stage.fill * (0.2 + 0.25 * light));
            return mix(body, low, (core * 0.7 + halo * halo * 0.15 + echoes).min(1.0));
        }
        let near = (1.0 - height) * (1.0 - height);
        let body = scale(mix(deep, tint, 0.25), 0.09 + 0.05 * light + (0.13 + 0.28 * light) * near);
        let body = mix(scale(ground, 0.6), body, (0.45 + stage.fill).min(1.0));
        let lit = mix(body, scale(line, 0.5 + 0.6 * light), halo * halo * HALO + echoes);
        mix(lit, scale(hottest, 0.6 + 0.5 * light + 0.2 * kick), core * core * CORE)
    };
    packed(of)
}

#[cfg(test)]
mod tests {
    use super::{super::plate::place, *};

    /// The numbers of a figure.
    fn numbers(of: impl Fn(f32, f32) -> f32) -> Vec<u16> {
        let at = |i: usize| place(i) as f32;
        let figure: Vec<f32> =
            (0..SIDE).flat_map(|i| (0..SIDE).map(move |j| (i, j))).map(|(i, j)| of(at(i), at(j))).collect();
        let mut numbers = Vec::new();
        values(&figure, 24.0, &mut numbers);
        numbers
    }

    #[test]
    fn where_diameters_meet_no_area_is_lit() {
        // Six diameters: it is all but 0 over a third of a radius.
        let petals = |x: f32, y: f32| {
            let (xx, yy) = (x * x, y * y);
            8.0 * (xx * xx * xx - 15.0 * xx * xx * yy + 15.0 * xx * yy * yy - yy * yy * yy)
        };
        assert!(numbers(petals)[SIDE / 2 * SIDE + SIDE / 2] > 50_000);
    }

    #[test]
    fn lines_are_as_wide_on_flat_slopes_as_on_steep_ones() {
        let lit =
            |by: f32| numbers(|x, _| by * x).iter().filter(|v| v.abs_diff(32_767) < 3_000).count() as f32;
        let [flat, steep] = [8.0, 24.0].map(lit);
        assert!((0.7..1.4).contains(&(flat / steep)), "{flat} {steep}");
    }
}
