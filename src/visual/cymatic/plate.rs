//! A round plate that swings: its modes on a grid, and the figure that a mixture of them makes.
//!
//! A mode of a round membrane is `J_n(κ r) cos(n θ)`, with κ such that it rests or moves freely at the rim. All modes
//! here share the symmetry of their angular order, so mixtures stay figures and never become noise.

use std::f64::consts::{PI, TAU};

/// Points of the grid on each axis; the plate touches its borders.
pub(super) const SIDE: usize = 288;

/// A mode: how many diameters and how many circles stand still.
#[derive(Debug, Clone, Copy)]
struct Mode {
    diameters: i32,
    circles: u32,
}

/// The modes of a plate of some symmetry, from the slowest to the fastest.
#[derive(Debug)]
pub(super) struct Plate {
    /// Amplitudes over the grid, row after row: mean square 1 within the plate.
    modes: Vec<Vec<f32>>,
}

impl Plate {
    /// `count` modes whose angular order is 0 or a multiple of `symmetry`.
    pub(super) fn new(symmetry: u32, count: usize) -> Self {
        let fold = symmetry as i32;
        let mut all: Vec<(f64, Mode)> = (0..4)
            .flat_map(|m| (1..10).map(move |circles| Mode { diameters: m * fold, circles }))
            .map(|mode| (wave_number(mode), mode))
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Waves longer than the plate make no figure, and those of a few grid points can't be drawn.
        let usable = all.iter().filter(|(k, _)| (5.0..58.0).contains(k));
        let usable: Vec<(f64, Mode)> = usable.copied().collect();
        // Spread over all of them, so that the treble is much finer than the bass.
        let pick = |i: usize| usable[(i * (usable.len() - 1)) / (count - 1).max(1)];
        Self { modes: (0..count).map(|i| grid_of(pick(i))).collect() }
    }

    /// Adds up the modes, each times its amplitude.
    pub(super) fn mix(&self, amplitudes: &[f32], figure: &mut Vec<f32>) {
        figure.clear();
        figure.resize(SIDE * SIDE, 0.0);
        for (mode, amplitude) in self.modes.iter().zip(amplitudes) {
            if *amplitude != 0.0 {
                figure.iter_mut().zip(mode).for_each(|(sum, value)| *sum += value * amplitude);
            }
        }
    }
}

/// κ at which a mode moves freely at the rim: a zero of the derivative of `J_n`, about the asymptotic first terms, then by
/// bisection.
fn wave_number(mode: Mode) -> f64 {
    let n = f64::from(mode.diameters);
    let slope = |k: f64| libm::jn(mode.diameters - 1, k) - libm::jn(mode.diameters + 1, k);
    let slope = |k: f64| if mode.diameters == 0 { -libm::j1(k) } else { slope(k) };
    // Walks over the zeros from below; the first one of J_0' at 0 doesn't count.
    let (mut at, mut found) = (n.max(0.5), 0);
    loop {
        let next = at + 0.2;
        if slope(at) * slope(next) < 0.0 {
            found += 1;
            if found == mode.circles {
                let (mut lo, mut hi) = (at, next);
                for _ in 0..40 {
                    let middle = (lo + hi) / 2.0;
                    if slope(lo) * slope(middle) <= 0.0 { hi = middle } else { lo = middle }
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

/// A mode over the grid.
fn grid_of((wave_number, mode): (f64, Mode)) -> Vec<f32> {
    const RADII: usize = 2_048;
    let bessel: Vec<f64> =
        (0..=RADII).map(|i| libm::jn(mode.diameters, wave_number * 1.05 * i as f64 / RADII as f64)).collect();
    let (mut values, mut squares, mut inside) = (Vec::with_capacity(SIDE * SIDE), 0.0, 0);
    for (i, j) in (0..SIDE).flat_map(|j| (0..SIDE).map(move |i| (i, j))) {
        let (x, y) = (place(i), place(j));
        let r = libm::sqrt(x * x + y * y);
        let at = (r / 1.05 * RADII as f64).min(RADII as f64 - 1.0);
        let (k, share) = (at as usize, at.fract());
        let radial = bessel[k] + (bessel[k + 1] - bessel[k]) * share;
        // Upright: an antinode points down, where the bass of other styles is.
        let angle = libm::atan2(x, y);
        let value = radial * libm::cos(f64::from(mode.diameters) * angle);
        if r <= 1.0 {
            squares += value * value;
            inside += 1;
        }
        values.push(value);
    }
    let rms = libm::sqrt(squares / f64::from(inside)).max(1e-9);
    values.into_iter().map(|v| (v / rms) as f32).collect()
}

/// Coordinate of a grid line on the plate, -1 to 1.
fn place(i: usize) -> f64 {
    (i as f64 + 0.5) / SIDE as f64 * 2.0 - 1.0
}

/// Where grains of sand lie before anything sounds: evenly over the plate, as seeds in a sunflower do, and each a
/// little off its place. Coordinates from -1 to 1.
pub(super) fn grains(count: usize) -> Vec<[f32; 2]> {
    let golden = PI * (3.0 - libm::sqrt(5.0));
    let grain = |i: usize| {
        let off = |k: u64| (hash(i as u64 * 2 + k) >> 11) as f64 / (1u64 << 53) as f64 - 0.5;
        let r = libm::sqrt((i as f64 + 0.5 + off(0)) / count as f64) * 0.985;
        let angle = (i as f64 * golden + off(1) * 0.2) % TAU;
        [(r * libm::cos(angle)) as f32, (r * libm::sin(angle)) as f32]
    };
    (0..count).map(grain).collect()
}

/// Steele's splitmix64.
fn hash(i: u64) -> u64 {
    let z = i.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The figure and its slope at a place of the plate.
pub(super) fn slope_at(figure: &[f32], [x, y]: [f32; 2]) -> (f32, [f32; 2]) {
    let at = |v: f32| ((v * 0.5 + 0.5) * SIDE as f32 - 0.5).clamp(0.0, (SIDE - 2) as f32 - 0.01);
    let (gx, gy) = (at(x), at(y));
    let (i, j) = (gx as usize, gy as usize);
    let (u, v) = (gx - i as f32, gy - j as f32);
    let [a, b] = [figure[j * SIDE + i], figure[j * SIDE + i + 1]];
    let [c, d] = [figure[(j + 1) * SIDE + i], figure[(j + 1) * SIDE + i + 1]];
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
    fn wave_numbers_are_zeros_of_the_slope() {
        // Abramowitz and Stegun, table 9.5.
        for (diameters, circles, expected) in
            [(0, 1, 3.83171), (0, 3, 10.17347), (1, 1, 1.84118), (6, 1, 7.50127), (6, 2, 11.73494)]
        {
            let k = wave_number(Mode { diameters, circles });
            assert!((k - expected).abs() < 1e-4, "{diameters} {circles} {k}");
        }
    }

    #[test]
    fn a_plate_has_the_symmetry_that_was_asked_for() {
        let plate = Plate::new(6, 8);
        let mut figure = Vec::new();
        plate.mix(&[0.3, -0.2, 0.9, 0.0, 0.5, 0.1, -0.7, 0.4], &mut figure);
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
}
