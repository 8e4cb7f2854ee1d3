//! A video in one call: `cargo run --release --example one_call song.mp3 song.mp4`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example that talks")]

use std::{env, path::Path};

fn main() -> cymatic::Result<()> {
    let args: Vec<_> = env::args_os().skip(1).collect();
    let [input, output] = args.as_slice() else {
        eprintln!("usage: one_call SONG VIDEO.mp4");
        return Ok(());
    };
    make(Path::new(input), Path::new(output))
}

pub(crate) fn make(input: &Path, output: &Path) -> cymatic::Result<()> {
    let outcome = cymatic::visualize_audio_file(input, output, "circular")?;
    println!("{} frames in {:.1} s", outcome.frames, outcome.timings.total_s);
    Ok(())
}
