//! Which shapes touch which tile, and the key that says what a tile holds.

use super::{
    keys::{START, fold, hash_bytes},
    light::LightField,
    pool::TILE,
    shade::{
        bar::{bar_reach, bar_span},
        beam::{beam_span, beam_touches},
        edges_of,
        heatmap::{heat_touches, lit_near},
        ribbon::{edges_near, ribbon_touches, span_of, span_touches},
        sprite,
    },
};
use crate::visual::{
    picture::{Bar, Edge, Heatmap, Picture, Ribbon, Ring},
    sprite::Images,
};

/// How the shapes of a picture are numbered: bars, beams, rings, ribbons, the heatmap, sprites.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Order {
    /// Numbers at which beams, rings, ribbons, the heatmap and sprites begin.
    starts: [usize; 5],
}

/// A shape of a picture, by its place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Bar(usize),
    Beam(usize),
    Ring(usize),
    Ribbon(usize),
    Heatmap,
    Sprite(usize),
}

impl Order {
    pub(super) fn of(picture: &Picture) -> Self {
        let beams = picture.bars.len();
        let rings = beams + picture.beams.len();
        let ribbons = rings + picture.rings.len();
        let heatmap = ribbons + picture.ribbons.len();
        Self { starts: [beams, rings, ribbons, heatmap, heatmap + 1] }
    }

    /// The shape of that number.
    #[inline(always)]
    pub(super) fn shape(&self, number: u16) -> Shape {
        let (number, [beams, rings, ribbons, heatmap, sprites]) = (usize::from(number), self.starts);
        match number {
            _ if number < beams => Shape::Bar(number),
            _ if number < rings => Shape::Beam(number - beams),
            _ if number < ribbons => Shape::Ring(number - rings),
            _ if number < heatmap => Shape::Ribbon(number - ribbons),
            _ if number < sprites => Shape::Heatmap,
            _ => Shape::Sprite(number - sprites),
        }
    }
}

/// The shapes of a frame sorted into tiles.
#[derive(Debug)]
pub(super) struct Bins {
    across: usize,
    down: usize,
    /// Where each tile's list starts in `members`; one more than tiles.
    starts: Vec<u32>,
    /// Numbers of shapes, in their order per tile.
    members: Vec<u16>,
    order: Order,
    /// One key per shape.
    keys: Vec<u64>,
    /// One key per edge of ribbons.
    edge_keys: Vec<u64>,
    /// (tile, shape), in shape order.
    pairs: Vec<(u32, u16)>,
    /// Which images nothing shines through.
    opaque: Vec<bool>,
}

/// What shows of a tile's shapes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    /// Their numbers.
    pub(super) shapes: &'a [u16],
    /// Whether anything shows besides: otherwise the first shape is a sprite that hides it.
    pub(super) ground: bool,
}

impl Bins {
    /// For a picture of that many tiles across and down.
    pub(super) fn new((across, down): (usize, usize), images: &Images) -> Self {
        let is_opaque = |word: &u32| word >> 24 == 255;
        Self {
            across,
            down,
            opaque: images.bitmaps.iter().map(|image| image.texels.iter().all(is_opaque)).collect(),
            starts: vec![0; across * down + 1],
            members: vec![],
            order: Order::default(),
            keys: vec![],
            edge_keys: vec![],
            pairs: vec![],
        }
    }

