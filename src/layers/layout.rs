//! Where everything stands, by the shape of the picture and by what a style leaves room for.

use super::composition::Place;
use crate::{
    error::Result,
    size::Size,
    visual::{Aspect, Disc, Stage, params::Shares},
};

/// What there is to place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wanted {
    pub(super) text: bool,
    pub(super) cover: bool,
    /// Size of a cover beside the one that it has otherwise.
    pub(super) cover_size: f32,
    /// A line of progress, and the time.
    pub(super) progress: bool,
    pub(super) clock: bool,
}

/// Where a cover stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum CoverSpot {
    /// In the heart of the figure.
    Heart,
    /// In a square: its top left corner and its side, pixels.
    Square { corner: [f32; 2], side: f32 },
}

/// Where text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextSpot {
    /// Left and right end of the lines, pixels.
    pub(super) span: [f32; 2],
    /// A height, pixels, and the share of the block that lies above it: ½ for its middle, 0 for its top.
    pub(super) anchor: (f32, f32),
    /// Whether lines are centred; otherwise they begin at the left.
    pub(super) centred: bool,
    /// Size of the title's letters, and of the artist's, pixels.
    pub(super) sizes: [f32; 2],
    /// How large the title may be, beside that size, in at most how many lines; the first that fits, or else the last.
    pub(super) tries: &'static [(f32, usize)],
}

/// A title that has room, and one in a row.
const ROOMY: &[(f32, usize)] = &[(1.35, 2), (1.0, 3), (0.75, 4)];
const SHORT: &[(f32, usize)] = &[(1.0, 1), (0.82, 1), (0.72, 2)];
/// One between the picture's sides.
const CENTRED: &[(f32, usize)] = &[(1.0, 1), (0.82, 1), (0.72, 2), (0.62, 3)];

/// Where everything stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Layout {
    /// The style.
    pub(super) place: Place,
    pub(super) cover: CoverSpot,
    /// Whether cover and text are one row under what is in the middle, see [`Layout::centre`].
    pub(super) row_below: bool,
    /// Nothing if it stands in the heart of the figure, see [`TextSpot::within`].
    pub(super) text: Option<TextSpot>,
    /// Left end, middle and length of the line of progress, pixels.
    pub(super) progress: ([f32; 2], f32),
    /// A point of the time, pixels, and the share of it that is left of that.
    pub(super) clock: ([f32; 2], f32),
}

const WHOLE: Shares = [0.0, 0.0, 1.0, 1.0];

