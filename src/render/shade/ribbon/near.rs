//! The edges beside the pixels of a row, and the light that they give.

use super::{
    super::mix,
    place::{Place, Places},
};
use crate::{
    render::{pool::TILE, row::Row},
    visual::picture::{Edge, Ribbon},
};

/// The edges at a place along them.
#[inline(always)]
pub(super) fn edge_at(ribbon: &Ribbon, edges: &[Edge], place: &Place) -> Edge {
    let (a, b) = (&edges[place.edge as usize], after(ribbon, edges, place.edge));
    let of = |number: fn(&Edge) -> f32| mix(number(a), number(b), place.share);
    Edge {
        lower: of(|e| e.lower),
        upper: of(|e| e.upper),
        lower_cos: of(|e| e.lower_cos),
        upper_cos: of(|e| e.upper_cos),
        along: of(|e| e.along),
        glow: of(|e| e.glow),
    }
}

/// The edge after one; round ribbons close.
#[inline(always)]
fn after<'a>(ribbon: &Ribbon, edges: &'a [Edge], edge: u32) -> &'a Edge {
    let next = if edge == ribbon.count - 1 { 0 } else { edge + 1 };
    &edges[next as usize]
}

/// The edges at 16 places along them, a row of each number. Neighbouring pixels meet few edges, so each of these is put
/// where it belongs: faster than looking up two edges a pixel.
#[inline(always)]
fn edges_at(ribbon: &Ribbon, edges: &[Edge], Places { edge: index, ends, share, .. }: &Places) -> [Row; 6] {
    let mut near = [Row::default(); 6];
    let [lower, upper, lower_cos, upper_cos, along, glow] = &mut near;
    for edge in ends.0..=ends.1 {
        let first = if edge < ribbon.count { edge } else { edge - ribbon.count };
        let (a, b) = (&edges[first as usize], after(ribbon, edges, first));
        let mut mask = [0u32; TILE];
        for i in 0..TILE {
            mask[i] = 0u32.wrapping_sub(u32::from(index[i] == edge));
        }
        // As bits: a choice would be compiled to sixteen branches.
        let put = |plane: &mut Row, a: f32, b: f32| {
            for i in 0..TILE {
                plane[i] = f32::from_bits(plane[i].to_bits() | (mix(a, b, share[i]).to_bits() & mask[i]));
            }
        };
        put(lower, a.lower, b.lower);
        put(upper, a.upper, b.upper);
        put(lower_cos, a.lower_cos, b.lower_cos);
        put(upper_cos, a.upper_cos, b.upper_cos);
        put(along, a.along, b.along);
        put(glow, a.glow, b.glow);
    }
    near
}

/// What a pixel has from the edges beside it but for colours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside {
    pub(super) lower: f32,
    pub(super) upper: f32,
    pub(super) lower_cos: f32,
    pub(super) upper_cos: f32,
    pub(super) glow: f32,
    /// One by the height over which the gradient of the area runs.
    pub(super) steepness: f32,
}

impl Beside {
    #[cfg(test)]
    pub(super) fn of(ribbon: &Ribbon, &Edge { lower, upper, lower_cos, upper_cos, glow, .. }: &Edge) -> Self {
        Self { lower, upper, lower_cos, upper_cos, glow, steepness: steepness(ribbon, lower, upper) }
    }
}

#[inline(always)]
fn steepness(ribbon: &Ribbon, lower: f32, upper: f32) -> f32 {
    1.0 / if ribbon.rise > 0.0 { ribbon.rise } else { upper - lower + 1e-3 }
}

/// What the pixels of a row have from the edges beside them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Near {
    lower: Row,
    upper: Row,
    lower_cos: Row,
    upper_cos: Row,
    glow: Row,
    steepness: Row,
    /// Light at the lower edge, and how much more it is at the upper one; of the line, and around it.
    pub(super) roots: [Row; 3],
    pub(super) rises: [Row; 3],
    pub(super) lines: [Row; 3],
    pub(super) glows: [Row; 3],
}

impl Near {
    /// At 16 places.
    #[inline(always)]
    pub(super) fn of(ribbon: &Ribbon, edges: &[Edge], places: &Places) -> Self {
        Self::from_rows(ribbon, edges_at(ribbon, edges, places))
    }

    /// At one place, for all pixels.
    #[inline(always)]
    pub(super) fn same(ribbon: &Ribbon, edges: &[Edge], place: &Place) -> Self {
        let e = edge_at(ribbon, edges, place);
        let numbers = [e.lower, e.upper, e.lower_cos, e.upper_cos, e.along, e.glow];
        Self::from_rows(ribbon, numbers.map(|number| Row([number; TILE])))
    }

    #[inline(always)]
    fn from_rows(ribbon: &Ribbon, [lower, upper, lower_cos, upper_cos, along, glow]: [Row; 6]) -> Self {
        let mut near = Self { lower, upper, lower_cos, upper_cos, glow, ..Self::default() };
        for i in 0..TILE {
            near.steepness[i] = steepness(ribbon, lower[i], upper[i]);
            for c in 0..3 {
                let light = Tints::at(ribbon, c, along[i]);
                near.roots[c][i] = light.root;
                near.rises[c][i] = light.rise;
                near.lines[c][i] = light.line;
                near.glows[c][i] = light.glow;
            }
        }
        near
    }

    /// Pixel `i`.
    #[inline(always)]
    pub(super) fn beside(&self, i: usize) -> Beside {
        Beside {
            lower: self.lower[i],
            upper: self.upper[i],
            lower_cos: self.lower_cos[i],
            upper_cos: self.upper_cos[i],
            glow: self.glow[i],
            steepness: self.steepness[i],
        }
    }
}

/// One colour of a ribbon at a place along it.
pub(super) struct Tints {
    pub(super) root: f32,
    /// What the tip has above the root.
    pub(super) rise: f32,
    pub(super) line: f32,
    pub(super) glow: f32,
}

impl Tints {
    #[inline(always)]
    pub(super) fn at(ribbon: &Ribbon, c: usize, along: f32) -> Self {
        let of = |ends: &[[f32; 3]; 2]| mix(ends[0][c], ends[1][c], along);
        let root = of(&ribbon.roots);
        Self { root, rise: of(&ribbon.tips) - root, line: of(&ribbon.lines), glow: of(&ribbon.glows) }
    }
}
