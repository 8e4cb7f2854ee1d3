//! The tables of a track's samples: how long, when shown, which keys, how large, where.

use super::{
    boxes::{Kind, child, children, invalid, put, put_u32},
    samples::{Runs, Track},
};
use std::io;

/// What the tables are called; those of a fragmented file are there, and empty.
const TABLES: [Kind; 7] = [*b"stts", *b"stss", *b"ctts", *b"stsc", *b"stsz", *b"stco", *b"co64"];

/// The format of the samples that a `stbl` is about: the name of their first description.
pub(super) fn format_of(stbl: &[u8]) -> io::Result<Kind> {
    let nothing = || invalid("no description of the samples");
    let descriptions = child(stbl, *b"stsd")?.body.get(8..).ok_or_else(nothing)?;
    Ok(children(descriptions).next().ok_or_else(nothing)??.kind)
}

/// Fills a `stbl`.
pub(super) fn put_tables(out: &mut Vec<u8>, old: &[u8], track: &Track) -> io::Result<()> {
    for part in children(old) {
        let part = part?;
        if !TABLES.contains(&part.kind) {
            out.extend(part.whole);
        }
    }
    put_runs(out, *b"stts", 0, &track.durations)?;
    // Without such a table, all are keys.
    if track.keys.len() < track.sizes.len() {
        put_table(out, *b"stss", 0, &track.keys)?;
    }
    if track.offsets.0.iter().any(|(_, offset)| *offset != 0) {
        // Only the second version knows offsets below 0.
        let has_negative = track.offsets.0.iter().any(|(_, offset)| offset.cast_signed() < 0);
        put_runs(out, *b"ctts", has_negative.into(), &track.offsets)?;
    }
    put_chunks(out, track)?;
    if format_of(old)? == *b"mp4a" {
        put_preroll(out, track.sizes.len())?;
    }
    Ok(())
}

/// A table whose every row is a number.
fn put_table(out: &mut Vec<u8>, kind: Kind, version: u8, column: &[u32]) -> io::Result<()> {
    put_rows(out, kind, version, column, |out, n| put_u32(out, *n))
}

/// A table whose every row is a count and a value.
fn put_runs(out: &mut Vec<u8>, kind: Kind, version: u8, runs: &Runs) -> io::Result<()> {
    put_rows(out, kind, version, &runs.0, |out, (count, value)| {
        put_u32(out, *count);
        put_u32(out, *value);
    })
}

fn put_rows<T>(
    out: &mut Vec<u8>,
    kind: Kind,
    version: u8,
    rows: &[T],
    put_row: impl Fn(&mut Vec<u8>, &T),
) -> io::Result<()> {
    put(out, kind, |out| {
        put_u32(out, u32::from(version) << 24);
        put_count(out, rows.len())?;
        rows.iter().for_each(|row| put_row(out, row));
        Ok(())
    })
}

fn put_count(out: &mut Vec<u8>, count: usize) -> io::Result<()> {
    put_u32(out, u32::try_from(count).map_err(|_| invalid("more samples than numbers"))?);
    Ok(())
}

/// How large samples are, and where: a table of chunks' lengths, a row where it changes, and one of their places.
fn put_chunks(out: &mut Vec<u8>, track: &Track) -> io::Result<()> {
    let mut changes = Vec::new();
    let mut last = 0;
    for (number, chunk) in (1..).zip(&track.chunks) {
        if chunk.samples != last {
            // The last number is that of the description.
            changes.push([number, chunk.samples, 1]);
            last = chunk.samples;
        }
    }
    put_rows(out, *b"stsc", 0, &changes, |out, row| row.iter().for_each(|n| put_u32(out, *n)))?;
    put(out, *b"stsz", |out| {
        // The second 0: each has a size of its own.
        put_u32(out, 0);
        put_u32(out, 0);
        put_count(out, track.sizes.len())?;
        track.sizes.iter().for_each(|size| put_u32(out, *size));
        Ok(())
    })?;
    put_rows(out, *b"co64", 0, &track.chunks, |out, chunk| out.extend(chunk.at.to_be_bytes()))
}

/// Who starts in the middle of AAC has to decode one packet more, as each overlaps with the one before it.
fn put_preroll(out: &mut Vec<u8>, samples: usize) -> io::Result<()> {
    put(out, *b"sgpd", |out| {
        put_u32(out, 1 << 24);
        out.extend(b"roll");
        // One description, of 2 bytes.
        put_u32(out, 2);
        put_u32(out, 1);
        out.extend((-1_i16).to_be_bytes());
        Ok(())
    })?;
    put(out, *b"sbgp", |out| {
        put_u32(out, 0);
        out.extend(b"roll");
        // One run: all samples are described so.
        put_u32(out, 1);
        put_count(out, samples)?;
        put_u32(out, 1);
        Ok(())
    })
}
