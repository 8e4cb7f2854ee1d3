//! `--dry-run`: the plan, with exact numbers, and nothing made.

use super::{console, recipe::Recipe, song};
use cymatic::{
    Result,
    pipeline::{self, Job, Outcome, Output},
    time::Time,
};
use std::path::Path;

/// Prints the plan of a job; `reason` says why its output goes where it goes, `warnings` what its layers met.
///
/// # Errors
/// Those that the job would end with before it draws.
pub(super) fn print(
    recipe: &Recipe,
    job: &Job,
    name: &Path,
    reason: &str,
    warnings: Vec<String>,
) -> Result<Outcome> {
    let plan = pipeline::plan(job)?;
    let warnings: Vec<String> =
        warnings.into_iter().chain(recipe.too_long(plan.duration_s)).chain(plan.warnings).collect();
    let frames = &plan.frames;
    let seconds = |s: f64| format!("{} ({s:.3} s)", Time::from_micros((s * 1e6) as u64));
    let output = match &job.output {
        Output::File { path, .. } if path.exists() => {
            format!("{} ({reason}), replacing what is there", path.display())
        }
        Output::File { path, .. } => format!("{} ({reason})", path.display()),
        Output::Stdout => "standard output".into(),
        Output::Null => "none: frames are drawn and checksummed".into(),
    };
    let mut lines = vec![
        (
            "song",
            format!("{}: {}, {}", name.display(), song::describe(job.song.info()), seconds(plan.song_s)),
        ),
        ("style", recipe.style.to_owned()),
        ("video", format!("{} at {} fps, {}", plan.size, plan.fps, seconds(plan.duration_s))),
        (
            "frames",
            format!(
                "{} of {}, numbers {}..{}",
                frames.end - frames.start,
                plan.of_frames,
                frames.start,
                frames.end
            ),
        ),
        ("encoder", plan.encoder),
        ("output", output),
        ("threads", recipe.told(&plan.provision)),
    ];
    let spared = recipe.spared.iter().map(|(_, why)| why);
    lines.extend(
        recipe
            .decisions
            .iter()
            .chain(spared)
            .filter_map(|decision| decision.split_once(": "))
            .map(|(k, v)| (k, v.into())),
    );
    lines.extend(warnings.iter().map(|warning| ("warning", warning.clone())));
    for (key, value) in lines {
        console::out(&format!("{key:<8} {}\n", console::clean(&value)));
    }
    console::out("nothing was made: this is a dry run\n");
    Ok(Outcome { warnings, ..Outcome::default() })
}