    /// Sorts the shapes of frame `n`'s picture.
    pub(super) fn sort(&mut self, picture: &Picture, n: u64) {
        self.pairs.clear();
        self.keys.clear();
        self.edge_keys.clear();
        self.edge_keys.extend(picture.edges.iter().map(|edge| hash_bytes(bytemuck::bytes_of(edge))));
        self.order = Order::of(picture);
        let [beams, rings, ribbons, heatmap, sprites] = self.order.starts;
        for (i, bar) in picture.bars.iter().enumerate() {
            self.keys.push(hash_bytes(bytemuck::bytes_of(bar)));
            self.put_within(bar_span(bar, 0), bar_span(bar, 1), i as u16, |x, y| bar_touches(bar, x, y));
        }
        for (i, beam) in (beams..).zip(&picture.beams) {
            self.keys.push(hash_bytes(bytemuck::bytes_of(beam)));
            self.put_within(beam_span(beam, 0), beam_span(beam, 1), i as u16, |x, y| {
                beam_touches(beam, x, y)
            });
        }
        for (i, ring) in (rings..).zip(&picture.rings) {
            self.keys.push(hash_bytes(bytemuck::bytes_of(ring)));
            let outer = ring.radius + ring.half_width + 1.5;
            let [columns, rows] = ring.center.map(|at| (at - outer, at + outer));
            self.put_within(columns, rows, i as u16, |x, y| ring_touches(ring, x, y));
        }
        for (i, ribbon) in (ribbons..).zip(&picture.ribbons) {
            self.keys.push(hash_bytes(bytemuck::bytes_of(ribbon)));
            self.put_ribbon(ribbon, edges_of(picture, ribbon), i as u16);
        }
        if let Some(map) = &picture.heatmap {
            // Numbers without a version are new in every frame.
            let version = if picture.heat.version == 0 { !n } else { picture.heat.version };
            // Where it is dimmed belongs to the key of each tile.
            let map = &Heatmap { lit: 0.0, ..*map };
            self.keys.push(fold(hash_bytes(bytemuck::bytes_of(map)), version));
            self.put_within(EVERYWHERE, EVERYWHERE, heatmap as u16, |x, y| heat_touches(map, x, y));
        } else {
            self.keys.push(0);
        }
        for (i, sprite) in (sprites..).zip(&picture.sprites) {
            self.keys.push(hash_bytes(bytemuck::bytes_of(sprite)));
            let reach = |axis: usize| {
                let half = sprite.half_size[axis] + 1.0;
                (sprite.center[axis] - half, sprite.center[axis] + half)
            };
            self.put_within(reach(0), reach(1), i as u16, |_, _| true);
        }
        self.count_and_place();
    }

    /// How the shapes are numbered.
    pub(super) fn order(&self) -> &Order {
        &self.order
    }

