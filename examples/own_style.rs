//! A style of your own: one ring that breathes with the bass, as a PNG. `cargo run --release --example own_style out.png`

#![expect(clippy::print_stderr, reason = "an example that talks")]

use cymatic::{
    Visualizer,
    analysis::Settings,
    encode::png,
    scene::Size,
    visual::{FrameInput, Picture, Style, picture::Ring},
};
use std::{env, path::Path, sync::Arc};

fn main() -> cymatic::Result<()> {
    let Some(output) = env::args_os().nth(1) else {
        eprintln!("usage: own_style PICTURE.png");
        return Ok(());
    };
    make(Path::new(&output))
}

pub(crate) fn make(output: &Path) -> cymatic::Result<()> {
    let rate_hz = 44_100;
    let bass: Vec<f32> = (0..2 * rate_hz)
        .map(|i| (i as f32 * 60.0 * std::f32::consts::TAU / rate_hz as f32).sin() * 0.5)
        .collect();
    let (still, _) = Visualizer::from_samples(bass, 1, rate_hz as u32)?
        .own_style(Arc::new(Breath { colour: [0.2, 0.7, 0.9] }))
        .size("square".parse()?)
        .still("1.5".parse()?)?;
    png::save(&still, output, true)?;
    Ok(())
}

/// What the style needs to know besides the sound.
#[derive(Debug)]
struct Breath {
    colour: [f32; 3],
}

impl Style for Breath {
    fn analysis(&self, _size: Size) -> Settings {
        // The levels of the whole signal are enough: no bands are drawn.
        Settings { bands: 1, ..Settings::default() }
    }

    fn picture(&self, frame: &FrameInput<'_>, picture: &mut Picture) {
        let (width, height) = (frame.size.width() as f32, frame.size.height() as f32);
        let bass = f32::from(frame.row.levels.bass) / 65_535.0;
        let unit = width.min(height);
        picture.backdrop = [0.002, 0.003, 0.006];
        picture.rings.push(Ring {
            center: [width / 2.0, height / 2.0],
            radius: unit * (0.2 + 0.2 * bass),
            half_width: unit * 0.01,
            axis: [0.0, 1.0],
            from: self.colour,
            to: [1.0, 1.0, 1.0],
            opacity: 1.0,
        });
    }
}
