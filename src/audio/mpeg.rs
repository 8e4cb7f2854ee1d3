//! What MPEG audio needs beyond its decoder: it has no checksums, no positions and often no stated length.
//!
//! symphonia skips bytes between packets without a word, so [`Follower`] reads the file alongside and notices;
//! symphonia cuts the end where a header says, even when more sound follows (joined files), so [`Stream::hold_tail`]
//! waits and sees; its decoder refuses all packets after a change of format, so [`Stream::sort`] finds such changes.

use super::decode::Pcm;
use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read},
};
use symphonia::core::packet::Packet;

/// Samples that may be held back at the end; more are no encoder padding.
const LONGEST_PADDING: usize = 3 * 1152;

/// State of one MPEG audio stream.
pub(super) struct Stream {
    follower: Follower,
    /// Version, layer, rate and mono flag of the current sound.
    kind: u32,
    /// Bytes and samples of the last good packet.
    pace: (u64, u64),
    /// A packet of another kind, waiting for a second one that confirms it.
    odd: Option<Packet>,
    /// Packets to hand out before the next one is read.
    ready: VecDeque<Packet>,
    /// Whether the stated end can be believed.
    padded: bool,
    /// Samples beyond the stated end, dropped if the file really ends there.
    tail: Vec<f32>,
}

/// What to do with a packet.
pub(super) enum Sorted {
    /// Decode it.
    Decode(Packet),
    /// Decode it with a new decoder: the format has changed.
    DecodeAfresh(Packet),
    /// Nothing yet.
    Wait,
    /// So many samples are lost.
    Lost(u64),
}

impl Stream {
    /// `padded`: a header states how much of the end is padding.
    pub(super) fn new(file: File, padded: bool) -> Self {
        Self {
            follower: Follower::new(file),
            kind: 0,
            pace: (417, 1152),
            odd: None,
            ready: VecDeque::new(),
            padded,
            tail: Vec::new(),
        }
    }

    /// Whether the file states its length.
    pub(super) fn is_padded(&self) -> bool {
        self.padded
    }

    /// A packet that was put aside.
    pub(super) fn take_ready(&mut self) -> Option<Packet> {
        self.ready.pop_front()
    }

    /// Looks at a packet fresh from the file: whether it is sound, and what is lost before it.
    pub(super) fn place(&mut self, packet: Packet) -> Sorted {
        match self.follower.follow(&packet.data) {
            Found::InTag => Sorted::Wait,
            Found::Behind(0) => self.sort(packet),
            Found::Behind(skipped) => {
                // As long as so many bytes of the sound before lasted.
                let (bytes, samples) = self.pace;
                let samples = skipped * samples / bytes;
                self.ready.push_front(packet);
                Sorted::Lost(samples)
            }
        }
    }

    /// Sorts out packets of another kind: one is damage, two in a row are a change.
    pub(super) fn sort(&mut self, packet: Packet) -> Sorted {
        let kind = kind(&packet);
        if self.kind == 0 {
            self.kind = kind;
        }
        match self.odd.take() {
            Some(odd) if kind != self.kind && self::kind(&odd) == kind => {
                self.kind = kind;
                self.ready.push_front(packet);
                Sorted::DecodeAfresh(odd)
            }
            Some(odd) => {
                self.ready.push_front(packet);
                Sorted::Lost(odd.dur.get())
            }
            None if kind != self.kind => {
                self.odd = Some(packet);
                Sorted::Wait
            }
            None => {
                self.pace = (packet.data.len().max(1) as u64, packet.block_dur().get());
                Sorted::Decode(packet)
            }
        }
    }

    /// A packet that waited in vain for a second one of its kind.
    pub(super) fn take_odd(&mut self) -> Option<Packet> {
        self.odd.take()
    }

    /// Keeps the last `beyond` samples, which lie behind the stated end, until it is known whether more follows.
    pub(super) fn hold_tail(&mut self, beyond: usize, pcm: &mut Pcm) {
        if !self.padded {
            return;
        }
        let channels = pcm.speakers.len().max(1);
        let keep = pcm.samples.len().saturating_sub(beyond.saturating_mul(channels));
        self.tail.extend_from_slice(&pcm.samples[keep..]);
        pcm.samples.truncate(keep);
        if self.tail.len() > LONGEST_PADDING * channels {
            // Too much to be padding: files were joined. From here on nothing is cut.
            pcm.samples.append(&mut self.tail);
            self.padded = false;
        }
    }
}

/// The bits of an MPEG audio header that don't change within a stream.
fn kind(packet: &Packet) -> u32 {
    match packet.data[..] {
        [_, b, c, d, ..] => u32::from(b & 0x1e) << 16 | u32::from(c & 0x0c) << 8 | u32::from(d >> 6 == 3),
        _ => 0,
    }
}

/// Reads the file alongside a demuxer and notices what it skips.
struct Follower {
    /// `None` once the trace is lost.
    file: Option<File>,
    /// Bytes read ahead.
    window: Vec<u8>,
    /// Position of the window in the file.
    at: u64,
    /// End of the tag around or before the window.
    tag_end: u64,
    started: bool,
}

