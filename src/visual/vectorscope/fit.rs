//! How a figure is brought into the circle and rounded: by the figure itself.
//!
//! Its gain follows the passage already, but how much room a passage takes depends on what it is made of: noise that the
//! smoothing leaves out, tones whose quarter period is another, waves that go further one way than the other. So the figure
//! is measured, moved into the middle, and what it lacks to a round one that fills the circle is added in part. It changes
//! steadily, so its measure does.

/// How far the furthest point of a figure that fills the circle is from its middle.
const FULL: f32 = 1.05;
/// What a figure is enlarged at the most, and made smaller.
const SIZES: [f32; 2] = [0.5, 4.0];
/// How much of an ellipse is rounded at the strongest levelling, as a power, and how narrow one is rounded no further.
const ROUNDED: f32 = 0.75;
const NARROWEST: f32 = 0.05;

/// Moves a figure into the middle of the circle, as far as the levelling says.
pub(super) fn centre(points: &mut [[f32; 2]], levelling: f32) {
    let ends = |c: usize| points.iter().fold([f32::MAX, f32::MIN], |[l, h], p| [l.min(p[c]), h.max(p[c])]);
    let middle = [0, 1].map(|c| ends(c).iter().sum::<f32>() * 0.5 * levelling);
    points.iter_mut().for_each(|p| *p = [p[0] - middle[0], p[1] - middle[1]]);
}

/// Rounds a figure and brings it to the size of the circle, as far as the levelling says.
pub(super) fn fit(points: &mut [[f32; 2]], levelling: f32) {
    let moment =
        |a: usize, b: usize| points.iter().map(|p| p[a] * p[b]).sum::<f32>() / points.len().max(1) as f32;
    let (xx, yy, xy) = (moment(0, 0), moment(1, 1), moment(0, 1));
    if levelling == 0.0 || xx + yy < 1e-7 {
        return;
    }
    // It is wider along its narrow axis, however that lies: a power of the matrix of its moments, by their eigenvalues.
    let (mean, lean) = ((xx + yy) * 0.5, (xx - yy) * 0.5);
    let apart = (lean * lean + xy * xy).sqrt();
    let long = mean + apart;
    let short = (mean - apart).max(long * NARROWEST * NARROWEST);
    let power = |v: f32| libm::powf(v / long, -0.5 * ROUNDED * levelling);
    let (even, more) = ((power(short) + 1.0) * 0.5, (1.0 - power(short)) * 0.5 / apart.max(mean * 1e-6));
    let opened =
        |[x, y]: &[f32; 2]| [even * x + more * (lean * x + xy * y), even * y + more * (xy * x - lean * y)];
    let far = points.iter().map(opened).map(|[x, y]| x * x + y * y).fold(0.0, f32::max).sqrt();
    let size = libm::powf(FULL / far, levelling).clamp(SIZES[0], SIZES[1]);
    points.iter_mut().for_each(|p| *p = opened(p).map(|v| v * size));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(middle: [f32; 2], half: [f32; 2], levelling: f32) -> Vec<[f32; 2]> {
        let on = |a: f32| [middle[0] + half[0] * a.cos(), middle[1] + half[1] * a.sin()];
        let mut points: Vec<[f32; 2]> = (0..400).map(|i| on(i as f32 * 0.31)).collect();
        centre(&mut points, levelling);
        fit(&mut points, levelling);
        points
    }

    /// How far points reach to either side of 0.
    fn reach(points: &[[f32; 2]], c: usize) -> [f32; 2] {
        points.iter().fold([0.0f32; 2], |[low, high], p| [low.min(p[c]), high.max(p[c])])
    }

    #[test]
    fn figures_of_any_size_and_place_fill_the_circle() {
        for (size, place) in [(0.4, [0.0; 2]), (0.66, [0.3, -0.2]), (1.0, [0.0, 0.5])] {
            let points = fitted(place, [size; 2], 1.0);
            for ends in [0, 1].map(|c| reach(&points, c)) {
                assert!((ends[1] - FULL).abs() < 0.01 && (ends[0] + FULL).abs() < 0.01, "{size}: {ends:?}");
            }
        }
    }

    #[test]
    fn flat_figures_are_rounded_in_part_whichever_way_they_lie() {
        let points = fitted([0.0; 2], [0.8, 0.2], 1.0);
        let (before, after) = (0.8 / 0.2, reach(&points, 0)[1] / reach(&points, 1)[1]);
        assert!(after < 0.6 * before && after > 1.3, "{after}");
        let turned = |[x, y]: [f32; 2]| [0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y];
        let mut leaning: Vec<[f32; 2]> =
            (0..400).map(|i| i as f32 * 0.31).map(|a| turned([0.8 * a.cos(), 0.2 * a.sin()])).collect();
        fit(&mut leaning, 1.0);
        let near = |(a, b): (&[f32; 2], &[f32; 2])| {
            let b = turned(*b);
            (a[0] - b[0]).hypot(a[1] - b[1]) < 0.02
        };
        assert!(leaning.iter().zip(&points).all(near));
    }

    #[test]
    fn silence_and_true_scale_are_left_alone() {
        let mut silence = [[0.0; 2]; 100];
        fit(&mut silence, 1.0);
        assert_eq!(silence, [[0.0; 2]; 100]);
        assert_eq!(fitted([0.1, 0.0], [0.2, 0.1], 0.0)[0], [0.3, 0.0]);
        let breath = reach(&fitted([0.0; 2], [1e-3; 2], 1.0), 0)[1];
        assert!(breath < 1.05e-3 * SIZES[1], "a breath isn't blown up: {breath}");
    }
}
