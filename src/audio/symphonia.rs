//! Decoding in Rust by symphonia: MP3 and its elders, FLAC, Vorbis, PCM, ADPCM, ALAC, AAC.
//!
//! Every call is guarded, as symphonia may panic on damaged streams. Three of its habits are mended here: the end of
//! an MP3 is cut where a header or an estimate says, even when sound follows; its MPEG decoder refuses all packets
//! after a change of format in mid-stream; a chained Ogg stream asks for a new decoder.

use super::{
    decode::{Decode, Ending, Facts, Pcm, Speaker, Step},
    ends, quiet,
};
use std::{fs::File, io::Seek};
use symphonia::core::{
    audio::{AudioSpec, ChannelLabel, Channels, GenericAudioBufferRef, Position},
    codecs::{
        CodecParameters,
        audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known as id},
    },
    common::Limit,
    errors::Error,
    formats::{FormatOptions, FormatReader, Track, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
    packet::Packet,
    units::TimeBase,
};

/// Packets in a row that a demuxer may refuse before the rest of the file is given up.
const PATIENCE: u32 = 64;
/// Samples of MPEG audio that may be held back at the end; more are no encoder padding.
const LONGEST_PADDING: usize = 3 * 1152;

/// A file being decoded by symphonia.
pub(super) struct Stream {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    params: AudioCodecParameters,
    track: u32,
    time_base: Option<TimeBase>,
    spec: Option<AudioSpec>,
    /// Demuxer errors in a row.
    refused: u32,
    mpeg: Option<Mpeg>,
}

/// What MPEG audio needs beyond the usual.
#[derive(Default)]
struct Mpeg {
    /// Version, layer, rate and mono flag of the stream, from the header of its last good packet.
    kind: u32,
    /// A packet of another kind, waiting for a second one that confirms it.
    odd: Option<Packet>,
    /// A packet to look at before the next one is read.
    next: Option<Packet>,
    /// Whether the header states an encoder padding.
    padded: bool,
    /// Samples beyond the stated end, dropped if the file really ends there.
    tail: Vec<f32>,
    /// Bytes that should be audio, less those that were packets.
    unread: u64,
}

impl Mpeg {
    /// The bits of an MPEG audio header that can't change within a stream.
    fn kind(packet: &Packet) -> u32 {
        match packet.data[..] {
            [_, b, c, d, ..] => u32::from(b & 0x1e) << 16 | u32::from(c & 0x0c) << 8 | u32::from(d >> 6 == 3),
            _ => 0,
        }
    }
}

/// Why symphonia can't read a file.
#[derive(Debug)]
pub(super) enum Refusal {
    /// No demuxer knows it, or it is too damaged: symphonia's own words.
    Format(String),
    /// It was read, and there is no audio track.
    NoAudio,
    /// The codec has no decoder here.
    Codec(String),
}

impl Stream {
    /// Opens a file at its start.
    pub(super) fn open(file: File) -> Result<(Self, Facts), Refusal> {
        let mpeg_bytes = ends::mpeg_bytes(&file).and_then(|n| (&file).rewind().map(|()| n)).unwrap_or(0);
        let format = quiet::catch(|| {
            let source = MediaSourceStream::new(Box::new(file), Default::default());
            // Tags are read elsewhere: what they claim to weigh is never allocated here.
            let tags = MetadataOptions::default()
                .limit_tag_bytes(Limit::Maximum(64 << 10))
                .limit_visual_bytes(Limit::Maximum(0));
            symphonia::default::get_probe().probe(&Hint::new(), source, FormatOptions::default(), tags)
        });
        let format = match format {
            Ok(Ok(format)) => format,
            Ok(Err(error)) => return Err(Refusal::Format(error.to_string())),
            Err(_) => return Err(Refusal::Format("the demuxer failed".into())),
        };
        let tracks = format.tracks().iter().filter(|t| t.track_type() == Some(TrackType::Audio)).count();
        let track = format.default_track(TrackType::Audio).cloned();
        let (Some(track), Some(params)) = (track.as_ref(), track.as_ref().and_then(audio_params)) else {
            return Err(Refusal::NoAudio);
        };
        let decoder = new_decoder(params).ok_or_else(|| Refusal::Codec(codec_name(params.codec).into()))?;
        let container = quiet::catch(|| format.format_info().short_name).unwrap_or("unknown");
        let codec = quiet::catch(|| decoder.codec_info().short_name).unwrap_or("unknown");
        let mpeg = is_mpeg(params.codec).then(|| Mpeg {
            padded: track.padding.is_some(),
            unread: mpeg_bytes,
            ..Mpeg::default()
        });
        // Without a header that counts packets, the length of MPEG audio is an estimate from the bit rate.
        let counted = mpeg.as_ref().is_none_or(|mpeg| mpeg.padded);
        let facts = Facts {
            codec: describe(container, codec),
            declared: track.num_frames.filter(|_| counted),
            tolerance: 0,
            tracks,
        };
        let stream = Self {
            decoder,
            params: params.clone(),
            track: track.id,
            time_base: track.time_base,
            format,
            spec: None,
            refused: 0,
            mpeg,
        };
        Ok((stream, facts))
    }

