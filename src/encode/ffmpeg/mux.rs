//! The MP4 file: two tracks interleaved, the index in front, every write checked.
//!
//! ffmpeg-next closes a file in `Drop` and throws the result away, and a full disk may show only then. So libav writes
//! through our own file object, which remembers the first thing that went wrong.

use super::encoder_error;
use crate::{
    audio::Tags,
    encode::output::PartFile,
    error::{Error, Result},
};
use ffmpeg_next::{
    Dictionary, Packet, Rational,
    codec::Context,
    ffi,
    format::{self, context::Output, context::StreamIo},
};
use std::{
    ffi::CString,
    fs::File,
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// Writes are gathered to this size.
const BUFFER: usize = 256 << 10;

/// The muxer's option for the unit of the tracks' lengths, milliseconds by default. FFmpeg 4 doesn't have it.
const TICKS: &str = "movie_timescale";

pub(super) struct Muxer {
    output: Output,
    fault: Fault,
    target: PathBuf,
    /// Packet time bases of the tracks, as their encoders count.
    time_bases: Vec<Rational>,
}

impl Muxer {
    /// An MP4 file in `part`.
    pub(super) fn create(part: &PartFile) -> Result<Self> {
        Self::to(part.writer()?, part.path(), part.target())
    }

    /// `path` leads to `file`: the second pass, which moves the index to the front, reads it by name.
    fn to(file: File, path: &Path, target: &Path) -> Result<Self> {
        let fail = |e| encoder_error("mp4", "can't be opened", e);
        let fault = Fault::default();
        let io = StreamIo::from_write_seek_with_capacity(CheckedFile { file, fault: fault.clone() }, BUFFER)
            .map_err(fail)?;
        let mut output = format::output_to_stream(io, None, Some("mp4")).map_err(fail)?;
        set_url(&mut output, path).map_err(fail)?;
        Ok(Self { output, fault, target: target.to_owned(), time_bases: Vec::new() })
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
        if let Some(rate) = frame_rate {
            stream.set_avg_frame_rate(rate);
        }
        self.time_bases.push(time_base);
        Ok(())
    }

    /// Writes what comes before the first packet. The lengths of the tracks are told in ticks of `ticks_hz`.
    pub(super) fn begin(&mut self, tags: &Tags, ticks_hz: u32) -> Result<()> {
        self.output.set_metadata(metadata(tags));
        let ticks = ticks_hz.to_string();
        let options = Dictionary::from_iter([("movflags", "+faststart"), (TICKS, ticks.as_str())]);
        let begun = self.output.write_header_with(options);
        let left = begun.map(|left| left.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>());
        let unknown = left.map_err(|e| self.explain(e))?;
        match unknown.iter().find(|name| *name != TICKS) {
            None => self.fault.check(&self.target),
            Some(name) => Err(Error::Internal(format!("the mp4 muxer has no option '{name}'"))),
        }
    }

    /// Writes a packet of a track. The muxer may have changed the track's time base, so it is asked each time.
    pub(super) fn write(&mut self, track: usize, mut packet: Packet) -> Result<()> {
        let to = self.output.stream(track).map(|s| s.time_base());
        let to = to.ok_or_else(|| Error::Internal(format!("no track {track}")))?;
        packet.rescale_ts(self.time_bases[track], to);
        packet.set_stream(track);
        packet.write_interleaved(&mut self.output).map_err(|e| self.explain(e))?;
        // libav may keep a failed write to itself until the end.
        self.fault.check(&self.target)
    }

    /// Writes the index, moves it to the front and checks that all of it reached the system.
    pub(super) fn finish(mut self) -> Result<()> {
        self.output.write_trailer().map_err(|e| self.explain(e))?;
        let Self { output, fault, target, .. } = self;
        // Flushes the last buffer through the checked file.
        drop(output);
        fault.check(&target)
    }

    /// The file's own error if there was one: libav's is only its echo.
    fn explain(&self, error: ffmpeg_next::Error) -> Error {
        match self.fault.check(&self.target) {
            Err(cause) => cause,
            Ok(()) => encoder_error("mp4", "failed", error),
        }
    }
}

/// The name by which the second pass of `faststart` opens the file again. `file:` keeps names like `a:b` from being
/// taken for a protocol.
fn set_url(output: &mut Output, path: &Path) -> Result<(), ffmpeg_next::Error> {
    #[cfg(unix)]
    use std::os::unix::ffi::OsStrExt;
    let mut url = b"file:".to_vec();
    #[cfg(unix)]
    url.extend_from_slice(path.as_os_str().as_bytes());
    #[cfg(not(unix))]
    url.extend_from_slice(path.to_string_lossy().as_bytes());
    let url = CString::new(url).map_err(|_| ffmpeg_next::Error::InvalidData)?;
    #[expect(unsafe_code, reason = "ffmpeg-next takes only names that are UTF-8")]
    // SAFETY: the context is ours; `url` is a string that libav owns, so the old one is freed and the new one copied by
    // libav's own functions.
    unsafe {
        let context = output.as_mut_ptr();
        ffi::av_freep((&raw mut (*context).url).cast());
        (*context).url = ffi::av_strdup(url.as_ptr());
    }
    Ok(())
}

fn metadata(tags: &Tags) -> Dictionary<'static> {
    let track = tags.track.map(|t| t.to_string());
    let named = [
        ("title", &tags.title),
        ("artist", &tags.artist),
        ("album", &tags.album),
        ("date", &tags.date),
        ("genre", &tags.genre),
        ("track", &track),
    ];
    let mut metadata = Dictionary::new();
    for (name, value) in named {
        if let Some(value) = value {
            // A C string ends at the first NUL.
            metadata.set(name, &value.replace('\0', ""));
        }
    }
    metadata
}

