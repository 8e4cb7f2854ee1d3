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
    text += "\nWritten:\n";
    for (ending, container) in encode::ENDINGS {
        let output = Output::File { path: format!("song.{ending}").into(), overwrite: false };
        let encoding = Encoding::default();
        let what = match encode::check(&output, &encoding) {
            Ok(()) if container.is_raw() => container.holds().into(),
            Ok(()) => format!("{} ({})", container.holds(), encode::describe(&output, &encoding)),
            Err(error) => format!("not here: {error}"),
        };
        let _ = writeln!(text, "  .{ending}   {what}");
    }
    text += "  .png   stills\n";
    console::out(&text);
    0
}
