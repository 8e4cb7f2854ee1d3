//! What the bars of `bars` look like: whole ones and their images, rows of segments.

use super::{
    super::{
        picture::Picture,
        stroke::{BandColours, Place, mix},
    },
    Bars,
    figure::Figure,
};

impl Bars {
    /// A band's bar, and the one below if there is one: mirrored or its image in the floor.
    pub(super) fn bars(
        &self,
        figure: &Figure,
        colours: &BandColours,
        height: f32,
        place: &Place,
        picture: &mut Picture,
    ) {
        let mut bar = figure.room.bar(colours, height, place);
        if !self.gradient {
            bar.root = bar.tip;
        }
        if figure.mirror == 1 {
            // One stroke each way, roots hidden in each other.
            let mut down = bar;
            down.axis = [0.0, 1.0];
            down.center[1] = figure.base + (figure.base - bar.center[1]) - figure.width * 0.5;
            bar.center[1] += figure.width * 0.5;
            picture.bars.push(down);
        } else if self.reflection > 0.0 {
            let image = figure.reflected(place, place.length * REFLECTED);
            let mut image = figure.room.bar(colours, height, &image);
            // Its light goes where the image ends, which a bar's tip is.
            let ground = figure.room.edge;
            image.root = mix(ground, bar.tip, 0.55);
            image.tip = mix(ground, bar.tip, 0.10);
            (image.hot_amount, image.glow, image.opacity) = (0.0, [0.0; 3], 0.55 * self.reflection);
            picture.bars.push(image);
        }
        picture.bars.push(bar);
    }

    /// As [`Bars::bars`], as rows of segments.
    pub(super) fn cells(
        &self,
        figure: &Figure,
        colours: &BandColours,
        height: f32,
        place: &Place,
        picture: &mut Picture,
    ) {
        let tallest = figure.tallest as f32 * 0.125;
        let count = (tallest / (figure.width * 0.62)).clamp(10.0, 32.0) as u32;
        let full = Place { length: tallest, ..*place };
        figure.room.cells(colours, height, &full, count, picture);
        if figure.mirror == 1 {
            let down = Place { axis: [0.0, 1.0], ..full };
            figure.room.cells(colours, height, &down, count, picture);
        } else if self.reflection > 0.0 {
            let image = figure.reflected(place, tallest * REFLECTED);
            let image = Place { opacity: 0.45 * self.reflection, ..image };
            let first = picture.bars.len();
            figure.room.cells(colours, height, &image, count, picture);
            // Only what shines has an image, and it fades away from the floor.
            let lit = (height * count as f32).ceil() as usize;
            picture.bars.truncate(first + lit.max(1));
            picture.bars[first..].iter_mut().enumerate().for_each(|(k, cell)| {
                cell.opacity *= 1.0 - k as f32 / count as f32;
                (cell.glow, cell.hot_amount) = ([0.0; 3], 0.0);
            });
        }
    }
}

/// Length of an image in the floor, as a share of the bar's.
const REFLECTED: f32 = 0.45;

impl Figure {
    /// The place of an image in the floor.
    fn reflected(&self, place: &Place, length: f32) -> Place {
        let axis = place.axis.map(|v| -v);
        let root = [place.root[0], place.root[1] + axis[1] * self.width * 0.35];
        Place { root, axis, length, ..*place }
    }
}
