//! Images in a picture: those that lie over its shapes, and the one behind its light.

use super::{bitmap::Bitmap, picture::Light};
use bytemuck::{Pod, Zeroable};

/// An image in a rectangle with round corners, over all shapes.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Sprite {
    /// Middle of the rectangle, pixels.
    pub center: [f32; 2],
    /// Half of its width and height, pixels; where that is half of the bitmap's and the corners lie on whole pixels, texels
    /// are shown as they are.
    pub half_size: [f32; 2],
    /// Corner radius, at least ½, pixels; with both halves of the size it makes a disc.
    pub corner: f32,
    /// Opacity, 0 to 1.
    pub opacity: f32,
    /// What the image's light is multiplied by.
    pub tint: Light,
    /// Which of [`Images::bitmaps`].
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Background {
    /// Pixels across: the picture's, or its border is repeated.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// `width · height` code values, row by row, as [`super::picture::packed`] makes them.
    pub words: Vec<u32>,
}
