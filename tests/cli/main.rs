//! The `cymatic` command from the outside: what it writes, says and returns.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it skips"
)]

mod analyze;
mod architecture;
mod arguments;
mod backend;
mod bad;
mod batch;
mod bench;
mod doctor;
mod gallery;
mod harness;
#[cfg(all(feature = "ffmpeg", target_os = "linux", target_arch = "x86_64"))]
mod late_ffmpeg;
mod layers;
mod memory;
mod names;
mod output;
mod pages;
mod reference;
mod reports;
mod scene;
mod script;
mod signals;
mod still_and_info;
#[cfg(feature = "ffmpeg")]
mod target_speed;
mod video;
