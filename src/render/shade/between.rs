//! Places between the points of a grid: numbers of a heatmap, texels of a bitmap.

use super::light::max0;
use crate::render::{pool::TILE, row::whole};

/// Two neighbours on an axis of a grid, and how far towards the second one a place lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    pub(super) first: u32,
    pub(super) second: u32,
    pub(super) share: f32,
}

/// Neighbours of a coordinate on an axis of `count` points.
#[inline(always)]
pub(super) fn between(at: f32, count: u32) -> Between {
    let last = (count - 1) as f32;
    let at = max0(at);
    let at = if at < last { at } else { last };
    let first = whole(at);
    Between { first, second: (first + 1).min(count - 1), share: at - at.trunc() }
}

/// Neighbours of the coordinates of 16 pixels.
#[derive(Debug, Default)]
pub(super) struct Betweens {
    pub(super) first: [u32; TILE],
    pub(super) second: [u32; TILE],
    pub(super) share: [f32; TILE],
}

impl Betweens {
    #[inline(always)]
    pub(super) fn of(at: impl Fn(usize) -> f32, count: u32) -> Self {
        let mut all = Self::default();
        for i in 0..TILE {
            let one = between(at(i), count);
            (all.first[i], all.second[i], all.share[i]) = (one.first, one.second, one.share);
        }
        all
    }

    #[inline(always)]
    pub(super) fn get(&self, i: usize) -> Between {
        Between { first: self.first[i], second: self.second[i], share: self.share[i] }
    }

    /// The first point that is met, and how many are.
    #[inline(always)]
    pub(super) fn span(&self) -> (u32, usize) {
        (self.first[0], (self.second[TILE - 1] - self.first[0] + 1) as usize)
    }
}
