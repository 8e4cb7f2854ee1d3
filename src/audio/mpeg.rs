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
        let follower = Follower { file: Some(file), window: Vec::new(), started: false };
        Self { follower, kind: 0, odd: None, ready: VecDeque::new(), padded, tail: Vec::new() }
    }

    /// Whether the file states its length.
    pub(super) fn is_padded(&self) -> bool {
        self.padded
    }

    /// A packet that was put aside.
    pub(super) fn take_ready(&mut self) -> Option<Packet> {
        self.ready.pop_front()
    }

    /// Looks at a packet fresh from the file: samples lost before it, 0 for none.
    pub(super) fn lost_before(&mut self, packet: &Packet) -> u64 {
        let skipped = self.follower.skipped_before(&packet.data);
        // As long as the packet's own bytes last.
        let bytes = packet.data.len().max(1) as u64;
        let samples = skipped * packet.block_dur().get() / bytes;
        if samples > 0 {
            self.ready.push_front(packet.clone());
        }
        samples
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
            None => Sorted::Decode(packet),
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
    /// Bytes read ahead, from the end of the last packet on.
    window: Vec<u8>,
    started: bool,
}

impl Follower {
    /// Bytes of a packet by which it is recognised.
    const MARK: usize = 32;
    /// More skipped bytes than this are no lost sound.
    const LONGEST: usize = 256 << 10;
    /// Bytes to read at once.
    const READ: usize = 32 << 10;

    /// Bytes of lost sound between the last packet and this one.
    fn skipped_before(&mut self, packet: &[u8]) -> u64 {
        match self.find(packet) {
            Ok(Some(at)) => {
                let skipped = &self.window[..at];
                let lost = if self.started && !is_tag(skipped) { at as u64 } else { 0 };
                self.started = true;
                let end = at + packet.len();
                if self.fill(end).is_err() {
                    self.file = None;
                }
                self.window.drain(..end.min(self.window.len()));
                lost
            }
            _ => {
                self.file = None;
                0
            }
        }
    }

    /// Where in the window the packet starts.
    fn find(&mut self, packet: &[u8]) -> io::Result<Option<usize>> {
        let mark = &packet[..packet.len().min(Self::MARK)];
        let mut from = 0;
        loop {
            if self.fill(from + mark.len())? < from + mark.len() {
                return Ok(None);
            }
            let found = self.window[from..].windows(mark.len()).position(|w| w == mark);
            if let Some(at) = found {
                return Ok(Some(from + at));
            }
            from = self.window.len() + 1 - mark.len();
            // Tags before the first packet may be large; they are let go as they pass.
            if !self.started {
                self.window.drain(..from);
                from = 0;
            } else if from > Self::LONGEST {
                return Ok(None);
            }
        }
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

/// Whether skipped bytes are a tag or an information frame between joined files instead of lost sound.
fn is_tag(bytes: &[u8]) -> bool {
    let tags: [&[u8]; 3] = [b"ID3", b"TAG", b"APETAGEX"];
    let frames: [&[u8]; 3] = [b"Xing", b"Info", b"VBRI"];
    tags.iter().any(|t| bytes.starts_with(t))
        || frames.iter().any(|f| bytes.windows(f.len()).take(256).any(|w| w == *f))
}
