//! H.264 and AAC in MP4 through the FFmpeg libraries, in process and in one pass.
//!
//! The picture is encoded, and the file written, on the sink's thread; the sound is decoded and encoded on one of its own
//! ([`sound`]). In the file the sound follows the picture that was written last. Frames are lent, not copied ([`lend`]);
//! nothing is published before it was read back ([`verify`]).

mod aac;
mod checked;
mod lend;
pub(crate) mod log;
mod mux;
#[cfg(test)]
mod pace_tests;
pub(super) mod probe;
mod samples;
mod sound;
mod verify;
mod video;

use super::{Encoding, Sink, Spec, Written, mp4, output::PartFile};
use crate::{
    error::{Error, Result},
    ffmpeg,
    render::Frame,
    time::Fps,
};
use aac::Aac;
use ffmpeg_next::{Packet, encoder::Encoder};
use mux::Muxer;
use sound::Sound;
use verify::Expected;
use video::Picture;

const PICTURE: usize = 0;
const SOUND: usize = 1;

/// Writes an MP4 file with one picture and one sound track.
pub(super) struct Mp4Sink {
    tracks: Tracks,
    muxer: Muxer,
    part: PartFile,
    fps: Fps,
    /// Frames that are due.
    frames: u64,
    described: String,
    warnings: Vec<String>,
}

struct Tracks {
    picture: Picture,
    sound: Sound,
}

/// Checks an encoding without opening the encoder.
pub(super) fn check(encoding: &Encoding) -> Result<()> {
    start(encoding)?;
    video::find(encoding).map(drop)
}

/// Starts libav where it is there.
fn start(encoding: &Encoding) -> Result<()> {
    ffmpeg::ready().map_err(|lack| Error::Encoder {
        encoder: super::resolve(&encoding.encoder).into(),
        reason: format!("needs FFmpeg, which {lack}"),
    })?;
    log::capture();
    Ok(())
}

impl Mp4Sink {
    pub(super) fn open(part: PartFile, spec: &Spec<'_>) -> Result<Self> {
        start(spec.encoding)?;
        log::take();
        let mut warnings = Vec::new();
        let picture = Picture::open(spec, &mut warnings)?;
        let aac = Aac::open(spec)?;
        let mut muxer = Muxer::create(&part)?;
        muxer.add(picture.context()?, picture.time_base(), Some(picture.time_base().invert()))?;
        muxer.add(aac.context(), aac.time_base(), None)?;
        let frames = spec.frames.end - spec.frames.start;
        let length_s = spec.fps.seconds_of(frames).ceil() as u64;
        let reserve = mp4::reserve(frames, aac.packets(), length_s);
        muxer.begin(&spec.tags(), aac.rate_hz(), reserve)?;
        let described = format!("{}, {}", picture.describe(), aac.describe());
        let tracks = Tracks { picture, sound: Sound::start(aac)? };
        Ok(Self { tracks, muxer, part, fps: spec.fps, frames, described, warnings })
    }
}

impl Sink for Mp4Sink {
    fn frame(&mut self, frame: Frame) -> Result<()> {
        let Tracks { picture, sound } = &mut self.tracks;
        picture.frame(frame, &mut follow(sound, &mut self.muxer, self.fps))
    }

    fn finish(self: Box<Self>) -> Result<Written> {
        let Self { mut tracks, mut muxer, part, fps, frames, warnings, .. } = *self;
        let Tracks { picture, sound } = &mut tracks;
        picture.finish(&mut follow(sound, &mut muxer, fps))?;
        sound.finish(|packet| muxer.write(SOUND, packet))?;
        let padding = muxer.before_start(SOUND);
        let expected = Expected { fps, frames, samples: sound.total(), rate_hz: sound.rate_hz(), padding };
        let kept = picture.kept();
        // The encoders' memory goes before the index is written and the decoders for the check come.
        drop(tracks);
        muxer.finish()?;
        verify::verify(part.writer()?, &expected).map_err(|reason| {
            Error::output(part.target(), format!("the finished file is not what was written: {reason}"))
        })?;
        let bytes = part.bytes_written()?;
        Ok(Written { path: Some(part.publish()?), bytes, frames, checksum: None, kept, warnings })
    }

    fn describe(&self) -> String {
        self.described.clone()
    }
}

/// Muxes picture packets, each followed by the sound up to its end. Decoding times rise by one per packet and never
/// run ahead of what is shown, so the two tracks stay within a frame or two of each other in the file.
fn follow(sound: &mut Sound, muxer: &mut Muxer, fps: Fps) -> impl FnMut(Packet) -> Result<()> {
    move |packet| {
        let decoded_at = packet.dts().unwrap_or(0);
        muxer.write(PICTURE, packet)?;
        let end = u64::try_from(decoded_at + 1).unwrap_or(0);
        sound.advance(fps.sample_of(end, sound.rate_hz()), |packet| muxer.write(SOUND, packet))
    }
}

/// Hands every packet that an encoder has ready to `write`.
fn drain(encoder: &mut Encoder, name: &str, mut write: impl FnMut(Packet) -> Result<()>) -> Result<()> {
    loop {
        let mut packet = Packet::empty();
        match encoder.receive_packet(&mut packet) {
            Ok(()) => write(packet)?,
            Err(ffmpeg_next::Error::Eof) => return Ok(()),
            Err(ffmpeg_next::Error::Other { errno: ffmpeg_next::error::EAGAIN }) => return Ok(()),
            Err(e) => return Err(encoder_error(name, "failed", e)),
        }
    }
}

/// An error of a codec or muxer, with the last lines of libav's log.
fn encoder_error(encoder: &str, what: &str, error: ffmpeg_next::Error) -> Error {
    let reason = match log::take() {
        Some(lines) => format!("{what}: {error} ({lines})"),
        None => format!("{what}: {error}"),
    };
    Error::Encoder { encoder: encoder.into(), reason }
}
