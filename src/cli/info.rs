//! `cymatic info`: what a song holds. All of it is decoded, so that what is said is true.

use super::{args::InfoArgs, console, signals::Signals, song};
use cymatic::{
    Result,
    analysis::{self, Reference},
    audio::Song,
    time::Time,
};

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
    lines.extend(heard(&reference));
    lines.extend(tags.named());
    lines.extend(
        tags.cover.as_ref().map(|cover| ("cover", format!("{}, {} bytes", cover.mime, cover.bytes.len()))),
    );
    lines.extend(reference.report.warnings.into_iter().map(|warning| ("warning", warning)));
    for (key, value) in lines {
        console::out(&format!("{key:<9} {}\n", console::clean(&value)));
    }
    Ok(0)
}

/// What the analysis says of the song as a whole.
fn heard(reference: &Reference) -> Vec<(&'static str, String)> {
    let peak = reference.true_peak_db.map_or(String::new(), |db| format!(", true peak {db:.1} dB"));
    let loudness = reference.loudness_lufs.map(|lufs| ("loudness", format!("{lufs:.1} LUFS{peak}")));
    let tempo = reference.tempo.map_or("no clear one".into(), |tempo| {
        let (bpm, sure) = (tempo.bpm, tempo.confidence);
        format!("{bpm:.1} beats a minute (confidence {sure:.2}), {} beats", reference.beats.len())
    });
    let section = |section: &analysis::Section| {
        let start = Time::of_samples(section.start, reference.sample_rate_hz);
        format!("{start} {:.0} %", 100.0 * section.energy)
    };
    let sections: Vec<String> = reference.sections.iter().map(section).collect();
    let sections =
        (!sections.is_empty()).then(|| ("sections", format!("{} of full energy", sections.join(", "))));
    loudness.into_iter().chain([("tempo", tempo)]).chain(sections).collect()
}
