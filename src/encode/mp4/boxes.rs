//! Boxes, which files of the MP4 family consist of: a length, four letters, and what is in it.

use std::io::{self, Read, Seek, SeekFrom};

/// The four letters that say what a box is.
pub(super) type Kind = [u8; 4];

/// The file isn't what it should be.
pub(super) fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

fn cut_short(kind: Kind) -> io::Error {
    invalid(format!("a box '{}' of no possible length", kind.escape_ascii()))
}

/// A box in a file: its places are bytes from the file's start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) kind: Kind,
    pub(super) body: u64,
    pub(super) end: u64,
}

impl Head {
    /// The head of the box at `at` in a file of `len` bytes.
    pub(super) fn read(file: &mut (impl Read + Seek), at: u64, len: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 8];
        file.read_exact(&mut head)?;
        let [a, b, c, d, kind @ ..] = head;
        let (size, head_size) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (len - at, 8),
            1 => {
                let mut size = [0; 8];
                file.read_exact(&mut size)?;
                (u64::from_be_bytes(size), 16)
            }
            size => (size.into(), 8),
        };
        let end = at.checked_add(size).filter(|end| size >= head_size && *end <= len);
        Ok(Self { kind, body: at + head_size, end: end.ok_or_else(|| cut_short(kind))? })
    }

    /// As [`Head::read`], but the box must be a `kind`.
    pub(super) fn expect(file: &mut (impl Read + Seek), at: u64, len: u64, kind: Kind) -> io::Result<Self> {
        let found = Self::read(file, at, len)?;
        match found.kind == kind {
            true => Ok(found),
            false => {
                Err(invalid(format!("'{}' instead of '{}'", found.kind.escape_ascii(), kind.escape_ascii())))
            }
        }
    }
}

/// What is in a box of a file.
pub(super) fn read_body(file: &mut (impl Read + Seek), head: &Head) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(head.body))?;
    let mut body = Vec::new();
    file.take(head.end - head.body).read_to_end(&mut body)?;
    Ok(body)
}

/// A box in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Child<'a> {
    pub(super) kind: Kind,
    /// All of it, its head included.
    pub(super) whole: &'a [u8],
    pub(super) body: &'a [u8],
}

/// The boxes in the body of another. Only lengths of 32 bits: what is longer is read from the file.
pub(super) fn children(mut rest: &[u8]) -> impl Iterator<Item = io::Result<Child<'_>>> {
    std::iter::from_fn(move || {
        let [a, b, c, d, k0, k1, k2, k3, ..] = *rest else {
            return (!std::mem::take(&mut rest).is_empty()).then(|| Err(cut_short(*b"....")));
        };
        let kind = [k0, k1, k2, k3];
        let Some((whole, after)) = rest.split_at_checked(u32::from_be_bytes([a, b, c, d]) as usize) else {
            rest = &[];
            return Some(Err(cut_short(kind)));
        };
        let Some(body) = whole.get(8..) else {
            rest = &[];
            return Some(Err(cut_short(kind)));
        };
        rest = after;
        Some(Ok(Child { kind, whole, body }))
    })
}

/// The first box of a kind in the body of another.
pub(super) fn child(body: &[u8], kind: Kind) -> io::Result<Child<'_>> {
    for child in children(body) {
        let child = child?;
        if child.kind == kind {
            return Ok(child);
        }
    }
    Err(invalid(format!("no box '{}'", kind.escape_ascii())))
}

/// Reads the fields of a box in turn.
#[derive(Debug)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn take(&mut self, bytes: usize) -> io::Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes).ok_or_else(|| invalid("a box ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn u32(&mut self) -> io::Result<u32> {
        Ok(self.take(4)?.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)))
    }

    /// A number of 64 bits, or of 32.
    pub(super) fn word(&mut self, long: bool) -> io::Result<u64> {
        let high = if long { self.u32()? } else { 0 };
        Ok(u64::from(high) << 32 | u64::from(self.u32()?))
    }
}

/// Adds a box and what `fill` puts into it.
pub(super) fn put(
    out: &mut Vec<u8>,
    kind: Kind,
    fill: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    let start = out.len();
    out.extend([0; 4]);
    out.extend(kind);
    fill(out)?;
    let size = u32::try_from(out.len() - start).map_err(|_| cut_short(kind))?;
    out[start..start + 4].copy_from_slice(&size.to_be_bytes());
    Ok(())
}

/// Adds the head of a box of `size` bytes.
pub(super) fn put_head(out: &mut Vec<u8>, kind: Kind, size: u64) -> io::Result<()> {
    put_u32(out, u32::try_from(size).map_err(|_| cut_short(kind))?);
    out.extend(kind);
    Ok(())
}

pub(super) fn put_u32(out: &mut Vec<u8>, n: u32) {
    out.extend(n.to_be_bytes());
}

/// Adds a number of 64 bits, or the lower 32 of it.
pub(super) fn put_word(out: &mut Vec<u8>, n: u64, long: bool) {
    match long {
        true => out.extend(n.to_be_bytes()),
        false => put_u32(out, n as u32),
    }
}
