//! The light field: backdrop, lamps, glows and shadows on a coarse grid, interpolated to pixels.
//!
//! Nodes sit on pixel corners, [`CELL`] pixels apart. At every node light is summed, turned into code values and
//! **quantised to 1/8 of a code value**; everything after that is a function of these small integers. So equal nodes
//! mean equal pixels, and a light that creeps along redraws a tile only when it changes anything. A pixel's backdrop
//! is the bilinear interpolation of its cell's four nodes. The weights are odd sixteenths, so the interpolation
//! of Y'CbCr is exact in `f32`: no order of evaluation, SIMD width or fused multiply-add can change it.
//!
//! Light this soft needs no more: lamps are larger than the picture's tenth and glows reach at least three cells.

use super::{
    keys::{START, fold, hash_bytes},
    pool::TILE,
    row::{NEAREST, Row},
};
use crate::visual::picture::{Glow, Lamp, Light, Picture, Shadow};
use std::ops::Range;

/// Pixels from node to node.
pub(super) const CELL: usize = 8;
const _: () = assert!(TILE == 2 * CELL);

/// Nodes that are computed at a time.
const BLOCK: usize = 16;

/// Steps of one code value.
const STEPS: f32 = 8.0;

/// Y'CbCr of a node in limited range BT.709, in 1/8 code values.
pub(super) type Node = [i16; 3];

/// Steps of what shadows leave of a background image.
const KEEP_STEPS: f32 = 256.0;

/// The nodes of a frame.
#[derive(Debug)]
pub(super) struct LightField {
    /// Tiles across.
    across: usize,
    /// Blocks of 16 nodes per row: two nodes per tile and one more, filled up.
    blocks: usize,
    /// One plane of light per colour, then code values 0 to 1, row by row.
    rgb: [Vec<Row>; 3],
    /// The quantised nodes, a plane each of Y', Cb and Cr.
    nodes: [Vec<i16>; 3],
    /// Share of a background image that shadows leave, in whole steps.
    keep: Vec<Row>,
    /// What the light was made of, and what each tile sees of it, as hashes.
    source: Option<u64>,
    keys: Vec<u64>,
    /// A hash per node of the row that is being hashed.
    words: Vec<u64>,
}

impl LightField {
    /// For a picture of that many tiles across and down.
    pub(super) fn new(tiles: (usize, usize)) -> Self {
        let (blocks, rows) = ((tiles.0 * 2 + 1).div_ceil(BLOCK), tiles.1 * 2 + 1);
        let plane = || vec![Row::default(); blocks * rows];
        let nodes = || vec![0; blocks * rows * BLOCK];
        Self {
            across: tiles.0,
            blocks,
            rgb: [plane(), plane(), plane()],
            nodes: [nodes(), nodes(), nodes()],
            keep: vec![Row([1.0; BLOCK]); blocks * rows],
            source: None,
            keys: vec![START; tiles.0 * tiles.1],
            words: vec![0; blocks * BLOCK],
        }
    }

    /// One component of three nodes side by side, 0 for Y', 1 for Cb, 2 for Cr; 8-bit scale.
    #[inline(always)]
    pub(super) fn nodes(&self, component: usize, column: usize, row: usize) -> [f32; 3] {
        let first = row * self.blocks * BLOCK + column;
        let nodes = &self.nodes[component][first..first + 3];
        let value = |node: i16| f32::from(node) * (1.0 / STEPS);
        [value(nodes[0]), value(nodes[1]), value(nodes[2])]
    }

    /// Code values 0 to 1 of one colour of three quantised nodes side by side.
    #[inline(always)]
    pub(super) fn codes(&self, colour: usize, column: usize, row: usize) -> [f32; 3] {
        self.three(&self.rgb[colour], column, row)
    }

    /// Shares of the background image that shadows leave at three nodes side by side.
    #[inline(always)]
    pub(super) fn keeps(&self, column: usize, row: usize) -> [f32; 3] {
        self.three(&self.keep, column, row)
    }

    /// Three numbers of a plane, side by side.
    #[inline(always)]
    fn three(&self, plane: &[Row], column: usize, row: usize) -> [f32; 3] {
        let first = row * self.blocks * BLOCK + column;
        let three = &bytemuck::cast_slice::<Row, f32>(plane)[first..first + 3];
        [three[0], three[1], three[2]]
    }

