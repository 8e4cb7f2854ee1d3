//! Ribbons: the area between two curves, straight or round, with a line of light on the upper one.

use super::{
    PIXELS,
    light::{clamp01, max0},
    mix, rows,
};
use crate::{
    render::pool::TILE,
    visual::picture::{Edge, Light, Ribbon},
};

/// What a ribbon does to a pixel.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct RibbonSample {
    /// Coverage of the area, 0 to 1.
    pub(in crate::render) area: f32,
    /// Coverage of the line, 0 to 1.
    pub(in crate::render) line: f32,
    /// Share of the glow.
    pub(in crate::render) glow: f32,
    /// Place in the colours, 0 to 1.
    pub(in crate::render) along: f32,
    /// Place between lower and upper edge, 0 to 1.
    pub(in crate::render) up: f32,
}

/// The clockwise angle from `axis` to (x, y) on the screen, in turns from 0 to 1. The arc tangent is a polynomial (Hastings,
/// 1955, sheet 13): 1e-5 rad off at the most.
#[inline(always)]
pub(in crate::render) fn turn_of(axis: [f32; 2], x: f32, y: f32) -> f32 {
    let (c, s) = (x * axis[0] + y * axis[1], y * axis[0] - x * axis[1]);
    let (ac, az) = (c.abs(), s.abs());
    let (least, most) = if ac < az { (ac, az) } else { (az, ac) };
    let a = least / (most + 1e-20);
    let q = a * a;
    let series = 0.999_977_3
        + q * (-0.332_623_5 + q * (0.193_543_5 + q * (-0.116_432_9 + q * (0.052_653_3 - q * 0.011_721_2))));
    let eighth = a * series * std::f32::consts::FRAC_1_PI * 0.5;
    let quarter = if ac < az { 0.25 - eighth } else { eighth };
    let half = if c < 0.0 { 0.5 - quarter } else { quarter };
    if s < 0.0 { 1.0 - half } else { half }
}

/// Place along the edges, in edges, and the distance across, pixels; then how much of the pixel lies between the ends.
#[inline(always)]
fn place(ribbon: &Ribbon, x: f32, y: f32) -> (f32, f32, f32) {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    if ribbon.round != 0 {
        return (turn_of(ribbon.axis, dx, dy) * ribbon.per, (dx * dx + dy * dy).sqrt(), 1.0);
    }
    let along = dx * ribbon.axis[0] + dy * ribbon.axis[1];
    let across = dx * ribbon.axis[1] - dy * ribbon.axis[0];
    let length = (ribbon.count - 1) as f32 / ribbon.per;
    (along * ribbon.per, across, clamp01(along + 0.5) * clamp01(length - along + 0.5))
}

/// The edges at a place along them.
#[inline(always)]
fn edge_at(ribbon: &Ribbon, edges: &[Edge], at: f32) -> Edge {
    let last = ribbon.count - 1;
    let (i, share) = if ribbon.round != 0 {
        let i = (at as u32).min(last);
        (i, at - i as f32)
    } else {
        let i = (max0(at) as u32).min(last - 1);
        (i, clamp01(at - i as f32))
    };
    let next = if i == last { 0 } else { i + 1 };
    let (a, b) = (edges[i as usize], edges[next as usize]);
    Edge {
        lower: mix(a.lower, b.lower, share),
        upper: mix(a.upper, b.upper, share),
        lower_cos: mix(a.lower_cos, b.lower_cos, share),
        upper_cos: mix(a.upper_cos, b.upper_cos, share),
        along: mix(a.along, b.along, share),
        glow: mix(a.glow, b.glow, share),
    }
}

/// A ribbon at a pixel; `edges` are its own.
#[inline(always)]
pub(in crate::render) fn ribbon_at(ribbon: &Ribbon, edges: &[Edge], x: f32, y: f32) -> RibbonSample {
    let (at, across, between) = place(ribbon, x, y);
    let e = edge_at(ribbon, edges, at);
    let below_upper = (e.upper - across) * e.upper_cos;
    let above_lower = (across - e.lower) * e.lower_cos;
    let off = below_upper.abs();
    let k = max0(1.0 - off * off * (1.0 / (ribbon.glow_reach * ribbon.glow_reach)));
    // A line thinner than a pixel keeps its light by covering less.
    let thin = if ribbon.half_line < 0.5 { 2.0 * ribbon.half_line } else { 1.0 };
    RibbonSample {
        area: clamp01(below_upper + 0.5) * clamp01(above_lower + 0.5) * between * ribbon.opacity,
        line: clamp01(ribbon.half_line + 0.5 - off) * thin * between * ribbon.line_opacity,
        glow: k * k * k * between * e.glow,
        along: e.along,
        up: clamp01((across - e.lower) / (e.upper - e.lower + 1e-3)),
    }
}

