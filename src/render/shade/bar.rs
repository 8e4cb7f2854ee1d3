//! Bars: straight strokes with round corners, a gradient along them and a close glow.

use super::{
    PIXELS, cover_rows,
    light::{clamp01, max0},
    mix, rows,
    stroke::Ways,
};
use crate::{
    render::{pool::TILE, row::Row},
    visual::picture::Bar,
};
use std::ops::Range;

/// What a bar does to a pixel.
#[cfg(test)]
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct BarSample {
    /// Share of `bar.glow`.
    pub(in crate::render) glow: f32,
    /// Coverage, 0 to 1.
    pub(in crate::render) cover: f32,
    /// Place between root and tip, 0 to 1.
    pub(in crate::render) along: f32,
    /// Share of the hot colour.
    pub(in crate::render) hot: f32,
}

/// Way from the middle of a bar to pixel `i` of a tile's column or row, on axis 0 or 1.
#[inline(always)]
fn from_center(bar: &Bar, axis: usize, origin: f32, i: usize) -> f32 {
    origin + i as f32 + 0.5 - bar.center[axis]
}

/// What a place along a bar, pixels from its middle, adds to the square of the distance from the inner box that the corners
/// round off.
#[inline(always)]
fn past_end(bar: &Bar, along: f32) -> f32 {
    let q = max0(along.abs() - (bar.half_length - bar.corner));
    q * q
}

/// What a place beside the middle of a bar adds to it.
#[inline(always)]
fn beside(bar: &Bar, across: f32) -> f32 {
    let q = max0(across.abs() - (bar.half_width - bar.corner));
    q * q
}

/// The way from the root to a place along a bar, as a share of its length.
#[inline(always)]
fn share_of_way(bar: &Bar, along: f32) -> f32 {
    clamp01((along + bar.half_length) * (1.0 / (2.0 * bar.half_length)))
}

/// Share of the glow at a share of the length. Light comes from the tip; between roots, where strokes are close, it would add
/// up to fog.
#[inline(always)]
fn tipward(share: f32) -> f32 {
    0.12 + 0.88 * share
}

/// Share of the glow at a square of the distance.
#[inline(always)]
fn glow_at(bar: &Bar, d2: f32, tipward: f32) -> f32 {
    let k = max0(1.0 - d2 * (1.0 / (bar.glow_reach * bar.glow_reach)));
    k * k * k * tipward
}

/// Coverage; its edge is a ramp of one pixel.
#[inline(always)]
fn cover_at(bar: &Bar, d2: f32) -> f32 {
    clamp01(bar.corner + 0.5 - d2.sqrt()) * bar.opacity
}

/// Share of the hot colour at a place along a bar.
#[inline(always)]
fn hot_at(bar: &Bar, along: f32) -> f32 {
    let from_root = max0(along + bar.half_length);
    let h = clamp01(1.0 - (2.0 * bar.half_length - from_root) * (1.0 / bar.hot));
    h * h * bar.hot_amount
}

/// The light of a bar at a place along it. It grows with the square of the way: a dark root, a tip that carries the colour.
#[inline(always)]
fn light_at(bar: &Bar, along: f32) -> [f32; 3] {
    let (share, hot) = (share_of_way(bar, along), hot_at(bar, along));
    let t = share * share;
    let of = |c: usize| mix(mix(bar.root[c], bar.tip[c], t), bar.hot_colour[c], hot);
    [of(0), of(1), of(2)]
}

/// A bar at a pixel.
#[cfg(test)]
pub(in crate::render) fn bar_at(bar: &Bar, x: f32, y: f32) -> BarSample {
    let (dx, dy) = (x - bar.center[0], y - bar.center[1]);
    let along = dx * bar.axis[0] + dy * bar.axis[1];
    let d2 = past_end(bar, along) + beside(bar, dy * bar.axis[0] - dx * bar.axis[1]);
    let share = share_of_way(bar, along);
    BarSample {
        glow: glow_at(bar, d2, tipward(share)),
        cover: cover_at(bar, d2),
        along: share,
        hot: hot_at(bar, along),
    }
}