    /// The shapes that may touch a tile and aren't hidden by a sprite.
    #[inline(always)]
    pub(super) fn seen(&self, tile: (usize, usize), picture: &Picture) -> Seen<'_> {
        let index = tile.1 * self.across + tile.0;
        let shapes = &self.members[self.starts[index] as usize..self.starts[index + 1] as usize];
        if picture.sprites.is_empty() {
            return Seen { shapes, ground: true };
        }
        let hides = |number: &u16| match self.order.shape(*number) {
            Shape::Sprite(i) => {
                let sprite = &picture.sprites[i];
                self.opaque[sprite.image as usize] && sprite::hides(sprite, tile)
            }
            _ => false,
        };
        match shapes.iter().rposition(hides) {
            Some(top) => Seen { shapes: &shapes[top..], ground: false },
            None => Seen { shapes, ground: true },
        }
    }

    /// What the tile will hold: equal keys mean equal bytes. Never 0.
    #[inline(always)]
    pub(super) fn key(
        &self,
        tile: (usize, usize),
        seen: Seen<'_>,
        field: &LightField,
        picture: &Picture,
    ) -> u64 {
        let mut hash =
            fold(if seen.ground { field.key(tile) } else { START }, picture.dimmed.to_bits().into());
        for shape in seen.shapes {
            hash = fold(hash, self.keys[usize::from(*shape)]);
            if let (Shape::Heatmap, Some(map)) = (self.order.shape(*shape), &picture.heatmap) {
                let lit = lit_near(map, center(tile.0));
                hash = fold(hash, u64::from(lit.to_bits()));
            }
            if let Shape::Ribbon(i) = self.order.shape(*shape) {
                let ribbon = &picture.ribbons[i];
                let near = edges_near(ribbon, center(tile.0), center(tile.1));
                let own = &self.edge_keys[ribbon.first as usize..][near];
                hash = own.iter().fold(hash, |hash, edge| fold(hash, *edge));
            }
        }
        hash | 1
    }

    /// Puts a shape into the tiles of some columns and rows whose middle it touches.
    fn put_within(
        &mut self,
        columns: (f32, f32),
        rows: (f32, f32),
        shape: u16,
        touches: impl Fn(f32, f32) -> bool,
    ) {
        let (left, right) = self.span(columns, self.across);
        let (top, bottom) = self.span(rows, self.down);
        for ty in top..bottom {
            for tx in left..right {
                if touches(center(tx), center(ty)) {
                    self.pairs.push(((ty * self.across + tx) as u32, shape));
                }
            }
        }
    }

    /// Puts a ribbon into the tiles that its edges beside them let it touch. Tiles of a column over a level ribbon, and those of a
    /// row beside an upright one, have the same edges beside them.
    fn put_ribbon(&mut self, ribbon: &Ribbon, edges: &[Edge], shape: u16) {
        let upright = ribbon.round == 0 && ribbon.axis[0] == 0.0;
        let shared = upright || ribbon.round == 0 && ribbon.axis[1] == 0.0;
        let (lines, places) = if upright { (self.down, self.across) } else { (self.across, self.down) };
        for line in 0..lines {
            let mut span = None;
            for place in 0..places {
                let (tx, ty) = if upright { (place, line) } else { (line, place) };
                let (x, y) = (center(tx), center(ty));
                if !ribbon_touches(ribbon, x, y) {
                    continue;
                }
                let near = || span_of(ribbon, &edges[edges_near(ribbon, x, y)]);
                let span = if shared { *span.get_or_insert_with(near) } else { near() };
                if span_touches(ribbon, span, x, y) {
                    self.pairs.push(((ty * self.across + tx) as u32, shape));
                }
            }
        }
    }

    /// The tiles that an interval of coordinates meets.
    fn span(&self, (from, to): (f32, f32), count: usize) -> (usize, usize) {
        let first = (from / TILE as f32).max(0.0) as usize;
        let end = ((to / TILE as f32).max(-1.0) + 1.0) as usize;
        (first.min(count), end.min(count))
    }

    /// Counting sort by tile; stable, so that shapes keep their order.
    fn count_and_place(&mut self) {
        self.starts.fill(0);
        for (tile, _) in &self.pairs {
            self.starts[*tile as usize + 1] += 1;
        }
        for tile in 1..self.starts.len() {
            self.starts[tile] += self.starts[tile - 1];
        }
        self.members.resize(self.pairs.len(), 0);
        // Place from the back: `starts[t + 1]` walks down to where tile t starts, which is `starts[t]` of the result.
        for (tile, shape) in self.pairs.iter().rev() {
            let at = &mut self.starts[*tile as usize + 1];
            *at -= 1;
            self.members[*at as usize] = *shape;
        }
        self.starts.rotate_left(1);
        if let Some(end) = self.starts.last_mut() {
            *end = self.pairs.len() as u32;
        }
    }
}

/// The span of shapes that may be anywhere.
const EVERYWHERE: (f32, f32) = (f32::MIN, f32::MAX);
/// Half of a tile's diagonal, pixels.
pub(super) const CORNER: f32 = TILE as f32 * std::f32::consts::FRAC_1_SQRT_2;
/// From the middle of a tile to its outermost pixels, straight across.
pub(super) const OUTERMOST: f32 = (TILE - 1) as f32 / 2.0;

/// Whether a bar or its close glow may touch the tile around a point: its box, turned as the bar is, isn't too far away.
#[inline(always)]
pub(super) fn bar_touches(bar: &Bar, x: f32, y: f32) -> bool {
    let near = OUTERMOST * (bar.axis[0].abs() + bar.axis[1].abs());
    let (dx, dy) = (x - bar.center[0], y - bar.center[1]);
    let qx = (dx * bar.axis[0] + dy * bar.axis[1]).abs() - (bar.half_length - bar.corner) - near;
    let qy = (dy * bar.axis[0] - dx * bar.axis[1]).abs() - (bar.half_width - bar.corner) - near;
    let (qx, qy, reach) = (qx.max(0.0), qy.max(0.0), bar_reach(bar));
    qx * qx + qy * qy <= reach * reach
}

/// Whether a ring may touch the tile around a point.
#[inline(always)]
pub(super) fn ring_touches(ring: &Ring, x: f32, y: f32) -> bool {
    let (dx, dy) = (x - ring.center[0], y - ring.center[1]);
    ((dx * dx + dy * dy).sqrt() - ring.radius).abs() <= ring.half_width + 1.5 + CORNER
}

/// Middle of a tile on an axis, pixels.
fn center(tile: usize) -> f32 {
    (tile * TILE + TILE / 2) as f32
}