impl Layout {
    /// For a picture, a style and what there is.
    ///
    /// # Errors
    /// None for sizes that a [`Size`] may have.
    pub(super) fn new(size: Size, stage: Stage, wanted: Wanted) -> Result<Self> {
        let (w, h) = (size.width() as f32, size.height() as f32);
        let Wanted { text, cover, cover_size, progress, clock } = wanted;
        let heart = stage == Stage::Ring;
        let field = matches!(stage, Stage::Field | Stage::Wall);
        let foot = progress || clock;
        // Whether anything stands outside of the figure: a ring has room for a cover, or without one for text.
        let header = if heart { text && cover } else { text || cover };
        let aspect = Aspect::of(size);
        // How far fields and figures reach down.
        let floor = |free: f32, over_foot: f32| if foot { over_foot } else { free };
        // Where tall pictures are wider than phones, what stands one above the other is as large as on those.
        let narrow = w.min(h * 0.5625);
        let half = 0.44 * narrow / w;
        // What a larger cover takes from what is under it, in sides of one.
        let grown = if cover { (cover_size - 1.0).max(0.0) } else { 0.0 };
        let place = match (aspect, stage) {
            (Aspect::Tall, Stage::Ring) if cover => [0.5 - half, 0.0, 0.5 + half, 0.94],
            (_, Stage::Ring) if !header => [0.0, 0.0, 1.0, floor(1.0, 0.955)],
            (_, Stage::Field | Stage::Wall) if !header => [0.0, 0.0, 1.0, floor(1.0, 0.9)],
            _ if !header => WHOLE,
            (Aspect::Wide, Stage::Ring) => [0.0, 0.0, 0.64, floor(1.0, 0.945)],
            (Aspect::Wide, Stage::Figure) => [0.0, 0.04, 0.6, 0.96],
            (Aspect::Wide, Stage::Field | Stage::Wall) => [0.0, 0.25 + 0.185 * grown, 1.0, floor(1.0, 0.9)],
            (Aspect::Square, Stage::Ring) => [0.0, 0.0, 1.0, floor(0.86, 0.82)],
            (Aspect::Square, Stage::Figure) => [0.04, 0.01, 0.96, floor(0.81, 0.765)],
            (Aspect::Square, Stage::Field | Stage::Wall) => [0.0, 0.23 + 0.16 * grown, 1.0, floor(1.0, 0.9)],
            (Aspect::Tall, Stage::Ring | Stage::Figure) => [0.5 - half, 0.0, 0.5 + half, 0.97],
            (Aspect::Tall, Stage::Field) if cover => [0.0, 0.385, 1.0, floor(0.645, 0.63)],
            (Aspect::Tall, Stage::Field | Stage::Wall) => [0.0, 0.1, 1.0, floor(0.635, 0.615)],
        };
        // Phones lay their buttons over the lowest part of tall pictures, and over their right side.
        let (left, right, foot) = match aspect {
            Aspect::Tall => (w * 0.14, w * 0.86, h * 0.757),
            _ => (w * 0.055, w * 0.945, h * 0.95),
        };
        let row_below = match aspect {
            Aspect::Wide => false,
            Aspect::Square => !field && !heart && cover,
            Aspect::Tall => matches!(stage, Stage::Figure | Stage::Wall) && cover,
        };
        let row = |corner, side, right| row(corner, side, right, (wanted, row_below));
        let (cover_spot, text_spot) = match aspect {
            Aspect::Wide if !field => beside_figure(w, h, wanted, heart),
            Aspect::Wide => row([w * 0.055, h * 0.055], h * 0.185, w * 0.9),
            Aspect::Square if heart => {
                (CoverSpot::Heart, line(w, h * floor(0.905, 0.872), [h * 0.056, h * 0.039]))
            }
            Aspect::Square if !field && !cover => {
                (CoverSpot::Heart, line(w, h * floor(0.89, 0.86), [h * 0.056, h * 0.039]))
            }
            Aspect::Square if !field => row([w * 0.08, h * floor(0.832, 0.785)], h * 0.135, w * 0.92),
            Aspect::Square => row([w * 0.07, h * 0.05], h * 0.16, w * 0.93),
            Aspect::Tall if heart || stage == Stage::Field => {
                let text = line(w, h * floor(0.7, 0.683), [narrow * 0.083, narrow * 0.053]);
                (if heart { CoverSpot::Heart } else { above(w, h, narrow * 0.44, cover_size) }, text)
            }
            Aspect::Tall if !cover => {
                (CoverSpot::Heart, line(w, h * floor(0.7, 0.683), [narrow * 0.083, narrow * 0.053]))
            }
            Aspect::Tall => row([w * 0.09, h * floor(0.66, 0.635)], narrow * 0.18, right),
        };
        let clock_room = if clock { w.min(h) * CLOCK_ROOM } else { 0.0 };
        let in_heart = heart && !cover;
        Ok(Self {
            place: placed(size, place)?,
            cover: cover_spot,
            row_below,
            text: (!in_heart).then_some(text_spot),
            progress: ([left, foot], right - left - clock_room),
            // Under text it stands as that does, unless a line runs up to it.
            clock: match aspect == Aspect::Tall && !progress {
                true if text_spot.centred => ([w * 0.5, foot], 0.5),
                true => ([text_spot.span[0], foot], 0.0),
                false => ([right, foot], 1.0),
            },
        })
    }
}

impl Layout {
    /// The columns and rows of the line of progress and the time, pixels from the left and from the top.
    pub(super) fn foot(&self) -> ([f32; 2], [f32; 2]) {
        let (([left, middle], length), ([clock, _], _)) = (self.progress, self.clock);
        let half = length * 0.01;
        ([left, clock.max(left + length)], [middle - half, middle + half])
    }