    /// Container and codec that carry their own time line or need more than symphonia has, if FFmpeg is there: edit
    /// lists and codec delay (MP4, Matroska) and all of AAC (HE, 5.1, priming).
    pub(super) fn is_better_left_to_ffmpeg(&self) -> bool {
        let container = quiet::catch(|| self.format.format_info().short_name).unwrap_or_default();
        matches!(container, "isomp4" | "mkv" | "matroska") || self.params.codec == id::CODEC_ID_AAC
    }

    /// Whether this is MPEG audio, whose length is often only an estimate.
    pub(super) fn is_mpeg(&self) -> bool {
        self.mpeg.is_some()
    }

    /// Takes up the next stream of a chained file.
    fn chain(&mut self) -> Step {
        let track = self.format.default_track(TrackType::Audio).cloned();
        let Some((track, params)) = track.as_ref().and_then(|t| Some((t, audio_params(t)?.clone()))) else {
            return Step::End(Ending::Cut);
        };
        let Some(decoder) = new_decoder(&params) else { return Step::End(Ending::Cut) };
        self.decoder = decoder;
        self.params = params;
        self.track = track.id;
        self.time_base = track.time_base;
        Step::Chained { declared: track.num_frames }
    }

    /// The next packet of the track, or what to tell instead.
    fn next_packet(&mut self) -> Result<Packet, Step> {
        loop {
            match quiet::catch(|| self.format.next_packet()) {
                Ok(Ok(Some(packet))) if packet.track_id == self.track => {
                    self.refused = 0;
                    if let Some(mpeg) = &mut self.mpeg {
                        mpeg.unread = mpeg.unread.saturating_sub(packet.data.len() as u64);
                    }
                    return Ok(packet);
                }
                Ok(Ok(Some(_))) => {}
                Ok(Ok(None)) => return Err(Step::End(Ending::Complete)),
                Ok(Err(Error::ResetRequired)) => return Err(self.chain()),
                Ok(Err(Error::IoError(error))) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                    return Err(Step::End(Ending::Unreadable(error)));
                }
                Ok(Err(Error::IoError(_))) | Err(_) => return Err(Step::End(Ending::Cut)),
                Ok(Err(_)) if self.refused < PATIENCE => {
                    self.refused += 1;
                    return Err(Step::Lost { frames: 0 });
                }
                Ok(Err(_)) => return Err(Step::End(Ending::Cut)),
            }
        }
    }

    /// Decodes a packet into `pcm`; false when it can't be.
    fn decode(&mut self, packet: &Packet, pcm: &mut Pcm) -> bool {
        let decoded = quiet::catch(|| match self.decoder.decode(packet) {
            Ok(buffer) => {
                if self.spec.as_ref() != Some(buffer.spec()) {
                    pcm.rate_hz = buffer.spec().rate();
                    pcm.speakers = speakers(buffer.spec().channels());
                    self.spec = Some(buffer.spec().clone());
                }
                interleave(&buffer, pcm);
                true
            }
            Err(_) => false,
        });
        decoded.unwrap_or_else(|_| {
            // Its state can't be trusted any more.
            if let Some(fresh) = new_decoder(&self.params) {
                self.decoder = fresh;
            }
            false
        })
    }

    /// Position of a packet's first kept sample.
    fn position(&self, packet: &Packet) -> Option<i64> {
        let ticks = packet.pts.get().saturating_add_unsigned(packet.trim_start.get());
        self.to_samples(ticks)
    }

    /// Length of a packet, samples.
    fn length(&self, packet: &Packet) -> u64 {
        // No codec has packets of more than a second; a longer claim is a lie.
        let longest = u64::from(self.rate_hz());
        let ticks = i64::try_from(packet.dur.get()).unwrap_or(i64::MAX);
        self.to_samples(ticks).and_then(|n| u64::try_from(n).ok()).unwrap_or(0).min(longest)
    }

    fn rate_hz(&self) -> u32 {
        self.spec.as_ref().map(AudioSpec::rate).or(self.params.sample_rate).unwrap_or(0)
    }

    fn to_samples(&self, ticks: i64) -> Option<i64> {
        let base = self.time_base?;
        let rate = self.rate_hz();
        if base.numer.get() == 1 && base.denom.get() == rate {
            return Some(ticks);
        }
        let top = i128::from(ticks) * i128::from(base.numer.get()) * i128::from(rate);
        let per = i128::from(base.denom.get());
        i64::try_from((top + per / 2).div_euclid(per)).ok()
    }

    /// MPEG audio: sorts out packets of another kind. `Ok` is the packet to decode now.
    fn sort_mpeg(&mut self, packet: Packet) -> Result<Packet, Step> {
        let Some(mpeg) = &mut self.mpeg else { return Ok(packet) };
        let kind = Mpeg::kind(&packet);
        if mpeg.kind == 0 {
            mpeg.kind = kind;
        }
        match mpeg.odd.take() {
            // Two of the same new kind: the stream has really changed.
            Some(odd) if kind != mpeg.kind && Mpeg::kind(&odd) == kind => {
                mpeg.kind = kind;
                mpeg.next = Some(packet);
                if let Some(fresh) = new_decoder(&self.params) {
                    self.decoder = fresh;
                }
                Ok(odd)
            }
            // A lone one was damage.
            Some(odd) => {
                mpeg.next = Some(packet);
                Err(Step::Lost { frames: odd.dur.get() })
            }
            None if kind != mpeg.kind => {
                mpeg.odd = Some(packet);
                Err(Step::Lost { frames: u64::MAX })
            }
            None => Ok(packet),
        }
    }

    /// MPEG audio: keeps what lies beyond the stated end until it is known whether more follows.
    fn hold_tail(&mut self, beyond: usize, pcm: &mut Pcm) {
        let Some(mpeg) = &mut self.mpeg else { return };
        let channels = pcm.speakers.len().max(1);
        if !mpeg.padded {
            return;
        }
        let keep = pcm.samples.len().saturating_sub(beyond.saturating_mul(channels));
        mpeg.tail.extend_from_slice(&pcm.samples[keep..]);
        pcm.samples.truncate(keep);
        if mpeg.tail.len() > LONGEST_PADDING * channels {
            // Too much to be padding: several files were joined. From here on nothing is cut.
            pcm.samples.append(&mut mpeg.tail);
            mpeg.padded = false;
        }
    }
}

