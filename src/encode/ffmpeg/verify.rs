//! Reads a finished file back before it is published: an encoder that said "OK" is no proof.
//!
//! Every packet is read (number of frames, one step between them, both lengths); the first frame, the key frame before
//! the middle and the last one are decoded. Reading costs little, the file is still in memory; decoding at most what the
//! last frame refers to in its group of pictures.
//!
//! The tracks are looked at one after the other, each as if it were alone: libav makes an index of all that it sees, 24 bytes a
//! packet, which is most of what a file of hours takes at its end.

use super::{PICTURE, SOUND};
use crate::{encode::mp4, time::Fps};
use ffmpeg_next::{
    Dictionary, Error as Libav, Packet, Rational,
    codec::{Context, discard::Discard, threading},
    decoder::{self, Check},
    error::EAGAIN,
    format::{self, context::Input, context::StreamIo},
    frame, media,
};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

/// What the file must hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    pub(super) fps: Fps,
    pub(super) frames: u64,
    pub(super) samples: u64,
    pub(super) rate_hz: u32,
    /// Samples that are decoded before the first that is heard.
    pub(super) padding: u64,
}

/// How the file is opened: libav would copy the index of each track to apply its edit list packet by packet, for ten hours
/// 50 MB. Without that a start before 0 is respected as well, but the track's length counts from there.
const LEAN: (&str, &str) = ("advanced_editlist", "0");

/// Threads that decode: the encoder's are done, and somebody waits. Each holds pictures of its own, so in a file of hours, whose
/// index is large, there is one.
fn threads(frames: u64) -> usize {
    const MANY: u64 = 250_000;
    if frames < MANY { 2 } else { 1 }
}

/// What is wrong with a file, in one line.
type Fault = String;

/// Checks `file` from its start.
pub(super) fn verify(mut file: File, expected: &Expected) -> Result<(), Fault> {
    let tracks = mp4::tracks_at(&mut file).map_err(|e| e.to_string())?;
    if tracks.len() != 2 {
        return Err(format!("it has {} tracks", tracks.len()));
    }
    let open = |hidden: usize| {
        let file = file.try_clone().map_err(|e| e.to_string())?;
        open(Without { file, at: 0, hidden: tracks[hidden] })
    };
    let sound_s = {
        let mut input = open(PICTURE)?;
        let length_s = length_s(&input, media::Type::Audio, "sound")?;
        check_sound(&mut input)?;
        length_s
    };
    let mut input = open(SOUND)?;
    check_lengths(length_s(&input, media::Type::Video, "picture")?, sound_s, expected)?;
    let mut picture = Track::open(&input, threads(expected.frames))?;
    picture.check_times(&mut input, expected)?;
    let last = expected.frames - 1;
    for n in [0, expected.frames / 2] {
        picture.decode_key_frame(&mut input, expected.fps, n)?;
    }
    let shown = picture.decode_to_the_end(&mut input, expected.fps, last)?;
    match shown == picture.pts_of(expected.fps, last) {
        true => Ok(()),
        false => Err(format!("the last frame that decodes is at {shown:?}")),
    }
}

fn open(mut file: Without) -> Result<Input, Fault> {
    file.seek(SeekFrom::Start(0)).map_err(|e| e.to_string())?;
    let io = StreamIo::from_read_seek(file).map_err(|e| e.to_string())?;
    let options = Dictionary::from_iter([LEAN]);
    format::input_from_stream(io, None, Some(options)).map_err(|e| format!("can't be opened: {e}"))
}

/// A file without one of its tracks.
struct Without {
    file: File,
    /// Where it is read next.
    at: u64,
    /// Where the letters of the track stand.
    hidden: u64,
}

