//! How bright a beam may be where it lies on itself: the light of a place is that of all the ways through it.

/// How long before and after a moment the beam's way is looked at, as a share of the whole trace.
const SPAN: f32 = 0.22;
/// Ways on top of each other from which on they share their light.
const CROWDED: f32 = 0.45;

/// What a beam has run up to each of its points.
#[derive(Debug, Default, Clone, Copy)]
struct Run {
    way: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

/// The share of its light that each part of a trace keeps: 1 where it runs free, less where it is crowded into a small
/// place. `radius` is the beam's, in the unit of the points.
pub(super) fn shares(points: &[[f32; 2]], radius: f32) -> Vec<f32> {
    let mut runs = Vec::with_capacity(points.len() + 1);
    let (mut run, mut last) = (Run::default(), points.first().copied().unwrap_or_default());
    runs.push(run);
    for point in points {
        let [x, y] = point.map(f64::from);
        run.way += f64::from(length_of(last, *point));
        (run.x, run.y) = (run.x + x, run.y + y);
        (run.xx, run.xy, run.yy) = (run.xx + x * x, run.xy + x * y, run.yy + y * y);
        runs.push(run);
        last = *point;
    }
    let reach = ((points.len() as f32 * SPAN) as usize).max(1);
    let share = |i: usize| {
        let (from, to) = (i.saturating_sub(reach), (i + reach).min(points.len()));
        let crowd = ways(&runs[from], &runs[to], (to - from) as f64, f64::from(radius)) as f32 / CROWDED;
        1.0 / (1.0 + crowd * crowd).sqrt()
    };
    (0..points.len()).map(share).collect()
}

/// How many times on average a beam runs over where it is: the area it lights, all of it counted, over that of the ellipse
/// its points fill.
fn ways(from: &Run, to: &Run, count: f64, radius: f64) -> f64 {
    let mean = |from: f64, to: f64| (to - from) / count;
    let (x, y) = (mean(from.x, to.x), mean(from.y, to.y));
    let xx = (mean(from.xx, to.xx) - x * x).max(0.0);
    let yy = (mean(from.yy, to.yy) - y * y).max(0.0);
    let xy = mean(from.xy, to.xy) - x * y;
    let ellipse = (xx * yy - xy * xy).max(0.0).sqrt();
    // Its border is as wide as the beam.
    let area = 12.6 * ellipse + 8.0 * radius * (xx + yy).sqrt() + 12.6 * radius * radius;
    (to.way - from.way) * 2.0 * radius / area
}

pub(super) fn length_of(a: [f32; 2], b: [f32; 2]) -> f32 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    (dx * dx + dy * dy).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean share of a trace that fills a disc of a radius.
    fn of(disc: f32) -> f32 {
        let point = |i: usize| {
            let (a, b) = (i as f32 * 0.31, i as f32 * 0.043);
            [500.0 + disc * a.sin() * b.cos(), 500.0 + disc * a.cos() * (b * 1.7).sin()]
        };
        let points: Vec<[f32; 2]> = (0..3_000).map(point).collect();
        shares(&points, 2.0).iter().sum::<f32>() / 3_000.0
    }

    #[test]
    fn a_beam_that_is_crowded_shares_its_light() {
        let [open, small, dot] = [400.0, 40.0, 4.0].map(of);
        assert!(open > 0.5 && small < 0.5 * open && dot < 0.6 * small, "{open} {small} {dot}");
    }
}
