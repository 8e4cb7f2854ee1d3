//! From a song to samples: decoding, the gate that makes "OK" mean OK, tags.
//!
//! A [`Song`] is opened once and read from the start as often as needed; every [`Reader`] of it gives the same
//! samples.
//!
//! ```text
//! open ─ symphonia | libav ─▶ Step, Pcm ─ Reader: gate, downmix, resample ─▶ blocks of one or two channels
//! ```
//!
//! **Time.** Sample 0 is time 0, and it is the first sample that sounds: encoder delay and edit lists are taken off,
//! an offset of the track in its container is dropped. At the end MP3, Vorbis and Opus lose the padding that their
//! headers state; AAC keeps up to one packet of it, as FFmpeg's own command line does. Lost packets in the middle leave
//! silence of their length; lost sound at the end leaves nothing.
//!
//! **Decoders.** What symphonia and FFmpeg both read well, symphonia reads; [`readable`] lists who reads what. Over the
//! real files of the corpus both agree with `ffmpeg -i` in length.

mod cover;
mod decode;
mod demo;
mod downmix;
mod formats;
mod gate;
#[cfg(feature = "ffmpeg")]
mod libav;
mod memory;
mod mpeg;
mod ogg;
mod open;
mod reader;
#[cfg(feature = "ffmpeg")]
pub(crate) mod resample;
mod sniff;
mod symphonia;
mod tags;
mod wav;

#[cfg(test)]
mod tests;

pub use formats::{Readable, readable};
pub use reader::Reader;

use crate::error::{Error, Result};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A song that can be read from its start several times.
#[derive(Debug)]
pub struct Song {
    info: SongInfo,
    source: Source,
    facts: decode::Facts,
    /// What was noticed before decoding; every reader's report starts with it.
    warnings: Vec<String>,
}

/// Where the samples come from.
#[derive(Debug)]
enum Source {
    File(PathBuf, open::Decoder),
    Memory(Arc<[f32]>),
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

impl Tags {
    /// What is there but the cover, under the names that FFmpeg and most formats have for it.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, String)> {
        let Self { title, artist, album, date, genre, track, cover: _ } = self.clone();
        let track = track.map(|track| track.to_string());
        let names = ["title", "artist", "album", "date", "genre", "track"];
        let texts = [title, artist, album, date, genre, track];
        names.into_iter().zip(texts).filter_map(|(name, text)| Some((name, text?)))
    }
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

impl Song {
    /// Opens a file; its content decides what it is, not its name.
    ///
    /// # Errors
    /// [`crate::Error::Input`] when it is missing, unreadable or not a regular file, [`crate::Error::NotDecodable`]
    /// when it holds no audio that can be decoded.
    pub fn open(path: &Path) -> Result<Self> {
        let opened = open::open(path)?;
        let (tags, tag_warnings) = tags::read(open::regular_file(path)?, &opened.tags);
        let mut warnings = opened.warnings;
        warnings.extend(tag_warnings);
        Ok(Self {
            info: SongInfo {
                sample_rate_hz: opened.rate_hz,
                source_channels: opened.channels as u16,
                declared_samples: opened.facts.declared,
                codec: opened.facts.codec.clone(),
                decoder: opened.decoder.name(),
                tags,
            },
            source: Source::File(path.to_owned(), opened.decoder),
            facts: opened.facts,
            warnings,
        })
    }

    /// A song from interleaved samples in memory.
    ///
    /// # Errors
    /// A usage error for a rate outside 1 kHz to 768 kHz, for channels outside 1 to 64, for a broken last frame, or
    /// when there are no samples.
    pub fn from_samples(samples: Arc<[f32]>, channels: u16, sample_rate_hz: u32) -> Result<Self> {
        if let Some(reason) = gate::refusal(sample_rate_hz, usize::from(channels)) {
            return Err(Error::usage(reason));
        }
        if samples.is_empty() || !samples.len().is_multiple_of(usize::from(channels)) {
            return Err(Error::usage(format!("{} samples don't fill {channels} channels", samples.len())));
        }
        let frames = (samples.len() / usize::from(channels)) as u64;
        Ok(Self {
            info: SongInfo {
                sample_rate_hz,
                source_channels: channels,
                declared_samples: Some(frames),
                codec: "samples".into(),
                decoder: "memory",
                tags: Tags::default(),
            },
            source: Source::Memory(samples),
            facts: decode::Facts { declared: Some(frames), ..decode::Facts::default() },
            warnings: Vec::new(),
        })
    }

    /// A short song of our own, made by the program: something to see without any file.
    #[must_use]
    pub fn demo() -> Self {
        demo::song()
    }

    /// What is known before decoding.
    #[must_use]
    pub fn info(&self) -> &SongInfo {
        &self.info
    }

    /// The file it was opened from; none for samples in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.source {
            Source::File(path, _) => Some(path),
            Source::Memory(_) => None,
        }
    }

    /// Channels that readers deliver: 1 for mono, else 2 (more are downmixed by ITU-R BS.775).
    #[must_use]
    pub fn channels(&self) -> usize {
        usize::from(self.info.source_channels.clamp(1, 2))
    }

    /// A reader at sample 0.
    ///
    /// # Errors
    /// As [`Song::open`].
    pub fn reader(&self) -> Result<Reader> {
        let channels = usize::from(self.info.source_channels);
        let rate_hz = self.info.sample_rate_hz;
        let (decoder, path): (Box<dyn decode::Decode>, &Path) = match &self.source {
            Source::File(path, decoder) => (decoder.start(path)?, path),
            Source::Memory(samples) => {
                (Box::new(memory::Stream::new(samples.clone(), channels, rate_hz)), Path::new("samples"))
            }
        };
        let format = (rate_hz, self.channels());
        Ok(Reader::new(decoder, self.facts.clone(), path, format, self.warnings.clone()))
    }
}
