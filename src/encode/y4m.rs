//! Raw frames as YUV4MPEG2, to a file or to standard output: what every video tool reads, and needs no encoder.

use super::{Sink, Written, checksum::Summed, output::PartFile};
use crate::{
    error::{Error, Result},
    render::Frame,
    size::Size,
    time::Fps,
};
use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
};

/// The stream header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) size: Size,
    pub(super) fps: Fps,
}

impl Header {
    /// `C420jpeg` is the name for chroma at the centre of its 2x2 box; the range is still limited, as the X tag says.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let (w, h, num, den) = (self.size.width(), self.size.height(), self.fps.num(), self.fps.den());
        out.write_all(
            format!("YUV4MPEG2 W{w} H{h} F{num}:{den} Ip A1:1 C420jpeg XYSCSS=420JPEG XCOLORRANGE=LIMITED\n")
                .as_bytes(),
        )
    }

    /// One frame: the rows of Y, U and V without their padding.
    pub(super) fn write_frame(frame: &Frame, out: &mut impl Write) -> io::Result<()> {
        out.write_all(b"FRAME\n")?;
        for (p, plane) in frame.layout().planes.iter().enumerate() {
            if plane.stride == plane.row_bytes {
                out.write_all(&frame.bytes()[plane.offset..plane.offset + plane.rows * plane.stride])?;
            } else {
                frame.rows(p).try_for_each(|row| out.write_all(row))?;
            }
        }
        Ok(())
    }
}

/// Writes frames as they come.
#[derive(Debug)]
pub(super) struct Y4mSink {
    out: Summed<BufWriter<File>>,
    target: Target,
    frames: u64,
}

#[derive(Debug)]
enum Target {
    File(PartFile),
    Stdout,
}

impl Target {
    fn fail(&self, cause: impl std::fmt::Display) -> Error {
        match self {
            Self::File(part) => Error::output(part.target(), cause),
            Self::Stdout => Error::output("standard output", cause),
        }
    }
}

impl Y4mSink {
    /// Rows of small pictures are gathered to this size; whole planes pass the buffer by.
    const BUFFER: usize = 256 << 10;

    pub(super) fn to_file(header: Header, part: PartFile) -> Result<Self> {
        let file = part.writer()?;
        Self::begin(header, file, Target::File(part))
    }

    /// # Errors
    /// A usage error when standard output is a terminal.
    pub(super) fn to_stdout(header: Header) -> Result<Self> {
        if io::stdout().is_terminal() {
            return Err(Error::usage_hint(
                "raw video would be written to the terminal",
                "pipe it into another program, or name a file",
            ));
        }
        let file = stdout_file().map_err(|e| Target::Stdout.fail(e))?;
        Self::begin(header, file, Target::Stdout)
    }

    fn begin(header: Header, file: File, target: Target) -> Result<Self> {
        let mut out = Summed::new(BufWriter::with_capacity(Self::BUFFER, file));
        header.write(&mut out).map_err(|e| target.fail(e))?;
        Ok(Self { out, target, frames: 0 })
    }
}

/// Standard output without the line buffer of [`io::Stdout`], which would search every byte for a line end.
fn stdout_file() -> io::Result<File> {
    #[cfg(unix)]
    use std::os::fd::AsFd;
    #[cfg(unix)]
    return Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?));
    #[cfg(windows)]
    use std::os::windows::io::AsHandle;
    #[cfg(windows)]
    return Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?));
}

impl Sink for Y4mSink {
    fn frame(&mut self, frame: Frame) -> Result<()> {
        Header::write_frame(&frame, &mut self.out).map_err(|e| self.target.fail(e))?;
        self.frames += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Written> {
        let Self { mut out, target, frames, .. } = *self;
        out.flush().map_err(|e| target.fail(e))?;
        let (bytes, checksum) = (out.bytes(), Some(out.sum()));
        let file = out.into_inner().into_inner().map_err(|e| target.fail(e.error()))?;
        let path: Option<PathBuf> = match target {
            Target::File(part) => {
                drop(file);
                Some(part.publish()?)
            }
            Target::Stdout => {
                // Where it was redirected to a file, a full disk may show only now.
                if file.metadata().is_ok_and(|m| m.is_file()) {
                    file.sync_all().map_err(|e| Target::Stdout.fail(e))?;
                }
                None
            }
        };
        Ok(Written { path, bytes, frames, checksum, ..Written::default() })
    }

    fn describe(&self) -> String {
        "y4m".into()
    }
}
