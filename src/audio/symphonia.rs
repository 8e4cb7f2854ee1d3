//! Decoding in Rust by symphonia: MP3 and its elders, FLAC, Vorbis, PCM, ADPCM, ALAC, AAC.
//!
//! Every call is guarded, as symphonia may panic on damaged streams. A chained Ogg stream gets a new decoder for each
//! link. After a lost Ogg page symphonia dates one page of sound too early; what follows is in its place again.

use super::{
    decode::{Decode, Ending, Facts, Pcm, Speaker, Step},
    mpeg::{self, Sorted},
};
use crate::quiet;
use std::fs::File;
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
    mpeg: Option<mpeg::Stream>,
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
    /// Opens a file at its start; `alongside` is the same file opened once more.
    pub(super) fn open(file: File, alongside: File) -> Result<(Self, Facts), Refusal> {
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
        let mpeg = is_mpeg(params.codec).then(|| mpeg::Stream::new(alongside, track.padding.is_some()));
        // Without a header that counts packets, the length of MPEG audio is an estimate from the bit rate.
        let counted = mpeg.as_ref().is_none_or(mpeg::Stream::is_padded);
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

    /// What FFmpeg does better where it is there: containers with edit lists and codec delay (MP4, Matroska), all of
    /// AAC (HE, 5.1, priming), and Vorbis of more than two channels, whose short blocks and LFE symphonia 0.6.1 gets
    /// wrong (libvorbis as referee).
    pub(super) fn is_better_left_to_ffmpeg(&self) -> bool {
        let container = quiet::catch(|| self.format.format_info().short_name).unwrap_or_default();
        let channels = self.params.channels.as_ref().map_or(0, Channels::count);
        matches!(container, "isomp4" | "matroska")
            || self.params.codec == id::CODEC_ID_AAC
            || (self.params.codec == id::CODEC_ID_VORBIS && channels > 2)
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
            self.renew_decoder();
            false
        })
    }

    fn renew_decoder(&mut self) {
        if let Some(fresh) = new_decoder(&self.params) {
            self.decoder = fresh;
        }
    }

    /// Position of a packet's first kept sample. MPEG audio has none: its clock only counts packets.
    fn position(&self, packet: &Packet) -> Option<i64> {
        if self.mpeg.is_some() {
            return None;
        }
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
        if self.mpeg.is_some() {
            // It counts samples, whatever the rate has become.
            return Some(ticks);
        }
        let base = self.time_base?;
        let rate = self.rate_hz();
        if base.numer.get() == 1 && base.denom.get() == rate {
            return Some(ticks);
        }
        let top = i128::from(ticks) * i128::from(base.numer.get()) * i128::from(rate);
        let per = i128::from(base.denom.get());
        i64::try_from((top + per / 2).div_euclid(per)).ok()
    }
}

impl Decode for Stream {
    fn step(&mut self, pcm: &mut Pcm) -> Step {
        loop {
            let ready = self.mpeg.as_mut().and_then(mpeg::Stream::take_ready);
            let fresh = ready.is_none();
            let mut packet = match ready.map_or_else(|| self.next_packet(), Ok) {
                Ok(packet) => packet,
                Err(step) => match self.mpeg.as_mut().and_then(mpeg::Stream::take_odd) {
                    Some(odd) => return Step::Lost { frames: odd.dur.get() },
                    None => return step,
                },
            };
            let mut beyond = 0;
            if let Some(mpeg) = &mut self.mpeg {
                packet = match if fresh { mpeg.place(packet) } else { mpeg.sort(packet) } {
                    Sorted::Decode(packet) => packet,
                    Sorted::DecodeAfresh(packet) => {
                        self.renew_decoder();
                        packet
                    }
                    Sorted::Wait => continue,
                    Sorted::Lost(frames) => return Step::Lost { frames },
                };
                beyond = packet.trim_end.get() as usize;
                packet.trim_end = Default::default();
            }
            if !self.decode(&packet, pcm) {
                return Step::Lost { frames: self.length(&packet) };
            }
            if let Some(mpeg) = &mut self.mpeg {
                mpeg.hold_tail(beyond, pcm);
            }
            if !pcm.samples.is_empty() {
                return Step::Sound { at: self.position(&packet) };
            }
        }
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

/// "mp3", "flac", "ogg/vorbis".
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
