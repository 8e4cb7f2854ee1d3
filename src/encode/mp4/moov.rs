//! The index: that of a fragmented file with the samples put in.

use super::{
    boxes::{Child, Fields, Kind, child, children, invalid, put, put_u32, put_word},
    samples::{Start, Track},
    tables::{format_of, put_tables},
};
use std::io;

/// The tracks that a `moov` describes, in its order, without samples.
pub(super) fn tracks(moov: &[u8], starts: &[Start]) -> io::Result<Vec<Track>> {
    let mut tracks = Vec::new();
    for trak in children(moov) {
        let trak = trak?;
        if trak.kind == *b"trak" {
            let start = starts.get(tracks.len()).ok_or_else(|| invalid("more tracks than were written"))?;
            if start.dts > 0 {
                return Err(invalid("a track that begins late"));
            }
            let mut tkhd = Fields(child(trak.body, *b"tkhd")?.body);
            let is_long = tkhd.u32()? >> 24 == 1;
            tkhd.take(if is_long { 16 } else { 8 })?;
            tracks.push(Track::new(tkhd.u32()?, *start));
        }
    }
    Ok(tracks)
}

/// Ticks a second, from an `mvhd` or `mdhd`.
fn ticks_hz(header: &[u8]) -> io::Result<u32> {
    let mut fields = Fields(header);
    let is_long = fields.u32()? >> 24 == 1;
    fields.take(if is_long { 16 } else { 8 })?;
    fields.u32()
}

/// The `ftyp` that says a file is an ordinary one with such tracks: brands in the order in which libav names them.
pub(super) fn file_type(moov: &[u8]) -> io::Result<Vec<u8>> {
    let mut formats = Vec::new();
    for trak in children(moov) {
        let trak = trak?;
        if trak.kind == *b"trak" {
            let minf = child(child(trak.body, *b"mdia")?.body, *b"minf")?;
            formats.push(format_of(child(minf.body, *b"stbl")?.body)?);
        }
    }
    let with = |format: Kind| formats.contains(&format).then_some(format);
    let brands = [Some(*b"isom"), with(*b"av01"), Some(*b"iso2"), with(*b"avc1"), Some(*b"mp41")];
    let mut ftyp = Vec::new();
    put(&mut ftyp, *b"ftyp", |out| {
        out.extend(b"isom");
        put_u32(out, 0x200);
        brands.into_iter().flatten().for_each(|brand| out.extend(brand));
        Ok(())
    })?;
    Ok(ftyp)
}

/// The `moov` (with its head) of a file that isn't fragmented. Whatever the old one says and isn't about samples stays.
pub(super) fn with_samples(old: &[u8], tracks: &[Track]) -> io::Result<Vec<u8>> {
    let movie_hz = ticks_hz(child(old, *b"mvhd")?.body)?;
    let lengths = shown(old, tracks, movie_hz)?;
    let mut moov = Vec::new();
    let mut described = tracks.iter().zip(&lengths);
    put(&mut moov, *b"moov", |out| {
        for part in children(old) {
            let part = part?;
            match &part.kind {
                b"mvhd" => {
                    put_length(out, &part, lengths.iter().copied().max().unwrap_or(0))?;
                    // Its last field is the number of the next track.
                    out.truncate(out.len() - 4);
                    put_u32(out, tracks.iter().map(|track| track.id).max().unwrap_or(0).saturating_add(1));
                }
                b"trak" => {
                    let (track, length) = described.next().ok_or_else(|| invalid("an unknown track"))?;
                    put(out, part.kind, |out| put_track(out, part.body, track, *length))?;
                }
                b"mvex" => {}
                _ => out.extend(part.whole),
            }
        }
        Ok(())
    })?;
    Ok(moov)
}

/// How long each track is shown, in ticks of the movie.
fn shown(moov: &[u8], tracks: &[Track], movie_hz: u32) -> io::Result<Vec<u64>> {
    let mut lengths = Vec::new();
    let mut tracks = tracks.iter();
    for trak in children(moov) {
        let trak = trak?;
        if trak.kind == *b"trak"
            && let Some(track) = tracks.next()
        {
            let hz = ticks_hz(child(child(trak.body, *b"mdia")?.body, *b"mdhd")?.body)?;
            let end = u128::try_from(track.end_pts).map_err(|_| invalid("a track that ends before 0"))?;
            if hz == 0 {
                return Err(invalid("a clock that stands still"));
            }
            lengths.push((end * u128::from(movie_hz)).div_ceil(hz.into()) as u64);
        }
    }
    Ok(lengths)
}

/// Above that, players that take lengths for signed ones would stumble.
fn is_long(ticks: u64) -> bool {
    ticks > i32::MAX as u64
}

/// Adds an `mvhd`, `tkhd` or `mdhd` with another length.
fn put_length(out: &mut Vec<u8>, header: &Child<'_>, length: u64) -> io::Result<()> {
    let mut fields = Fields(header.body);
    let full = fields.u32()?;
    let was_long = full >> 24 == 1;
    let (created, modified) = (fields.word(was_long)?, fields.word(was_long)?);
    // The clock, or the number of the track and nothing.
    let between = fields.take(if header.kind == *b"tkhd" { 8 } else { 4 })?;
    fields.word(was_long)?;
    let long = was_long || is_long(length);
    put(out, header.kind, |out| {
        put_u32(out, full & 0xff_ffff | u32::from(long) << 24);
        put_word(out, created, long);
        put_word(out, modified, long);
        out.extend(between);
        put_word(out, length, long);
        out.extend(fields.0);
        Ok(())
    })
}

/// Fills a `trak`. `length` is what is shown of it, in ticks of the movie.
fn put_track(out: &mut Vec<u8>, old: &[u8], track: &Track, length: u64) -> io::Result<()> {
    for part in children(old) {
        let part = part?;
        match &part.kind {
            b"tkhd" => {
                put_length(out, &part, length)?;
                put_edit(out, length, track.start.dts.unsigned_abs())?;
            }
            b"edts" => {}
            b"mdia" => put(out, part.kind, |out| put_media(out, part.body, track))?,
            _ => out.extend(part.whole),
        }
    }
    Ok(())
}

/// Adds what says that a track is shown from `from` of its own ticks on: what is decoded before isn't meant to be seen
/// or heard.
fn put_edit(out: &mut Vec<u8>, length: u64, from: u64) -> io::Result<()> {
    let long = is_long(length) || is_long(from);
    put(out, *b"edts", |out| {
        put(out, *b"elst", |out| {
            put_u32(out, u32::from(long) << 24);
            put_u32(out, 1);
            put_word(out, length, long);
            put_word(out, from, long);
            // At its own speed, 16.16 bits.
            put_u32(out, 1 << 16);
            Ok(())
        })
    })
}

/// Fills an `mdia`, and the `minf` in it.
fn put_media(out: &mut Vec<u8>, old: &[u8], track: &Track) -> io::Result<()> {
    for part in children(old) {
        let part = part?;
        match &part.kind {
            b"mdhd" => put_length(out, &part, track.duration())?,
            b"minf" => put(out, part.kind, |out| put_media(out, part.body, track))?,
            b"stbl" => put(out, part.kind, |out| put_tables(out, part.body, track))?,
            _ => out.extend(part.whole),
        }
    }
    Ok(())
}
