//! The library in one call, and a builder for everything else.

use crate::{
    analysis::Listening,
    audio::Song,
    cancel::Cancel,
    error::Result,
    layers::{Dressed, Layers, Look},
    pipeline::{self, Encoding, Job, Outcome, Output, Still, Trim},
    progress::Event,
    render::{Backend, Frame, PixelFormat, Wish},
    scene::{Scene, Size},
    time::{Fps, Time},
    visual::{self, Style},
};
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Makes a video of a song: 1920x1080 at 30 frames/s in the built-in style of that name. An existing output is not
/// overwritten.
///
/// ```no_run
/// cymatic::visualize_audio_file("song.mp3", "song.mp4", "circular")?;
/// # Ok::<(), cymatic::Error>(())
/// ```
///
/// # Errors
/// What went wrong first, see [`crate::Error`]; nothing is left under the output's name then.
pub fn visualize_audio_file(
    input: impl AsRef<Path>,
    output: impl AsRef<Path>,
    style: &str,
) -> Result<Outcome> {
    Visualizer::open(input)?.style(style)?.write(output)
}

/// Builds a video of a song.
///
/// ```no_run
/// # use cymatic::Visualizer;
/// let outcome = Visualizer::open("song.mp3")?
///     .style("bars")?
///     .set("count", "48")?
///     .size("vertical".parse()?)
///     .fps("60".parse()?)
///     .on_progress(|event| println!("{event:?}"))
///     .write("song.mp4")?;
/// println!("{} frames", outcome.frames);
/// # Ok::<(), cymatic::Error>(())
/// ```
#[must_use = "nothing is drawn before `write`, `frames` or `still`"]
pub struct Visualizer<'a> {
    song: Arc<Song>,
    look: Drawn,
    layers: Layers,
    size: Size,
    fps: Fps,
    listening: Listening,
    trim: Trim,
    encoding: Encoding,
    backend: Option<Backend>,
    overwrite: bool,
    threads: usize,
    max_memory: Option<u64>,
    cancel: Cancel,
    on_progress: Box<dyn FnMut(Event) + 'a>,
}

/// A built-in style with its parameters, or the caller's own.
#[derive(Debug)]
enum Drawn {
    BuiltIn(Look),
    Own(Arc<dyn Style>),
}

impl Drawn {
    fn style(&self) -> Arc<dyn Style> {
        match self {
            Self::BuiltIn(look) => look.create(),
            Self::Own(style) => Arc::clone(style),
        }
    }
}

