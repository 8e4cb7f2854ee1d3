//! A picture as the ground of a video: blurred, dimmed, as large as the frame.
//!
//! Blurred light holds no detail, so it is blurred small and enlarged by a cubic B-spline, whose second derivative is
//! continuous: nothing shows the grid, and eleven bits of code leave no bands.

use super::{Art, resize::FULL};
use crate::{
    error::Result,
    visual::picture::{Light, packed_code},
};

/// How a picture becomes a ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backdrop {
    /// Standard deviation of the blur, pixels of the frame.
    pub radius_px: f32,
    /// Share of the light that is left, 0 to 1.
    pub light: f32,
    /// The most light, 0 to 1, that the brightest place keeps: brighter pictures are dimmed further, evenly. 1 never
    /// does.
    pub ceiling: f32,
    /// Light that lies over all of it, so that no ground is black.
    pub floor: Light,
    /// Saturation, 1 as it is, 0 grey.
    pub saturation: f32,
    /// What all colours are mixed with at their own brightness, and the share of it, 0 to 1: a dark yellow alone is an
    /// olive, and a dark orange a brown.
    pub tint: (Light, f32),
    /// Share of the light that the corners lose, 0 to 1.
    pub vignette: f32,
}

impl Default for Backdrop {
    fn default() -> Self {
        Self {
            radius_px: 40.0,
            light: 0.3,
            ceiling: 0.12,
            floor: [0.004; 3],
            saturation: 1.45,
            tint: ([1.0; 3], 0.0),
            vignette: 0.45,
        }
    }
}

/// The standard deviation of the blur where it is done, pixels: three boxes are smooth from here on.
const SMALL_RADIUS: f32 = 4.0;
/// BT.709 luma weights.
const LUMA: [f32; 3] = [0.2126, 0.7152, 0.0722];

/// The longer side of what is blurred, pixels.
const LARGEST: u32 = 4_096;

impl Art {
    /// The picture filling a frame, blurred: one word a pixel, row by row, code values in eleven bits of red, the lowest,
    /// eleven of green and ten of blue. What is transparent is as dark as it gets.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] if the resampler refuses.
    pub fn blurred(&self, width: u32, height: u32, backdrop: &Backdrop) -> Result<Vec<u32>> {
        let (width, height) = (width.clamp(1, 16_384), height.clamp(1, 16_384));
        let scale = (backdrop.radius_px / SMALL_RADIUS).clamp(1.0, 64.0);
        let scale = scale.max(width.max(height) as f32 / LARGEST as f32);
        // The frame's ends lie on the outer borders of the first and last small pixel.
        let small = |side: u32| ((side as f32 / scale).ceil() as u32).clamp(4, LARGEST);
        let (columns, rows) = (small(width), small(height));
        let pixels = self.resampled(columns, rows)?;
        let unit = 1.0 / f32::from(FULL);
        let mut light: Vec<[f32; 3]> = pixels
            .iter()
            .map(|p| [p.0[0], p.0[1], p.0[2]].map(|c| f32::from(c.min(p.0[3])) * unit))
            .collect();
        blur(&mut light, columns as usize, backdrop.radius_px.max(0.0) / scale);
        tone(&mut light, backdrop);
        // From here on code values: even steps for the eye, so also for the spline.
        light.iter_mut().for_each(|pixel| *pixel = pixel.map(f32::sqrt));
        let dark = |share: f32| backdrop.vignette.clamp(0.0, 1.0) * share;
        Ok(enlarged(&light, (columns, rows), (width, height), dark))
    }
}

/// Saturation, tint and dimming of light.
fn tone(light: &mut [[f32; 3]], backdrop: &Backdrop) {
    let luma = |p: &[f32; 3]| LUMA[0] * p[0] + LUMA[1] * p[1] + LUMA[2] * p[2];
    let brightest = light.iter().map(luma).fold(0.0, f32::max);
    let share = backdrop.light.clamp(0.0, 1.0);
    let share = share.min(backdrop.ceiling.clamp(0.0, 1.0) / brightest.max(1e-6));
    let (tint, tinted) = backdrop.tint;
    let tint = tint.map(|c| c / luma(&tint).max(1e-6));
    for pixel in light {
        let grey = luma(pixel);
        let toned = [0, 1, 2].map(|c| {
            let own = grey + (pixel[c] - grey) * backdrop.saturation;
            ((own + (grey * tint[c] - own) * tinted) * share).max(0.0)
        });
        *pixel = [0, 1, 2].map(|c| (toned[c] + backdrop.floor[c]).clamp(0.0, 1.0));
    }
}

