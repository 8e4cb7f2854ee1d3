//! Where the sound of a file ends, for containers whose demuxers don't say whether it ends there by right.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

/// Whether an Ogg file lacks its last page: cut short, or never finished. False for other files.
pub(super) fn ogg_is_cut(mut file: &File) -> io::Result<bool> {
    /// Largest page: header, 255 segment lengths, 255 segments.
    const PAGE: u64 = 27 + 255 + 255 * 255;
    let mut magic = [0; 4];
    file.rewind()?;
    if file.read(&mut magic)? < 4 || &magic != b"OggS" {
        return Ok(false);
    }
    let end = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(end.saturating_sub(2 * PAGE)))?;
    let mut tail = Vec::new();
    file.take(2 * PAGE).read_to_end(&mut tail)?;
    let Some(at) = tail.windows(4).rposition(|w| w == b"OggS") else { return Ok(true) };
    let page = &tail[at..];
    let (Some(&flags), Some(&segments)) = (page.get(5), page.get(26)) else { return Ok(true) };
    let Some(lengths) = page.get(27..27 + usize::from(segments)) else { return Ok(true) };
    let body: usize = lengths.iter().map(|&n| usize::from(n)).sum();
    Ok(flags & 4 == 0 || page.len() < 27 + lengths.len() + body)
}

/// Bytes between the tags at the start and at the end of an MPEG audio file: what should all be audio.
pub(super) fn mpeg_bytes(mut file: &File) -> io::Result<u64> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut start = 0;
    let mut head = [0; 10];
    // ID3v2 tags, of which there may be several.
    while start + 10 <= end {
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut head)?;
        if &head[..3] != b"ID3" {
            break;
        }
        let size = head[6..].iter().fold(0u64, |n, b| n << 7 | u64::from(b & 0x7f));
        start += 10 + size + if head[5] & 0x10 != 0 { 10 } else { 0 };
    }
    // ID3v1, then APEv2 before it.
    let mut tail = [0; 3];
    if end >= start + 128 {
        file.seek(SeekFrom::Start(end - 128))?;
        file.read_exact(&mut tail)?;
        end -= if &tail == b"TAG" { 128 } else { 0 };
    }
    let mut footer = [0; 32];
    if end >= start + 32 {
        file.seek(SeekFrom::Start(end - 32))?;
        file.read_exact(&mut footer)?;
        if &footer[..8] == b"APETAGEX" {
            let size = u64::from(u32::from_le_bytes([footer[12], footer[13], footer[14], footer[15]]));
            end = end.saturating_sub(size + if footer[23] & 0x80 != 0 { 32 } else { 0 });
        }
    }
    Ok(end.saturating_sub(start))
}