impl<'a> Visualizer<'a> {
    /// Begins with a file.
    ///
    /// # Errors
    /// Those of [`Song::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::new(Arc::new(Song::open(path.as_ref())?))
    }

    /// Begins with interleaved samples in memory.
    ///
    /// # Errors
    /// Those of [`Song::from_samples`].
    pub fn from_samples(samples: impl Into<Arc<[f32]>>, channels: u16, sample_rate_hz: u32) -> Result<Self> {
        Self::new(Arc::new(Song::from_samples(samples.into(), channels, sample_rate_hz)?))
    }

    /// Begins with a song that is open already.
    ///
    /// # Errors
    /// None as long as there is a built-in style.
    pub fn new(song: Arc<Song>) -> Result<Self> {
        let default = visual::REGISTRY.first().map_or("", |info| info.name);
        let info = visual::find(default)?;
        Ok(Self {
            song,
            look: Drawn::BuiltIn(Look::new(info)),
            layers: Layers::new()?,
            size: Size::new(1920, 1080)?,
            fps: Fps::new(30, 1)?,
            listening: Listening::default(),
            trim: Trim::Whole,
            encoding: Encoding::default(),
            backend: None,
            overwrite: false,
            threads: 0,
            max_memory: None,
            cancel: Cancel::default(),
            on_progress: Box::new(|_| {}),
        })
    }

    /// A built-in style by name, with its default parameters.
    ///
    /// # Errors
    /// A usage error with the nearest name.
    pub fn style(mut self, name: &str) -> Result<Self> {
        let info = visual::find(name)?;
        self.look = Drawn::BuiltIn(Look::new(info));
        Ok(self)
    }

    /// A parameter of the built-in style.
    ///
    /// # Errors
    /// A usage error that names the parameter, its range, or the nearest name.
    pub fn set(mut self, parameter: &str, value: &str) -> Result<Self> {
        match &mut self.look {
            Drawn::BuiltIn(look) => look.set(parameter, value)?,
            Drawn::Own(_) => return Err(crate::Error::usage("a style object has its parameters inside")),
        }
        Ok(self)
    }

    /// A style of your own.
    pub fn own_style(mut self, style: Arc<dyn Style>) -> Self {
        self.look = Drawn::Own(style);
        self
    }

    /// What is shown besides the style; by default title, artist and cover of the song's tags, and fades.
    pub fn layers(mut self, layers: Layers) -> Self {
        self.layers = layers;
        self
    }

    /// Picture size; 1920x1080 by default.
    pub fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }

    /// Picture width, pixels.
    ///
    /// # Errors
    /// A usage error that names the limit.
    pub fn width(self, width: u32) -> Result<Self> {
        let size = Size::new(width, self.size.height())?;
        Ok(self.size(size))
    }

    /// Picture height, pixels.
    ///
    /// # Errors
    /// A usage error that names the limit.
    pub fn height(self, height: u32) -> Result<Self> {
        let size = Size::new(self.size.width(), height)?;
        Ok(self.size(size))
    }

    /// Frame rate; 30 by default.
    pub fn fps(mut self, fps: Fps) -> Self {
        self.fps = fps;
        self
    }

    /// Which frequencies the bands span; the song's own range by default.
    pub fn listening(mut self, listening: Listening) -> Self {
        self.listening = listening;
        self
    }

    /// A part of the song; all of it by default.
    pub fn trim(mut self, trim: Trim) -> Self {
        self.trim = trim;
        self
    }

    /// Encoder settings.
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Whether an existing output may be replaced; not by default.
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Threads that draw, from which those that encode follow; as many as suit the cores by default.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Most memory to plan with, bytes; by default what is free. Threads and lookahead follow.
    pub fn max_memory(mut self, bytes: u64) -> Self {
        self.max_memory = Some(bytes);
        self
    }

    /// Who draws; by default a hardware graphics adapter if there is one, else the CPU.
    ///
    /// Opening an adapter takes a moment: give videos that follow each other the same one.
    pub fn backend(mut self, backend: Backend) -> Self {
        self.backend = Some(backend);
        self
    }

    /// A flag with which another thread can end the work early.
    pub fn cancel(mut self, cancel: &Cancel) -> Self {
        self.cancel = cancel.clone();
        self
    }

    /// Called on this thread as the work goes on: a stage begins, another frame was encoded or shown.
    pub fn on_progress(mut self, on_progress: impl FnMut(Event) + 'a) -> Self {
        self.on_progress = Box::new(on_progress);
        self
    }

    /// What the parts of the pipeline are given, and one line per thing that was left out of the scene.
    fn job(&self, output: Output) -> Result<(Job, Vec<String>)> {
        let Dressed { scene, warnings } = self.dressed()?;
        let job = Job {
            song: Arc::clone(&self.song),
            scene,
            trim: self.trim.clone(),
            output,
            encoding: self.layers.tagged(self.encoding.clone()),
            backend: self.chosen_backend()?,
            threads: self.threads,
            cores: 0,
            max_memory: self.max_memory,
            cancel: self.cancel.clone(),
        };
        Ok((job, warnings))
    }

    fn chosen_backend(&self) -> Result<Backend> {
        match &self.backend {
            Some(backend) => Ok(backend.clone()),
            None => Backend::choose(Wish::Auto, None).map(|(backend, _)| backend),
        }
    }

    fn dressed(&self) -> Result<Dressed> {
        let (size, fps, listening) = (self.size, self.fps, self.listening);
        let scene = Scene { size, fps, style: self.look.style(), listening };
        let look = match &self.look {
            Drawn::BuiltIn(look) => Some(look),
            Drawn::Own(_) => None,
        };
        let song = (&self.song.info().tags, Path::new("the song"));
        self.layers.dress(&scene, look, song, self.trim.span())
    }

    /// Writes the video; the name ends in `.mp4`, or in `.y4m` for raw frames.
    ///
    /// # Errors
    /// As [`pipeline::run`].
    pub fn write(mut self, path: impl AsRef<Path>) -> Result<Outcome> {
        let path: PathBuf = path.as_ref().to_owned();
        let (job, left_out) = self.job(Output::File { path, overwrite: self.overwrite })?;
        let outcome = pipeline::run(&job, &mut self.on_progress)?;
        Ok(Outcome { warnings: [left_out, outcome.warnings].concat(), ..outcome })
    }

    /// Shows every frame to `on_frame`, in order, on this thread, and writes no file.
    ///
    /// # Errors
    /// As [`pipeline::frames`]: an error of `on_frame` ends the work.
    pub fn frames(
        mut self,
        format: PixelFormat,
        mut on_frame: impl FnMut(&Frame) -> Result<()>,
    ) -> Result<Outcome> {
        let (job, left_out) = self.job(Output::Null)?;
        let outcome = pipeline::frames(&job, format, &mut self.on_progress, &mut on_frame)?;
        Ok(Outcome { warnings: [left_out, outcome.warnings].concat(), ..outcome })
    }

    /// Draws the frame that is shown at `at`. Beside it, one line per thing that a person should know.
    ///
    /// # Errors
    /// As [`pipeline::still`].
    pub fn still(self, at: Time) -> Result<(Still, Vec<String>)> {
        let Dressed { scene, warnings: left_out } = self.dressed()?;
        let (still, warnings) =
            pipeline::still(&self.song, &scene, &self.chosen_backend()?, at, &self.cancel)?;
        Ok((still, [left_out, warnings].concat()))
    }
}

