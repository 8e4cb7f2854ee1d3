//! A song in words.

use cymatic::{Error, Result, audio::SongInfo, files};
use std::path::Path;

/// What a song is, in one line: `mp3, 44100 Hz, stereo, read by symphonia`.
pub(super) fn describe(info: &SongInfo) -> String {
    let SongInfo { codec, sample_rate_hz, decoder, .. } = info;
    format!("{codec}, {sample_rate_hz} Hz, {}, read by {decoder}", channels(info.source_channels))
}

/// A number of channels as people say it.
pub(super) fn channels(count: u16) -> String {
    match count {
        1 => "mono".into(),
        2 => "stereo".into(),
        n => format!("{n} channels"),
    }
}

/// Refuses what isn't there at all, before anything is asked or made. Opening says the rest.
///
/// # Errors
/// [`Error::Input`].
pub(super) fn require_present(song: &Path) -> Result<()> {
    if song == Path::new("-") {
        return Err(Error::usage_hint(
            "a song can't be read from standard input",
            "name a file; one that is called `-` is `./-`",
        ));
    }
    files::facts(song).map(drop)
}