    /// A hash of what a tile sees of the field: its nine nodes.
    #[inline(always)]
    pub(super) fn key(&self, tile: (usize, usize)) -> u64 {
        self.keys[tile.1 * self.across + tile.0]
    }

    /// Computes all nodes of a frame, unless its light is that of the frame before. Over a background image there is no
    /// backdrop.
    #[inline(always)]
    pub(super) fn compute(&mut self, picture: &Picture, over_image: bool) {
        let Picture { backdrop, lamps, glows, shadows, .. } = picture;
        let lists = [bytemuck::cast_slice(lamps), bytemuck::cast_slice(glows), bytemuck::cast_slice(shadows)];
        let hash = |hash: u64, bytes: &[u8]| fold(fold(hash, bytes.len() as u64), hash_bytes(bytes));
        let source = lists.into_iter().fold(hash_bytes(bytemuck::bytes_of(backdrop)), hash);
        if self.source.replace(source) == Some(source) {
            return;
        }
        self.fill(if over_image { [0.0; 3] } else { picture.backdrop });
        for lamp in lamps {
            self.add_lamp(lamp);
        }
        for glow in glows {
            self.add_glow(glow);
        }
        if over_image {
            self.keep.fill(Row([1.0; BLOCK]));
        }
        for shadow in shadows {
            self.dim(shadow, over_image);
        }
        self.settle();
        if over_image {
            self.keep
                .iter_mut()
                .flat_map(|keeps| &mut keeps.0)
                .for_each(|keep| *keep = quantised_keep(*keep));
        }
        self.hash_tiles();
    }

    #[inline(always)]
    fn fill(&mut self, light: Light) {
        for (plane, value) in self.rgb.iter_mut().zip(light) {
            plane.fill(Row([value; BLOCK]));
        }
    }

    #[inline(always)]
    fn add_lamp(&mut self, lamp: &Lamp) {
        // A copy that nothing else can reach: what depends on the lamp alone is computed once.
        let lamp = *lamp;
        for row in 0..self.rows() {
            let y = y_of(row);
            self.add(lamp.colour, row, 0..self.blocks, |x| lamp_at(&lamp, x, y));
        }
    }

    /// Adds a glow where it reaches.
    #[inline(always)]
    fn add_glow(&mut self, glow: &Glow) {
        let glow = *glow;
        let (top, bottom) = (glow.a[1].min(glow.b[1]) - glow.reach, glow.a[1].max(glow.b[1]) + glow.reach);
        let row = |y: f32| (y.max(0.0) * (1.0 / CELL as f32)) as usize;
        let end = (row(bottom) + 1).min(self.rows());
        let block = |x: f32| (x.max(0.0) * (1.0 / (BLOCK * CELL) as f32)) as usize;
        for first in (row(top)..end).step_by(BLOCK) {
            // Where each of the next rows is lit.
            let [mut left, mut right] = [Row::default(); 2];
            for i in 0..BLOCK {
                (left[i], right[i]) = glow_span(&glow, y_of(first + i));
            }
            for row in first..end.min(first + BLOCK) {
                let (y, right) = (y_of(row), right[row - first]);
                if right > 0.0 {
                    let last = (block(right) + 1).min(self.blocks);
                    let blocks = block(left[row - first]).min(last)..last;
                    self.add(glow.colour, row, blocks, |x| glow_at(&glow, x, y));
                }
            }
        }
    }

    /// Adds `colour · weight(x)` to some blocks of a row.
    #[inline(always)]
    fn add(&mut self, colour: Light, row: usize, blocks: Range<usize>, weight: impl Fn(f32) -> f32) {
        let (first, start) = (blocks.start, row * self.blocks);
        let lit = start + blocks.start..start + blocks.end;
        let [r, g, b] = self.rgb.each_mut().map(|plane| &mut plane[lit.clone()]);
        for (block, ((r, g), b)) in r.iter_mut().zip(g).zip(b).enumerate() {
            for i in 0..BLOCK {
                let w = weight(x_of(first + block, i));
                r[i] += colour[0] * w;
                g[i] += colour[1] * w;
                b[i] += colour[2] * w;
            }
        }
    }

    /// Takes what a shadow takes, over a background image from that as well.
    #[inline(always)]
    fn dim(&mut self, shadow: &Shadow, over_image: bool) {
        let Self { rgb: [r, g, b], keep, blocks, .. } = self;
        match over_image {
            true => dim([r, g, b, keep], *blocks, *shadow),
            false => dim([r, g, b], *blocks, *shadow),
        }
    }

