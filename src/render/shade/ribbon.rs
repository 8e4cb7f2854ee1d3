//! Ribbons: the area between two curves, straight or round, with a line of light on the upper one.

use super::{
    PIXELS, cover_rows,
    light::{clamp01, max0},
    mix, rows,
};
use crate::{
    render::{
        pool::TILE,
        row::{Row, whole},
    },
    visual::picture::{Edge, Ribbon},
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
    /// Place in the gradient of the area, 1 at the upper edge.
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

/// A pixel on a ribbon.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The edge before it, and how far towards the next one it lies.
    edge: u32,
    share: f32,
    /// Distance across, pixels.
    across: f32,
    /// How much of the pixel lies between the ends of the ribbon.
    between: f32,
}

/// A pixel on a ribbon. Whether it is round is known when the loops over pixels are compiled: as a question in them it
/// would cost both answers.
#[inline(always)]
fn place<const ROUND: bool>(ribbon: &Ribbon, x: f32, y: f32) -> Place {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    let last = ribbon.count - 1;
    if ROUND {
        let at = turn_of(ribbon.axis, dx, dy) * ribbon.per;
        let (edge, share) = split(at, last);
        return Place { edge, share, across: (dx * dx + dy * dy).sqrt(), between: 1.0 };
    }
    let along = dx * ribbon.axis[0] + dy * ribbon.axis[1];
    let across = dx * ribbon.axis[1] - dy * ribbon.axis[0];
    let length = last as f32 / ribbon.per;
    let (edge, share) = split(max0(along * ribbon.per), last - 1);
    let between = clamp01(along + 0.5) * clamp01(length - along + 0.5);
    Place { edge, share: clamp01(share), across, between }
}

/// The edge before a place along them, at most `last`, and how far behind it that lies.
#[inline(always)]
fn split(at: f32, last: u32) -> (u32, f32) {
    let (edge, last) = (at.trunc(), last as f32);
    let edge = if edge < last { edge } else { last };
    (whole(edge), at - edge)
}

/// An edge by its numbers.
#[inline(always)]
fn edge_of([lower, upper, lower_cos, upper_cos, along, glow]: [f32; 6]) -> Edge {
    Edge { lower, upper, lower_cos, upper_cos, along, glow }
}

