//! Single signs as images, for words that change from frame to frame.

use super::{Fonts, Laid, Text};
use crate::{error::Result, visual::Bitmap};

/// Signs in one box each, all of one size, so that they stand on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Signs {
    /// Their images, in the order in which they were asked for.
    pub bitmaps: Vec<Bitmap>,
    /// From each sign to what follows it, pixels.
    pub advances_px: Vec<f32>,
    /// From where a sign begins to the left of its image, whole pixels; mostly negative.
    pub left: i32,
}

impl Fonts {
    /// Draws single signs as `text` says, whatever its words are.
    ///
    /// # Errors
    /// As [`Fonts::lay`].
    pub fn signs(&self, signs: &[char], text: &Text<'_>) -> Result<Signs> {
        let draw = |sign: &char| self.lay(&Text { text: &sign.to_string(), ..text.clone() });
        let laid: Vec<Laid> = signs.iter().map(draw).collect::<Result<_>>()?;
        let reach = |of: &dyn Fn(&Laid) -> i32| laid.iter().map(of).max().unwrap_or(0);
        let (left, top) = (reach(&|l| -l.left), reach(&|l| -l.top));
        let right = reach(&|l| l.left + l.bitmap.width as i32);
        let bottom = reach(&|l| l.top + l.bitmap.height as i32);
        let (width, height) = ((left + right).max(1) as u32, (top + bottom).max(1) as u32);
        let boxed = |laid: &Laid| {
            let mut texels = vec![0; (width * height) as usize];
            let (x, y) = ((left + laid.left) as u32, (top + laid.top) as u32);
            let rows = laid.bitmap.texels.chunks_exact(laid.bitmap.width as usize);
            for (row, line) in rows.zip(texels.chunks_exact_mut(width as usize).skip(y as usize)) {
                line[x as usize..][..row.len()].copy_from_slice(row);
            }
            Bitmap { width, height, texels }
        };
        Ok(Signs {
            bitmaps: laid.iter().map(boxed).collect(),
            // A space has no ink to be as wide as.
            advances_px: laid.iter().map(|laid| laid.width_px.max(text.size_px * 0.2)).collect(),
            left: -left,
        })
    }
}
