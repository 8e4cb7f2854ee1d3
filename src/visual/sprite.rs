//! Images in a picture: those that lie over its shapes, and the one behind its light.

use super::{bitmap::Bitmap, picture::Light};
use bytemuck::{Pod, Zeroable};
use std::fmt;

/// An image in a rectangle with round corners, over all shapes.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Sprite {
    /// Middle of the rectangle, pixels.
    pub center: [f32; 2],
    /// Half of its width and height, pixels; where that is half of the bitmap's and the corners lie on whole pixels, texels
    /// are shown as they are.
    pub half_size: [f32; 2],
    /// Corner radius, pixels; less than ½ is drawn as ½, and both halves of the size make a disc.
    pub corner: f32,
    /// Opacity, 0 to 1.
    pub opacity: f32,
    /// What the image's light is multiplied by.
    pub tint: Light,
    /// Which of [`Images::bitmaps`]; it has to be there.
    pub image: u32,
}

/// The images of a style: the same in all frames.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Images {
    /// What lies behind the light of all pictures, instead of [`super::Picture::backdrop`].
    pub background: Option<Background>,
    /// What sprites show.
    pub bitmaps: Vec<Bitmap>,
}

impl Images {
    /// No images.
    pub const NONE: Self = Self { background: None, bitmaps: Vec::new() };
}

/// An image behind everything; shadows dim it, light is added to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Background {
    width: u32,
    height: u32,
    words: Vec<u32>,
}

// Without the words, as a bitmap.
impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { width, height, .. } = self;
        f.debug_struct("Background").field("width", width).field("height", height).finish_non_exhaustive()
    }
}

impl Background {
    /// Side of the squares in which the image is kept, pixels.
    pub(crate) const TILE: usize = 16;

    /// An image of `width` pixels across, from code values row by row, as [`super::picture::packed`] makes them. Where it
    /// is smaller than the picture, its border is repeated.
    #[must_use]
    pub fn from_rows(width: u32, rows: &[u32]) -> Self {
        let lines: Vec<&[u32]> = rows.chunks_exact(width.max(1) as usize).collect();
        let (across, down) = (width as usize, lines.len());
        let squares = |count: usize| (0..count).step_by(Self::TILE);
        let words = squares(down)
            .flat_map(|top| squares(across).map(move |left| (top, left)))
            .flat_map(|(top, left)| {
                (0..Self::TILE * Self::TILE).map(move |i| (top + i / Self::TILE, left + i % Self::TILE))
            })
            .map(|(y, x)| lines[y.min(down - 1)][x.min(across - 1)])
            .collect();
        Self { width, height: down as u32, words }
    }

    /// Pixels across.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Pixels down.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// A pixel; outside, the nearest one.
    #[must_use]
    pub fn at(&self, x: usize, y: usize) -> u32 {
        let (x, y) = (x.min(self.width as usize - 1), y.min(self.height as usize - 1));
        let tile = y / Self::TILE * self.across() + x / Self::TILE;
        self.words[tile * Self::TILE * Self::TILE + y % Self::TILE * Self::TILE + x % Self::TILE]
    }

    /// All pixels, square after square, so that a tile of the picture finds its own side by side; the squares at the
    /// right and the bottom are filled up with the border.
    pub(crate) fn words(&self) -> &[u32] {
        &self.words
    }

    /// The pixels of a square that touches the image, row by row.
    #[inline(always)]
    pub(crate) fn tile(&self, column: usize, row: usize) -> Option<&[u32; Self::TILE * Self::TILE]> {
        let index = row * self.across() + column;
        if column < self.across() { self.words.as_chunks().0.get(index) } else { None }
    }

    /// Squares across.
    #[inline(always)]
    fn across(&self) -> usize {
        (self.width as usize).div_ceil(Self::TILE)
    }
}
