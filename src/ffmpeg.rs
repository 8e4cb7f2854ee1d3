//! Whether FFmpeg can be called: built in, and loaded.

use std::sync::OnceLock;

/// Loads FFmpeg's libraries, or says why they can't be loaded. Called often, so it remembers.
pub type Load = fn() -> Result<(), String>;

static LOAD: OnceLock<Load> = OnceLock::new();

/// For a program in which FFmpeg isn't loaded at the start: `load` is called before FFmpeg is, and where it fails, what
/// needs FFmpeg is refused. The first call counts.
pub fn load_with(load: Load) {
    let _ = LOAD.set(load);
}

/// Makes sure that FFmpeg can be called.
///
/// # Errors
/// What is missing, to be read after "FFmpeg, which".
pub fn ready() -> Result<(), String> {
    if cfg!(not(feature = "ffmpeg")) {
        return Err("this build does not have".into());
    }
    LOAD.get().map_or(Ok(()), |load| load()).map_err(|why| format!("can't be loaded here: {why}"))
}
