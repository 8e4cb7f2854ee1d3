//! Decoding by the FFmpeg libraries: what symphonia refuses, and what it would place wrongly in time.
//!
//! The file is handed over as an open descriptor behind a custom reader, so no file name ever reaches FFmpeg: nothing
//! can be read as a protocol or pattern. Demuxers are taken from a list, which leaves playlists out, and no protocol
//! is allowed to them. FFmpeg's own log is silent; what it would say comes back as errors and counts.

use super::decode::{Decode, Ending, Facts, Pcm, Speaker, Step};
use ffmpeg_next::{
    self as ffmpeg, Dictionary, Rational,
    codec::{self, decoder::Check, packet::Packet},
    format::{self, context::StreamIo, sample::Sample},
    frame, media,
    util::error::{EAGAIN, Error},
};
use std::{fs::File, io, sync::Once};

/// Demuxers that may be used: files of sound or of sound and pictures; no playlist, no device, no image sequence.
const DEMUXERS: &str = "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,ast,au,avi,caf,dff,dsf,dts,dtshd,eac3,flac,flv,iff,\
loas,matroska,mlp,mov,mp3,mp4,mpc,mpc8,mpeg,mpegts,nut,oma,ogg,qcp,rm,rso,sds,shn,sln,smjpeg,svs,tak,truehd,tta,vag,\
voc,vqf,w64,wav,webm,wv,xwma";
/// Demuxers whose stated length is a count, not an estimate from the bit rate.
const COUNTED: &[&str] =
    &["mov", "matroska", "wav", "w64", "aiff", "caf", "wv", "ape", "tta", "asf", "dsf", "tak"];
/// Packets in a row that may be refused before the rest of the file is given up.
const PATIENCE: u32 = 1_000;

/// A file being decoded by FFmpeg.
pub(super) struct Stream {
    input: format::context::Input,
    decoder: codec::decoder::Audio,
    index: usize,
    time_base: Rational,
    packet: Packet,
    frame: frame::Audio,
    /// Demuxer errors in a row.
    refused: u32,
    draining: bool,
}

/// A tag as FFmpeg names it, in lower case, and its text.
pub(super) type Tag = (String, String);

/// Why FFmpeg can't read a file.
#[derive(Debug)]
pub(super) enum Refusal {
    /// No demuxer knows it, or it is too damaged.
    Format,
    /// It was read, and there is no audio track.
    NoAudio,
    /// The codec has no decoder here, or it refuses the parameters.
    Codec(String),
}

/// Starts FFmpeg once, silently.
fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Without network support compiled in or not, nothing here opens a URL.
        let _ = ffmpeg::init();
        ffmpeg::log::set_level(ffmpeg::log::Level::Quiet);
    });
}

impl Stream {
    /// Opens a file at its start.
    pub(super) fn open(file: File) -> Result<(Self, Facts, Vec<Tag>), Refusal> {
        start();
        let io = StreamIo::from_read_seek(file).map_err(|_| Refusal::Format)?;
        let mut options = Dictionary::new();
        options.set("format_whitelist", DEMUXERS);
        options.set("protocol_whitelist", "none");
        let input = format::input_from_stream(io, None, Some(options)).map_err(|_| Refusal::Format)?;
        let tracks = input.streams().filter(|s| s.parameters().medium() == media::Type::Audio).count();
        let stream = input.streams().best(media::Type::Audio).ok_or(Refusal::NoAudio)?;
        let (index, time_base) = (stream.index(), stream.time_base());
        let parameters = stream.parameters();
        let name = codec_name(parameters.id());
        let refused = || Refusal::Codec(name.clone());
        let mut decoder = codec::Context::from_parameters(parameters).map_err(|_| refused())?.decoder();
        decoder.set_packet_time_base(time_base);
        decoder.check(Check::CRC);
        let decoder = decoder.audio().map_err(|_| refused())?;
        let container = input.format().name().split(',').next().unwrap_or_default().to_owned();
        let facts = Facts {
            codec: describe(&container, &name),
            declared: declared(&input, &stream, &container, decoder.rate()),
            tolerance: u64::from(decoder.rate()) / 10,
            tracks,
        };
        let tags = tags(&input, &stream);
        let stream = Self {
            decoder,
            index,
            time_base,
            packet: Packet::empty(),
            frame: frame::Audio::empty(),
            refused: 0,
            draining: false,
            input,
        };
        Ok((stream, facts, tags))
    }

