//! Which decoder reads a file: its content decides, and the first sound that really comes out.
//!
//! symphonia is asked first, FFmpeg takes what it refuses and what it would place wrongly in time. The choice is made
//! here once, from the head of the file; nothing that comes later changes it. So every reader gives the same samples.

#[cfg(feature = "ffmpeg")]
use super::libav;
use super::{
    decode::{Decode, Facts, Pcm, Speaker, Step},
    gate, ogg, sniff, symphonia,
    wav::{self, Wav},
};
pub(super) use crate::files::regular_file;
use crate::{
    error::{Error, Result},
    ffmpeg,
};
use std::{
    io::{self, Read},
    path::Path,
};

/// Steps within which the first sound must come.
const FIRST_SOUND: usize = 512;

/// Who decodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decoder {
    /// symphonia.
    Symphonia,
    /// The FFmpeg libraries.
    #[cfg(feature = "ffmpeg")]
    Ffmpeg,
}

impl Decoder {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Symphonia => "symphonia",
            #[cfg(feature = "ffmpeg")]
            Self::Ffmpeg => "ffmpeg",
        }
    }

    /// A decoder at the start of a file that it has opened before.
    pub(super) fn start(self, path: &Path) -> Result<Box<dyn Decode>> {
        let file = regular_file(path)?;
        let gone = || Error::Input { path: path.to_owned(), reason: "the file has changed".into() };
        Ok(match self {
            Self::Symphonia => {
                Box::new(symphonia::Stream::open(file, regular_file(path)?).map_err(|_| gone())?.0)
            }
            #[cfg(feature = "ffmpeg")]
            Self::Ffmpeg => Box::new(libav::Stream::open(file).map_err(|_| gone())?.0),
        })
    }
}

/// A file that gave its first sound.
pub(super) struct Opened {
    pub(super) decoder: Decoder,
    pub(super) facts: Facts,
    /// Format of the first sound.
    pub(super) rate_hz: u32,
    pub(super) channels: usize,
    /// Container position of the first sound, samples.
    start: i64,
    /// Tags that the demuxer found.
    pub(super) tags: Vec<(String, String)>,
    pub(super) warnings: Vec<String>,
}

