//! Ribbons: the area between two curves, straight or round, with a line of light on the upper one.

mod near;
mod place;
mod reach;

pub(super) use place::Turned;
#[cfg(test)]
pub(in crate::render) use place::turn_of;
pub(in crate::render) use reach::{edges_near, ribbon_touches, span_of, span_touches};

use super::{
    PIXELS, cover_rows,
    light::{clamp01, max0},
    mix, rows,
};
use crate::{
    render::{pool::TILE, row::Row},
    visual::picture::{Edge, Ribbon},
};
use near::{Beside, Near};
use place::Places;

/// What a ribbon does to a pixel.
#[derive(Debug, Clone, Copy)]
struct RibbonSample {
    /// Coverage of the area, 0 to 1.
    area: f32,
    /// Coverage of the line, 0 to 1.
    line: f32,
    /// Share of the glow.
    glow: f32,
    /// How much of the upper edge's light the area has, the rest is the lower one's.
    up: f32,
}

/// A ribbon at a place whose edges are known: how far across it is, and how much of the pixel lies between the ends.
#[inline(always)]
fn sample(ribbon: &Ribbon, e: &Beside, across: f32, between: f32) -> RibbonSample {
    let below_upper = (e.upper - across) * e.upper_cos;
    let above_lower = (across - e.lower) * e.lower_cos;
    let off = below_upper.abs();
    let k = max0(1.0 - off * off * (1.0 / (ribbon.glow_reach * ribbon.glow_reach)));
    // A line thinner than a pixel keeps its light by covering less.
    let thin = if ribbon.half_line < 0.5 { 2.0 * ribbon.half_line } else { 1.0 };
    let way = clamp01((across - e.lower) * e.steepness);
    // Light grows with the square of the way, as in bars, and opacity with it.
    let up = way * way;
    let opacity = mix(ribbon.root_opacity, ribbon.opacity, up);
    RibbonSample {
        area: clamp01(below_upper + 0.5) * clamp01(above_lower + 0.5) * between * opacity,
        line: clamp01(ribbon.half_line + 0.5 - off) * thin * between * ribbon.line_opacity,
        glow: k * k * k * between * e.glow,
        up,
    }
}

/// Lays a ribbon over a tile, in loops that become lanes.
#[inline(always)]
pub(super) fn lay(
    cover: &mut [[f32; PIXELS]; 4],
    glow: &mut [[f32; PIXELS]; 3],
    turned: &mut Turned,
    (ribbon, edges): (&Ribbon, &[Edge]),
    origin: (f32, f32),
) {
    // A copy that nothing else can reach: what depends on the ribbon alone is computed once.
    let ribbon = &{ *ribbon };
    if ribbon.round != 0 {
        for (row, places) in turned.rows(ribbon, origin).iter().enumerate() {
            let near = Near::of(ribbon, edges, places);
            lay_row((cover, glow), row, ribbon, &near, (&places.across, &places.between));
        }
        return;
    }
    // Over a level ribbon the pixels of a column share their edges, beside an upright one those of a row, and those of a column
    // their distance.
    let [upright, level] = ribbon.axis.map(|along| along == 0.0);
    let mut near = Near::default();
    let mut places = Places::default();
    for row in 0..TILE {
        let (x, y) = (origin.0 + 0.5, origin.1 + row as f32 + 0.5);
        let here = || Places::of::<false>(ribbon, x, y);
        if upright {
            let first = place::place::<false>(ribbon, x, y);
            near = Near::same(ribbon, edges, &first);
            places.between = Row([first.between; TILE]);
            if row == 0 {
                places.across = here().across;
            }
        } else if row == 0 || !level {
            places = here();
            near = Near::of(ribbon, edges, &places);
        } else {
            places.across = Row([place::place::<false>(ribbon, x, y).across; TILE]);
        }
        lay_row((cover, glow), row, ribbon, &near, (&places.across, &places.between));
    }
}

/// Lays a ribbon over a row whose edges are known, pixels across it.
#[inline(always)]
fn lay_row(
    (cover, glow): (&mut [[f32; PIXELS]; 4], &mut [[f32; PIXELS]; 3]),
    row: usize,
    ribbon: &Ribbon,
    near: &Near,
    (across, between): (&Row, &Row),
) {
    let [mut area, mut line, mut up, mut share] = [Row::default(); 4];
    for i in 0..TILE {
        let s = sample(ribbon, &near.beside(i), across[i], between[i]);
        (area[i], line[i], up[i], share[i]) = (s.area, s.line, s.up, s.glow);
    }
    // Where nothing is covered or lit, nothing changes; most of an area is away from its line. The three colours share the
    // bodies of the loops: shorter ones would be unrolled before they become lanes.
    let (covers, lines) = (area.lights(), line.lights());
    let [r, g, b, a] = cover_rows(cover, row);
    if lines {
        for i in 0..TILE {
            let light = |c: usize| near.roots[c][i] + near.rises[c][i] * up[i];
            r[i] = over(over(r[i], light(0), area[i]), near.lines[0][i], line[i]);
            g[i] = over(over(g[i], light(1), area[i]), near.lines[1][i], line[i]);
            b[i] = over(over(b[i], light(2), area[i]), near.lines[2][i], line[i]);
            a[i] = 1.0 - (1.0 - a[i]) * ((1.0 - area[i]) * (1.0 - line[i]));
        }
    } else if covers {
        for i in 0..TILE {
            let light = |c: usize| near.roots[c][i] + near.rises[c][i] * up[i];
            r[i] = over(r[i], light(0), area[i]);
            g[i] = over(g[i], light(1), area[i]);
            b[i] = over(b[i], light(2), area[i]);
            a[i] = 1.0 - (1.0 - a[i]) * (1.0 - area[i]);
        }
    }
    if share.lights() {
        let [r, g, b] = rows(glow, row);
        for i in 0..TILE {
            r[i] += near.glows[0][i] * share[i];
            g[i] += near.glows[1][i] * share[i];
            b[i] += near.glows[2][i] * share[i];
        }
    }
}

/// Light over what is under it.
#[inline(always)]
fn over(under: f32, light: f32, covered: f32) -> f32 {
    under * (1.0 - covered) + light * covered
}

/// As [`lay`], one pixel: what `cover`, premultiplied light and how much it covers, becomes, and the light added to it.
#[cfg(test)]
pub(super) fn lay_pixel(
    cover: [f32; 4],
    (ribbon, edges): (&Ribbon, &[Edge]),
    x: f32,
    y: f32,
) -> ([f32; 4], [f32; 3]) {
    let at = match ribbon.round {
        0 => place::place::<false>(ribbon, x, y),
        _ => place::place::<true>(ribbon, x, y),
    };
    let e = near::edge_at(ribbon, edges, &at);
    let s = sample(ribbon, &Beside::of(ribbon, &e), at.across, at.between);
    let laid = std::array::from_fn(|c| match c {
        3 => 1.0 - (1.0 - cover[3]) * ((1.0 - s.area) * (1.0 - s.line)),
        _ => {
            let light = near::Tints::at(ribbon, c, e.along);
            over(over(cover[c], light.root + light.rise * s.up, s.area), light.line, s.line)
        }
    });
    (laid, std::array::from_fn(|c| near::Tints::at(ribbon, c, e.along).glow * s.glow))
}
