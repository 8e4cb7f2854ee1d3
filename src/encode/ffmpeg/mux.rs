//! The MP4 file: two tracks, written as fragments of a second, then given one index in front ([`mp4`]).
//!
//! libav's muxer for whole files keeps 72 bytes a packet until the end, and then moves everything to put the index in
//! front; a file of fragments needs neither, and what a killed process leaves of it can be played.
//!
//! ffmpeg-next closes a file in `Drop` and throws the result away, and a full disk may show only then. So libav writes
//! through our own file object, which remembers the first thing that went wrong.

use super::{
    checked::{CheckedFile, Fault},
    encoder_error,
};
use crate::{
    audio::Tags,
    encode::{
        mp4::{self, Start},
        output::PartFile,
    },
    error::{Error, Result},
};
use ffmpeg_next::{
    Dictionary, Packet, Rational,
    codec::{self, Context},
    ffi,
    format::{self, context::Output, context::StreamIo},
};
use std::{
    ffi::c_int,
    fs::File,
    path::{Path, PathBuf},
};

/// Writes are gathered to this size.
const BUFFER: usize = 256 << 10;

/// `avio_seek`: from where it is now.
const SEEK_CUR: c_int = 1;

/// The muxer's option for the unit of the tracks' lengths, milliseconds by default. FFmpeg 4 doesn't have it.
const TICKS: &str = "movie_timescale";

/// The muxer's options: a head without samples, then fragments that count their bytes from their own beginning, and no
/// index of fragments at the end, which would be kept in memory.
const FRAGMENTED: [(&str, &str); 2] =
    [("movflags", "+empty_moov+default_base_moof+skip_trailer"), ("frag_duration", "1000000")];

pub(super) struct Muxer {
    output: Output,
    /// The same file, for what is done when libav is through with it.
    file: CheckedFile,
    target: PathBuf,
    tracks: Vec<Track>,
}

struct Track {
    /// As its encoder counts.
    time_base: Rational,
    start: Option<Start>,
    packets: u64,
}

impl Track {
    /// Notes when the track begins, which a fragmented file doesn't tell.
    fn note(&mut self, packet: &Packet) {
        match (packet.dts(), &mut self.start) {
            (Some(dts), None) => self.start = Some(Start { dts, next_dts: dts + packet.duration() }),
            (Some(dts), Some(start)) if self.packets == 1 => start.next_dts = dts,
            _ => {}
        }
        self.packets += 1;
    }
}

impl Muxer {
    /// An MP4 file in `part`.
    pub(super) fn create(part: &PartFile) -> Result<Self> {
        Self::to(part.writer()?, part.target())
    }

    fn to(file: File, target: &Path) -> Result<Self> {
        let fail = |e| encoder_error("mp4", "can't be opened", e);
        let again = file.try_clone().map_err(|e| Error::output(target, e))?;
        let fault = Fault::default();
        let file = CheckedFile { file, fault: fault.clone() };
        let io = StreamIo::from_write_seek_with_capacity(file, BUFFER).map_err(fail)?;
        let output = format::output_to_stream(io, None, Some("mp4")).map_err(fail)?;
        let file = CheckedFile { file: again, fault };
        Ok(Self { output, file, target: target.to_owned(), tracks: Vec::new() })
    }

    /// Adds the track of an open encoder; tracks are numbered from 0.
    pub(super) fn add(
        &mut self,
        encoder: &Context,
        time_base: Rational,
        frame_rate: Option<Rational>,
    ) -> Result<()> {
        let fail = |e| encoder_error("mp4", "can't add a track", e);
        let mut stream = self.output.add_stream_with(encoder).map_err(fail)?;
        stream.set_time_base(time_base);
        if encoder.id() == codec::Id::HEVC {
            #[expect(unsafe_code, reason = "ffmpeg-next has no call that sets the tag of a track")]
            // SAFETY: the stream is the output's, and has its parameters since it was added.
            unsafe {
                // The parameter sets stand in the head, and Apple's players take no HEVC that is tagged otherwise.
                (*(*stream.as_mut_ptr()).codecpar).codec_tag = u32::from_le_bytes(*b"hvc1");
            }
        }
        if let Some(rate) = frame_rate {
            stream.set_avg_frame_rate(rate);
        }
        self.tracks.push(Track { time_base, start: None, packets: 0 });
        Ok(())
    }

