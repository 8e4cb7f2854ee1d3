//! What knows how an MP4 file is laid out: turns a fragmented one into an ordinary one, in place.
//!
//! A file that is being written is fragmented: each second of it stands by itself, so nothing grows with its length, and
//! what a killed process leaves can be played. Behind its head, room is left for an index:
//!
//! ```text
//! written    ftyp, moov (no samples), free (the reserve),      moof, mdat, moof, mdat, ...
//! finished   ftyp, free,              moov (all samples), free, mdat (all of that)
//! ```
//!
//! The index is gathered from the fragments and written into the reserve, where nobody looks; then one write of a few
//! bytes at the very front turns the one file into the other. No byte of picture or sound is moved, and there is no
//! moment at which the file can't be played. (ISO 14496-12 describes all boxes.)

mod boxes;
mod fragments;
mod moov;
mod samples;
mod tables;

use boxes::{Head, invalid, put_head, read_body};
pub(super) use samples::Start;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// The head of a box with a 64-bit length.
const LONG_HEAD: u64 = 16;

/// An upper bound of what finishing adds to the head of a file, bytes: the tables of `frames` pictures and `packets` of
/// sound, cut into fragments of a second or more.
pub(super) fn reserve(frames: u64, packets: u64, length_s: u64) -> u64 {
    // A size, an offset between decoding and showing with its run, and the number of a key frame.
    let of_pictures = frames.saturating_mul(4 + 8 + 4);
    let of_sound = packets.saturating_mul(4);
    // Where the part of each track in a fragment begins, and how many samples it has; either track may end a fragment
    // when it has a second of its own.
    let of_fragments = 2 * (length_s + 4) * 2 * (8 + 12);
    // Heads of tables, edit lists, fields that become longer.
    const HEADS: u64 = 2048;
    of_pictures.saturating_add(of_sound).saturating_add(of_fragments).saturating_add(HEADS)
}

/// The head of a free box of `size` bytes.
///
/// # Errors
/// `InvalidData` for more than 4 GiB.
pub(super) fn free_head(size: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    put_head(&mut head, FREE, size)?;
    Ok(head)
}

/// Turns a fragmented `file`, which has such a reserve behind its head, into an ordinary one; `starts` are the true
/// beginnings of its tracks.
///
/// # Errors
/// Those of the file; `InvalidData` when it isn't such a file or its index doesn't fit. The file is as it was, then.
pub(super) fn finish(file: &mut (impl Read + Write + Seek), starts: &[Start]) -> io::Result<()> {
    let len = file.seek(SeekFrom::End(0))?;
    let ftyp = Head::expect(file, 0, len, *b"ftyp")?;
    let moov = Head::expect(file, ftyp.end, len, *b"moov")?;
    let free = Head::expect(file, moov.end, len, FREE)?;
    let old = read_body(file, &moov)?;
    let mut tracks = moov::tracks(&old, starts)?;
    let mut at = free.end;
    while at < len {
        let head = Head::read(file, at, len)?;
        if head.kind == *b"moof" {
            fragments::gather(&read_body(file, &head)?, at, len, &mut tracks)?;
        }
        at = head.end;
    }
    tracks.iter_mut().try_for_each(samples::Track::end)?;
    let mut index = moov::with_samples(&old, &tracks)?;
    drop(tracks);
    let mut front = moov::file_type(&old)?;
    let covered = free.body.checked_sub(front.len() as u64).filter(|covered| *covered >= 8);
    put_head(&mut front, FREE, covered.ok_or_else(|| invalid("a head without a moov"))?)?;

    // In the reserve: the index, what is left, and the head of the one mdat, which ends the reserve.
    let room = free.end - free.body;
    let left = room.checked_sub(index.len() as u64 + LONG_HEAD).filter(|left| *left >= 8);
    let left = left.ok_or_else(|| invalid(format!("an index of {} bytes in {room}", index.len())))?;
    put_head(&mut index, FREE, left)?;
    file.seek(SeekFrom::Start(free.body))?;
    file.write_all(&index)?;
    let data = free.end - LONG_HEAD;
    file.seek(SeekFrom::Start(data))?;
    let mut head = [0; LONG_HEAD as usize];
    head[..4].copy_from_slice(&1_u32.to_be_bytes());
    head[4..8].copy_from_slice(b"mdat");
    head[8..].copy_from_slice(&(len - data).to_be_bytes());
    file.write_all(&head)?;
    file.flush()?;

    // The switch: the old moov and the head of the reserve become free space.
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&front)?;
    // What it covers now must not be found by who looks for tables without regard to boxes.
    io::copy(&mut io::repeat(0).take(free.body - front.len() as u64), file)?;
    file.flush()
}

/// Where the letters `trak` of each track stand in a file, bytes from its start. Who reads others there, [`FREE`], sees a file
/// without that track.
///
/// # Errors
/// Those of the file, also its end when it has no index.
pub(super) fn tracks_at(file: &mut (impl Read + Seek)) -> io::Result<Vec<u64>> {
    let len = file.seek(SeekFrom::End(0))?;
    let mut at = 0;
    let moov = loop {
        let head = Head::read(file, at, len)?;
        if head.kind == *b"moov" {
            break head;
        }
        at = head.end;
    };
    let (mut tracks, mut at) = (Vec::new(), moov.body);
    while at < moov.end {
        let head = Head::read(file, at, moov.end)?;
        if head.kind == *b"trak" {
            tracks.push(at + 4);
        }
        at = head.end;
    }
    Ok(tracks)
}

/// The letters of a box that is passed over.
pub(super) const FREE: [u8; 4] = *b"free";

#[cfg(test)]
mod tests;
