//! Whether an Ogg file ends where it should: its demuxers don't tell.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

/// How an Ogg file ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ogg {
    /// The last page is missing: cut short, or never finished.
    pub(super) cut: bool,
    /// Position at the end of the last page, samples; only when it belongs to the first stream.
    pub(super) end: Option<u64>,
}

/// Looks at the end of an Ogg file; nothing is claimed of other files.
pub(super) fn end(mut file: &File) -> io::Result<Ogg> {
    /// Largest page: header, 255 segment lengths, 255 segments.
    const PAGE: u64 = 27 + 255 + 255 * 255;
    let mut head = [0; 64];
    file.rewind()?;
    if file.read(&mut head)? < head.len() || &head[..4] != b"OggS" {
        return Ok(Ogg::default());
    }
    let end = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(end.saturating_sub(2 * PAGE)))?;
    let mut tail = Vec::new();
    file.take(2 * PAGE).read_to_end(&mut tail)?;
    let unfinished = Ogg { cut: true, end: None };
    let Some(at) = tail.windows(4).rposition(|w| w == b"OggS") else { return Ok(unfinished) };
    let page = &tail[at..];
    let Some(&segments) = page.get(26) else { return Ok(unfinished) };
    let Some(lengths) = page.get(27..27 + usize::from(segments)) else { return Ok(unfinished) };
    let body: usize = lengths.iter().map(|&n| usize::from(n)).sum();
    if page[5] & 4 == 0 || page.len() < 27 + lengths.len() + body {
        return Ok(unfinished);
    }
    let granule = page[6..14].iter().rev().fold(0u64, |n, &b| n << 8 | u64::from(b));
    // Opus counts from before its pre-skip, which is dropped.
    let skip = if &head[28..36] == b"OpusHead" { u64::from(head[38]) | u64::from(head[39]) << 8 } else { 0 };
    let same_stream = page[14..18] == head[14..18];
    Ok(Ogg { cut: false, end: granule.checked_sub(skip).filter(|_| same_stream && granule < 1 << 48) })
}
