//! From outlines to a sprite: anti-aliased coverage, a line around it, a soft shadow behind it.

use super::Text;
use crate::visual::Bitmap;
use zeno::{Command, Fill, Join, Mask, Stroke, Style};

/// What outline and shadow need beyond the letters, pixels: left, top, right, bottom; one more for the edge.
pub(super) fn margins(text: &Text<'_>) -> [f32; 4] {
    let line = text.outline.map_or(0.0, |outline| outline.width_px) + 1.0;
    let [mut left, mut top, mut right, mut bottom] = [line; 4];
    if let Some(shadow) = text.shadow {
        let reach = line + shadow_reach(shadow.blur_px) as f32 * 3.0;
        let [x, y] = shadow.offset_px;
        (left, right) = (left.max(reach - x), right.max(reach + x));
        (top, bottom) = (top.max(reach - y), bottom.max(reach + y));
    }
    [left, top, right, bottom]
}

/// Draws a path that lies in a sprite of that size.
pub(super) fn draw(path: &[Command], text: &Text<'_>, width: u32, height: u32) -> Bitmap {
    let coverage = |style: Style<'_>| {
        let mut bytes = vec![0_u8; width as usize * height as usize];
        if !path.is_empty() {
            Mask::new(path).style(style).size(width, height).render_into(&mut bytes, None);
        }
        bytes
    };
    let fill = coverage(Fill::NonZero.into());
    let line = text.outline.filter(|outline| outline.width_px > 0.0).map(|outline| {
        let mut stroke = Stroke::new(outline.width_px * 2.0);
        (outline, coverage(stroke.join(Join::Round).into()))
    });
    let shadow = text.shadow.map(|shadow| {
        let mut body = fill.clone();
        if let Some((_, line)) = &line {
            body.iter_mut().zip(line).for_each(|(body, line)| *body = (*body).max(*line));
        }
        (shadow, blurred(&body, width as usize, shadow.blur_px, shadow.offset_px))
    });
    let mut texels = Vec::with_capacity(fill.len());
    for (i, fill) in fill.iter().enumerate() {
        let fill = f32::from(*fill) / 255.0;
        let (mut light, mut opacity) = (text.colour.map(|c| c * fill * text.opacity), fill * text.opacity);
        // Outline and shadow lie around the letters, not under them: letters may be translucent.
        let mut room = 1.0 - fill;
        let mut below = |share: f32, colour: [f32; 3], its_opacity: f32| {
            let share = share * room;
            room -= share;
            (0..3).for_each(|c| light[c] += colour[c] * share * its_opacity);
            opacity += share * its_opacity;
        };
        if let Some((outline, line)) = &line {
            below(f32::from(line[i]) / 255.0, outline.colour, outline.opacity);
        }
        if let Some((shadow, body)) = &shadow {
            below(body[i], shadow.colour, shadow.opacity);
        }
        texels.push(premultiplied(light, opacity));
    }
    Bitmap { width, height, texels }
}

/// A texel of light that is premultiplied already.
fn premultiplied(light: [f32; 3], opacity: f32) -> u32 {
    let byte = |share: f32| (share.clamp(0.0, 1.0) * 255.0 + 0.5) as u32;
    let [r, g, b] = light.map(|c| byte(c.max(0.0).sqrt()));
    r | g << 8 | b << 16 | byte(opacity) << 24
}

/// How far each of the three boxes of a shadow's blur reaches, pixels: together, boxes of width w have a variance of
/// (w² − 1) / 4.
fn shadow_reach(blur_px: f32) -> usize {
    (((4.0 * blur_px * blur_px + 1.0).sqrt() - 1.0) * 0.5 + 0.5) as usize
}

/// Coverage moved and blurred, 0 to 1.
fn blurred(body: &[u8], width: usize, blur_px: f32, offset: [f32; 2]) -> Vec<f32> {
    let height = body.len() / width.max(1);
    let (dx, dy) = (offset[0].round() as isize, offset[1].round() as isize);
    let mut plane = vec![0.0_f32; body.len()];
    let inside = |i: isize, of: usize| (0..of as isize).contains(&i);
    for y in (0..height as isize).filter(|y| inside(y + dy, height)) {
        for x in (0..width as isize).filter(|x| inside(x + dx, width)) {
            let to = (y + dy) as usize * width + (x + dx) as usize;
            plane[to] = f32::from(body[y as usize * width + x as usize]) / 255.0;
        }
    }
    let reach = shadow_reach(blur_px);
    if reach > 0 {
        let mut other = vec![0.0; plane.len()];
        for _ in 0..3 {
            columns_boxed(&plane, &mut other, width, reach);
            for (from, to) in other.chunks_exact(width).zip(plane.chunks_exact_mut(width)) {
                columns_boxed(from, to, 1, reach);
            }
        }
    }
    plane
}

/// Means over `2 · reach + 1` rows of a plane of that width; outside there is nothing.
fn columns_boxed(from: &[f32], to: &mut [f32], width: usize, reach: usize) {
    let rows = from.len() / width;
    let share = 1.0 / (2 * reach + 1) as f32;
    let row = |y: usize| &from[y * width..(y + 1) * width];
    let mut sum = vec![0.0_f32; width];
    let add = |sum: &mut [f32], y: usize, sign: f32| {
        if y < rows {
            sum.iter_mut().zip(row(y)).for_each(|(sum, value)| *sum += value * sign);
        }
    };
    (0..reach).for_each(|y| add(&mut sum, y, 1.0));
    for y in 0..rows {
        add(&mut sum, y + reach, 1.0);
        to[y * width..(y + 1) * width].iter_mut().zip(&sum).for_each(|(to, sum)| *to = sum.max(0.0) * share);
        if y >= reach {
            add(&mut sum, y - reach, -1.0);
        }
    }
}
