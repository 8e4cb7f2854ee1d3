//! The programs of FFmpeg, which make and read back files for tests.

use std::process::{Command, Output};

/// What a program did; none, with a word on standard error, where it isn't installed, which fails if `REQUIRE_FFMPEG` is
/// set.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
pub(crate) fn ran(command: &mut Command) -> Option<Output> {
    let output = command.output().ok();
    if output.is_none() {
        eprintln!("SKIPPED: {} is not installed", command.get_program().display());
        assert!(std::env::var_os("REQUIRE_FFMPEG").is_none(), "REQUIRE_FFMPEG is set");
    }
    output
}
