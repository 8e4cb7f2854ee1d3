//! `--dry-run`: the plan, with exact numbers, and nothing made. The song is decoded once, because only that tells its
//! length for sure.

use super::{console, destination::Destination, recipe::Recipe, signals::Signals, song};
use cymatic::{
    Error, Result, analysis,
    audio::Song,
    pipeline::{Outcome, Output, Trim},
    time::{Fps, Time},
};
use std::{ops::Range, path::Path};

/// Prints the plan for one song.
///
/// # Errors
/// Those of reading the song, and a usage error for a part beyond its end.
pub(super) fn print(
    recipe: &Recipe,
    song: Song,
    name: &Path,
    destination: &Destination,
    signals: &Signals,
) -> Result<Outcome> {
    let reference = analysis::scan(&song, &signals.cancel)?;
    let scene = &recipe.scene;
    let total = scene.fps.frames_of(reference.samples, reference.sample_rate_hz);
    let range = range_of(&recipe.trim, total, scene.fps)?;
    let frames = range.end - range.start;
    let length = Time::of_samples(reference.samples, reference.sample_rate_hz);
    let mut plan = vec![
        ("song", format!("{} ({})", name.display(), song::describe(song.info()))),
        ("length", format!("{length} ({:.3} s, {} samples)", length.seconds(), reference.samples)),
        ("style", recipe.style.to_owned()),
        ("video", format!("{} at {} fps", scene.size, scene.fps)),
        ("frames", format!("{frames} of {total}, numbers {}..{}", range.start, range.end)),
    ];
    plan.extend(
        recipe.decisions.iter().filter_map(|decision| decision.split_once(": ")).map(|(k, v)| (k, v.into())),
    );
    plan.push(("encoder", encoder(recipe, &destination.output)));
    plan.push(("output", output(destination)));
    plan.extend(reference.report.warnings.iter().map(|warning| ("warning", warning.clone())));
    for (key, value) in plan {
        console::out(&format!("{key:<8} {}\n", console::clean(&value)));
    }
    console::out("nothing was made: this is a dry run\n");
    Ok(Outcome { warnings: reference.report.warnings, ..Outcome::default() })
}

/// The frames of a part.
fn range_of(trim: &Trim, total: u64, fps: Fps) -> Result<Range<u64>> {
    let range = match trim {
        Trim::Whole => 0..total,
        Trim::Frames(range) => range.start..range.end.min(total),
        Trim::Times { start, end } => {
            fps.frame_at_time(*start)..end.map_or(total, |end| fps.frame_at_time(end).min(total))
        }
    };
    if range.is_empty() {
        return Err(Error::usage_hint(
            format!("frames {}..{} hold nothing: the song has {total}", range.start, range.end),
            "name an earlier part",
        ));
    }
    Ok(range)
}

fn encoder(recipe: &Recipe, output: &Output) -> String {
    let encoding = &recipe.encoding;
    match output {
        Output::Null => "none: frames are drawn and checksummed".into(),
        Output::Stdout => "none: raw Y4M frames, without sound".into(),
        Output::File { path, .. }
            if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("y4m")) =>
        {
            "none: raw Y4M frames, without sound".into()
        }
        Output::File { .. } => format!(
            "{}, preset {}, crf {}, AAC {} kb/s",
            encoding.encoder,
            encoding.preset,
            encoding.crf,
            encoding.audio_bit_rate / 1000
        ),
    }
}

fn output(destination: &Destination) -> String {
    match &destination.output {
        Output::File { path, .. } => {
            let replaced = if path.exists() { ", replacing what is there" } else { "" };
            format!("{} ({}{replaced})", path.display(), destination.reason)
        }
        Output::Stdout => "standard output".into(),
        Output::Null => "none".into(),
    }
}
