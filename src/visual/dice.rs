//! Chance that is the same every time: numbers from a hash of a few integers.

/// A sequence of numbers that follows from where it began: `SplitMix64` (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of particle `index` in its life number `life`.
    pub(super) fn new(seed: u32, index: usize, life: i64) -> Self {
        let mixed = scramble(u64::from(seed) ^ scramble(index as u64 ^ scramble(life as u64)));
        Self(mixed)
    }

    /// The next number, 0 to 1, 1 excluded.
    pub(super) fn roll(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (scramble(self.0) >> 40) as f32 * (1.0 / (1u64 << 24) as f32)
    }

    /// The next number, `from` to `to`.
    pub(super) fn between(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.roll()
    }

    /// A direction, all alike: the height on a sphere is even (Archimedes).
    pub(super) fn direction(&mut self) -> [f32; 3] {
        let y = self.between(-1.0, 1.0);
        on_sphere(y, self.roll())
    }
}

/// The point of the unit sphere at height `y` and `turn` of a turn around it.
pub(super) fn on_sphere(y: f32, turn: f32) -> [f32; 3] {
    let across = (1.0 - y * y).max(0.0).sqrt();
    let angle = f64::from(turn) * std::f64::consts::TAU;
    [across * libm::cos(angle) as f32, y, across * libm::sin(angle) as f32]
}

/// A number from 0 to 1, 1 excluded, that follows from another.
pub(super) fn chance(i: u64) -> f32 {
    Dice(scramble(i.wrapping_add(1))).roll()
}

fn scramble(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_are_fair_and_differ_by_seed_particle_and_life() {
        let rolls = |seed, index, life| {
            let mut dice = Dice::new(seed, index, life);
            [0; 4].map(|_| dice.roll())
        };
        let first = rolls(1, 2, 3);
        assert_eq!(first, rolls(1, 2, 3));
        for other in [rolls(2, 2, 3), rolls(1, 3, 3), rolls(1, 2, 4), rolls(1, 2, -3)] {
            assert!(first.iter().zip(other).all(|(a, b)| *a != b));
        }
        let mut tenths = [0; 10];
        (0..10_000).for_each(|i| tenths[(Dice::new(7, i, 0).roll() * 10.0) as usize] += 1);
        assert!(tenths.iter().all(|n| (900..1_100).contains(n)), "{tenths:?}");
    }
}