    /// Gives the decoder its next packet; a step when there is something to tell first.
    fn feed(&mut self) -> Option<Step> {
        // Reading into a packet does not free what it held.
        self.packet = Packet::empty();
        match self.packet.read(&mut self.input) {
            Ok(()) => {
                self.refused = 0;
                if self.packet.stream() != self.index {
                    return None;
                }
                let bad = self.decoder.send_packet(&self.packet).is_err();
                (bad || self.packet.is_corrupt())
                    .then(|| Step::Lost { frames: if bad { self.length() } else { 0 } })
            }
            Err(Error::Eof) => {
                self.draining = true;
                let _ = self.decoder.send_eof();
                None
            }
            // A demuxer finds its way again after damage.
            Err(Error::InvalidData) if self.refused < PATIENCE => {
                self.refused += 1;
                Some(Step::Lost { frames: 0 })
            }
            Err(Error::Other { errno }) if errno == EAGAIN && self.refused < PATIENCE => {
                self.refused += 1;
                None
            }
            Err(Error::Other { errno }) => {
                Some(Step::End(Ending::Unreadable(io::Error::from_raw_os_error(errno))))
            }
            Err(_) => Some(Step::End(Ending::Cut)),
        }
    }

    /// Length of the current packet, samples; 0 when unknown or beyond belief.
    fn length(&self) -> u64 {
        let rate = self.decoder.rate();
        let samples = rescale(self.packet.duration(), self.time_base, rate).unwrap_or(0);
        u64::try_from(samples).unwrap_or(0).min(u64::from(rate))
    }

    /// Takes the decoded frame over; false when its format is unknown.
    fn take(&self, pcm: &mut Pcm) -> bool {
        let (frames, channels) = (self.frame.samples(), usize::from(self.frame.channels()));
        pcm.samples.clear();
        if frames == 0 || channels == 0 || !interleave(&self.frame, channels, &mut pcm.samples) {
            return false;
        }
        pcm.rate_hz = self.frame.rate();
        place(self.frame.channel_layout(), channels, &mut pcm.speakers);
        true
    }
}

impl Decode for Stream {
    fn step(&mut self, pcm: &mut Pcm) -> Step {
        loop {
            match self.decoder.receive_frame(&mut self.frame) {
                Ok(()) => {
                    let at =
                        self.frame.timestamp().and_then(|t| rescale(t, self.time_base, self.frame.rate()));
                    if self.take(pcm) {
                        return Step::Sound { at };
                    }
                }
                Err(Error::Other { errno }) if errno == EAGAIN && !self.draining => {
                    if let Some(step) = self.feed() {
                        return step;
                    }
                }
                Err(_) if self.draining => return Step::End(Ending::Complete),
                Err(Error::Eof) => return Step::End(Ending::Cut),
                Err(_) => return Step::Lost { frames: self.length() },
            }
        }
    }
}

/// Ticks of a time base in samples, rounded.
fn rescale(ticks: i64, base: Rational, rate_hz: u32) -> Option<i64> {
    let top = i128::from(ticks) * i128::from(base.numerator()) * i128::from(rate_hz);
    let per = i128::from(base.denominator());
    if per <= 0 { None } else { i64::try_from((top + per / 2).div_euclid(per)).ok() }
}

/// The length that the container counts, samples.
fn declared(
    input: &format::context::Input,
    stream: &format::stream::Stream<'_>,
    container: &str,
    rate_hz: u32,
) -> Option<u64> {
    if !COUNTED.contains(&container) {
        return None;
    }
    let micros = Rational::new(1, 1_000_000);
    let samples = match (stream.duration(), input.duration()) {
        (ticks, _) if ticks > 0 => rescale(ticks, stream.time_base(), rate_hz),
        // Of the whole file, which starts at 0.
        (_, ticks) if ticks > 0 => rescale(ticks, micros, rate_hz)
            .map(|n| n - rescale(stream.start_time().max(0), stream.time_base(), rate_hz).unwrap_or(0)),
        _ => None,
    };
    samples.and_then(|n| u64::try_from(n).ok())
}

