//! `cymatic formats`: what this build reads and writes, with the FFmpeg that is on this machine.

use super::console;
use cymatic::{
    audio, encode,
    pipeline::{Encoding, Output},
};
use std::fmt::Write;

/// Prints the formats.
pub(super) fn run() -> u8 {
    let mut text = String::from("Read; the content decides, not the name:\n");
    for format in audio::readable() {
        let _ =
            writeln!(text, "  {:<45} {:<10} {}", format.name, format.decoder, format.extensions.join(" "));
    }
    let mp4 = Output::File { path: "song.mp4".into(), overwrite: false };
    let encoding = Encoding::default();
    let mp4 = match encode::check(&mp4, &encoding) {
        Ok(()) => format!("H.264 and AAC-LC ({})", encode::describe(&mp4, &encoding)),
        Err(error) => format!("not here: {error}"),
    };
    let _ = write!(
        text,
        "\nWritten:\n  .mp4   {mp4}\n  .y4m   raw frames without sound; `-o -` writes them to standard output\n  \
         .png   stills\n"
    );
    console::out(&text);
    0
}
