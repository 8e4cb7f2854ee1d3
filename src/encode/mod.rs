//! Where finished frames go: the [`Sink`] seam and everything behind it.
//!
//! A sink takes frames in order, one at a time, on the thread that made it. What it writes is whole or absent: files
//! appear under their final name only when [`Sink::finish`] has all frames, and MP4 only after it was read back.

mod appetite;
mod checksum;
mod complete;
mod container;
pub mod encoders;
#[cfg(feature = "ffmpeg")]
mod ffmpeg;
#[cfg(feature = "ffmpeg")]
mod mp4;
mod null;
pub mod output;
#[cfg_attr(not(feature = "ffmpeg"), expect(dead_code, reason = "nothing encodes in such a build"))]
mod pace;
pub mod png;
#[cfg_attr(not(feature = "ffmpeg"), expect(dead_code, reason = "nothing encodes in such a build"))]
mod profile;
mod settings;
#[cfg(test)]
pub(crate) mod tests;
mod y4m;

use crate::{
    audio::{Song, Tags},
    cancel::Cancel,
    error::{Error, Result},
    render::{Frame, Layout, PixelFormat},
    size::Size,
    time::Fps,
};
pub(crate) use appetite::{Appetite, appetite};
use complete::Complete;
pub use container::{Container, ENDINGS};
pub use pace::Kept;
pub use settings::{Encoding, Output, PRESETS, Quality};
use std::{ops::Range, path::PathBuf};

/// Takes finished frames in order.
pub trait Sink {
    /// Consumes the next frame of [`Spec::frames`]; its buffer goes back to the pool when the sink lets go of it.
    ///
    /// # Errors
    /// When it can't be encoded or written; [`Error::Internal`] when it is another one.
    fn frame(&mut self, frame: Frame) -> Result<()>;

    /// Drains, closes and publishes the output, MP4 after it was verified.
    ///
    /// # Errors
    /// When any of that fails, or frames are missing; then nothing is left under the final name.
    fn finish(self: Box<Self>) -> Result<Written>;

    /// What encodes, for people and statistics: "libx264 standard, aac 256 kb/s", "y4m", "null".
    fn describe(&self) -> String;
}

/// What a sink wrote.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The published file, if it is one.
    pub path: Option<PathBuf>,
    /// Its size, bytes.
    pub bytes: u64,
    /// Video frames in it.
    pub frames: u64,
    /// The XXH3-64 of the Y4M bytes, from the sinks that write them or nothing: `cymatic … -o - | xxhsum -H3` shows
    /// the same number.
    pub checksum: Option<u64>,
    /// What became of [`Encoding::target_speed`].
    pub kept: Option<Kept>,
    /// One line per thing a person should know.
    pub warnings: Vec<String>,
}

/// What a sink has to know of the video it will be given.
#[derive(Debug, Clone)]
pub struct Spec<'a> {
    /// The song, for its sound and its tags.
    pub song: &'a Song,
    /// Picture size.
    pub size: Size,
    /// Frame rate.
    pub fps: Fps,
    /// The frames that will come, numbers of the whole video, at least one.
    pub frames: Range<u64>,
    /// The samples that sound while they are shown, numbers of the whole song.
    pub samples: Range<u64>,
    /// How to encode.
    pub encoding: &'a Encoding,
    /// Encoder threads, at least 1.
    pub threads: usize,
    /// Frames that the encoder looks ahead, where it is to be another number than its own.
    pub lookahead: Option<u32>,
    /// Asks for an early end: looked at where a sink works for long between frames.
    pub cancel: &'a Cancel,
}

impl Spec<'_> {
    /// The video's tags: the song's, but for what the encoding names otherwise.
    #[cfg_attr(
        not(feature = "ffmpeg"),
        expect(dead_code, reason = "nothing that is tagged is written in such a build")
    )]
    fn tags(&self) -> Tags {
        let own = self.song.info().tags.clone();
        let Encoding { title, artist, .. } = self.encoding.clone();
        Tags { title: title.or(own.title), artist: artist.or(own.artist), ..own }
    }
}

/// Opens the sink that an output asks for.
///
/// # Errors
/// A usage error for settings that no sink can serve, [`Error::Output`] when the output can't be made,
/// [`Error::Encoder`] when the encoder can't be opened, [`Error::Internal`] for a video of no frames.
pub fn open(output: &Output, spec: &Spec<'_>) -> Result<Box<dyn Sink>> {
    Layout::new(spec.size, PixelFormat::Yuv420)?;
    if spec.frames.is_empty() {
        return Err(Error::Internal("a sink is opened for no frames".into()));
    }
    Ok(Box::new(Complete::new(open_bare(output, spec)?, spec.frames.clone())))
}

/// A sink that relies on being given the frames that are due.
fn open_bare(output: &Output, spec: &Spec<'_>) -> Result<Box<dyn Sink>> {
    let header = y4m::Header { size: spec.size, fps: spec.fps };
    Ok(match output {
        Output::Null => Box::new(null::NullSink::new(header)?),
        Output::Stdout => Box::new(y4m::Y4mSink::to_stdout(header)?),
        Output::File { path, overwrite } => match Container::of(path)? {
            Container::Y4m => {
                Box::new(y4m::Y4mSink::to_file(header, output::PartFile::create(path, *overwrite)?)?)
            }
            #[cfg(feature = "ffmpeg")]
            Container::Mp4 => {
                Box::new(ffmpeg::Mp4Sink::open(output::PartFile::create(path, *overwrite)?, spec)?)
            }
            #[cfg(not(feature = "ffmpeg"))]
            Container::Mp4 => return Err(no_ffmpeg()),
        },
    })
}

/// Checks the settings of an encoding without opening anything.
///
/// # Errors
/// A usage error that names the setting, or [`Error::Encoder`] when this build lacks the encoder.
pub fn check(output: &Output, encoding: &Encoding) -> Result<()> {
    match output.container()? {
        Container::Y4m if encoding.target_speed.is_some() => Err(Error::usage_hint(
            "no speed can be kept where nothing is encoded",
            "leave out --target-speed, or name a .mp4 file with -o",
        )),
        Container::Y4m => Ok(()),
        #[cfg(feature = "ffmpeg")]
        Container::Mp4 => ffmpeg::check(encoding),
        #[cfg(not(feature = "ffmpeg"))]
        Container::Mp4 => {
            let _ = encoding;
            Err(no_ffmpeg())
        }
    }
}

/// What would encode, as [`Sink::describe`] says it but without the sound, which nothing has opened yet.
#[must_use]
pub fn describe(output: &Output, encoding: &Encoding) -> String {
    match (output, output.container()) {
        (Output::Null, _) => "null".into(),
        (_, Ok(Container::Mp4)) => profile::describe(resolve(&encoding.encoder), encoding),
        (_, Ok(Container::Y4m)) => "y4m".into(),
        (_, Err(_)) => "nothing".into(),
    }
}

/// What the encoder "auto" means.
pub const DEFAULT_ENCODER: &str = "libx264";

/// The encoder's FFmpeg name.
fn resolve(name: &str) -> &str {
    if name == "auto" { DEFAULT_ENCODER } else { name }
}

#[cfg(not(feature = "ffmpeg"))]
fn no_ffmpeg() -> Error {
    Error::usage_hint(
        "this build has no FFmpeg, so it can't write MP4",
        "write FILE.y4m, or build with the feature 'ffmpeg'",
    )
}