/// Replaces `speakers` by the frame's layout.
fn place(layout: ffmpeg::ChannelLayout, channels: usize, speakers: &mut Vec<Speaker>) {
    speakers.clear();
    let mask = layout.bits();
    // Only a native layout has one mask bit for each channel.
    if layout.is_empty() || mask.count_ones() as usize != channels {
        speakers.resize(channels, None);
        return;
    }
    speakers.extend((0u8..64).filter(|bit| mask >> bit & 1 == 1).map(|bit| Some(bit).filter(|b| *b < 18)));
}

/// Appends a frame's samples, interleaved, as floats of full scale 1; false for an unknown sample format.
fn interleave(frame: &frame::Audio, channels: usize, samples: &mut Vec<f32>) -> bool {
    /// Copies planes or one packed plane through `convert`.
    fn copy<T: frame::audio::Sample + Copy>(
        frame: &frame::Audio,
        channels: usize,
        samples: &mut Vec<f32>,
        convert: impl Fn(T) -> f32,
    ) {
        if frame.is_packed() {
            samples.extend(frame.plane::<T>(0).iter().map(|&x| convert(x)));
            return;
        }
        samples.resize(frame.samples() * channels, 0.0);
        for channel in 0..channels {
            let out = samples.iter_mut().skip(channel).step_by(channels);
            for (out, &x) in out.zip(frame.plane::<T>(channel)) {
                *out = convert(x);
            }
        }
    }
    match frame.format() {
        Sample::U8(_) => copy::<u8>(frame, channels, samples, |x| (f32::from(x) - 128.0) / 128.0),
        Sample::I16(_) => copy::<i16>(frame, channels, samples, |x| f32::from(x) / 32_768.0),
        Sample::I32(_) => copy::<i32>(frame, channels, samples, |x| x as f32 / 2_147_483_648.0),
        Sample::F32(_) => copy::<f32>(frame, channels, samples, |x| x),
        Sample::F64(_) => copy::<f64>(frame, channels, samples, |x| x as f32),
        Sample::I64(_) | Sample::None => return false,
    }
    true
}

fn codec_name(id: codec::Id) -> String {
    ffmpeg::decoder::find(id)
        .map_or_else(|| format!("{id:?}").to_lowercase(), |codec| codec.name().to_owned())
}

/// "mp4/aac", "ogg/opus", "ac3".
fn describe(container: &str, codec: &str) -> String {
    let container = if container == "mov" { "mp4" } else { container };
    let codec = codec.strip_prefix("lib").unwrap_or(codec);
    if container == codec { codec.into() } else { format!("{container}/{codec}") }
}

/// Tags as FFmpeg names them, for containers that the tag library does not know.
fn tags(input: &format::context::Input, stream: &format::stream::Stream<'_>) -> Vec<Tag> {
    let all = input.metadata();
    let own = stream.metadata();
    all.iter().chain(own.iter()).map(|(key, value)| (key.to_ascii_lowercase(), value.to_owned())).collect()
}

/// Codecs that only FFmpeg reads, as far as this FFmpeg has them: names and usual extensions.
pub(super) fn codecs() -> Vec<(&'static str, &'static [&'static str])> {
    use codec::Id;
    type Family = (Id, &'static str, &'static [&'static str]);
    const FAMILIES: &[Family] = &[
        (Id::AAC, "AAC, HE-AAC", &["aac"]),
        (Id::OPUS, "Opus", &["opus", "ogg"]),
        (Id::SPEEX, "Speex", &["spx"]),
        (Id::WAVPACK, "WavPack", &["wv"]),
        (Id::WMAV2, "WMA", &["wma"]),
        (Id::AC3, "AC-3", &["ac3"]),
        (Id::EAC3, "E-AC-3", &["eac3"]),
        (Id::DTS, "DTS", &["dts"]),
        (Id::TRUEHD, "TrueHD", &["thd"]),
        (Id::APE, "Monkey's Audio", &["ape"]),
        (Id::TTA, "True Audio", &["tta"]),
        (Id::TAK, "TAK", &["tak"]),
        (Id::MUSEPACK8, "Musepack", &["mpc"]),
        (Id::AMR_NB, "AMR", &["amr"]),
        (Id::DSD_LSBF, "DSD", &["dsf", "dff"]),
        (Id::PCM_S16LE, "RF64 and Wave64", &["wav", "w64"]),
    ];
    start();
    let there = FAMILIES.iter().filter(|(id, ..)| ffmpeg::decoder::find(*id).is_some());
    there.map(|&(_, name, extensions)| (name, extensions)).collect()
}