/// The first failed operation on a file, and where.
#[derive(Debug, Clone, Default)]
struct Fault(Arc<Mutex<Option<(io::Error, u64)>>>);

impl Fault {
    fn note(&self, error: &io::Error, at: u64) {
        let mut fault = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let copy = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
        fault.get_or_insert((copy, at));
    }

    fn check(&self, target: &Path) -> Result<()> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some((error, at)) => Err(Error::output(target, format!("{error}, after {at} bytes"))),
        }
    }
}

/// A file that remembers its first error.
struct CheckedFile {
    file: File,
    fault: Fault,
}

impl CheckedFile {
    fn checked<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|e| {
            if e.kind() != io::ErrorKind::Interrupted {
                self.fault.note(e, self.file.stream_position().unwrap_or(0));
            }
        })
    }
}

impl Write for CheckedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match self.file.write(bytes) {
            Ok(0) if !bytes.is_empty() => Err(io::ErrorKind::WriteZero.into()),
            written => written,
        };
        self.checked(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.checked(flushed)
    }
}

impl Seek for CheckedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = self.file.seek(to);
        self.checked(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::ffmpeg::{drain, log};
    use ffmpeg_next::{encoder, format::Pixel, frame::Video};
    use std::fs::OpenOptions;

    /// Muxes one tiny frame into `path` by way of the same steps as a job.
    fn mux_one_frame(path: &Path) -> Result<()> {
        log::capture();
        let codec = encoder::find_by_name("mpeg4").unwrap();
        let mut context = Context::new_with_codec(codec).encoder().video().unwrap();
        context.set_width(16);
        context.set_height(16);
        context.set_format(Pixel::YUV420P);
        context.set_time_base(Rational(1, 30));
        let mut encoder = context.open().unwrap();
        let file = OpenOptions::new().write(true).open(path).unwrap();
        let mut muxer = Muxer::to(file, path, path)?;
        muxer.add(encoder.as_ref(), Rational(1, 30), None)?;
        muxer.begin(&Tags { title: Some("a\0b".into()), ..Tags::default() }, 48_000)?;
        encoder.send_frame(&Video::new(Pixel::YUV420P, 16, 16)).unwrap();
        encoder.send_eof().unwrap();
        drain(&mut encoder, "mpeg4", |packet| muxer.write(0, packet))?;
        muxer.finish()
    }

    #[test]
    fn even_the_smallest_file_shows_that_the_disk_is_full() {
        let whole = tempfile::NamedTempFile::new().unwrap();
        mux_one_frame(whole.path()).unwrap();
        assert!(whole.as_file().metadata().unwrap().len() > 500);
        if cfg!(target_os = "linux") {
            let error = mux_one_frame(Path::new("/dev/full")).unwrap_err();
            assert_eq!(error.exit_code(), 5, "{error}");
            assert!(error.to_string().contains("/dev/full: No space left"), "{error}");
        }
    }

    #[test]
    fn every_write_that_fails_is_remembered_with_its_place() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let read_only = File::open(file.path()).unwrap();
        let fault = Fault::default();
        let mut checked = CheckedFile { file: read_only, fault: fault.clone() };
        assert!(fault.check(file.path()).is_ok());
        checked.seek(SeekFrom::Start(7)).unwrap();
        checked.write(b"x").unwrap_err();
        let error = fault.check(file.path()).unwrap_err();
        assert!(error.to_string().ends_with("after 7 bytes"), "{error}");
    }

    #[test]
    fn an_error_says_what_libav_logged() {
        log::capture();
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut muxer = Muxer::to(file.reopen().unwrap(), file.path(), file.path()).unwrap();
        let error = muxer.begin(&Tags::default(), 48_000).unwrap_err();
        assert_eq!(error.exit_code(), 7);
        assert!(error.to_string().contains("No streams to mux were specified"), "{error}");
        assert_eq!(log::take(), None, "told once");
    }
}