/// Finds the decoder for a file.
pub(super) fn open(path: &Path) -> Result<Opened> {
    let refuse = |reason: String| Error::NotDecodable { path: path.to_owned(), reason };
    let unreadable = |e: io::Error| Error::Input { path: path.to_owned(), reason: e.to_string() };
    let mut head = Vec::new();
    let file = regular_file(path)?;
    (&file).take(sniff::HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
    if head.is_empty() {
        return Err(refuse("empty file".into()));
    }
    let wav = wav::facts(&file).map_err(refuse)?;
    let ogg = ogg::end(&file).map_err(unreadable)?;
    let mut opened = choose(path).map_err(|why| why.into_error(path, &head, wav))?;
    if let Some(reason) = gate::refusal(opened.rate_hz, opened.channels) {
        return Err(refuse(reason));
    }
    if let Some(wav) = wav {
        opened.warnings.extend(wav.warnings());
        opened.facts.declared = opened.facts.declared.filter(|_| opened.warnings.is_empty());
    }
    if opened.facts.declared.is_none()
        && let Some(end) = ogg.end
    {
        opened.facts.declared = Some(end.saturating_sub_signed(opened.start));
        opened.facts.tolerance = u64::from(opened.rate_hz) / 100;
    }
    if ogg.cut {
        opened.warnings.push("the last Ogg page is missing: the file was cut short".into());
    }
    if opened.facts.tracks > 1 {
        opened.warnings.push(format!("{} audio tracks: the default one is used", opened.facts.tracks));
    }
    Ok(opened)
}

/// Why no decoder gave sound, the most telling first.
enum Why {
    Io(Error),
    NoAudio,
    /// Nothing has a decoder for this codec.
    Codec(String),
    /// It looked right, but no sound came out.
    NoSound,
    /// symphonia's words.
    Format(String),
}

impl Why {
    /// What only FFmpeg could read, where it is missing.
    fn lacks_ffmpeg(&self, head: &[u8]) -> Option<String> {
        let lack = ffmpeg::ready().err()?;
        let named = match self {
            Self::Codec(codec) => Some(codec.as_str()),
            _ => None,
        };
        let codec = sniff::needs_ffmpeg(head).or(named)?;
        Some(format!("{codec} needs FFmpeg, which {lack}"))
    }

    fn into_error(self, path: &Path, head: &[u8], wav: Option<Wav>) -> Error {
        let lack = self.lacks_ffmpeg(head);
        let reason = match self {
            Self::Io(error) => return error,
            Self::NoAudio => "no audio track".into(),
            _ if let Some(thing) = sniff::not_audio(head) => format!("not audio but {thing}"),
            _ if let Some(lack) = lack => lack,
            Self::Codec(codec) if codec != "none" => format!("no decoder for {codec}"),
            Self::Format(words) if words.contains("moov") => {
                "moov missing: the index of the MP4 file is not there, the file was cut short".into()
            }
            _ if let Some(wav) = wav => format!("WAV format {:#06x} can't be decoded", wav.tag()),
            _ if head.starts_with(b"ID3") => "no audio: nothing but tags".into(),
            Self::Codec(_) => "no audio: its codec is unknown".into(),
            Self::NoSound => "no audio: no sound could be decoded".into(),
            Self::Format(_) => "no known audio format".into(),
        };
        Error::NotDecodable { path: path.to_owned(), reason }
    }
}

#[cfg(not(feature = "ffmpeg"))]
fn choose(path: &Path) -> Result<Opened, Why> {
    by_symphonia(path)?.1.ok_or(Why::NoSound)
}

#[cfg(feature = "ffmpeg")]
fn choose(path: &Path) -> Result<Opened, Why> {
    let first = by_symphonia(path);
    if let Ok((true, Some(opened))) = first {
        return Ok(opened);
    }
    if ffmpeg::ready().is_err() {
        return first?.1.ok_or(Why::NoSound);
    }
    match (by_ffmpeg(path), first) {
        (Ok(opened), _) => Ok(opened),
        (Err(_), Ok((_, Some(opened)))) => Ok(opened),
        // FFmpeg only knows that it is invalid; symphonia has words for it.
        (Err(Why::Format(_)), Err(why)) => Err(why),
        (Err(Why::NoSound), Err(Why::NoAudio)) => Err(Why::NoAudio),
        (Err(why), Err(_)) => Err(why),
        (Err(Why::Format(_)), Ok(_)) => Err(Why::NoSound),
        (Err(why), Ok(_)) => Err(why),
    }
}

/// Whether symphonia is the right one, and what it opened if sound came out.
fn by_symphonia(path: &Path) -> Result<(bool, Option<Opened>), Why> {
    let file = regular_file(path).map_err(Why::Io)?;
    let alongside = regular_file(path).map_err(Why::Io)?;
    let (mut stream, facts) = symphonia::Stream::open(file, alongside).map_err(|refusal| match refusal {
        symphonia::Refusal::Format(words) => Why::Format(words),
        symphonia::Refusal::NoAudio => Why::NoAudio,
        symphonia::Refusal::Codec(codec) => Why::Codec(codec),
    })?;
    let right = !stream.is_better_left_to_ffmpeg();
    let opened = first_sound(&mut stream).map(|(start, rate_hz, channels)| Opened {
        decoder: Decoder::Symphonia,
        facts,
        rate_hz,
        channels: channels.len(),
        start,
        tags: Vec::new(),
        warnings: Vec::new(),
    });
    Ok((right, opened))
}

#[cfg(feature = "ffmpeg")]
fn by_ffmpeg(path: &Path) -> Result<Opened, Why> {
    let file = regular_file(path).map_err(Why::Io)?;
    let (mut stream, facts, tags) = libav::Stream::open(file).map_err(|refusal| match refusal {
        libav::Refusal::Format => Why::Format(String::new()),
        libav::Refusal::NoAudio => Why::NoAudio,
        libav::Refusal::Codec(codec) => Why::Codec(codec),
    })?;
    let (start, rate_hz, speakers) = first_sound(&mut stream).ok_or(Why::NoSound)?;
    let channels = speakers.len();
    Ok(Opened { decoder: Decoder::Ffmpeg, facts, rate_hz, channels, start, tags, warnings: Vec::new() })
}

/// Position and format of the first sound, if any comes.
fn first_sound(stream: &mut dyn Decode) -> Option<(i64, u32, Vec<Speaker>)> {
    let mut pcm = Pcm::default();
    for _ in 0..FIRST_SOUND {
        match stream.step(&mut pcm) {
            Step::Sound { at } => return Some((at.unwrap_or(0), pcm.rate_hz, pcm.speakers)),
            Step::End(_) => return None,
            Step::Lost { .. } | Step::Chained { .. } => {}
        }
    }
    None
}
