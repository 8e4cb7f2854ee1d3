//! From code values to the bytes of a frame: matrix, dither, packing. The only place that writes pixels.

use super::{
    dither,
    light::{CELL, LightField, to_ycbcr},
    pool::{Layout, PixelFormat, TILE},
    row::{NEAREST, Row},
    shade::{Patch, TilePixels, mix, weight},
};

/// Chroma samples across a tile.
const HALF: usize = TILE / 2;

/// Writes a tile of a 4:2:0 frame that holds nothing but the light field.
#[inline(always)]
pub(super) fn write_field(bytes: &mut [u8], layout: &Layout, tile: (usize, usize), field: &LightField) {
    write_field_luma(bytes, layout, tile, field);
    write_field_chroma(bytes, layout, tile, field);
}

/// Luma of the two cells side by side in half a tile.
#[inline(always)]
fn patch(field: &LightField, tile: (usize, usize), half: usize) -> Patch {
    let line = |row: usize| field.nodes(0, tile.0 * 2, tile.1 * 2 + half + row);
    Patch::new(line(0), line(1))
}

#[inline(always)]
fn write_field_luma(bytes: &mut [u8], layout: &Layout, tile: (usize, usize), field: &LightField) {
    let plane = layout.planes[0];
    let thresholds = dither::luma();
    for half in 0..TILE / CELL {
        let patch = patch(field, tile, half);
        for j in 0..CELL {
            let row = half * CELL + j;
            let start = plane.offset + (tile.1 * TILE + row) * plane.stride + tile.0 * TILE;
            let out: &mut [u8] = &mut bytes[start..start + TILE];
            for i in 0..TILE {
                out[i] = round(patch.upper[i] + patch.rise[i] * weight(j), thresholds[row * TILE + i]);
            }
        }
    }
}

/// Cb and Cr at the centres of the 2x2 boxes, both in one row of lanes.
#[inline(always)]
fn write_field_chroma(bytes: &mut [u8], layout: &Layout, tile: (usize, usize), field: &LightField) {
    const BOXES: usize = CELL / 2;
    let (cb, cr) = (layout.planes[1], layout.planes[2]);
    let thresholds = dither::both_chroma();
    for half in 0..TILE / CELL {
        let line = |component: usize, row: usize| field.nodes(component, tile.0 * 2, tile.1 * 2 + half + row);
        let (mut upper, mut rise) = (Row::default(), Row::default());
        for (at, c) in [(0, 1), (HALF, 2)] {
            let ([p, q, r], [s, t, u]) = (line(c, 0), line(c, 1));
            for i in 0..BOXES {
                let w = box_weight(i);
                (upper[at + i], upper[at + BOXES + i]) = (mix(p, q, w), mix(q, r, w));
                (rise[at + i], rise[at + BOXES + i]) = (mix(s, t, w), mix(t, u, w));
            }
        }
        let mut packed = [[0u8; TILE]; BOXES];
        for i in 0..TILE {
            let rise = rise[i] - upper[i];
            let value =
                |k: usize| round(upper[i] + rise * box_weight(k), thresholds[(half * BOXES + k) * TILE + i]);
            (packed[0][i], packed[1][i], packed[2][i], packed[3][i]) =
                (value(0), value(1), value(2), value(3));
        }
        for (k, row) in packed.iter().enumerate() {
            let down = tile.1 * HALF + half * BOXES + k;
            for (plane, row) in [cb, cr].iter().zip(row.as_chunks::<HALF>().0) {
                let start = plane.offset + down * plane.stride + tile.0 * HALF;
                bytes[start..start + HALF].copy_from_slice(row);
            }
        }
    }
}

/// Place of the centre of the `i`th 2x2 box of a cell between its nodes.
#[inline(always)]
fn box_weight(i: usize) -> f32 {
    (2 * i + 1) as f32 / CELL as f32
}

