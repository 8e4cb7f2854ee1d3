//! How a trace is brought to the size of the circle and rounded: by the trace itself.
//!
//! Its gain follows the passage already, but how much room a passage takes depends on what it is made of: noise that the
//! smoothing leaves out, tones whose quarter period is another. So the trace is measured, what is new in it most, and what it
//! lacks to a round figure that fills the circle is added in part. It moves through the trace steadily, so its measure does.

/// The root mean square of a figure's distances from its middle that fills the circle.
const FULL: f32 = 0.74;
/// What a figure is enlarged at the most, and made smaller.
const SIZES: [f32; 2] = [0.6, 2.6];
/// How much of an ellipse is rounded at the strongest levelling, as a power, and the most that it is stretched.
const ROUNDED: f32 = 0.75;
const MOST_STRETCHED: f32 = 3.0;

/// What distances across and up are multiplied by.
pub(super) fn fit(points: &[[f32; 2]], levelling: f32) -> [f32; 2] {
    let (mut total, mut across, mut up) = (1e-9f32, 1e-9f32, 1e-9f32);
    for (i, [x, y]) in points.iter().enumerate() {
        let weight = (i + 1) as f32;
        total += weight;
        across += weight * x * x;
        up += weight * y * y;
    }
    if levelling == 0.0 || across + up < 1e-7 * total {
        return [1.0; 2];
    }
    // Half of it for each: one is stretched, the other pressed.
    let ratio =
        libm::powf(up / across, 0.25 * ROUNDED * levelling).clamp(1.0 / MOST_STRETCHED, MOST_STRETCHED);
    let stretched = [ratio, 1.0 / ratio];
    let far = ((across * ratio * ratio + up / (ratio * ratio)) / total).sqrt();
    let size = libm::powf(FULL / far, levelling).clamp(SIZES[0], SIZES[1]);
    stretched.map(|share| share * size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ellipse(across: f32, up: f32) -> Vec<[f32; 2]> {
        (0..400).map(|i| i as f32 * 0.31).map(|a| [across * a.cos(), up * a.sin()]).collect()
    }

    #[test]
    fn figures_of_any_size_fill_the_circle() {
        for size in [0.3, 0.66, 1.0] {
            let [x, y] = fit(&ellipse(size, size), 1.0);
            assert!((x - y).abs() < 0.01 && (x * size - FULL).abs() < 0.01, "{size}: {x} {y}");
        }
    }

    #[test]
    fn flat_figures_are_rounded_in_part() {
        let [x, y] = fit(&ellipse(0.8, 0.2), 1.0);
        let (before, after) = (0.8 / 0.2, 0.8 * x / (0.2 * y));
        assert!(after < 0.6 * before && after > 1.3, "{after}");
    }

    #[test]
    fn silence_and_true_scale_are_left_alone() {
        assert_eq!(fit(&[[0.0; 2]; 100], 1.0), [1.0; 2]);
        assert_eq!(fit(&ellipse(0.2, 0.1), 0.0), [1.0; 2]);
        let [x, y] = fit(&ellipse(1e-3, 1e-3), 1.0);
        assert!(x.max(y) < 1.05 * SIZES[1], "a breath isn't blown up: {x} {y}");
    }
}
