//! What the shader of `bars` doesn't draw: rows of segments.

use super::{
    super::{
        picture::Picture,
        stroke::{BandColours, Place},
    },
    figure::Figure,
    shapes::REFLECTED,
};

impl Figure {
    /// A band as a row of segments, and its image in the floor if there is one.
    pub(super) fn cells(&self, colours: &BandColours, height: f32, place: &Place, picture: &mut Picture) {
        let tallest = self.tallest as f32 * 0.125;
        let count = (tallest / (self.width * 0.62)).clamp(10.0, 32.0) as u32;
        let full = Place { root: [place.root[0], self.base], length: tallest, ..*place };
        self.room.cells(colours, height, &full, count, picture);
        if self.image == 0 {
            return;
        }
        let axis = place.axis.map(|v| -v);
        let root = [place.root[0], self.base + axis[1] * self.width * 0.35];
        let image =
            Place { root, axis, length: tallest * REFLECTED, opacity: self.image_opacity * 0.8, ..full };
        let first = picture.bars.len();
        self.room.cells(colours, height, &image, count, picture);
        // Only what shines has an image, and it fades away from the floor.
        let lit = (height * count as f32).ceil() as usize;
        picture.bars.truncate(first + lit.max(1));
        picture.bars[first..].iter_mut().enumerate().for_each(|(k, cell)| {
            cell.opacity *= 1.0 - k as f32 / count as f32;
            (cell.glow, cell.hot_amount) = ([0.0; 3], 0.0);
        });
    }
}
