//! Bars: straight strokes with round corners, a gradient along them and a close glow.

use super::{
    PIXELS, cover_rows,
    light::{clamp01, max0},
    mix, rows,
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

/// A pixel as a bar sees it, which is all that its glow asks for.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Square of the distance from the inner box that the corners round off.
    d2: f32,
    /// Way from the root, pixels, and as a share of the length.
    from_root: f32,
    along: f32,
}

/// Where a pixel lies. The shape is a box with round corners.
#[inline(always)]
fn place(bar: &Bar, x: f32, y: f32) -> Place {
    let (dx, dy) = (x - bar.center[0], y - bar.center[1]);
    let along = dx * bar.axis[0] + dy * bar.axis[1];
    let across = dy * bar.axis[0] - dx * bar.axis[1];
    let (d2, from_root, along) = on_the_way(bar, along);
    Place { d2: d2 + beside(bar, across), from_root, along }
}

/// What a place along a bar, pixels from its middle, adds to the square of the distance; its way from the root and share of
/// the length.
#[inline(always)]
fn on_the_way(bar: &Bar, along: f32) -> (f32, f32, f32) {
    let q = max0(along.abs() - (bar.half_length - bar.corner));
    let from_root = max0(along + bar.half_length);
    (q * q, from_root, clamp01(from_root * (1.0 / (2.0 * bar.half_length))))
}

/// What a place beside the middle of a bar adds to the square of the distance.
#[inline(always)]
fn beside(bar: &Bar, across: f32) -> f32 {
    let q = max0(across.abs() - (bar.half_width - bar.corner));
    q * q
}

/// Share of the glow. Light comes from the tip; between roots, where strokes are close, it would add up to fog.
#[inline(always)]
fn glow_at(bar: &Bar, at: &Place) -> f32 {
    let k = max0(1.0 - at.d2 * (1.0 / (bar.glow_reach * bar.glow_reach)));
    k * k * k * (0.12 + 0.88 * at.along)
}

/// Coverage; its edge is a ramp of one pixel.
#[inline(always)]
fn cover_at(bar: &Bar, d2: f32) -> f32 {
    clamp01(bar.corner + 0.5 - d2.sqrt()) * bar.opacity
}

/// Share of the hot colour.
#[inline(always)]
fn hot_at(bar: &Bar, from_root: f32) -> f32 {
    let h = clamp01(1.0 - (2.0 * bar.half_length - from_root) * (1.0 / bar.hot));
    h * h * bar.hot_amount
}

/// A bar at a pixel.
#[cfg(test)]
pub(in crate::render) fn bar_at(bar: &Bar, x: f32, y: f32) -> BarSample {
    let at = place(bar, x, y);
    BarSample {
        glow: glow_at(bar, &at),
        cover: cover_at(bar, at.d2),
        along: at.along,
        hot: hot_at(bar, at.from_root),
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
    let (top, bottom) = bar_rows(&bar);
    let first = (top - origin.1).clamp(0.0, TILE as f32) as usize;
    let last = (bottom - origin.1 + 1.0).clamp(0.0, TILE as f32) as usize;
    if bar.axis[0] == 0.0 {
        return lay_upright(cover, glow, &bar, origin, first..last);
    }
    let glows = bar.glow != [0.0; 3];
    let edge = edge(&bar);
    for row in first..last {
        let y = origin.1 + row as f32 + 0.5;
        let [mut d2, mut from_root, mut along] = [Row::default(); 3];
        for i in 0..TILE {
            let at = place(&bar, origin.0 + i as f32 + 0.5, y);
            (d2[i], from_root[i], along[i]) = (at.d2, at.from_root, at.along);
        }
        if glows {
            let [r, g, b] = rows(glow, row);
            for i in 0..TILE {
                let share = glow_at(&bar, &Place { d2: d2[i], from_root: from_root[i], along: along[i] });
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
            let hot = hot_at(&bar, from_root[i]);
            let keep = 1.0 - covered;
            let light = light_at(&bar, along[i], hot);
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
    let mut away = Row::default();
    for i in 0..TILE {
        away[i] = beside(bar, (origin.0 + i as f32 + 0.5 - bar.center[0]) * bar.axis[1]);
    }
    let glows = bar.glow != [0.0; 3];
    let edge = edge(bar);
    for row in touched {
        let y = origin.1 + row as f32 + 0.5;
        let (near, from_root, along) = on_the_way(bar, (y - bar.center[1]) * bar.axis[1]);
        let mut d2 = Row::default();
        for i in 0..TILE {
            d2[i] = near + away[i];
        }
        if glows {
            let [r, g, b] = rows(glow, row);
            for i in 0..TILE {
                let share = glow_at(bar, &Place { d2: d2[i], from_root, along });
                r[i] += bar.glow[0] * share;
                g[i] += bar.glow[1] * share;
                b[i] += bar.glow[2] * share;
            }
        }
        if !d2.any(|d2| d2 < edge) {
            continue;
        }
        let light = light_at(bar, along, hot_at(bar, from_root));
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

/// The light of a bar at a share of its length. It grows with the square of the way: a dark root, a tip that carries the
/// colour.
#[inline(always)]
fn light_at(bar: &Bar, along: f32, hot: f32) -> [f32; 3] {
    let t = along * along;
    let of = |c: usize| mix(mix(bar.root[c], bar.tip[c], t), bar.hot_colour[c], hot);
    [of(0), of(1), of(2)]
}

/// The square of the distance beyond which nothing is covered; a little further than the ramp goes, for rounding.
#[inline(always)]
fn edge(bar: &Bar) -> f32 {
    let edge = (bar.corner + 0.5) * 1.0001;
    edge * edge
}

/// The first and last pixel row that a bar or its glow can touch, as coordinates.
#[inline(always)]
pub(in crate::render) fn bar_rows(bar: &Bar) -> (f32, f32) {
    let reach = bar_reach(bar);
    let half = (bar.half_length - bar.corner) * bar.axis[1].abs()
        + (bar.half_width - bar.corner) * bar.axis[0].abs();
    (bar.center[1] - half - reach, bar.center[1] + half + reach)
}

/// The first and last pixel column that a bar or its glow can touch, as coordinates.
#[inline(always)]
pub(in crate::render) fn bar_columns(bar: &Bar) -> (f32, f32) {
    let reach = bar_reach(bar);
    let half = (bar.half_length - bar.corner) * bar.axis[0].abs()
        + (bar.half_width - bar.corner) * bar.axis[1].abs();
    (bar.center[0] - half - reach, bar.center[0] + half + reach)
}

/// How far beyond its inner box a bar changes pixels: the glow, or the corner and its ramp; and one pixel for rounding.
#[inline(always)]
pub(in crate::render) fn bar_reach(bar: &Bar) -> f32 {
    bar.glow_reach.max(bar.corner + 0.5) + 1.0
}
