//! `new_style`: one line that says what it draws.

use super::{
    FrameInput, Picture, Style, StyleInfo,
    params::{Kind, Param, Values},
    stroke::{self, Place, Strokes},
    unit,
};
use crate::{analysis::Settings, size::Size};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "new_style",
    summary: "bands that spread from the middle, bass first",
    params: &[
        // What of the style can be set; `--set`, the help and docs/parameters.md follow from this list.
        Param {
            name: "bars",
            kind: Kind::Count { min: 4, max: 128, default: 36 },
            unit: "",
            help: "number of bands; each is drawn left and right",
        },
        stroke::SMOOTHING,
        stroke::GLOW,
        stroke::PALETTE,
        stroke::LOW_COLOUR,
        stroke::HIGH_COLOUR,
        stroke::BACKGROUND,
    ],
    hidden: false,
    create: |values| Arc::new(NewStyle::new(values)),
    #[cfg(test)]
    mirrors: Vec::new,
};

#[derive(Debug)]
struct NewStyle {
    bands: usize,
    smoothing: f32,
    strokes: Strokes,
}

impl NewStyle {
    fn new(values: &Values) -> Self {
        let bands = values.count("bars") as usize;
        Self { bands, smoothing: values.number("smoothing"), strokes: Strokes::new(values, bands) }
    }
}

impl Style for NewStyle {
    fn analysis(&self, _size: Size) -> Settings {
        Settings { bands: self.bands, smoothing: self.smoothing, ..Settings::default() }
    }

    /// A pure function of the frame: nothing is remembered from the one before.
    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (w, h) = (frame.size.width() as f32, frame.size.height() as f32);
        let (middle, short) = ([w * 0.5, h * 0.5], w.min(h));
        let pitch = w * 0.42 / self.bands as f32;
        let room = self.strokes.room(frame.size, middle);
        room.light(&frame.row.levels, picture);
        for (b, height) in frame.row.heights.iter().map(|height| unit(*height)).enumerate() {
            let colours = self.strokes.band(b);
            for side in [-1.0, 1.0] {
                let length = pitch * 0.6 + height * short * 0.62;
                let root = [middle[0] + side * (b as f32 + 0.5) * pitch, middle[1] + length * 0.5];
                let place = Place {
                    root,
                    axis: [0.0, -1.0],
                    length,
                    width: pitch * 0.6,
                    rounded: true,
                    opacity: 1.0,
                    near_reach: short * 0.013,
                };
                picture.bars.push(room.bar(colours, height, &place));
                let tip = [root[0], root[1] - length];
                picture.glows.extend(room.glow(colours, 0.03 * height * height, root, tip, short * 0.09));
            }
        }
    }
}
