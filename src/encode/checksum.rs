//! A writer that sums what passes through it, so that outputs can be compared without keeping them.
//!
//! XXH3-64 because it keeps up with memory: FNV-1a, byte by byte, would take longer over a 1080p frame (4 ms) than
//! drawing it.

use std::{fmt, hash::Hasher, io};
use twox_hash::XxHash3_64;

/// Passes bytes on to `inner`, summing and counting those that it took.
pub(super) struct Summed<W> {
    inner: W,
    hash: XxHash3_64,
    bytes: u64,
}

impl<W> Summed<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, hash: XxHash3_64::new(), bytes: 0 }
    }

    /// XXH3-64, seed 0, of all bytes so far.
    pub(super) fn sum(&self) -> u64 {
        self.hash.finish()
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn into_inner(self) -> W {
        self.inner
    }
}

impl<W: io::Write> io::Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write(bytes)?;
        self.hash.write(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<W> fmt::Debug for Summed<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Summed").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn the_sum_is_that_of_xxhsum_however_the_bytes_arrive() {
        let data: Vec<u8> = (0..=255).cycle().take(10_000).collect();
        for step in [1, 7, 256, 10_000] {
            let mut summed = Summed::new(io::sink());
            data.chunks(step).for_each(|c| summed.write_all(c).unwrap());
            assert_eq!(summed.sum(), XxHash3_64::oneshot(&data));
            assert_eq!(summed.bytes(), 10_000);
        }
        // The published test vector of an empty input.
        assert_eq!(Summed::new(io::sink()).sum(), 0x2D06_8005_38D3_94C2);
    }
}