    /// Moves a row of cover and text, whose letters end at `end`, to the middle of a picture that is `width` pixels wide, and
    /// says how far, pixels.
    pub(super) fn centre(&mut self, width: f32, end: Option<f32>) -> f32 {
        let CoverSpot::Square { corner, side } = &mut self.cover else { return 0.0 };
        if !self.row_below {
            return 0.0;
        }
        let moved = ((width - corner[0] - end.unwrap_or(corner[0] + *side)) * 0.5).round();
        corner[0] += moved;
        // What stands under the text goes with it.
        if self.clock.1 == 0.0 {
            self.clock.0[0] += moved;
        }
        moved
    }
}

/// Width of the time and of the space before it, beside the shorter side.
const CLOCK_ROOM: f32 = 0.27;

impl TextSpot {
    /// The columns and rows that text may take there, pixels from the left and from the top.
    pub(super) fn area(&self) -> ([f32; 2], [f32; 2]) {
        let (middle, above) = self.anchor;
        let lines = self.tries.iter().map(|(share, lines)| share * *lines as f32).fold(0.0, f32::max);
        let tall = self.sizes[0] * lines + self.sizes[1];
        (self.span, [middle - tall * above, middle + tall * (1.0 - above)])
    }

    /// In a disc.
    pub(super) fn within(Disc { center, radius }: Disc) -> Self {
        let half = radius * 0.76;
        Self {
            span: [center[0] - half, center[0] + half],
            anchor: (center[1], 0.5),
            centred: true,
            sizes: [radius * 0.26, radius * 0.17],
            tries: ROOMY,
        }
    }
}

/// A cover, and text under it, right of a figure.
fn beside_figure(w: f32, h: f32, wanted: Wanted, heart: bool) -> (CoverSpot, TextSpot) {
    let left = if heart { w * 0.605 } else { w * 0.63 };
    let side = h * 0.3 * wanted.cover_size;
    let text = |anchor| TextSpot {
        span: [left, w * 0.945],
        anchor,
        centred: false,
        sizes: [h * 0.066, h * 0.042],
        tries: ROOMY,
    };
    if heart {
        return (CoverSpot::Heart, text((h * 0.5, 0.5)));
    }
    let top = if wanted.text { h * 0.35 } else { h * 0.5 } - side * 0.5;
    let anchor = if wanted.cover { (top + side + h * 0.042, 0.0) } else { (h * 0.5, 0.5) };
    (CoverSpot::Square { corner: [left, top], side }, text(anchor))
}

/// A small cover with text right of it. A larger one grows away from the edge of the picture that it stands at.
fn row(corner: [f32; 2], height: f32, right: f32, (wanted, below): (Wanted, bool)) -> (CoverSpot, TextSpot) {
    let side = height * wanted.cover_size;
    let top = match (wanted.cover_size > 1.0, below) {
        (true, true) => corner[1] + height - side,
        (true, false) => corner[1],
        (false, _) => corner[1] + (height - side) * 0.5,
    };
    let left = if wanted.cover { corner[0] + side + height * 0.28 } else { corner[0] };
    let middle = if wanted.cover { top + side * 0.5 } else { corner[1] + height * 0.5 };
    let text = TextSpot {
        span: [left, right],
        anchor: (middle, 0.5),
        centred: false,
        sizes: [height * 0.37, height * 0.25],
        tries: SHORT,
    };
    (CoverSpot::Square { corner: [corner[0], top], side }, text)
}

/// A large cover over a field; it grows about its middle.
fn above(w: f32, h: f32, height: f32, cover_size: f32) -> CoverSpot {
    let side = height * cover_size;
    CoverSpot::Square { corner: [(w - side) * 0.5, h * 0.125 + (height - side) * 0.5], side }
}

/// Centred text.
fn line(w: f32, middle: f32, sizes: [f32; 2]) -> TextSpot {
    let span = [w * 0.13, w * 0.87];
    TextSpot { span, anchor: (middle, 0.5), centred: true, sizes, tries: CENTRED }
}

