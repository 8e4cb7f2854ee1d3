//! Settings, a part of the song, and progress: `cargo run --release --example builder song.mp3 song.mp4`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example that talks")]

use cymatic::{Visualizer, audio::Song, pipeline::Trim, progress::Event};
use std::{env, path::Path, sync::Arc};

fn main() -> cymatic::Result<()> {
    let args: Vec<_> = env::args_os().skip(1).collect();
    let [input, output] = args.as_slice() else {
        eprintln!("usage: builder SONG VIDEO.mp4");
        return Ok(());
    };
    make(Arc::new(Song::open(Path::new(input))?), Path::new(output))
}

pub(crate) fn make(song: Arc<Song>, output: &Path) -> cymatic::Result<()> {
    let first_second = Trim::Times { start: "0".parse()?, end: Some("1".parse()?) };
    let outcome = Visualizer::new(song)?
        .style("bars")?
        .set("bars", "48")?
        .size("480p".parse()?)
        .fps("24".parse()?)
        .trim(first_second)
        .overwrite(true)
        .on_progress(|event| match event {
            Event::Stage(stage) => println!("{stage:?}"),
            Event::Frames { done, total } if done % 12 == 0 => println!("{done} of {total}"),
            Event::Frames { .. } => {}
        })
        .write(output)?;
    println!("{} by {}, drawn by {}", output.display(), outcome.encoder, outcome.backend);
    outcome.warnings.iter().for_each(|warning| println!("{warning}"));
    Ok(())
}
