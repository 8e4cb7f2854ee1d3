//! The few colours that a picture is made of: k-means in OKLab, the same on every run.

use crate::visual::palette::{Lch, from_srgb};

/// Colours that are looked for.
const CLUSTERS: usize = 8;
/// Rounds of refinement; covers settle in about ten.
const ROUNDS: usize = 16;

/// One colour of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cluster {
    /// The middle of its pixels.
    pub(super) colour: Lch,
    /// Share of the picture, 0 to 1.
    pub(super) share: f32,
}

/// The colours of sRGB pixels, largest share first.
pub(super) fn clusters(pixels: &[[u8; 3]]) -> Vec<Cluster> {
    let points: Vec<[f32; 3]> = pixels.iter().map(|rgb| lab(from_srgb(*rgb))).collect();
    let mut middles = spread(&points);
    let mut sums = Vec::new();
    for _ in 0..ROUNDS {
        sums = vec![([0.0_f64; 3], 0_u32); middles.len()];
        for point in &points {
            let (sum, count) = &mut sums[nearest(point, &middles).0];
            (0..3).for_each(|i| sum[i] += f64::from(point[i]));
            *count += 1;
        }
        let before = middles.clone();
        for (middle, (sum, count)) in middles.iter_mut().zip(&sums).filter(|(_, s)| s.1 > 0) {
            *middle = sum.map(|v| (v / f64::from(*count)) as f32);
        }
        if middles == before {
            break;
        }
    }
    let all = points.len().max(1) as f32;
    let cluster = |(middle, (_, count)): (&[f32; 3], &([f64; 3], u32))| Cluster {
        colour: lch(*middle),
        share: *count as f32 / all,
    };
    let mut found: Vec<Cluster> =
        middles.iter().zip(&sums).map(cluster).filter(|cluster| cluster.share > 0.0).collect();
    found.sort_by(|a, b| b.share.total_cmp(&a.share));
    found
}

/// First middles: the mean, then each time the point that is farthest from all of them.
fn spread(points: &[[f32; 3]]) -> Vec<[f32; 3]> {
    let count = points.len().max(1) as f32;
    let mean = points.iter().fold([0.0; 3], |sum: [f32; 3], p| [0, 1, 2].map(|i| sum[i] + p[i] / count));
    let mut middles = vec![mean];
    let mut apart: Vec<f32> = points.iter().map(|p| distance(p, &mean)).collect();
    while middles.len() < CLUSTERS {
        let farthest = (0..points.len()).max_by(|a, b| apart[*a].total_cmp(&apart[*b]));
        let Some(farthest) = farthest.filter(|i| apart[*i] > 1e-6) else { break };
        let middle = points[farthest];
        middles.push(middle);
        apart.iter_mut().zip(points).for_each(|(d, p)| *d = d.min(distance(p, &middle)));
    }
    middles
}

fn nearest(point: &[f32; 3], middles: &[[f32; 3]]) -> (usize, f32) {
    let all = middles.iter().map(|middle| distance(point, middle)).enumerate();
    all.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
}

/// Squared distance; lightness counts half: hues are what is looked for.
fn distance(a: &[f32; 3], b: &[f32; 3]) -> f32 {
    let [l, x, y] = [0, 1, 2].map(|i| a[i] - b[i]);
    0.25 * l * l + x * x + y * y
}

fn lab(Lch(l, chroma, hue): Lch) -> [f32; 3] {
    let hue = hue.to_radians();
    [l, chroma * libm::cosf(hue), chroma * libm::sinf(hue)]
}

fn lch([l, a, b]: [f32; 3]) -> Lch {
    Lch(l, libm::sqrtf(a * a + b * b), libm::atan2f(b, a).to_degrees().rem_euclid(360.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_areas_are_found_with_their_shares() {
        let (red, blue, sand) = ([200, 30, 40], [20, 60, 180], [220, 200, 150]);
        let pixels: Vec<[u8; 3]> = (0..1_000)
            .map(|i| match i % 10 {
                0..6 => blue,
                6..9 => red,
                _ => sand,
            })
            .collect();
        let found = clusters(&pixels);
        let shares: Vec<f32> = found.iter().map(|c| c.share).collect();
        assert_eq!(shares, [0.6, 0.3, 0.1]);
        for (cluster, rgb) in found.iter().zip([blue, red, sand]) {
            let wanted = from_srgb(rgb);
            assert!((cluster.colour.0 - wanted.0).abs() < 1e-3 && (cluster.colour.1 - wanted.1).abs() < 1e-3);
        }
        assert_eq!(clusters(&[[9, 9, 9]; 5]).len(), 1);
        assert!(clusters(&[]).is_empty());
    }
}