/// Lays a bar over a tile, in loops that become lanes.
#[inline(always)]
pub(super) fn lay(
    cover: &mut [[f32; PIXELS]; 4],
    glow: &mut [[f32; PIXELS]; 3],
    bar: &Bar,
    origin: (f32, f32),
) {
    // A copy that nothing else can reach: what depends on the bar alone is computed once.
    let bar = *bar;
    let (top, bottom) = bar_span(&bar, 1);
    let first = (top - origin.1).clamp(0.0, TILE as f32) as usize;
    let last = (bottom - origin.1 + 1.0).clamp(0.0, TILE as f32) as usize;
    if bar.axis[0] == 0.0 {
        return lay_upright(cover, glow, &bar, origin, first..last);
    }
    let Ways { column_along, column_across, row_along, row_across } = Ways::new(origin, bar.center, bar.axis);
    let (glows, edge) = (bar.glow != [0.0; 3], edge(&bar));
    for row in first..last {
        let [mut d2, mut along] = [Row::default(); 2];
        for i in 0..TILE {
            along[i] = column_along[i] + row_along[row];
            d2[i] = past_end(&bar, along[i]) + beside(&bar, row_across[row] - column_across[i]);
        }
        if glows {
            let [r, g, b] = rows(glow, row);
            for i in 0..TILE {
                let share = glow_at(&bar, d2[i], tipward(share_of_way(&bar, along[i])));
                r[i] += bar.glow[0] * share;
                g[i] += bar.glow[1] * share;
                b[i] += bar.glow[2] * share;
            }
        }
        // Most of what a bar touches is its glow; where nothing is covered, nothing changes.
        if !d2.any(|d2| d2 < edge) {
            continue;
        }
        let [r, g, b, a] = cover_rows(cover, row);
        for i in 0..TILE {
            let covered = cover_at(&bar, d2[i]);
            let keep = 1.0 - covered;
            let light = light_at(&bar, along[i]);
            r[i] = r[i] * keep + light[0] * covered;
            g[i] = g[i] * keep + light[1] * covered;
            b[i] = b[i] * keep + light[2] * covered;
            a[i] = a[i] * keep + covered;
        }
    }
}

/// Lays an upright bar: pixels of a row are at one place along it, and those of a column at one beside it.
#[inline(always)]
fn lay_upright(
    cover: &mut [[f32; PIXELS]; 4],
    glow: &mut [[f32; PIXELS]; 3],
    bar: &Bar,
    origin: (f32, f32),
    touched: Range<usize>,
) {
    let [mut across2, mut along2, mut tipwards] = [Row::default(); 3];
    let mut lights = [Row::default(); 3];
    for i in 0..TILE {
        across2[i] = beside(bar, from_center(bar, 0, origin.0, i) * bar.axis[1]);
        let along = from_center(bar, 1, origin.1, i) * bar.axis[1];
        along2[i] = past_end(bar, along);
        tipwards[i] = tipward(share_of_way(bar, along));
        [lights[0][i], lights[1][i], lights[2][i]] = light_at(bar, along);
    }
    let (glows, edge) = (bar.glow != [0.0; 3], edge(bar));
    for row in touched {
        let mut d2 = Row::default();
        for i in 0..TILE {
            d2[i] = along2[row] + across2[i];
        }
        if glows {
            let [r, g, b] = rows(glow, row);
            for i in 0..TILE {
                let share = glow_at(bar, d2[i], tipwards[row]);
                r[i] += bar.glow[0] * share;
                g[i] += bar.glow[1] * share;
                b[i] += bar.glow[2] * share;
            }
        }
        if !d2.any(|d2| d2 < edge) {
            continue;
        }
        let light = lights.map(|light| light[row]);
        let [r, g, b, a] = cover_rows(cover, row);
        for i in 0..TILE {
            let covered = cover_at(bar, d2[i]);
            let keep = 1.0 - covered;
            r[i] = r[i] * keep + light[0] * covered;
            g[i] = g[i] * keep + light[1] * covered;
            b[i] = b[i] * keep + light[2] * covered;
            a[i] = a[i] * keep + covered;
        }
    }
}

/// The square of the distance beyond which nothing is covered; a little further than the ramp goes, for rounding.
#[inline(always)]
fn edge(bar: &Bar) -> f32 {
    let edge = (bar.corner + 0.5) * 1.0001;
    edge * edge
}

/// The first and last pixel column (axis 0) or row (1) that a bar or its glow can touch, as coordinates.
#[inline(always)]
pub(in crate::render) fn bar_span(bar: &Bar, axis: usize) -> (f32, f32) {
    let half = (bar.half_length - bar.corner) * bar.axis[axis].abs()
        + (bar.half_width - bar.corner) * bar.axis[1 - axis].abs();
    let reach = half + bar_reach(bar);
    (bar.center[axis] - reach, bar.center[axis] + reach)
}

/// How far beyond its inner box a bar changes pixels: the glow, or the corner and its ramp; and a little for rounding.
#[inline(always)]
pub(in crate::render) fn bar_reach(bar: &Bar) -> f32 {
    bar.glow_reach.max(bar.corner + 0.5) + 0.01
}
