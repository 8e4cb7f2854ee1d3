//! Which tiles a ribbon may touch, and which of its edges.

use super::{super::light::max0, place::turn_of};
use crate::{
    render::tiles::CORNER,
    visual::picture::{Edge, Ribbon},
};

/// Whether a ribbon may touch the tile around a point.
#[inline(always)]
pub(in crate::render) fn ribbon_touches(ribbon: &Ribbon, x: f32, y: f32) -> bool {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    let reach = CORNER + 1.0;
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
pub(in crate::render) fn edges_near(ribbon: &Ribbon, x: f32, y: f32) -> std::ops::Range<usize> {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    let count = ribbon.count as usize;
    if ribbon.round != 0 {
        let distance = (dx * dx + dy * dy).sqrt();
        // The angle that a tile takes up, in edges: its sine is less than a third, so the arc is less than a tenth more.
        let half = (CORNER + 1.0) / distance * (1.1 / std::f32::consts::TAU) * ribbon.per + 1.0;
        let middle = turn_of(ribbon.axis, dx, dy) * ribbon.per;
        let (from, to) = (middle - half, middle + half + 2.0);
        return match distance > 4.0 * CORNER && from >= 0.0 && to <= ribbon.per {
            true => from as usize..to as usize,
            false => 0..count,
        };
    }
    let along = dx * ribbon.axis[0] + dy * ribbon.axis[1];
    let edge = |at: f32| (max0(at * ribbon.per) as usize).min(count);
    edge(along - CORNER - 1.0)..(edge(along + CORNER + 1.0) + 2).min(count)
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
pub(in crate::render) fn span_touches(ribbon: &Ribbon, span: [f32; 2], x: f32, y: f32) -> bool {
    let (dx, dy) = (x - ribbon.origin[0], y - ribbon.origin[1]);
    let across = match ribbon.round != 0 {
        true => (dx * dx + dy * dy).sqrt(),
        false => dx * ribbon.axis[1] - dy * ribbon.axis[0],
    };
    across + CORNER + 1.0 >= span[0] && across - CORNER - 1.0 <= span[1]
}
