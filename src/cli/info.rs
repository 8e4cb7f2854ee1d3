//! `cymatic info`: what a song holds. All of it is decoded, so that what is said is true.

use super::{args::InfoArgs, console, signals::Signals, song};
use cymatic::{Result, analysis, audio::Song, time::Time};

/// Prints what a song holds.
///
/// # Errors
/// Those of reading the song.
pub(super) fn run(args: &InfoArgs) -> Result<u8> {
    song::require_present(&args.song)?;
    let song = Song::open(&args.song)?;
    let reference = analysis::scan(&song, &Signals::listen().cancel)?;
    let (info, tags) = (song.info(), &song.info().tags);
    let length = Time::of_samples(reference.samples, reference.sample_rate_hz);
    let mut lines = vec![
        ("file", args.song.display().to_string()),
        ("format", info.codec.clone()),
        ("decoder", info.decoder.to_owned()),
        ("rate", format!("{} Hz", info.sample_rate_hz)),
        ("channels", song::channels(info.source_channels)),
        ("length", format!("{length} ({:.3} s, {} samples)", length.seconds(), reference.samples)),
    ];
    let track = tags.track.map(|track| track.to_string());
    let named = [
        ("title", &tags.title),
        ("artist", &tags.artist),
        ("album", &tags.album),
        ("date", &tags.date),
        ("genre", &tags.genre),
        ("track", &track),
    ];
    lines.extend(named.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))));
    lines.extend(
        tags.cover.as_ref().map(|cover| ("cover", format!("{}, {} bytes", cover.mime, cover.bytes.len()))),
    );
    lines.extend(reference.report.warnings.into_iter().map(|warning| ("warning", warning)));
    for (key, value) in lines {
        console::out(&format!("{key:<9} {}\n", console::clean(&value)));
    }
    Ok(0)
}