impl Decode for Stream {
    fn step(&mut self, pcm: &mut Pcm) -> Step {
        loop {
            let waiting = self.mpeg.as_mut().and_then(|m| m.next.take());
            let packet = match waiting.map_or_else(|| self.next_packet(), Ok) {
                Ok(packet) => packet,
                Err(step) => {
                    if let Some(odd) = self.mpeg.as_mut().and_then(|m| m.odd.take()) {
                        return Step::Lost { frames: odd.dur.get() };
                    }
                    return step;
                }
            };
            let mut packet = match self.sort_mpeg(packet) {
                Ok(packet) => packet,
                Err(Step::Lost { frames: u64::MAX }) => continue,
                Err(step) => return step,
            };
            let mut beyond = 0;
            if self.is_mpeg() {
                beyond = packet.trim_end.get() as usize;
                packet.trim_end = Default::default();
            }
            if !self.decode(&packet, pcm) {
                return Step::Lost { frames: self.length(&packet) };
            }
            let at = self.position(&packet);
            self.hold_tail(beyond, pcm);
            if !pcm.samples.is_empty() {
                return Step::Sound { at };
            }
        }
    }

    fn junk_bytes(&self) -> u64 {
        self.mpeg.as_ref().map_or(0, |mpeg| mpeg.unread)
    }
}

fn audio_params(track: &Track) -> Option<&AudioCodecParameters> {
    match &track.codec_params {
        Some(CodecParameters::Audio(params)) => Some(params),
        _ => None,
    }
}

fn new_decoder(params: &AudioCodecParameters) -> Option<Box<dyn AudioDecoder>> {
    let options = AudioDecoderOptions::default();
    quiet::catch(|| symphonia::default::get_codecs().make_audio_decoder(params, &options)).ok()?.ok()
}

fn is_mpeg(codec: AudioCodecId) -> bool {
    matches!(codec, id::CODEC_ID_MP1 | id::CODEC_ID_MP2 | id::CODEC_ID_MP3)
}

/// Replaces the samples of `pcm` by a decoded buffer.
fn interleave(buffer: &GenericAudioBufferRef<'_>, pcm: &mut Pcm) {
    pcm.samples.resize(buffer.samples_interleaved(), 0.0);
    buffer.copy_to_slice_interleaved::<f32, _>(pcm.samples.as_mut_slice());
}

/// The place of each channel, in buffer order.
fn speakers(channels: &Channels) -> Vec<Speaker> {
    let bit = |position: Position| u8::try_from(position.bits().trailing_zeros()).ok().filter(|b| *b < 18);
    match channels {
        Channels::Positioned(positions) => positions.iter().map(bit).collect(),
        Channels::Custom(labels) => labels
            .iter()
            .map(|label| match label {
                ChannelLabel::Positioned(position) => bit(*position),
                _ => None,
            })
            .collect(),
        other => vec![None; other.count()],
    }
}

/// "mp3", "wav/pcm_s16le", "ogg/vorbis".
fn describe(container: &str, codec: &str) -> String {
    let container = match container {
        "wave" => "wav",
        "isomp4" => "mp4",
        other => other,
    };
    if container == codec { codec.into() } else { format!("{container}/{codec}") }
}

/// Codecs that symphonia recognises without a decoder for them.
fn codec_name(codec: AudioCodecId) -> &'static str {
    match codec {
        id::CODEC_ID_OPUS => "Opus",
        id::CODEC_ID_SPEEX => "Speex",
        id::CODEC_ID_WAVPACK => "WavPack",
        id::CODEC_ID_AC3 => "AC-3",
        id::CODEC_ID_EAC3 => "E-AC-3",
        id::CODEC_ID_DCA => "DTS",
        id::CODEC_ID_AAC => "this kind of AAC",
        _ => "its codec",
    }
}
