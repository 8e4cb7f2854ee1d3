//! Sixteen numbers side by side: what loops of the renderer work on at a time.

use super::pool::TILE;
use bytemuck::{Pod, Zeroable};
use std::ops::{Deref, DerefMut};

/// A row of a tile, as one SIMD register or a few hold it. Aligned to cache lines: a register that is stored across two
/// of them is read back late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Pod, Zeroable)]
#[repr(C, align(64))]
pub(super) struct Row(pub(super) [f32; TILE]);

impl Deref for Row {
    type Target = [f32; TILE];

    #[inline(always)]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Row {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Row {
    /// Half of the numbers, 0 the first ones.
    #[inline(always)]
    pub(super) fn half(&self, half: usize) -> &[f32; TILE / 2] {
        &self.0.as_chunks().0[half]
    }

    /// Whether any number isn't 0.
    #[inline(always)]
    pub(super) fn lights(&self) -> bool {
        self.any(|v| v != 0.0)
    }

    /// Whether any number is so: in lanes, without a way out of the loop.
    #[inline(always)]
    pub(super) fn any(&self, is: impl Fn(f32) -> bool) -> bool {
        self.0.iter().fold(false, |any, v| any | is(*v))
    }
}

// A checked conversion to integers isn't turned into lanes; adding a number so large that its last bit is worth 1 is.

/// 1.5 · 2²³: what is added to it is in its low bits, as the nearest integer.
pub(super) const NEAREST: f32 = 12_582_912.0;

/// The whole part of a number from 0 to 2²³.
#[inline(always)]
pub(super) fn whole(v: f32) -> u32 {
    (v.trunc() + 8_388_608.0).to_bits() & 0x007f_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_parts_are_those_of_a_checked_conversion() {
        let mut v = 0.0f32;
        while v < 8_388_607.0 {
            for v in [v, v.next_down().max(0.0), v.next_up(), v + 0.5] {
                assert_eq!(whole(v), v as u32, "{v}");
            }
            v = (v * 1.37).trunc() + 1.0;
        }
    }
}
