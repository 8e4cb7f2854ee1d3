//! Curves through the heights of bands, and the edges of the ribbons that follow them.

use super::picture::Edge;

/// A uniform cubic B-spline: value, slope and bend are continuous, and it doesn't vary more than its values do, so that
/// it never leaves the range of those around.
///
/// It passes close to lone peaks, not through them. Rejected: a monotone cubic through all values (Fritsch and Carlson,
/// 1980), which makes a table with sharp corners of two tall neighbours.
#[derive(Debug)]
pub(super) struct Curve {
    values: Vec<f32>,
    closed: bool,
}

impl Curve {
    /// From the first value, at 0, to the last, and flat beyond them.
    pub(super) fn open(values: Vec<f32>) -> Self {
        Self { values, closed: false }
    }

    /// The first value follows the last.
    pub(super) fn closed(values: Vec<f32>) -> Self {
        Self { values, closed: true }
    }

    /// How many values there are.
    pub(super) fn points(&self) -> usize {
        self.values.len()
    }

    /// Value and slope at `x`.
    pub(super) fn at(&self, x: f32) -> (f32, f32) {
        let last = self.values.len() as i64 - 1;
        let x = if self.closed { x } else { x.clamp(0.0, last as f32) };
        let first = x.floor();
        let t = x - first;
        let [a, b, c, d] = [-1, 0, 1, 2].map(|step| {
            let i = first as i64 + step;
            self.values[if self.closed { i.rem_euclid(last + 1) } else { i.clamp(0, last) } as usize]
        });
        let (level, slope) = ((a + 4.0 * b + c) * (1.0 / 6.0), (c - a) * 0.5);
        let (square, cube) = ((a - 2.0 * b + c) * 0.5, (d - a + 3.0 * (b - c)) * (1.0 / 6.0));
        (level + t * (slope + t * (square + t * cube)), slope + t * (2.0 * square + t * 3.0 * cube))
    }
}

/// Mixes every value with its neighbours, `times` over: a curve as seen from further away.
pub(super) fn soften(values: &mut [f32], times: usize) {
    for _ in 0..times {
        let mut before = values.first().copied().unwrap_or_default();
        for i in 0..values.len() {
            let (now, after) = (values[i], values.get(i + 1).copied().unwrap_or(values[i]));
            values[i] = 0.25 * before + 0.5 * now + 0.25 * after;
            before = now;
        }
    }
}

/// What makes a distance across a curve of that slope the distance to it.
pub(super) fn cosine(slope: f32) -> f32 {
    1.0 / (1.0 + slope * slope).sqrt()
}

/// The lowest and the highest distance at which a ribbon of these edges draws anything: [`super::picture::Ribbon::span`].
pub(super) fn span(edges: &[Edge], line_reach: f32) -> [f32; 2] {
    let reach = line_reach + 1.5;
    // Between two edges values and cosines are mixed: each edge counts with the flattest view of its neighbours.
    let bound = |[low, high]: [f32; 2], pair: &[Edge]| {
        let upper = reach / pair[0].upper_cos.min(pair[1].upper_cos);
        let lower = 1.5 / pair[0].lower_cos.min(pair[1].lower_cos);
        let least = |e: &Edge| (e.lower - lower).min(e.upper - upper);
        [
            low.min(least(&pair[0])).min(least(&pair[1])),
            high.max(pair[0].upper + upper).max(pair[1].upper + upper),
        ]
    };
    let closing = [edges[edges.len() - 1], edges[0]];
    edges.windows(2).fold(bound([f32::MAX, f32::MIN], &closing), bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f32; 9] = [0.0, 3.0, 3.5, 90.0, 20.0, 20.0, 21.0, 2.0, 60.0];

    #[test]
    fn a_curve_stays_within_the_values_around_it() {
        for (curve, count) in [(Curve::open(VALUES.into()), 8), (Curve::closed(VALUES.into()), 9)] {
            for i in 0..count * 50 {
                let (first, around) = (i / 50 + 8, 0..4);
                let near = || around.clone().map(|step| VALUES[(first + step) % 9]);
                let (low, high) = (near().fold(f32::MAX, f32::min), near().fold(f32::MIN, f32::max));
                let (v, _) = curve.at(i as f32 / 50.0);
                assert!(v >= low - 1e-3 && v <= high + 1e-3, "{i}: {v} beyond {low} and {high}");
            }
        }
    }

    #[test]
    fn value_and_slope_belong_together_and_join_smoothly() {
        let curve = Curve::closed(VALUES.into());
        for i in 0..900 {
            let x = i as f32 / 100.0;
            let ((before, _), (v, slope), (after, _)) = (curve.at(x - 1e-2), curve.at(x), curve.at(x + 1e-2));
            assert!((v - before).abs() < 2.0 && (after - v).abs() < 2.0, "a step at {x}");
            assert!(((after - before) / 2e-2 - slope).abs() < 6.0, "{x}: {slope}");
        }
    }

    #[test]
    fn the_mirrored_curve_is_the_curve_mirrored() {
        let both = |values: &[f32]| values.iter().chain(values.iter().rev()).copied().collect::<Vec<_>>();
        let curve = Curve::closed(both(&VALUES));
        for i in 0..180 {
            let x = i as f32 / 20.0;
            let ((a, up), (b, down)) = (curve.at(x), curve.at(17.0 - x));
            assert!((a - b).abs() < 1e-3 && (up + down).abs() < 1e-2, "{x}: {a} {b} {up} {down}");
        }
        assert_eq!(curve.at(-0.5).1, 0.0, "the seam is flat");
    }
}