    /// Rows of nodes.
    #[inline(always)]
    fn rows(&self) -> usize {
        self.keys.len() / self.across * 2 + 1
    }

    #[inline(always)]
    fn hash_tiles(&mut self) {
        let Self { nodes: [ys, cbs, crs], keep, keys, words, across, .. } = self;
        let (across, stride) = (*across, words.len());
        keys.fill(START);
        let keep = bytemuck::cast_slice::<Row, f32>(keep).chunks_exact(stride);
        let lines = ys.chunks_exact(stride).zip(cbs.chunks_exact(stride)).zip(crs.chunks_exact(stride));
        for (row, (((ys, cbs), crs), keeps)) in lines.zip(keep).enumerate() {
            for (i, word) in words.iter_mut().enumerate() {
                let [y, cb, cr] = [ys[i], cbs[i], crs[i]].map(|v| u64::from(v as u16));
                // Whole steps, so that the upper half of the bits says all.
                let keep = u64::from(keeps[i].to_bits() >> 16);
                *word = scatter(y | cb << 16 | cr << 32 | keep << 48);
            }
            // The tile whose last row of nodes this is, and the one whose first or middle row it is.
            let middle = row / 2;
            let above = (row % 2 == 0 && row > 0).then(|| middle - 1);
            for ty in above.into_iter().chain((middle * across < keys.len()).then_some(middle)) {
                for (tx, key) in keys[ty * across..][..across].iter_mut().enumerate() {
                    let [a, b, c] = [words[2 * tx], words[2 * tx + 1], words[2 * tx + 2]];
                    *key = fold(*key, a ^ b.rotate_left(21) ^ c.rotate_left(42));
                }
            }
        }
    }

    #[inline(always)]
    fn settle(&mut self) {
        let Self { rgb: [r, g, b], nodes: [ys, cbs, crs], .. } = self;
        let rgb = r.iter_mut().zip(g.iter_mut()).zip(b.iter_mut());
        let [ys, cbs, crs] = [ys, cbs, crs].map(|plane| plane.as_chunks_mut::<BLOCK>().0.iter_mut());
        for (((r, g), b), ((y, cb), cr)) in rgb.zip(ys.zip(cbs).zip(crs)) {
            for i in 0..BLOCK {
                [y[i], cb[i], cr[i]] = quantise([r[i], g[i], b[i]]);
                let value = |v: i16| f32::from(v) * (1.0 / STEPS);
                [r[i], g[i], b[i]] = to_rgb(value(y[i]), value(cb[i]), value(cr[i]));
            }
        }
    }
}

/// Takes what a shadow takes from planes of that many blocks per row.
#[inline(always)]
fn dim<const N: usize>(planes: [&mut Vec<Row>; N], blocks: usize, shadow: Shadow) {
    let mut planes = planes.map(|plane| plane.as_mut_slice());
    for at in 0..planes[0].len() {
        let mut keep = Row::default();
        for i in 0..BLOCK {
            keep[i] = shadow_at(&shadow, x_of(at % blocks, i), y_of(at / blocks));
        }
        for plane in &mut planes {
            for (v, keep) in plane[at].iter_mut().zip(*keep) {
                *v *= keep;
            }
        }
    }
}

/// Where node `i` of a block lies, pixels from the left.
#[inline(always)]
fn x_of(block: usize, i: usize) -> f32 {
    (block * BLOCK * CELL) as f32 + (i * CELL) as f32
}

/// Where a row of nodes lies, pixels from the top.
#[inline(always)]
fn y_of(row: usize) -> f32 {
    (row * CELL) as f32
}

/// Spreads the bits of a word over a whole one.
#[inline(always)]
fn scatter(word: u64) -> u64 {
    let product = word.wrapping_mul(0xE703_7ED1_A0B4_28DB);
    (product ^ product >> 32).wrapping_mul(0x8EBC_6AF0_9C88_C6E3)
}

/// Y'CbCr of light, rounded to eighths of a code value.
#[inline(always)]
pub(super) fn quantise(light: Light) -> Node {
    to_ycbcr(code(light[0]), code(light[1]), code(light[2])).map(|v| (v * STEPS + NEAREST).to_bits() as i16)
}

/// Share of a background image, in whole steps.
#[inline(always)]
fn quantised_keep(keep: f32) -> f32 {
    ((keep * KEEP_STEPS + NEAREST) - NEAREST) * (1.0 / KEEP_STEPS)
}

