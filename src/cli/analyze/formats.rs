//! The formats of a table: `NumPy`'s, CSV and JSON. All are written row by row, as long as the song is.

use cymatic::{
    analysis::{Levels, Reference, Row, Section, Stereo},
    time::Fps,
};
use serde_json::{Value, json};
use std::{
    io::{self, Write},
    path::Path,
};

/// What holds for all rows.
#[derive(Debug)]
pub(super) struct Heading<'a> {
    pub(super) reference: &'a Reference,
    pub(super) fps: Fps,
    pub(super) frames: u64,
    /// One more than bars, lowest first.
    pub(super) edges_hz: Vec<f64>,
    pub(super) stereo: Stereo,
}

impl Heading<'_> {
    /// Heights in a row.
    fn columns(&self) -> usize {
        self.bars() * self.stereo.channels()
    }

    /// Bars of a channel.
    fn bars(&self) -> usize {
        self.edges_hz.len().saturating_sub(1)
    }
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Npy,
    Csv,
    Json,
}

/// A unorm16 as a number from 0 to 1.
fn unit(value: u16) -> f32 {
    f32::from(value) / 65_535.0
}

/// Numbers with a separator between them, to a tenth of the table's own step.
fn list(values: &[u16], out: &mut impl Write) -> io::Result<()> {
    for (i, value) in values.iter().enumerate() {
        write!(out, "{}{:.6}", if i == 0 { "" } else { "," }, unit(*value))?;
    }
    Ok(())
}

impl Format {
    /// The endings that name them, the default first.
    pub(super) const ENDINGS: &[&str] = &["npy", "csv", "json"];

    /// By the ending of a name that was checked against [`Format::ENDINGS`].
    pub(super) fn of(path: &Path) -> Self {
        match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => Self::Csv,
            Some("json") => Self::Json,
            _ => Self::Npy,
        }
    }

    /// What stands before the rows.
    pub(super) fn begin(self, heading: &Heading<'_>, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Npy => out.write_all(&npy_header(heading)),
            Self::Csv => {
                write!(out, "frame,time_s,{}", Levels::NAMES.join(","))?;
                (0..heading.columns()).try_for_each(|b| write!(out, ",h{b}"))?;
                writeln!(out)
            }
            Self::Json => {
                let (num, den) = (heading.fps.num(), heading.fps.den());
                write!(out, "{{\"schema\":1,\"fps\":[{num},{den}],\"frames\":{},", heading.frames)?;
                write!(
                    out,
                    "\"bars\":{},\"sample_rate_hz\":{},",
                    heading.bars(),
                    heading.reference.sample_rate_hz
                )?;
                write!(out, "\"stereo\":\"{}\",", heading.stereo)?;
                write!(out, "{}", track(heading.reference))?;
                let edges: Vec<String> = heading.edges_hz.iter().map(|hz| format!("{hz:.3}")).collect();
                writeln!(out, "\"edges_hz\":[{}],\"rows\":[", edges.join(","))
            }
        }
    }

    /// One frame.
    pub(super) fn row(
        self,
        heading: &Heading<'_>,
        n: u64,
        row: &Row,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let (levels, time_s) = (row.levels.values(), heading.fps.seconds_of(n));
        match self {
            Self::Npy => row.heights.iter().try_for_each(|h| out.write_all(&unit(*h).to_le_bytes())),
            Self::Csv => {
                write!(out, "{n},{time_s:.6},")?;
                list(&levels, out)?;
                write!(out, ",")?;
                list(&row.heights, out)?;
                writeln!(out)
            }
            Self::Json => {
                write!(out, "{}{{\"time_s\":{time_s:.6}", if n == 0 { "" } else { ",\n" })?;
                for (name, level) in Levels::NAMES.iter().zip(levels) {
                    write!(out, ",\"{name}\":{:.6}", unit(level))?;
                }
                write!(out, ",\"heights\":[")?;
                list(&row.heights, out)?;
                write!(out, "],\"caps\":[")?;
                list(&row.caps, out)?;
                write!(out, "],\"percussive_bands\":[")?;
                list(&row.percussive, out)?;
                write!(out, "]}}")
            }
        }
    }

    /// What stands after the rows.
    pub(super) fn end(self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Npy | Self::Csv => Ok(()),
            Self::Json => writeln!(out, "\n]}}"),
        }
    }
}

/// The facts of the whole track as fields of an object, each with a comma behind it.
fn track(reference: &Reference) -> String {
    let seconds = |sample: u64| sample as f64 / f64::from(reference.sample_rate_hz);
    let tempo = reference.tempo.map(|tempo| json!({"bpm": tempo.bpm, "confidence": tempo.confidence}));
    let beats: Vec<String> = reference.beats.iter().map(|beat| format!("{:.4}", seconds(*beat))).collect();
    let section = |section: &Section| {
        let start_s = seconds(section.start);
        json!({"start_s": start_s, "energy": section.energy, "loudness_lufs": section.loudness_lufs})
    };
    let sections: Vec<Value> = reference.sections.iter().map(section).collect();
    let (lufs, peak) = (json!(reference.loudness_lufs), json!(reference.true_peak_db));
    format!(
        "\"loudness_lufs\":{lufs},\"true_peak_db\":{peak},\"tempo\":{},\"beats_s\":[{}],\"sections\":{},\n",
        json!(tempo),
        beats.join(","),
        json!(sections)
    )
}

/// Version 1.0 of the format: magic, version, length, a Python literal padded to a multiple of 64 bytes.
fn npy_header(heading: &Heading<'_>) -> Vec<u8> {
    const PREFIX: usize = 10;
    let shape = (heading.frames, heading.columns());
    let mut text =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", shape.0, shape.1);
    let whole = (PREFIX + text.len() + 1).next_multiple_of(64);
    text.extend(std::iter::repeat_n(' ', whole - PREFIX - text.len() - 1));
    text.push('\n');
    [b"\x93NUMPY\x01\x00", &(text.len() as u16).to_le_bytes()[..], text.as_bytes()].concat()
}