/// Lays a ribbon over a tile.
#[inline(always)]
pub(super) fn lay(
    cover: &mut [[f32; PIXELS]; 4],
    glow: &mut [[f32; PIXELS]; 3],
    (ribbon, edges): (&Ribbon, &[Edge]),
    origin: (f32, f32),
) {
    for row in 0..TILE {
        let y = origin.1 + row as f32 + 0.5;
        let mut s = [RibbonSample { area: 0.0, line: 0.0, glow: 0.0, along: 0.0, up: 0.0 }; TILE];
        for (i, s) in s.iter_mut().enumerate() {
            *s = ribbon_at(ribbon, edges, origin.0 + i as f32 + 0.5, y);
        }
        let planes = rows(cover, row);
        let glows = rows(glow, row);
        for i in 0..TILE {
            let keep = (1.0 - s[i].area) * (1.0 - s[i].line);
            for c in 0..3 {
                planes[c][i] = over(planes[c][i], ribbon, &s[i], c);
                glows[c][i] += mix(ribbon.glows[0][c], ribbon.glows[1][c], s[i].along) * s[i].glow;
            }
            planes[3][i] = 1.0 - (1.0 - planes[3][i]) * keep;
        }
    }
}

/// One colour of a pixel after the area and the line were laid over it.
#[inline(always)]
pub(in crate::render) fn over(under: f32, ribbon: &Ribbon, s: &RibbonSample, c: usize) -> f32 {
    let of = |ends: &[Light; 2]| mix(ends[0][c], ends[1][c], s.along);
    // Light grows with the square of the way, as in bars.
    let area = mix(of(&ribbon.roots), of(&ribbon.tips), s.up * s.up);
    let after = under * (1.0 - s.area) + area * s.area;
    after * (1.0 - s.line) + of(&ribbon.lines) * s.line
}

/// Whether a ribbon may touch the tile around a point, `corner` away from its corners.
#[inline(always)]
pub(in crate::render) fn ribbon_touches(ribbon: &Ribbon, x: f32, y: f32, corner: f32) -> bool {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    let reach = corner + 1.0;
    if ribbon.round != 0 {
        let r = (dx * dx + dy * dy).sqrt();
        return r >= ribbon.span[0] - reach && r <= ribbon.span[1] + reach;
    }
    let along = dx * ribbon.axis[0] + dy * ribbon.axis[1];
    let across = dx * ribbon.axis[1] - dy * ribbon.axis[0];
    let length = (ribbon.count - 1) as f32 / ribbon.per;
    along >= -reach
        && along <= length + reach
        && across >= ribbon.span[0] - reach
        && across <= ribbon.span[1] + reach
}

/// The edges that pixels of a tile may read: of a straight ribbon those beside it, of a round one all.
#[inline(always)]
pub(in crate::render) fn edges_near(ribbon: &Ribbon, x: f32, y: f32, corner: f32) -> std::ops::Range<usize> {
    if ribbon.round != 0 {
        return 0..ribbon.count as usize;
    }
    let along = (x - ribbon.origin[0]) * ribbon.axis[0] + (y - ribbon.origin[1]) * ribbon.axis[1];
    let edge = |at: f32| (max0(at * ribbon.per) as usize).min(ribbon.count as usize);
    edge(along - corner - 1.0)..(edge(along + corner + 1.0) + 2).min(ribbon.count as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_those_of_the_arc_tangent() {
        for i in 0..10_000 {
            let angle = f64::from(i) / 10_000.0 * std::f64::consts::TAU;
            let axis = [0.6f32, -0.8];
            let (c, s) = (angle.cos() as f32, angle.sin() as f32);
            // Clockwise on a screen, where y points down, is the way from x to y.
            let (x, y) = (axis[0] * c - axis[1] * s, axis[1] * c + axis[0] * s);
            let off = (f64::from(turn_of(axis, x * 300.0, y * 300.0)) - f64::from(i) / 10_000.0).abs();
            assert!(off.min(1.0 - off) < 3e-6, "{i} {off}");
        }
    }
}