/// Shares of a picture in whole pixels.
pub(super) fn placed(size: Size, [left, top, right, bottom]: Shares) -> Result<Place> {
    let side = |from: f32, to: f32, whole: u32| {
        let at = |share: f32| (share * whole as f32).round() as u32;
        let corner = at(from).min(whole - 1);
        (corner, at(to).clamp(corner + 1, whole) - corner)
    };
    let ((x, width), (y, height)) = (side(left, right, size.width()), side(top, bottom, size.height()));
    Ok(Place { corner: [x, y], size: Size::new(width, height)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_stands_inside_of_the_picture_and_out_of_the_way_of_phones() {
        for (width, height) in
            [(1920, 1080), (1080, 1920), (1080, 1350), (720, 1080), (1080, 1080), (2, 2), (640, 362)]
        {
            let size = Size::new(width, height).unwrap();
            let (w, h) = (width as f32, height as f32);
            for stage in [Stage::Ring, Stage::Figure, Stage::Field, Stage::Wall] {
                for mask in 0..16 {
                    let [text, cover, progress, clock] = std::array::from_fn(|bit| mask >> bit & 1 == 1);
                    let wanted = Wanted { text, cover, cover_size: 1.0, progress, clock };
                    let layout = Layout::new(size, stage, wanted).unwrap();
                    let Place { corner, size: place } = layout.place;
                    assert!(corner[0] + place.width() <= width && corner[1] + place.height() <= height);
                    let (start, length) = layout.progress;
                    assert!(length > 0.0 && start[0] + length <= w && start[1] < h);
                    if height > width {
                        assert!(layout.clock.0[0] <= w * 0.861 && layout.clock.0[1] < h * 0.77);
                        assert!(start[0] + length <= w * 0.861 && start[1] < h * 0.77);
                    }
                    if let Some(TextSpot { span, anchor: (middle, _), .. }) = layout.text {
                        assert!(span[0] > 0.0 && span[1] < w && span[0] < span[1]);
                        assert!(middle > 0.0 && middle < h);
                        assert!(height <= width || middle < h * 0.76 && span[1] <= w * 0.88, "{layout:?}");
                    }
                    if text && cover && height > width && !matches!(stage, Stage::Field | Stage::Wall) {
                        assert!(place.width() <= height / 2, "a figure in it ends above what is under it");
                    }
                    if let CoverSpot::Square { corner, side } = layout.cover {
                        assert!(corner[0] + side <= w && corner[1] + side <= h);
                        if cover && height > width && stage == Stage::Field {
                            assert!(corner[1] + side <= layout.place.corner[1] as f32, "{layout:?}");
                        }
                        if cover && (progress || clock) && height > 2 {
                            assert!(corner[1] + side < start[1], "{layout:?}");
                        }
                    }
                    if mask == 0 {
                        let whole = (place.width(), place.height());
                        assert_eq!(whole, (width, height), "nothing to make room for");
                    }
                }
            }
        }
    }

    #[test]
    fn text_makes_way_for_a_larger_cover() {
        for (width, height) in [(1920, 1080), (1080, 1920), (1080, 1350), (1080, 1080)] {
            for stage in [Stage::Figure, Stage::Field, Stage::Wall] {
                for cover_size in [0.2, 1.0, 1.5, 2.0] {
                    let wanted =
                        Wanted { text: true, cover: true, cover_size, progress: false, clock: false };
                    let layout = Layout::new(Size::new(width, height).unwrap(), stage, wanted).unwrap();
                    let (Some(text), CoverSpot::Square { corner: [left, top], side }) =
                        (layout.text, layout.cover)
                    else {
                        panic!("{layout:?}");
                    };
                    assert!(left > 0.0 && left + side < width as f32, "{layout:?}");
                    assert!(top > 0.0 && top + side < height as f32, "{layout:?}");
                    let beside = text.span[0] > left + side && text.span[0] < text.span[1];
                    assert!(beside || text.anchor.0 > top + side, "{layout:?}");
                }
            }
        }
    }

    #[test]
    fn the_text_of_a_ring_stands_in_it_unless_a_cover_does() {
        let text = |w, h, cover| {
            let wanted = Wanted { text: true, cover, cover_size: 1.0, progress: false, clock: false };
            Layout::new(Size::new(w, h).unwrap(), Stage::Ring, wanted).unwrap().text
        };
        for (w, h) in [(1920, 1080), (1080, 1080), (1080, 1920)] {
            assert!(text(w, h, false).is_none() && text(w, h, true).is_some());
        }
    }
}
