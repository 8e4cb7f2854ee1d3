//! A round plate that swings: its modes on a grid, and the figure that a mixture of them makes.
//!
//! A mode of a round membrane is `J_n(κ r) cos(n θ)`, with κ such that it rests at the rim. All modes
//! here share the symmetry of their angular order, so mixtures stay figures and never become noise.

/// Points of the grid on each axis; the plate touches its borders.
pub(super) const SIDE: usize = 288;

/// A mode: how many diameters and how many circles stand still.
#[derive(Debug, Clone, Copy)]
struct Mode {
    diameters: i32,
    circles: u32,
}

/// The mode that the middle of a figure has its shape from: those with diameters leave it flat.
const HEART: Mode = Mode { diameters: 0, circles: 4 };

/// The modes of a plate of some symmetry, from the slowest to the fastest.
#[derive(Debug)]
pub(super) struct Plate {
    modes: Vec<Shape>,
}

/// A mode over the grid, column after column: mean square 1 within the plate.
#[derive(Debug)]
struct Shape {
    wave_number: f64,
    diameters: i32,
    upright: Vec<f32>,
    /// The same mode a quarter of its period further around: mixtures of the two turn it. Circles have none.
    aside: Option<Vec<f32>>,
}

impl Plate {
    /// `count` modes whose angular order is 0 or a multiple of `symmetry`, and one of circles alone, [`HEART`].
    pub(super) fn new(symmetry: u32, count: usize) -> Self {
        let fold = symmetry as i32;
        let mut all: Vec<(f64, Mode)> = (0..4)
            .flat_map(|m| (1..10).map(move |circles| Mode { diameters: m * fold, circles }))
            .map(|mode| (wave_number(mode), mode))
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Waves as long as the plate make no figure, and the finest would be lace that nobody sees on a phone.
        let usable = all.iter().filter(|(k, _)| (9.0..36.0).contains(k));
        let usable: Vec<(f64, Mode)> = usable.copied().collect();
        // Spread over all of them, so that the treble is much finer than the bass.
        let pick = |i: usize| usable[(i * (usable.len() - 1)) / (count - 1).max(1)];
        let heart = (wave_number(HEART), HEART);
        Self { modes: (0..count).map(pick).chain([heart]).map(Shape::new).collect() }
    }

    /// Adds up the modes, each times its amplitude, the whole turned by an angle, radians.
    pub(super) fn mix(&self, amplitudes: &[f32], turn: f64, figure: &mut Vec<f32>) {
        figure.clear();
        figure.resize(SIDE * SIDE, 0.0);
        let mut add = |grid: &[f32], amplitude: f32| {
            figure.iter_mut().zip(grid).for_each(|(sum, value)| *sum += value * amplitude);
        };
        for (mode, amplitude) in self.modes.iter().zip(amplitudes).filter(|(_, amplitude)| **amplitude != 0.0)
        {
            let angle = turn * f64::from(mode.diameters);
            add(&mode.upright, amplitude * libm::cos(angle) as f32);
            if let Some(aside) = &mode.aside {
                add(aside, amplitude * libm::sin(angle) as f32);
            }
        }
    }

    /// Root mean square of the slope of a mixture, per radius of the plate: about the wave number of what is in it.
    pub(super) fn steepness(&self, amplitudes: &[f32]) -> f32 {
        let squares = |(mode, amplitude): (&Shape, &f32)| (mode.wave_number as f32 * amplitude).powi(2);
        self.modes.iter().zip(amplitudes).map(squares).sum::<f32>().sqrt()
    }
}

/// κ at which a mode rests at the rim: a zero of `J_n`, by bisection.
fn wave_number(mode: Mode) -> f64 {
    let swing = |k: f64| libm::jn(mode.diameters, k);
    // Walks over the zeros from below.
    let (mut at, mut found) = (f64::from(mode.diameters).max(0.5), 0);
    loop {
        let next = at + 0.2;
        if swing(at) * swing(next) < 0.0 {
            found += 1;
            if found == mode.circles {
                let (mut lo, mut hi) = (at, next);
                for _ in 0..40 {
                    let middle = (lo + hi) / 2.0;
                    if swing(lo) * swing(middle) <= 0.0 { hi = middle } else { lo = middle }
                }
                return (lo + hi) / 2.0;
            }
        }
        at = next;
        if at > 200.0 {
            return at;
        }
    }
}