/// The edges at a place along them.
#[inline(always)]
fn edge_at(ribbon: &Ribbon, edges: &[Edge], place: &Place) -> Edge {
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
fn edges_at(ribbon: &Ribbon, edges: &[Edge], (index, share): (&[u32; TILE], &[f32; TILE])) -> [Row; 6] {
    let (first, last) = ends(index);
    let mut near = [Row::default(); 6];
    let [lower, upper, lower_cos, upper_cos, along, glow] = &mut near;
    for edge in first..=last {
        let (a, b) = (&edges[edge as usize], after(ribbon, edges, edge));
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

/// The least and the greatest of 16 numbers, by halves, in lanes.
#[inline(always)]
fn ends(numbers: &[u32; TILE]) -> (u32, u32) {
    let (mut low, mut high) = (*numbers, *numbers);
    let mut half = TILE / 2;
    while half > 0 {
        for i in 0..half {
            low[i] = low[i].min(low[i + half]);
            high[i] = high[i].max(high[i + half]);
        }
        half /= 2;
    }
    (low[0], high[0])
}

/// A ribbon at a place whose edges are known: how far across it is, and how much of the pixel lies between the ends.
#[inline(always)]
fn sample(ribbon: &Ribbon, e: &Edge, across: f32, between: f32) -> RibbonSample {
    let below_upper = (e.upper - across) * e.upper_cos;
    let above_lower = (across - e.lower) * e.lower_cos;
    let off = below_upper.abs();
    let k = max0(1.0 - off * off * (1.0 / (ribbon.glow_reach * ribbon.glow_reach)));
    // A line thinner than a pixel keeps its light by covering less.
    let thin = if ribbon.half_line < 0.5 { 2.0 * ribbon.half_line } else { 1.0 };
    let rise = if ribbon.rise > 0.0 { ribbon.rise } else { e.upper - e.lower + 1e-3 };
    let up = clamp01((across - e.lower) / rise);
    // Light grows with the square of the way, as in bars, and opacity with it.
    let opacity = mix(ribbon.root_opacity, ribbon.opacity, up * up);
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
    ribbon: (&Ribbon, &[Edge]),
    origin: (f32, f32),
) {
    match ribbon.0.round {
        0 => lay_as::<false>(cover, glow, ribbon, origin),
        _ => lay_as::<true>(cover, glow, ribbon, origin),
    }
}

#[inline(always)]
fn lay_as<const ROUND: bool>(
    cover: &mut [[f32; PIXELS]; 4],
    glow: &mut [[f32; PIXELS]; 3],
    (ribbon, edges): (&Ribbon, &[Edge]),
    origin: (f32, f32),
) {
    // Over a level ribbon the pixels of a column share their edges, beside an upright one those of a row, and those of a column
    // their distance.
    let level = !ROUND && ribbon.axis[1] == 0.0;
    let upright = !ROUND && ribbon.axis[0] == 0.0;
    // A copy that nothing else can reach: what depends on the ribbon alone is computed once.
    let ribbon = &{ *ribbon };
    let mut near = [Row::default(); 6];
    let [mut across, mut between] = [Row::default(); 2];
    for row in 0..TILE {
        let y = origin.1 + row as f32 + 0.5;
        if upright {
            let first = place::<ROUND>(ribbon, origin.0 + 0.5, y);
            let e = edge_at(ribbon, edges, &first);
            near = [e.lower, e.upper, e.lower_cos, e.upper_cos, e.along, e.glow]
                .map(|number| Row([number; TILE]));
            between = Row([first.between; TILE]);
            if row == 0 {
                for i in 0..TILE {
                    across[i] = place::<ROUND>(ribbon, origin.0 + i as f32 + 0.5, y).across;
                }
            }
        } else if row == 0 || !level {
            let (mut index, mut share) = ([0u32; TILE], Row::default());
            for i in 0..TILE {
                let at = place::<ROUND>(ribbon, origin.0 + i as f32 + 0.5, y);
                (index[i], share[i], across[i], between[i]) = (at.edge, at.share, at.across, at.between);
            }
            near = edges_at(ribbon, edges, (&index, &share));
        } else {
            across = Row([place::<ROUND>(ribbon, origin.0 + 0.5, y).across; TILE]);
        }
        let [mut area, mut line, mut up, mut share] = [Row::default(); 4];
        for i in 0..TILE {
            let e = edge_of(near.each_ref().map(|plane| plane[i]));
            let s = sample(ribbon, &e, across[i], between[i]);
            (area[i], line[i], up[i], share[i]) = (s.area, s.line, s.up, s.glow);
        }
        let along = &near[4];
        // Where nothing is covered or lit, nothing changes.
        if area.lights() || line.lights() {
            let planes = cover_rows(cover, row);
            for c in 0..3 {
                let [roots, tips, lines] = [&ribbon.roots, &ribbon.tips, &ribbon.lines];
                for i in 0..TILE {
                    let light = [roots, tips, lines].map(|ends| mix(ends[0][c], ends[1][c], along[i]));
                    planes[c][i] = over(planes[c][i], light, area[i], line[i], up[i]);
                }
            }
            for i in 0..TILE {
                planes[3][i] = 1.0 - (1.0 - planes[3][i]) * ((1.0 - area[i]) * (1.0 - line[i]));
            }
        }
        if share.lights() {
            let glows = rows(glow, row);
            for c in 0..3 {
                let [first, last] = ribbon.glows;
                for i in 0..TILE {
                    glows[c][i] += mix(first[c], last[c], along[i]) * share[i];
                }
            }
        }
    }
}

/// One colour of a pixel after the area and the line were laid over it. `light` is that of root, tip and line.
#[inline(always)]
fn over(under: f32, light: [f32; 3], area: f32, line: f32, up: f32) -> f32 {
    // Light grows with the square of the way, as in bars.
    let after = under * (1.0 - area) + mix(light[0], light[1], up * up) * area;
    after * (1.0 - line) + light[2] * line
}

/// As [`lay`], one pixel: what `cover`, premultiplied light and how much it covers, becomes, and the light added to it.
#[cfg(test)]
pub(in crate::render) fn lay_pixel(
    cover: [f32; 4],
    (ribbon, edges): (&Ribbon, &[Edge]),
    x: f32,
    y: f32,
) -> ([f32; 4], [f32; 3]) {
    let at = if ribbon.round == 0 { place::<false>(ribbon, x, y) } else { place::<true>(ribbon, x, y) };
    let e = edge_at(ribbon, edges, &at);
    let s = sample(ribbon, &e, at.across, at.between);
    let tint = |ends: &[[f32; 3]; 2], c: usize| mix(ends[0][c], ends[1][c], e.along);
    let laid = std::array::from_fn(|c| match c {
        3 => 1.0 - (1.0 - cover[3]) * ((1.0 - s.area) * (1.0 - s.line)),
        _ => {
            let light = [&ribbon.roots, &ribbon.tips, &ribbon.lines].map(|ends| tint(ends, c));
            over(cover[c], light, s.area, s.line, s.up)
        }
    });
    (laid, std::array::from_fn(|c| tint(&ribbon.glows, c) * s.glow))
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

/// The edges that pixels of a tile may read: those beside it. Of a round ribbon all, where it begins and around its
/// centre.
#[inline(always)]
pub(in crate::render) fn edges_near(ribbon: &Ribbon, x: f32, y: f32, corner: f32) -> std::ops::Range<usize> {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    let count = ribbon.count as usize;
    if ribbon.round != 0 {
        let distance = (dx * dx + dy * dy).sqrt();
        // The angle that a tile takes up, in edges: its sine is less than a third, so the arc is less than a tenth more.
        let half = (corner + 1.0) / distance * (1.1 / std::f32::consts::TAU) * ribbon.per + 1.0;
        let middle = turn_of(ribbon.axis, dx, dy) * ribbon.per;
        let (from, to) = (middle - half, middle + half + 2.0);
        return match distance > 4.0 * corner && from >= 0.0 && to <= ribbon.per {
            true => from as usize..to as usize,
            false => 0..count,
        };
    }
    let along = dx * ribbon.axis[0] + dy * ribbon.axis[1];
    let edge = |at: f32| (max0(at * ribbon.per) as usize).min(count);
    edge(along - corner - 1.0)..(edge(along + corner + 1.0) + 2).min(count)
}

/// The lowest and the highest distance at which these edges let their ribbon draw anything; [`Ribbon::span`] is about all of
/// them.
#[inline(always)]
pub(in crate::render) fn span_of(ribbon: &Ribbon, edges: &[Edge]) -> [f32; 2] {
    let reach = ribbon.glow_reach.max(ribbon.half_line + 0.5) + 1.0;
    // Cosines and places are mixed between edges, so each may come with the flattest of the others.
    let least = edges.iter().fold([1.0f32; 2], |[l, u], e| [l.min(e.lower_cos), u.min(e.upper_cos)]);
    let (line, area) = (reach / least[1], 1.5 / least[0]);
    let low = edges.iter().fold(f32::MAX, |low, e| low.min(e.lower - area).min(e.upper - line));
    let high = edges.iter().fold(f32::MIN, |high, e| high.max(e.upper + line));
    [low, high]
}

/// Whether the tile around a point reaches into a span across a ribbon.
#[inline(always)]
pub(in crate::render) fn span_touches(ribbon: &Ribbon, span: [f32; 2], x: f32, y: f32, corner: f32) -> bool {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    let across = match ribbon.round != 0 {
        true => (dx * dx + dy * dy).sqrt(),
        false => dx * ribbon.axis[1] - dy * ribbon.axis[0],
    };
    across + corner + 1.0 >= span[0] && across - corner - 1.0 <= span[1]
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
