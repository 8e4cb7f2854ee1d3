//! `flash`: white on every frame that holds a loud sample. For measuring the sync of picture and sound.

use super::{FrameInput, Picture, Style, StyleInfo, unit};
use crate::{analysis::Settings, size::Size};
use std::sync::Arc;

pub(super) static INFO: StyleInfo = StyleInfo {
    name: "flash",
    summary: "white on every frame that holds a sample above -12 dBFS, else dark; for sync tests",
    params: &[],
    hidden: true,
    create: |_| Arc::new(Flash),
};

#[derive(Debug)]
struct Flash;

impl Style for Flash {
    fn analysis(&self, _size: Size) -> Settings {
        Settings { bands: 1, smoothing: 0.5 }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        picture.backdrop = if unit(frame.row.levels.peak) > 0.25 { [1.0; 3] } else { [0.01; 3] };
    }
}