impl Read for Without {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(bytes)?;
        for (at, letter) in (self.hidden..).zip(mp4::FREE) {
            let place = at.checked_sub(self.at).and_then(|place| bytes[..read].get_mut(place as usize));
            if let Some(byte) = place {
                *byte = letter;
            }
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Without {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

/// The packets of the sound that its index names must be there.
fn check_sound(input: &mut Input) -> Result<(), Fault> {
    let named: i64 = input.streams().map(|stream| stream.frames()).sum();
    let mut read = 0;
    while next_packet(input)?.is_some() {
        read += 1;
    }
    if read == named { Ok(()) } else { Err(format!("{read} of {named} packets of the sound are there")) }
}

/// The next packet of the only track of a file; none at its end.
fn next_packet(input: &mut Input) -> Result<Option<Packet>, Fault> {
    // A new one each time: reading doesn't free what a packet held before.
    let mut packet = Packet::empty();
    match packet.read(input) {
        Ok(()) => Ok(Some(packet)),
        Err(Libav::Eof) => Ok(None),
        Err(e) => Err(format!("can't be read: {e}")),
    }
}

/// How long the only track of a file is.
fn length_s(input: &Input, kind: media::Type, name: &str) -> Result<f64, Fault> {
    let stream = input.streams().best(kind).ok_or_else(|| format!("no {name} track"))?;
    Ok(stream.duration() as f64 * f64::from(stream.time_base()))
}

/// Both tracks must be as long as they should be.
fn check_lengths(picture_s: f64, sound_s: f64, expected: &Expected) -> Result<(), Fault> {
    let sound_s = sound_s - expected.padding as f64 / f64::from(expected.rate_hz);
    let wanted_s = expected.samples as f64 / f64::from(expected.rate_hz);
    if (sound_s - wanted_s).abs() > 0.001 {
        return Err(format!("the sound lasts {sound_s:.3} s instead of {wanted_s:.3} s"));
    }
    if (picture_s - sound_s).abs() > expected.fps.seconds_of(1) + 0.001 {
        return Err(format!("the picture lasts {picture_s:.3} s and the sound {sound_s:.3} s"));
    }
    Ok(())
}

/// The picture track and its decoder.
struct Track {
    time_base: Rational,
    decoder: decoder::Video,
}

impl Track {
    fn open(input: &Input, threads: usize) -> Result<Self, Fault> {
        let stream = input.streams().best(media::Type::Video).ok_or("no picture track")?;
        let mut context = Context::from_parameters(stream.parameters()).map_err(|e| e.to_string())?;
        context.set_threading(threading::Config {
            kind: threading::Type::Frame,
            ..threading::Config::count(threads)
        });
        let mut decoder = context.decoder();
        // The frames only have to decode, not to please.
        decoder.skip_loop_filter(Discard::All);
        decoder.check(Check::EXPLODE);
        let decoder = decoder.video().map_err(|e| format!("no decoder: {e}"))?;
        Ok(Self { time_base: stream.time_base(), decoder })
    }

    /// When frame `n` is shown, in ticks of the track.
    fn pts_of(&self, fps: Fps, n: u64) -> Option<i64> {
        let top = i128::from(n) * i128::from(fps.den()) * i128::from(self.time_base.denominator());
        let per = i128::from(fps.num()) * i128::from(self.time_base.numerator());
        (top % per == 0).then_some((top / per) as i64)
    }

    /// One packet per frame, each at a time of its own on the grid of the frame rate.
    fn check_times(&self, input: &mut Input, expected: &Expected) -> Result<(), Fault> {
        let step = self.pts_of(expected.fps, 1).filter(|s| *s > 0);
        let step =
            step.ok_or_else(|| format!("a frame lasts no whole number of ticks ({})", self.time_base))?;
        let mut seen = vec![false; expected.frames as usize];
        while let Some(packet) = next_packet(input)? {
            let pts = packet.pts().filter(|pts| pts % step == 0);
            let n = pts.and_then(|pts| usize::try_from(pts / step).ok());
            match n.and_then(|n| seen.get_mut(n)) {
                Some(seen) if !*seen => *seen = true,
                _ => return Err(format!("a picture packet is at {:?}", packet.pts())),
            }
        }
        match seen.iter().position(|s| !s) {
            None => Ok(()),
            Some(n) => Err(format!("frame {n} of {} is missing", expected.frames)),
        }
    }

    /// Goes to the last key frame that is not after frame `n`.
    fn seek(&mut self, input: &mut Input, fps: Fps, n: u64) -> Result<(), Fault> {
        self.decoder.flush();
        let us = (u128::from(n) * 1_000_000 * u128::from(fps.den()) / u128::from(fps.num())) as i64 + 1;
        input.seek(us, ..us).map_err(|e| format!("can't seek to frame {n}: {e}"))
    }

    fn decode_key_frame(&mut self, input: &mut Input, fps: Fps, n: u64) -> Result<(), Fault> {
        self.seek(input, fps, n)?;
        let packet = next_packet(input)?.filter(Packet::is_key);
        let packet = packet.ok_or_else(|| format!("no key frame before frame {n}"))?;
        let fail = |e| format!("the key frame before frame {n} doesn't decode: {e}");
        self.decoder.send_packet(&packet).map_err(fail)?;
        self.decoder.send_eof().map_err(fail)?;
        self.decoder.receive_frame(&mut frame::Video::empty()).map_err(fail)
    }

    /// Decodes frame `n`, the last, with what it refers to from the key frame before it on, and gives the time of the last
    /// frame that came out.
    fn decode_to_the_end(&mut self, input: &mut Input, fps: Fps, n: u64) -> Result<Option<i64>, Fault> {
        self.seek(input, fps, n)?;
        let fail = |e| format!("the last frames don't decode: {e}");
        let mut last = None;
        let mut picture = frame::Video::empty();
        let wanted = self.pts_of(fps, n);
        loop {
            match next_packet(input)? {
                Some(packet) => {
                    let is_wanted = packet.pts() == wanted;
                    self.decoder.skip_frame(if is_wanted { Discard::Default } else { Discard::NonReference });
                    self.decoder.send_packet(&packet).map_err(fail)?;
                }
                None => self.decoder.send_eof().map_err(fail)?,
            }
            loop {
                match self.decoder.receive_frame(&mut picture) {
                    Ok(()) => last = picture.timestamp(),
                    Err(Libav::Eof) => return Ok(last),
                    Err(Libav::Other { errno: EAGAIN }) => break,
                    Err(e) => return Err(fail(e)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::{ffmpeg::log, tests::ran};
    use std::{
        io::Write,
        path::Path,
        process::{Command, Output},
    };

    /// Two seconds at 30 frames/s and 48 kHz with a key frame every half second, made by another program.
    fn made_elsewhere(path: &Path) -> Option<Output> {
        let mut make = Command::new("ffmpeg");
        make.args(["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=64x36:r=30:d=2"])
            .args(["-f", "lavfi", "-i", "sine=r=48000:d=2", "-pix_fmt", "yuv420p", "-g", "15"])
            .arg(path);
        ran(&mut make)
    }

    #[test]
    fn a_whole_file_passes_and_every_kind_of_damage_shows() {
        log::capture();
        let file = tempfile::Builder::new().suffix(".mp4").tempfile().unwrap();
        let Some(made) = made_elsewhere(file.path()) else { return };
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let whole = std::fs::read(file.path()).unwrap();
        let fps: Fps = "30".parse().unwrap();
        let right = Expected { fps, frames: 60, samples: 96_000, rate_hz: 48_000, padding: 1024 };
        let check = |bytes: &[u8], expected: &Expected| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            verify(file, expected)
        };
        assert_eq!(check(&whole, &right), Ok(()));

        for (hidden, left) in [(PICTURE, media::Type::Audio), (SOUND, media::Type::Video)] {
            let mut file = File::open(file.path()).unwrap();
            let hidden = mp4::tracks_at(&mut file).unwrap()[hidden];
            let input = open(Without { file, at: 0, hidden }).unwrap();
            assert!(input.streams().map(|s| s.parameters().medium()).eq([left]));
        }

        let wrong = |fault: &str, bytes: &[u8], expected: Expected| {
            let found = check(bytes, &expected).unwrap_err();
            assert!(found.contains(fault), "{found}");
        };
        wrong("frame 60 of 61 is missing", &whole, Expected { frames: 61, ..right });
        wrong("picture packet is at", &whole, Expected { frames: 59, ..right });
        wrong("sound lasts 2.000 s instead of 1.999", &whole, Expected { samples: 95_940, ..right });
        wrong("picture packet is at", &whole, Expected { fps: "24".parse().unwrap(), ..right });
        wrong("", &whole[..whole.len() / 2], right);
        // Where the second track's last samples begin, beyond the end.
        let mut astray = whole.clone();
        let offsets = astray.windows(4).rposition(|w| w == b"stco").unwrap() + 4;
        let count = u32::from_be_bytes(astray[offsets + 4..offsets + 8].try_into().unwrap()) as usize;
        astray[offsets + 4 + 4 * count..offsets + 8 + 4 * count].fill(0x70);
        wrong("packets of the sound", &astray, right);
        // The index stays whole, the frames don't: the last, then the first.
        let data = whole.windows(4).position(|w| w == b"mdat").unwrap() + 4;
        for damage in [whole.len() * 8 / 10..whole.len() * 9 / 10, data..data + 2000] {
            let mut damaged = whole.clone();
            damaged[damage].fill(0);
            wrong("", &damaged, right);
        }
    }
}