impl fmt::Debug for Visualizer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Visualizer");
        f.field("look", &self.look)
            .field("size", &self.size)
            .field("fps", &self.fps)
            .field("trim", &self.trim);
        f.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{layers::Wish, progress::Stage};

    /// A short video whose title no font has.
    fn film() -> Visualizer<'static> {
        let layers = Layers { title: Wish::Given("\u{6625}".into()), ..Layers::new().unwrap() };
        let film = Visualizer::from_samples(vec![0.1; 1_600], 1, 8_000).unwrap().layers(layers);
        film.size(Size::new(64, 36).unwrap()).backend(Backend::Cpu)
    }

    #[test]
    fn what_is_left_out_is_told_whatever_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let told = |warnings: &[String]| warnings.iter().any(|warning| warning.ends_with(": \u{6625}"));
        assert!(told(&film().write(folder.path().join("a.y4m")).unwrap().warnings));
        assert!(told(&film().frames(PixelFormat::Rgba, |_| Ok(())).unwrap().warnings));
        assert!(told(&film().still(Time::default()).unwrap().1));
    }

    #[test]
    fn progress_is_told_of_frames_that_are_shown_too() {
        let mut events = Vec::new();
        let film = film().on_progress(|event| events.push(event));
        film.frames(PixelFormat::Rgba, |_| Ok(())).unwrap();
        let [first, second, .., last] = &events[..] else { panic!("{events:?}") };
        assert_eq!([*first, *second], [Event::Stage(Stage::Scan), Event::Stage(Stage::Render)]);
        assert_eq!(*last, Event::Frames { done: 6, total: 6 });
    }
}