/// Writes a tile of code values.
#[inline(always)]
pub(super) fn write_pixels(bytes: &mut [u8], layout: &Layout, tile: (usize, usize), pixels: &TilePixels) {
    match layout.format {
        PixelFormat::Yuv420 => {
            write_luma(bytes, layout, tile, pixels);
            write_chroma(bytes, layout, tile, pixels);
        }
        PixelFormat::Rgba => write_rgba(bytes, layout, tile, pixels),
    }
}

#[inline(always)]
fn write_luma(bytes: &mut [u8], layout: &Layout, tile: (usize, usize), pixels: &TilePixels) {
    let plane = layout.planes[0];
    let [r, g, b] = &pixels.rgb;
    let thresholds = dither::luma();
    for j in 0..TILE {
        let start = plane.offset + (tile.1 * TILE + j) * plane.stride + tile.0 * TILE;
        let out: &mut [u8] = &mut bytes[start..start + TILE];
        let span = j * TILE..(j + 1) * TILE;
        let (r, g, b) = (&r[span.clone()], &g[span.clone()], &b[span.clone()]);
        let thresholds = &thresholds[span];
        for i in 0..TILE {
            out[i] = round(to_ycbcr(r[i], g[i], b[i])[0], thresholds[i]);
        }
    }
}

/// Chroma of the mean of each 2x2 box, two rows of boxes in one of lanes.
#[inline(always)]
fn write_chroma(bytes: &mut [u8], layout: &Layout, tile: (usize, usize), pixels: &TilePixels) {
    for pair in 0..HALF / 2 {
        let mut mean = [Row::default(); 3];
        for (mean, plane) in mean.iter_mut().zip(&pixels.rgb) {
            let rows = &plane.as_chunks::<TILE>().0[4 * pair..4 * pair + 4];
            let mut sums = [0.0f32; 2 * TILE];
            for i in 0..TILE {
                (sums[i], sums[TILE + i]) = (rows[0][i] + rows[1][i], rows[2][i] + rows[3][i]);
            }
            for i in 0..TILE {
                mean[i] = (sums[2 * i] + sums[2 * i + 1]) * 0.25;
            }
        }
        let (cb, cr) = (&dither::chroma(1)[pair * TILE..][..TILE], &dither::chroma(2)[pair * TILE..][..TILE]);
        let mut packed = [[0u8; TILE]; 2];
        for i in 0..TILE {
            let [_, b, r] = to_ycbcr(mean[0][i], mean[1][i], mean[2][i]);
            (packed[0][i], packed[1][i]) = (round(b, cb[i]), round(r, cr[i]));
        }
        for (plane, packed) in layout.planes[1..].iter().zip(packed) {
            for (k, row) in packed.as_chunks::<HALF>().0.iter().enumerate() {
                let down = tile.1 * HALF + 2 * pair + k;
                let start = plane.offset + down * plane.stride + tile.0 * HALF;
                bytes[start..start + HALF].copy_from_slice(row);
            }
        }
    }
}

#[inline(always)]
fn write_rgba(bytes: &mut [u8], layout: &Layout, tile: (usize, usize), pixels: &TilePixels) {
    let plane = layout.planes[0];
    let [r, g, b] = &pixels.rgb;
    for j in 0..TILE {
        let start = plane.offset + (tile.1 * TILE + j) * plane.stride + tile.0 * TILE * 4;
        let out: &mut [u8] = &mut bytes[start..start + TILE * 4];
        for (i, pixel) in out.chunks_exact_mut(4).enumerate() {
            let at = j * TILE + i;
            let threshold = dither::luma()[at];
            let byte = |v: f32| round(v * 255.0, threshold);
            pixel.copy_from_slice(&[byte(r[at]), byte(g[at]), byte(b[at]), 255]);
        }
    }
}

/// Dithered rounding of a value from 0 to 255: floor(value + threshold). The thresholds are shifted to make "nearest" floor (see
/// [`dither::SHIFT`]).
#[inline(always)]
fn round(value: f32, threshold: f32) -> u8 {
    (value + threshold + NEAREST).to_bits() as u8
}