    /// Writes what comes before the first packet, and leaves `reserve` bytes for the index. The lengths of the tracks
    /// are told in ticks of `ticks_hz`.
    pub(super) fn begin(&mut self, tags: &Tags, ticks_hz: u32, reserve: u64) -> Result<()> {
        self.output.set_metadata(metadata(tags));
        let ticks = ticks_hz.to_string();
        let options = Dictionary::from_iter(FRAGMENTED.into_iter().chain([(TICKS, ticks.as_str())]));
        let begun = self.output.write_header_with(options);
        let left = begun.map(|left| left.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>());
        let unknown = left.map_err(|e| self.explain(e))?;
        if let Some(name) = unknown.iter().find(|name| *name != TICKS) {
            return Err(Error::Internal(format!("the mp4 muxer has no option '{name}'")));
        }
        reserve_behind(&mut self.output, reserve)?;
        self.check()
    }

    /// Writes a packet of a track. The muxer may have changed the track's time base, so it is asked each time.
    pub(super) fn write(&mut self, number: usize, mut packet: Packet) -> Result<()> {
        let to = self.output.stream(number).map(|s| s.time_base());
        let track = self.tracks.get_mut(number);
        let (Some(to), Some(track)) = (to, track) else {
            return Err(Error::Internal(format!("no track {number}")));
        };
        packet.rescale_ts(track.time_base, to);
        packet.set_stream(number);
        track.note(&packet);
        packet.write_interleaved(&mut self.output).map_err(|e| self.explain(e))?;
        // libav may keep a failed write to itself until the end.
        self.check()
    }

    /// How long a track runs before 0, in its ticks: what is decoded, but neither shown nor heard.
    pub(super) fn before_start(&self, number: usize) -> u64 {
        let start = self.tracks.get(number).and_then(|track| track.start);
        start.map_or(0, |start| start.dts.min(0).unsigned_abs())
    }

    /// Writes the last fragment and the index, and checks that all of it reached the system.
    pub(super) fn finish(mut self) -> Result<()> {
        self.output.write_trailer().map_err(|e| self.explain(e))?;
        let Self { output, mut file, target, tracks } = self;
        // Flushes the last buffer through the checked file.
        drop(output);
        file.fault.check(&target)?;
        let starts: Vec<_> = tracks.into_iter().filter_map(|track| track.start).collect();
        mp4::finish(&mut file, &starts).or_else(|e| {
            file.fault.check(&target)?;
            Err(Error::Internal(format!("the index of the MP4: {e}")))
        })
    }

    fn check(&self) -> Result<()> {
        self.file.fault.check(&self.target)
    }

    /// The file's own error if there was one: libav's is only its echo.
    fn explain(&self, error: ffmpeg_next::Error) -> Error {
        match self.check() {
            Err(cause) => cause,
            Ok(()) => encoder_error("mp4", "failed", error),
        }
    }
}

/// Leaves a free box of `reserve` bytes, and as many as were written before it, as the index repeats them.
fn reserve_behind(output: &mut Output, reserve: u64) -> Result<()> {
    const ZEROS: [u8; 4096] = [0; 4096];
    let mut put = |bytes: &[u8]| -> u64 {
        #[expect(unsafe_code, reason = "ffmpeg-next doesn't write between packets")]
        // SAFETY: a context that muxes has an open file; the pointer leads to as many bytes as are said to be there,
        // at most a page; to go nowhere from here tells where that is.
        unsafe {
            let file = (*output.as_mut_ptr()).pb;
            ffi::avio_write(file, bytes.as_ptr(), bytes.len() as c_int);
            ffi::avio_seek(file, 0, SEEK_CUR).unsigned_abs()
        }
    };
    let size = reserve.saturating_add(put(&[]));
    let head = mp4::free_head(size).map_err(|e| Error::Internal(format!("the index of the MP4: {e}")))?;
    put(&head);
    let mut left = size.saturating_sub(head.len() as u64);
    while left > 0 {
        let zeros = &ZEROS[..left.min(4096) as usize];
        put(zeros);
        left -= zeros.len() as u64;
    }
    Ok(())
}

fn metadata(tags: &Tags) -> Dictionary<'static> {
    let mut metadata = Dictionary::new();
    for (name, value) in tags.named() {
        // A C string ends at the first NUL.
        metadata.set(name, &value.replace('\0', ""));
    }
    metadata
}

#[cfg(test)]
mod tests;