/// The greater of `v` and 0. One instruction in SIMD lanes, where `f32::max` takes three to treat NaN.
#[inline(always)]
pub(super) fn max0(v: f32) -> f32 {
    if v > 0.0 { v } else { 0.0 }
}

/// `v` held between 0 and 1, in two instructions.
#[inline(always)]
pub(super) fn clamp01(v: f32) -> f32 {
    let v = max0(v);
    if v < 1.0 { v } else { 1.0 }
}

/// Light to code value.
#[inline(always)]
pub(super) fn code(light: f32) -> f32 {
    clamp01(light).sqrt()
}

/// BT.709 luma weights.
const KR: f32 = 0.2126;
const KG: f32 = 0.7152;
const KB: f32 = 0.0722;

/// Code values 0 to 1 to limited range Y'CbCr, 8-bit scale, BT.709.
#[inline(always)]
pub(super) fn to_ycbcr(r: f32, g: f32, b: f32) -> [f32; 3] {
    const CB: f32 = 112.0 / (1.0 - KB);
    const CR: f32 = 112.0 / (1.0 - KR);
    let y = KR * r + KG * g + KB * b;
    [16.0 + 219.0 * y, 128.0 + CB * (b - y), 128.0 + CR * (r - y)]
}

/// The inverse of [`to_ycbcr`], clipped below.
#[inline(always)]
pub(super) fn to_rgb(y: f32, cb: f32, cr: f32) -> [f32; 3] {
    const B: f32 = (1.0 - KB) / 112.0;
    const R: f32 = (1.0 - KR) / 112.0;
    let y = (y - 16.0) / 219.0;
    let b = y + B * (cb - 128.0);
    let r = y + R * (cr - 128.0);
    let g = (y - KR * r - KB * b) / KG;
    [max0(r), max0(g), max0(b)]
}

/// Share of a lamp's light at a point.
#[inline(always)]
pub(super) fn lamp_at(lamp: &Lamp, x: f32, y: f32) -> f32 {
    let (u, v) =
        ((x - lamp.center[0]) * (1.0 / lamp.radius[0]), (y - lamp.center[1]) * (1.0 / lamp.radius[1]));
    let q = 1.0 + u * u + v * v;
    1.0 / (q * q)
}

/// Share of a glow's light at a point.
#[inline(always)]
pub(super) fn glow_at(glow: &Glow, x: f32, y: f32) -> f32 {
    let (ex, ey) = (glow.b[0] - glow.a[0], glow.b[1] - glow.a[1]);
    let (dx, dy) = (x - glow.a[0], y - glow.a[1]);
    let t = clamp01((dx * ex + dy * ey) * (1.0 / (ex * ex + ey * ey).max(1e-6)));
    let (px, py) = (dx - t * ex, dy - t * ey);
    let k = max0(1.0 - (px * px + py * py) * (1.0 / (glow.reach * glow.reach)));
    k * k * k
}

/// Where a glow lights a row, pixels from the left; nothing right of 0 where it is dark all along.
#[inline(always)]
fn glow_span(glow: &Glow, y: f32) -> (f32, f32) {
    let (from, to) = (glow.a[1] - y, glow.b[1] - y);
    let (low, high) = (from.min(to), from.max(to));
    // The part of the segment that isn't too far above or below, and how near it comes.
    let x = |rise: f32| glow.a[0] + clamp01((rise - from) / (to - from)) * (glow.b[0] - glow.a[0]);
    let ends = if high - low < 1.0 { [glow.a[0], glow.b[0]] } else { [x(-glow.reach), x(glow.reach)] };
    let near = max0(low.max(-high));
    let half = max0(glow.reach * glow.reach - near * near).sqrt() + 1.0;
    let right = if near > glow.reach { 0.0 } else { ends[0].max(ends[1]) + half };
    (ends[0].min(ends[1]) - half, right)
}

/// Share of the light that a shadow leaves at a point.
#[inline(always)]
pub(super) fn shadow_at(shadow: &Shadow, x: f32, y: f32) -> f32 {
    let (dx, dy) = (x - shadow.center[0], y - shadow.center[1]);
    let outside = clamp01(((dx * dx + dy * dy).sqrt() - shadow.radius) * (1.0 / shadow.rim) + 0.5);
    1.0 - shadow.amount * (1.0 - outside * outside * (3.0 - 2.0 * outside))
}