impl Shape {
    fn new((wave_number, mode): (f64, Mode)) -> Self {
        const RADII: usize = 2_048;
        let bessel: Vec<f64> = (0..=RADII)
            .map(|i| libm::jn(mode.diameters, wave_number * 1.05 * i as f64 / RADII as f64))
            .collect();
        let (mut upright, mut aside) = (Vec::with_capacity(SIDE * SIDE), Vec::with_capacity(SIDE * SIDE));
        let (mut squares, mut inside) = (0.0, 0);
        for (x, y) in (0..SIDE).flat_map(|i| (0..SIDE).map(move |j| (place(i), place(j)))) {
            let r = libm::sqrt(x * x + y * y);
            let at = (r / 1.05 * RADII as f64).min(RADII as f64 - 1.0);
            let (k, share) = (at as usize, at.fract());
            let radial = bessel[k] + (bessel[k + 1] - bessel[k]) * share;
            // Upright: an antinode points down, where the bass of other styles is.
            let angle = f64::from(mode.diameters) * libm::atan2(x, y);
            let value = radial * libm::cos(angle);
            if r <= 1.0 {
                squares += value * value;
                inside += 1;
            }
            upright.push(value);
            aside.push(radial * libm::sin(angle));
        }
        let rms = libm::sqrt(squares / f64::from(inside)).max(1e-9);
        let even = |values: Vec<f64>| values.into_iter().map(|v| (v / rms) as f32).collect::<Vec<f32>>();
        Self {
            wave_number,
            diameters: mode.diameters,
            upright: even(upright),
            aside: (mode.diameters > 0).then(|| even(aside)),
        }
    }
}

/// Coordinate of a grid line on the plate, -1 to 1.
pub(super) fn place(i: usize) -> f64 {
    (i as f64 + 0.5) / SIDE as f64 * 2.0 - 1.0
}

/// The figure and its slope at a place of the plate.
pub(super) fn slope_at(figure: &[f32], [x, y]: [f32; 2]) -> (f32, [f32; 2]) {
    let at = |v: f32| ((v * 0.5 + 0.5) * SIDE as f32 - 0.5).clamp(0.0, (SIDE - 2) as f32 - 0.01);
    let (gx, gy) = (at(x), at(y));
    let (i, j) = (gx as usize, gy as usize);
    let (u, v) = (gx - i as f32, gy - j as f32);
    let [a, c] = [figure[i * SIDE + j], figure[i * SIDE + j + 1]];
    let [b, d] = [figure[(i + 1) * SIDE + j], figure[(i + 1) * SIDE + j + 1]];
    let per_unit = SIDE as f32 * 0.5;
    let value = a + (b - a) * u + ((c + (d - c) * u) - (a + (b - a) * u)) * v;
    let dx = ((b - a) + ((d - c) - (b - a)) * v) * per_unit;
    let dy = ((c - a) + ((d - b) - (c - a)) * u) * per_unit;
    (value, [dx, dy])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_rest_at_the_rim() {
        // Abramowitz and Stegun, table 9.5: zeros of J_n.
        for (diameters, circles, expected) in
            [(0, 1, 2.40483), (0, 3, 8.65373), (1, 1, 3.83171), (6, 1, 9.93611), (6, 2, 13.58929)]
        {
            let k = wave_number(Mode { diameters, circles });
            assert!((k - expected).abs() < 1e-4, "{diameters} {circles} {k}");
        }
    }

    #[test]
    fn a_plate_has_the_symmetry_that_was_asked_for() {
        let plate = Plate::new(6, 8);
        let mut figure = Vec::new();
        plate.mix(&[0.3, -0.2, 0.9, 0.0, 0.5, 0.1, -0.7, 0.4], 0.0, &mut figure);
        for (r, angle) in [(0.2f32, 0.3f32), (0.5, 1.0), (0.8, 2.2)] {
            let at = |angle: f32| slope_at(&figure, [r * angle.sin(), r * angle.cos()]).0;
            let expected = at(angle);
            for k in 1..6 {
                let turned = at(angle + k as f32 * std::f32::consts::TAU / 6.0);
                assert!((turned - expected).abs() < 0.05, "{r} {angle} {k} {turned} {expected}");
            }
            assert!((at(-angle) - expected).abs() < 0.05, "left and right alike");
        }
    }

    #[test]
    fn a_figure_turns_as_a_whole() {
        let plate = Plate::new(6, 8);
        let amplitudes = [0.3, -0.2, 0.9, 0.0, 0.5, 0.1, -0.7, 0.4];
        let (mut still, mut turned, turn) = (Vec::new(), Vec::new(), 0.4);
        plate.mix(&amplitudes, 0.0, &mut still);
        plate.mix(&amplitudes, turn, &mut turned);
        for (r, angle) in [(0.2f32, 0.3f32), (0.5, 1.0), (0.8, 2.2)] {
            let at = |figure: &[f32], angle: f32| slope_at(figure, [r * angle.sin(), r * angle.cos()]).0;
            let (expected, actual) = (at(&still, angle), at(&turned, angle + turn as f32));
            assert!((actual - expected).abs() < 0.05, "{r} {angle} {actual} {expected}");
        }
    }
}