/// Blurs by three boxes of that standard deviation, along rows and columns; borders go on as they are.
fn blur(light: &mut [[f32; 3]], columns: usize, deviation: f32) {
    // Three boxes of width w have a variance of (w² − 1) / 4.
    let reach = (((4.0 * deviation * deviation + 1.0).sqrt() - 1.0) / 2.0 + 0.5) as usize;
    if reach == 0 {
        return;
    }
    let rows = light.len() / columns;
    let mut line = vec![[0.0; 3]; columns.max(rows)];
    for _ in 0..3 {
        for row in light.chunks_exact_mut(columns) {
            line[..columns].copy_from_slice(row);
            boxed(&line[..columns], reach, |i, value| row[i] = value);
        }
        for x in 0..columns {
            (0..rows).for_each(|y| line[y] = light[y * columns + x]);
            boxed(&line[..rows], reach, |i, value| light[i * columns + x] = value);
        }
    }
}

/// Means over `2 · reach + 1` neighbours.
fn boxed(line: &[[f32; 3]], reach: usize, mut put: impl FnMut(usize, [f32; 3])) {
    let last = line.len() as isize - 1;
    let at = |i: isize| line[i.clamp(0, last) as usize].map(f64::from);
    let reach = reach as isize;
    let share = 1.0 / (2 * reach + 1) as f64;
    let mut sum = [0.0_f64; 3];
    for i in -reach..=reach {
        (0..3).for_each(|c| sum[c] += at(i)[c]);
    }
    for i in 0..=last {
        put(i as usize, sum.map(|c| (c * share) as f32));
        let (come, gone) = (at(i + reach + 1), at(i - reach));
        (0..3).for_each(|c| sum[c] += come[c] - gone[c]);
    }
}

/// The four neighbours of each pixel along a side, and their weights.
fn spline(small: u32, large: u32) -> Vec<([usize; 4], [f32; 4])> {
    let step = small as f32 / large as f32;
    let last = small as isize - 1;
    let weights = |t: f32| {
        let (t2, t3) = (t * t, t * t * t);
        [1.0 - 3.0 * t + 3.0 * t2 - t3, 4.0 - 6.0 * t2 + 3.0 * t3, 1.0 + 3.0 * t + 3.0 * t2 - 3.0 * t3, t3]
            .map(|w| w * (1.0 / 6.0))
    };
    let pixel = |i: u32| {
        let at = (i as f32 + 0.5) * step - 0.5;
        let first = at.floor();
        let neighbour = |k: isize| (first as isize - 1 + k).clamp(0, last) as usize;
        ([0, 1, 2, 3].map(neighbour), weights(at - first))
    };
    (0..large).map(pixel).collect()
}

/// Code values in the size of the frame, with a vignette, packed.
fn enlarged(
    small: &[[f32; 3]],
    (columns, rows): (u32, u32),
    (width, height): (u32, u32),
    dark: impl Fn(f32) -> f32,
) -> Vec<u32> {
    let (across, down) = (spline(columns, width), spline(rows, height));
    let columns = columns as usize;
    let mut packed = Vec::with_capacity(across.len() * down.len());
    let mut line = vec![[0.0_f32; 3]; columns];
    // Squared distance from the middle, 1 at a side.
    let off = |i: usize, of: usize| ((i as f32 + 0.5) * 2.0 / of as f32 - 1.0).powi(2);
    let off_x: Vec<f32> = (0..across.len()).map(|x| off(x, across.len())).collect();
    for (y, (at, weights)) in down.iter().enumerate() {
        let row = |k: usize| &small[at[k] * columns..(at[k] + 1) * columns];
        let four = row(0).iter().zip(row(1)).zip(row(2).iter().zip(row(3)));
        for (mixed, ((a, b), (c, d))) in line.iter_mut().zip(four) {
            let mix =
                |i: usize| a[i] * weights[0] + b[i] * weights[1] + c[i] * weights[2] + d[i] * weights[3];
            *mixed = [mix(0), mix(1), mix(2)];
        }
        let off_y = off(y, down.len());
        packed.extend(across.iter().zip(&off_x).map(|((at, w), off_x)| {
            let [a, b, c, d] = at.map(|i| line[i]);
            // A corner, at a distance of 2, loses all that it is to lose.
            let q = (off_x + off_y) * 0.5;
            let keep = (1.0 - dark(q * q * (3.0 - 2.0 * q))).sqrt();
            let code = |i: usize| (a[i] * w[0] + b[i] * w[1] + c[i] * w[2] + d[i] * w[3]) * keep;
            packed_code([code(0), code(1), code(2)])
        }));
    }
    packed
}
