//! The fixed dither patterns, one tile large: a still area stays bit-still, and tiles can be drawn alone.
//!
//! Void-and-cluster (Ulichney 1993): every threshold once, neighbours far apart in value, so that the grain has no
//! low frequencies, neither a texture that shows nor one that an encoder has to spend bits on.

use super::pool::TILE;
use std::sync::LazyLock;

/// Thresholds for luma and RGB, row by row, each (k + ½)/256 once, plus [`SHIFT`].
#[inline(always)]
pub(super) fn luma() -> &'static [f32; TILE * TILE] {
    &LUMA.0
}

/// Thresholds for plane 1 (Cb) or 2 (Cr), row by row, each (k + ½)/64 once, plus [`SHIFT`].
#[inline(always)]
pub(super) fn chroma(plane: usize) -> &'static [f32; 64] {
    &CHROMA.0[plane - 1]
}

/// Those of planes 1 and 2 side by side, a row of both after the other.
#[inline(always)]
pub(super) fn both_chroma() -> &'static [f32; 128] {
    &BOTH_CHROMA.0
}

/// The ranks k behind the thresholds, row by row: of luma, Cb and Cr.
pub(super) fn ranks() -> &'static Ranks {
    &RANKS
}

/// Every rank once per plane.
pub(super) struct Ranks {
    pub(super) luma: [u8; TILE * TILE],
    pub(super) chroma: [[u8; 64]; 2],
}

static RANKS: LazyLock<Ranks> = LazyLock::new(|| {
    let (luma, cb) = (void_and_cluster(TILE), void_and_cluster(8));
    let cb: [u8; 64] = std::array::from_fn(|i| cb[i] as u8);
    // Cr's is Cb's mirrored, so that the two don't drift together.
    let cr = std::array::from_fn(|i| cb[63 - i]);
    Ranks { luma: std::array::from_fn(|i| luma[i] as u8), chroma: [cb, cr] }
});

/// Aligned to cache lines, as whatever is read a row of a tile at a time.
#[repr(C, align(64))]
struct Aligned<T>(T);

static LUMA: LazyLock<Aligned<[f32; TILE * TILE]>> =
    LazyLock::new(|| Aligned(RANKS.luma.map(|k| threshold(k, TILE * TILE))));

static CHROMA: LazyLock<Aligned<[[f32; 64]; 2]>> =
    LazyLock::new(|| Aligned(RANKS.chroma.map(|plane| plane.map(|k| threshold(k, 64)))));

static BOTH_CHROMA: LazyLock<Aligned<[f32; 128]>> =
    LazyLock::new(|| Aligned(std::array::from_fn(|i| CHROMA.0[i / 8 % 2][i / 16 * 8 + i % 8])));

/// What turns rounding to nearest into floor. The light field's values and the thresholds lie on a grid of 1/2048; half a
/// step more keeps them off the ties.
pub(super) const SHIFT: f32 = -0.5 + 1.0 / 4096.0;

fn threshold(rank: u8, of: usize) -> f32 {
    (f32::from(rank) + 0.5) / of as f32 + SHIFT
}

/// The rank of every cell of a `side`² torus.
fn void_and_cluster(side: usize) -> Vec<usize> {
    let cells = side * side;
    let mut pattern = Pattern { side, set: vec![false; cells], energy: vec![0.0; cells] };
    let mut seed = 12_345_u64;
    for _ in 0..cells / 10 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        pattern.put((seed >> 33) as usize % cells, true);
    }
    // Spread the seeds: the tightest cluster moves into the largest void until that changes nothing.
    loop {
        let cluster = pattern.extreme(true);
        pattern.put(cluster, false);
        let void = pattern.extreme(false);
        pattern.put(void, true);
        if void == cluster {
            break;
        }
    }

    let mut ranks = vec![0; cells];
    let ones = pattern.set.iter().filter(|s| **s).count();
    let mut shrinking = pattern.clone();
    for rank in (0..ones).rev() {
        let cluster = shrinking.extreme(true);
        shrinking.put(cluster, false);
        ranks[cluster] = rank;
    }
    for rank in ones..cells {
        let void = pattern.extreme(false);
        pattern.put(void, true);
        ranks[void] = rank;
    }
    ranks
}

/// A set of cells on a torus, and how full the surroundings of every cell are.
#[derive(Clone)]
struct Pattern {
    side: usize,
    set: Vec<bool>,
    energy: Vec<f64>,
}

impl Pattern {
    fn put(&mut self, cell: usize, on: bool) {
        if self.set[cell] == on {
            return;
        }
        self.set[cell] = on;
        let sign = if on { 1.0 } else { -1.0 };
        for (other, energy) in self.energy.iter_mut().enumerate() {
            let gap = |p: usize, q: usize| p.abs_diff(q).min(self.side - p.abs_diff(q)) as f64;
            let (dx, dy) =
                (gap(cell % self.side, other % self.side), gap(cell / self.side, other / self.side));
            // A rational stand-in for the Gaussian of σ 1.5, exact everywhere.
            let near = 1.0 + (dx * dx + dy * dy) / 4.5;
            *energy += sign / (near * near * near * near);
        }
    }

    /// The tightest cluster among the set cells, or the largest void among the others; the first of equals.
    fn extreme(&self, set: bool) -> usize {
        let sign = if set { 1.0 } else { -1.0 };
        let mut best = (f64::NEG_INFINITY, 0);
        for cell in (0..self.set.len()).filter(|c| self.set[*c] == set) {
            let energy = sign * self.energy[cell];
            if energy > best.0 + 1e-9 {
                best = (energy, cell);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_threshold_occurs_once() {
        for (side, ranks) in [(8, void_and_cluster(8)), (16, void_and_cluster(16))] {
            let mut sorted = ranks.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..side * side).collect::<Vec<_>>());
        }
    }

    #[test]
    fn half_grey_has_no_clumps() {
        // At half, no 3x3 neighbourhood is all on or all off.
        let on = |x: usize, y: usize| LUMA.0[(y % 16) * 16 + x % 16] < 0.5 + SHIFT;
        for y in 0..16 {
            for x in 0..16 {
                let count = (0..9).filter(|i| on(x + i % 3, y + i / 3)).count();
                assert!((1..9).contains(&count), "{x} {y} {count}");
            }
        }
    }
}
