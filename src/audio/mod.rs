//! From a song to samples: decoding, the gate that makes "OK" mean OK, tags.
//!
//! A [`Song`] is opened once and read from the start as often as needed; every [`Reader`] of it gives the same
//! samples. Sample 0 is time 0.

use crate::error::Result;
use std::{path::Path, sync::Arc};

/// A song that can be read from its start several times.
#[derive(Debug)]
pub struct Song {
    info: SongInfo,
}

/// What is known of a song before it is decoded.
#[derive(Debug, Clone, Default)]
pub struct SongInfo {
    /// Samples per second of the decoded stream, Hz.
    pub sample_rate_hz: u32,
    /// Channels in the file, before any downmix.
    pub source_channels: u16,
    /// Length the container claims, in samples per channel, if it does.
    pub declared_samples: Option<u64>,
    /// Short names of container and codec, for people ("mp3", "flac", "opus").
    pub codec: String,
    /// Which decoder reads it: "symphonia", "ffmpeg" or "memory".
    pub decoder: &'static str,
    /// Tags and cover.
    pub tags: Tags,
}

/// Tags of a song, cleaned: no control characters, cut to a sane length.
#[derive(Debug, Clone, Default)]
pub struct Tags {
    /// Title.
    pub title: Option<String>,
    /// Artist.
    pub artist: Option<String>,
    /// Album.
    pub album: Option<String>,
    /// Year or date as written.
    pub date: Option<String>,
    /// Genre.
    pub genre: Option<String>,
    /// Track number.
    pub track: Option<u32>,
    /// The embedded front cover, undecoded.
    pub cover: Option<Cover>,
}

/// An embedded picture as stored.
#[derive(Debug, Clone)]
pub struct Cover {
    /// MIME type that the bytes themselves show.
    pub mime: &'static str,
    /// The encoded image.
    pub bytes: Arc<[u8]>,
}

/// What a reader met, complete once it reached the end.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Samples per channel that were delivered.
    pub samples: u64,
    /// Packets that could not be decoded and were replaced by silence of their length where that is known.
    pub bad_packets: u64,
    /// All packets.
    pub packets: u64,
    /// Samples that were NaN, infinite or beyond any sane level, replaced.
    pub repaired_samples: u64,
    /// One line per thing that a person should know.
    pub warnings: Vec<String>,
}

/// Reads a song from its start: one or two channels, interleaved, finite, within ±8.
#[derive(Debug)]
pub struct Reader {}

impl Song {
    /// Opens a file; its content decides what it is, not its name.
    ///
    /// # Errors
    /// [`crate::Error::Input`] when it is missing, unreadable or not a regular file, [`crate::Error::NotDecodable`]
    /// when it holds no audio that can be decoded.
    pub fn open(_path: &Path) -> Result<Self> {
        unimplemented!()
    }

    /// A song from interleaved samples in memory.
    ///
    /// # Errors
    /// A usage error for a rate outside 1 kHz to 768 kHz, for channels outside 1 to 64, or for a broken last frame.
    pub fn from_samples(_samples: Arc<[f32]>, _channels: u16, _sample_rate_hz: u32) -> Result<Self> {
        unimplemented!()
    }

    /// What is known before decoding.
    #[must_use]
    pub fn info(&self) -> &SongInfo {
        &self.info
    }

    /// The file it was opened from; none for samples in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        unimplemented!()
    }

    /// Channels that readers deliver: 1 for mono, else 2 (more are downmixed by ITU-R BS.775).
    #[must_use]
    pub fn channels(&self) -> usize {
        unimplemented!()
    }

    /// A reader at sample 0.
    ///
    /// # Errors
    /// As [`Song::open`].
    pub fn reader(&self) -> Result<Reader> {
        unimplemented!()
    }
}

impl Reader {
    /// Replaces `block` by the next interleaved samples (never more than 64 Ki frames); false at the end.
    ///
    /// # Errors
    /// [`crate::Error::NotDecodable`] when the gate closes: nothing decoded, or more than half of the packets bad.
    pub fn read(&mut self, _block: &mut Vec<f32>) -> Result<bool> {
        unimplemented!()
    }

    /// What was met so far.
    #[must_use]
    pub fn report(&self) -> &Report {
        unimplemented!()
    }
}