/// Where a packet was found.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// In its place, or behind so many bytes of lost sound.
    Behind(u64),
    /// Inside a tag: it is no sound.
    InTag,
}

impl Follower {
    /// Bytes of a packet by which it is recognised.
    const MARK: usize = 32;
    /// More skipped bytes than this are no lost sound.
    const LONGEST: u64 = 256 << 10;
    /// Bytes to read at once.
    const READ: usize = 32 << 10;

    fn new(file: File) -> Self {
        Self { file: Some(file), window: Vec::new(), at: 0, tag_end: 0, started: false }
    }

    /// Finds the demuxer's next packet.
    fn follow(&mut self, packet: &[u8]) -> Found {
        let found = self.find(packet).ok().flatten();
        match found {
            Some(_) => self.drop_front(packet.len() as u64),
            None => self.file = None,
        }
        found.unwrap_or(Found::Behind(0))
    }

    fn find(&mut self, packet: &[u8]) -> io::Result<Option<Found>> {
        let mark = &packet[..packet.len().min(Self::MARK)];
        loop {
            if self.at < self.tag_end {
                if self.search(mark, self.tag_end)? {
                    return Ok(Some(Found::InTag));
                }
                continue;
            }
            self.fill(2 * Self::MARK)?;
            let tag = tag_length(&self.window);
            if tag == 0 || self.window.starts_with(mark) {
                break;
            }
            self.tag_end = self.at + tag;
        }
        self.fill(256)?;
        let start = self.at;
        let is_info = is_info_frame(&self.window);
        let limit = if self.started { start + Self::LONGEST } else { u64::MAX };
        let found = self.search(mark, limit)?;
        let free = !self.started || is_info;
        self.started |= found;
        Ok(found.then(|| Found::Behind(if free { 0 } else { self.at - start })))
    }

    /// Moves on to the next `mark` before `limit`, or to `limit` or the end of the file.
    fn search(&mut self, mark: &[u8], limit: u64) -> io::Result<bool> {
        loop {
            if self.fill(mark.len())? < mark.len() {
                // Or `find` would meet the tag that these bytes may begin with again and again.
                self.window.clear();
                self.at = self.at.max(limit);
                return Ok(false);
            }
            let found = self.window.windows(mark.len()).position(|w| w == mark);
            let step = found.unwrap_or(self.window.len() + 1 - mark.len()) as u64;
            if self.at + step >= limit {
                self.drop_front(limit - self.at);
                return Ok(false);
            }
            self.drop_front(step);
            if found.is_some() {
                return Ok(true);
            }
        }
    }

    /// Moves on by so many bytes, as far as there are any.
    fn drop_front(&mut self, bytes: u64) {
        let n = usize::try_from(bytes).unwrap_or(usize::MAX);
        if self.fill(n).is_err() {
            self.file = None;
        }
        self.window.drain(..n.min(self.window.len()));
        self.at += bytes;
    }

    /// Reads on until the window holds `wanted` bytes, as far as there are any; returns how many it holds.
    fn fill(&mut self, wanted: usize) -> io::Result<usize> {
        let Some(file) = &mut self.file else { return Ok(0) };
        while self.window.len() < wanted {
            if file.by_ref().take(Self::READ as u64).read_to_end(&mut self.window)? == 0 {
                break;
            }
        }
        Ok(self.window.len())
    }
}

/// Length of the tag that starts here, 0 for none.
fn tag_length(bytes: &[u8]) -> u64 {
    match bytes {
        [b'T', b'A', b'G', ..] => 128,
        [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] => {
            let size = [a, b, c, d].iter().fold(0u64, |n, &&b| n << 7 | u64::from(b & 0x7f));
            10 + size + if flags & 0x10 != 0 { 10 } else { 0 }
        }
        [b'A', b'P', b'E', b'T', b'A', b'G', b'E', b'X', _, _, _, _, a, b, c, d, ..] => {
            32 + u64::from(u32::from_le_bytes([*a, *b, *c, *d]))
        }
        _ => 0,
    }
}

/// Whether this is the information frame at the start of a file that was joined to another.
fn is_info_frame(bytes: &[u8]) -> bool {
    let names: [&[u8]; 3] = [b"Xing", b"Info", b"VBRI"];
    names.iter().any(|name| bytes.windows(4).take(64).any(|w| w == *name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, Write};

    #[test]
    fn a_tag_is_passed_once_where_the_trace_is_lost_or_the_file_ends() {
        let packet = |n: u8| [n; 64];
        let skipped = vec![0u8; Follower::LONGEST as usize];
        let tag = [&b"TAG"[..], &[0x20; 125]].concat();
        for rest in [[&skipped[..], &tag, &packet(2), &packet(3)].concat(), b"TAG, cut".to_vec()] {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&[&packet(1)[..], &rest].concat()).unwrap();
            file.rewind().unwrap();
            let mut follower = Follower::new(file);
            for n in 1..4 {
                assert_eq!(follower.follow(&packet(n)), Found::Behind(0), "{n}");
            }
        }
    }
}
