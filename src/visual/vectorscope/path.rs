//! The way of the beam on the screen: at even distances, its corners rounded.
//!
//! Where two channels turn at the same time the beam turns on the spot, and where it runs fast it runs from point to point:
//! corners either way. Rounded over a length instead of a time, they are as round wherever they are.

use super::exposure::length_of;

/// A place of the beam, and when it was there: a place among the points that the way was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Knot {
    pub(super) at: [f32; 2],
    pub(super) when: f32,
}

/// The closed way through points, with corners that are rounded over `reach`, as knots that lie `step` apart along it.
pub(super) fn smooth(points: &[[f32; 2]], step: f32, reach: f32) -> Vec<Knot> {
    let reach = (reach / step) as usize;
    let once = rounded(&even(timed(points), step), reach);
    // Where the way turned around in a loop too small to be seen it hardly moves now, and has a kink: once more.
    let end = once.first().map(|first| Knot { when: (points.len() - 1) as f32, ..*first });
    rounded(&even(once.iter().copied().chain(end), step), reach)
}

/// Points as knots.
fn timed(points: &[[f32; 2]]) -> impl Iterator<Item = Knot> {
    points.iter().enumerate().map(|(i, at)| Knot { at: *at, when: i as f32 })
}

/// The way through knots as knots that lie `step` apart along it.
fn even(mut way: impl Iterator<Item = Knot>, step: f32) -> Vec<Knot> {
    let mut knots = Vec::with_capacity(way.size_hint().0);
    let Some(mut a) = way.next() else { return knots };
    let mut left = 0.0;
    for b in way {
        let length = length_of(a.at, b.at);
        while left < length {
            let t = left / length;
            let at = std::array::from_fn(|c| a.at[c] + (b.at[c] - a.at[c]) * t);
            knots.push(Knot { at, when: a.when + (b.when - a.when) * t });
            left += step;
        }
        left -= length;
        a = b;
    }
    knots
}

/// Every knot of a closed way in the middle of those up to `reach` knots to either side, with the weights (1 − u²)².
fn rounded(knots: &[Knot], reach: usize) -> Vec<Knot> {
    let count = knots.len();
    let reach = reach.min(count / 2);
    let middle = |i: usize| {
        let (mut sum, mut total) = ([0.0f32; 2], 0.0f32);
        for k in 0..=2 * reach {
            let knot = &knots[(i + count + k - reach) % count];
            let u = (k as f32 - reach as f32) / (reach + 1) as f32;
            let weight = (1.0 - u * u) * (1.0 - u * u);
            sum = std::array::from_fn(|c| sum[c] + weight * knot.at[c]);
            total += weight;
        }
        Knot { at: sum.map(|v| v / total), ..knots[i] }
    };
    (0..count).map(middle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knots_lie_evenly_on_the_way_and_know_their_time() {
        let points = [[0.0, 0.0], [10.0, 0.0], [10.0, 3.0], [10.0, 3.0], [10.0, 10.0]];
        let knots = even(timed(&points), 4.0);
        let expected =
            [([0.0, 0.0], 0.0), ([4.0, 0.0], 0.4), ([8.0, 0.0], 0.8), ([10.0, 2.0], 1.0 + 2.0 / 3.0)];
        for (knot, (at, when)) in knots.iter().zip(expected) {
            assert!(length_of(knot.at, at) < 1e-4 && (knot.when - when).abs() < 1e-4, "{knot:?}");
        }
        assert_eq!(knots.len(), 5);
        assert!(even(timed(&[[2.0; 2]; 9]), 4.0).is_empty(), "a beam that rests has no way");
    }

    #[test]
    fn corners_are_rounded_all_the_way_round() {
        let corners = [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0], [0.0, 0.0]];
        let knots = even(timed(&corners), 5.0);
        let round = smooth(&corners, 5.0, 15.0);
        let turn = |knots: &[Knot]| {
            let at = |k: usize| knots[k % knots.len()].at;
            let way = |k: usize| std::array::from_fn::<f32, 2, _>(|c| at(k + 1)[c] - at(k)[c]);
            let cos = |k: usize| {
                let (a, b) = (way(k), way(k + 1));
                (a[0] * b[0] + a[1] * b[1]) / (length_of(a, [0.0; 2]) * length_of(b, [0.0; 2])).max(1e-6)
            };
            (0..knots.len()).map(cos).fold(1.0, f32::min)
        };
        assert!(turn(&knots) < 0.1 && turn(&round) > 0.8, "{} {}", turn(&knots), turn(&round));
    }
}
