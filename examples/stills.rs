//! Pictures of the guide: the default style on the demo song in three shapes.
//! `cargo run --release --example stills docs/stills`.

use cymatic::{Visualizer, audio::Song, encode::png, scene::Size};
use std::{env, path::Path, sync::Arc};

fn main() -> cymatic::Result<()> {
    let folder = env::args_os().nth(1).unwrap_or("docs/stills".into());
    make(Path::new(&folder))
}

/// Names of the shapes, and sizes in pixels.
pub(crate) const SHAPES: [(&str, u32, u32); 3] =
    [("wide", 480, 270), ("square", 320, 320), ("vertical", 270, 480)];

pub(crate) fn make(folder: &Path) -> cymatic::Result<()> {
    let song = Arc::new(Song::demo());
    for (shape, width, height) in SHAPES {
        let picture = Visualizer::new(song.clone())?.size(Size::new(width, height)?);
        let path = folder.join(format!("circular-{shape}.png"));
        png::save(&picture.still("0:14.1".parse()?)?.0, &path, true)?;
    }
    Ok(())
}
