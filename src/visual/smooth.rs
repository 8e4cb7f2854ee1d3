//! Weighted means of long pieces of sound, each at the cost of a short one.

use super::trace::weights;

/// Reaches from which on sums are kept, samples; below, adding up is faster and as exact.
const LONG: f64 = 16.0;
/// Powers of a place that the weights (1 − u²)² are made of, and one.
const POWERS: usize = 5;

/// Means of values with the weights (1 − u²)² over a reach to either side, anywhere among them.
#[derive(Debug)]
pub(super) struct Smooth<'a> {
    values: &'a [f32],
    reach: f64,
    /// For each value the sums of those before it, times the powers of their places from the middle on; none for short
    /// reaches. The weights are a polynomial, so that a difference of sums is a weighted mean, however long.
    sums: Vec<[f64; POWERS]>,
}

impl<'a> Smooth<'a> {
    pub(super) fn new(values: &'a [f32], reach: f64) -> Self {
        let mut sums = Vec::new();
        if reach >= LONG {
            sums.reserve(values.len() + 1);
            let (mut sum, middle) = ([0.0; POWERS], (values.len() / 2) as f64);
            sums.push(sum);
            for (i, value) in values.iter().enumerate() {
                let (place, mut part) = (i as f64 - middle, f64::from(*value));
                for sum in &mut sum {
                    *sum += part;
                    part *= place;
                }
                sums.push(sum);
            }
        }
        Self { values, reach, sums }
    }

    /// The mean around a place, which lies a reach within the values.
    pub(super) fn at(&self, center: f64) -> f32 {
        if self.sums.is_empty() {
            let (mut sum, mut total) = (0.0, 1e-9);
            for (i, weight) in weights(center, self.reach, self.values.len()) {
                (sum, total) = (sum + weight * self.values[i], total + weight);
            }
            return sum / total;
        }
        let last = self.values.len() as f64;
        let first = (center - self.reach).ceil().clamp(0.0, last) as usize;
        let end = ((center + self.reach).floor() + 1.0).clamp(0.0, last) as usize;
        let [m0, m1, m2, m3, m4] = std::array::from_fn(|k| self.sums[end][k] - self.sums[first][k]);
        let c = center - (self.values.len() / 2) as f64;
        let c2 = c * c;
        // Sums times the second and the fourth power of the way from the center.
        let second = m2 - 2.0 * c * m1 + c2 * m0;
        let fourth = m4 - 4.0 * c * m3 + 6.0 * c2 * m2 - 4.0 * c2 * c * m1 + c2 * c2 * m0;
        let r2 = self.reach * self.reach;
        let sum = m0 - 2.0 * second / r2 + fourth / (r2 * r2);
        // The weights' integral: over so many samples their sum.
        (sum / (self.reach * (16.0 / 15.0))) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_reaches_are_as_exact_as_short_ones() {
        let values: Vec<f32> = (0..4_000).map(|i| (i as f32 * 0.013).sin() + 0.2 * (i % 7) as f32).collect();
        for reach in [LONG, 40.5, 317.3] {
            let smooth = Smooth::new(&values, reach);
            for center in [400.0, 1_234.567, 2_000.0, 3_599.9] {
                let (mut sum, mut total) = (0.0, 0.0);
                for (i, weight) in weights(center, reach, values.len()) {
                    sum += f64::from(weight) * f64::from(values[i]);
                    total += f64::from(weight);
                }
                let (own, exact) = (f64::from(smooth.at(center)), sum / total);
                assert!((own - exact).abs() < 1e-4, "{reach} {center}: {own} instead of {exact}");
            }
        }
    }

    #[test]
    fn what_is_even_stays_so() {
        for reach in [1.0, 15.9, 16.0, 100.0] {
            assert!((Smooth::new(&[0.25; 1_000], reach).at(500.3) - 0.25).abs() < 1e-5, "{reach}");
        }
    }
}
