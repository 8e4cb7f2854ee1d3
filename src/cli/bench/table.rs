//! The figures as text: what was measured with, a table, the steps of a frame, the verdict.

use super::{
    figures::{AdapterFacts, Cell, Figures, Profile, Rate, Row},
    words::{number, times},
};
use crate::cli::console::clean;
use std::fmt::Write;

/// Columns of frames per second, of times real time and of gigabytes per second.
const PER_S: usize = 10;
const SPEED: usize = 7;
const BYTES: usize = 7;

/// All of it.
pub(super) fn text(figures: &Figures) -> String {
    let mut notes = Vec::new();
    let parts = [
        header(figures),
        table(&figures.results, &mut notes),
        notes_text(&notes),
        steps(&figures.gpu_steps),
        figures.verdict.text.join("\n") + "\n",
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn header(figures: &Figures) -> String {
    let Figures { version, machine, encoder, fps, rounds, round_s, .. } = figures;
    let cores = match (machine.cores, machine.cores_total) {
        (cores, total) if cores == total => format!("{cores} cores"),
        (cores, total) => format!("{cores} of {total} cores"),
    };
    let gpu = match (&figures.gpu, &figures.no_gpu) {
        (Some(AdapterFacts { name, kind, api, driver, .. }), _) => {
            format!("{name}, {kind}, {api}, driver {driver}")
        }
        (None, Some(why)) => format!("none: {why}"),
        (None, None) => "none".into(),
    };
    let mut lines = vec![
        ("cymatic", (*version).to_owned()),
        ("cpu", format!("{}, {cores}", machine.cpu_name)),
        ("gpu", gpu),
        ("encoder", encoder.clone().unwrap_or_else(|| "none".into())),
        ("scene", format!("the loud part of the demo song at {fps} frames/s")),
        ("figures", format!("medians of {rounds} rounds of {round_s} s; × is times real time")),
    ];
    if figures.debug_build {
        lines.push(("build", "not optimised: its figures say nothing about a release".into()));
    }
    lines.iter().map(|(key, value)| format!("{key:<9} {}\n", clean(value))).collect()
}

/// A line per style, size and backend; what is the same as above is not said again.
fn table(rows: &[Row], notes: &mut Vec<String>) -> String {
    let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(str::len).max().unwrap_or_default();
    let sizes = widest(&mut rows.iter().map(|row| row.size.as_str()));
    let styles = widest(&mut rows.iter().map(|row| row.style));
    let left = sizes + 2 + styles + 2 + 3;
    let (plain, read) = (PER_S + SPEED, PER_S + SPEED + BYTES);
    let mut text =
        format!("{:left$}{:>plain$}{:>read$}{:>plain$}\n", "", "draw", "draw + read", "draw + encode");
    let pair = format!("{:>PER_S$}{:>SPEED$}", "frames/s", "×");
    let _ = writeln!(text, "{:left$}{pair}{pair}{:>BYTES$}{pair}", "", "GB/s");
    let mut above = None;
    for row in rows {
        let size = if above.is_some_and(|above: &Row| above.size == row.size) { "" } else { &row.size };
        let same = size.is_empty() && above.is_some_and(|above| above.style == row.style);
        let style = if same { "" } else { row.style };
        let _ = write!(text, "{size:<sizes$}  {style:<styles$}  {:<3}", row.backend);
        for (cell, bytes) in [(&row.draw, false), (&row.read, true), (&row.encode, false)] {
            text += &cell_text(cell, bytes, notes);
        }
        text += "\n";
        above = Some(row);
    }
    if rows.iter().any(is_unsteady) {
        text += "~ the rounds of this figure differ by more than a quarter: was something else running?\n";
    }
    text
}

fn is_unsteady(row: &Row) -> bool {
    [&row.draw, &row.read, &row.encode].into_iter().filter_map(Cell::rate).any(Rate::is_unsteady)
}

fn cell_text(cell: &Cell, with_bytes: bool, notes: &mut Vec<String>) -> String {
    let width = PER_S + SPEED + if with_bytes { BYTES } else { 0 };
    match cell {
        Cell::Measured(rate) => {
            let mark = if rate.is_unsteady() { "~" } else { "" };
            let (per_s, speed) = (mark.to_owned() + &number(rate.frames_per_s), times(rate.times_real_time));
            let bytes = rate.bytes_per_s.filter(|_| with_bytes).map(|bytes| number(bytes / 1e9));
            let bytes = bytes.map(|bytes| format!("{bytes:>BYTES$}")).unwrap_or_default();
            format!("{per_s:>PER_S$}{speed:>SPEED$}{bytes}")
        }
        Cell::Skipped { skipped } => format!("{skipped:>width$}"),
        Cell::Failed { error } => {
            let known = notes.iter().position(|note| note == error);
            let number = known.unwrap_or_else(|| {
                notes.push(error.clone());
                notes.len() - 1
            });
            format!("{:>width$}", format!("failed [{}]", number + 1))
        }
    }
}

fn notes_text(notes: &[String]) -> String {
    notes.iter().enumerate().map(|(i, note)| format!("[{}] {}\n", i + 1, clean(note))).collect()
}

/// A column per size.
fn steps(profiles: &[Profile]) -> String {
    const NAME: usize = 12;
    const COLUMN: usize = 11;
    let Some(first) = profiles.first() else { return String::new() };
    let line = |name: &str, cells: &mut dyn Iterator<Item = String>| {
        let cells: String = cells.map(|cell| format!("{cell:>COLUMN$}")).collect();
        format!("{name:<NAME$}{cells}\n")
    };
    let mut text = format!(
        "Where the time of a frame goes on the gpu, {}, ms.\n\
         Each step alone and waited for; in a render, batches overlap.\n",
        first.style
    );
    text += &line("", &mut profiles.iter().map(|profile| profile.size.clone()));
    for (i, step) in first.steps.iter().enumerate() {
        let of = |profile: &Profile| profile.steps.get(i).map(|step| format!("{:.3}", step.ms_per_frame));
        text += &line(step.step, &mut profiles.iter().map(|profile| of(profile).unwrap_or_default()));
    }
    let sum = |profile: &Profile| profile.steps.iter().map(|step| step.ms_per_frame).sum::<f64>();
    text += &line("all", &mut profiles.iter().map(|profile| format!("{:.3}", sum(profile))));
    text + &line("frames/batch", &mut profiles.iter().map(|profile| profile.batch.to_string()))
}

#[cfg(test)]
mod tests;
