//! What renderers rely on in a picture: styles of anyone come to them, and both have to draw the same or refuse.

use crate::visual::{
    Bitmap, Picture,
    picture::{COLOURS, Heatmap, Ribbon},
    sprite::Images,
};

/// The most shapes a picture may have: they are numbered by 16 bits.
const MAX_SHAPES: usize = u16::MAX as usize;

/// The sharpest corner and the steepest fade that are drawn: ramps are a pixel wide.
const SHARPEST_PX: f32 = 0.5;

/// Takes what is too sharp to be drawn for as sharp as can be.
pub(super) fn soften(picture: &mut Picture) {
    for sprite in &mut picture.sprites {
        sprite.corner = sprite.corner.max(SHARPEST_PX);
    }
    if let Some(map) = &mut picture.heatmap {
        // Nothing is further inside than its corners' middle points.
        (map.corner, map.fade) = (map.corner.max(SHARPEST_PX), map.fade.max(SHARPEST_PX));
        map.soft = map.soft.max(2.0 * SHARPEST_PX).min(map.corner + 0.5);
    }
}

/// Why a picture can't be drawn, if it can't.
///
/// # Errors
/// One line that names the shape.
pub(super) fn check(picture: &Picture, images: &Images) -> Result<(), String> {
    let Picture { bars, beams, rings, ribbons, sprites, .. } = picture;
    if bars.len() + beams.len() + rings.len() + ribbons.len() + sprites.len() > MAX_SHAPES {
        return Err(format!("a picture holds more than {MAX_SHAPES} shapes"));
    }
    for (i, ribbon) in ribbons.iter().enumerate() {
        check_ribbon(ribbon, picture.edges.len()).map_err(|why| format!("ribbon {i} {why}"))?;
    }
    if let Some(map) = &picture.heatmap {
        check_heatmap(map, picture).map_err(|why| format!("the heatmap has {why}"))?;
    }
    for (i, sprite) in sprites.iter().enumerate() {
        if !images.bitmaps.get(sprite.image as usize).is_some_and(Bitmap::is_whole) {
            return Err(format!("sprite {i} shows an image that isn't there"));
        }
    }
    if images.background.as_ref().is_some_and(|image| image.words().is_empty()) {
        return Err("the background is an image without pixels".into());
    }
    Ok(())
}

fn check_ribbon(ribbon: &Ribbon, edges: usize) -> Result<(), String> {
    let &Ribbon { first, count, per, .. } = ribbon;
    let end = u64::from(first) + u64::from(count);
    if count < 2 {
        return Err("has fewer than 2 edges".into());
    }
    if end > edges as u64 {
        return Err(format!("has edges {first} to {end} of {edges}"));
    }
    if ribbon.round != 0 && per != count as f32 {
        return Err(format!("has {count} edges, and {per} to a turn"));
    }
    Ok(())
}

fn check_heatmap(map: &Heatmap, picture: &Picture) -> Result<(), String> {
    let (Heatmap { columns, rows, .. }, heat) = (map, &picture.heat);
    let (numbers, colours) = (heat.values.len(), heat.colours.len());
    if *columns == 0 || *rows == 0 || (numbers as u64) < u64::from(*columns) * u64::from(*rows) {
        return Err(format!("{columns} columns and {rows} rows of {numbers} numbers"));
    }
    if !map.step.iter().all(|step| *step >= 0.0) {
        return Err(format!("{:?} columns and rows per pixel, which can't be less than 0", map.step));
    }
    if colours != COLOURS {
        return Err(format!("{colours} colours instead of {COLOURS}"));
    }
    Ok(())
}
