//! From typed arguments to a validated recipe: what all songs of a run have in common, with the files that layers name.

use super::{
    args::{self, DrawerArgs, EncodingArgs, LayerArgs, MakeArgs, PartArgs, PictureArgs},
    platforms::Platform,
    style_values,
};
use cymatic::{
    Cancel, Error, Result,
    audio::Song,
    layers::{Layers, Look},
    pipeline::{Encoding, Job, Output, Provision, Trim},
    render::{Backend, Wish},
    scene::{Scene, Size},
    time::Time,
    visual,
};
use std::{path::Path, sync::Arc};

/// Everything about a video but its song and its destination.
#[derive(Debug, Clone)]
pub(super) struct Recipe {
    /// What is drawn, without layers.
    pub(super) scene: Scene,
    /// The style with its values, and what goes around it.
    pub(super) look: Look,
    pub(super) layers: Layers,
    /// Where it goes, if that was said.
    pub(super) platform: Option<&'static Platform>,
    /// The style's name.
    pub(super) style: &'static str,
    /// Which part.
    pub(super) trim: Trim,
    /// How it is encoded.
    pub(super) encoding: Encoding,
    /// Who draws.
    pub(super) backend: Backend,
    /// Whether frames are drawn and checksummed only.
    pub(super) null: bool,
    /// Threads; 0 for one per core.
    pub(super) threads: usize,
    /// The cores that threads are planned for, and what to say about it, where some are left out to spare the battery.
    pub(super) spared: Option<(usize, String)>,
    /// Most memory, bytes, if that was said.
    pub(super) max_memory: Option<u64>,
    /// What was decided and why, a line each.
    pub(super) decisions: Vec<String>,
}

impl Recipe {
    /// Validates the arguments of a video.
    ///
    /// # Errors
    /// A usage error that names the option; [`Error::Gpu`] when a GPU is asked for.
    pub(super) fn new(args: &MakeArgs) -> Result<Self> {
        let mut decisions = Vec::new();
        if let Some(file) = &args.picture.scene {
            decisions.push(format!("scene: from {}, under what the command line says", file.display()));
        }
        let Drawn { scene, look, layers } = drawn(&args.picture)?;
        scene.size.require_even()?;
        let trim = trim(&args.part)?;
        let backend = backend(&args.machine.drawer, &mut decisions)?;
        let null = args.encoding.encoder == "null";
        Ok(Self {
            style: visual::find(&args.picture.style)?.name,
            scene,
            look,
            layers,
            platform: args.picture.platform,
            trim,
            encoding: encoding(&args.encoding),
            backend,
            null,
            threads: args.machine.threads.unwrap_or(0),
            spared: None,
            max_memory: args.machine.max_memory,
            decisions,
        })
    }

    /// What a job takes of the machine, and why that.
    pub(super) fn told(&self, provision: &Provision) -> String {
        let why = match (self.threads, self.max_memory) {
            (0, None) if self.spared.is_some() => {
                "by half of the cores, and the memory that this process may use"
            }
            (0, Some(_)) if self.spared.is_some() => "by half of the cores, and --max-memory",
            (0, None) => "by the cores and the memory that this process may use",
            (0, Some(_)) => "by the cores that this process may use, and --max-memory",
            (_, None) => "as --threads says",
            (_, Some(_)) => "as --threads and --max-memory say",
        };
        format!("{provision}, {why}")
    }

    /// What to say about a video that is too long for where it goes.
    pub(super) fn too_long(&self, duration_s: f64) -> Option<String> {
        self.platform.and_then(|platform| platform.warning(duration_s))
    }

    /// The job for one song, and what a person should know about its layers.
    ///
    /// # Errors
    /// Those of layers that can't be drawn.
    pub(super) fn job(
        &self,
        (song, name): (Arc<Song>, &Path),
        output: Output,
        cancel: Cancel,
    ) -> Result<(Job, Vec<String>)> {
        let tags = (&song.info().tags, name);
        let dressed = self.layers.dress(&self.scene, Some(&self.look), tags, self.trim.span())?;
        let job = Job {
            song,
            scene: dressed.scene,
            trim: self.trim.clone(),
            output,
            encoding: self.layers.tagged(self.encoding.clone()),
            backend: self.backend.clone(),
            threads: self.threads,
            cores: self.spared.as_ref().map_or(0, |(cores, _)| *cores),
            max_memory: self.max_memory,
            cancel,
        };
        Ok((job, dressed.warnings))
    }
}

/// What is drawn, whatever the song.
pub(super) struct Drawn {
    /// Without layers.
    pub(super) scene: Scene,
    pub(super) look: Look,
    pub(super) layers: Layers,
}

/// What is drawn, with the files of layers.
///
/// # Errors
/// Those of [`check`], and of files that can't be used.
pub(super) fn drawn(args: &PictureArgs) -> Result<Drawn> {
    with(args, LayerArgs::layers)
}

/// Whether it can be drawn, but for the files of layers, which may take long to read.
///
/// # Errors
/// A usage error that names the option or the style's parameter.
pub(super) fn check(args: &PictureArgs) -> Result<()> {
    with(args, LayerArgs::without_files).map(drop)
}

fn with(args: &PictureArgs, layers: impl FnOnce(&LayerArgs) -> Result<Layers>) -> Result<Drawn> {
    let style = visual::find(&args.style)?;
    let look = style_values::look(style, args)?;
    let size = match (args.width, args.height) {
        (None, None) => args.platform.map_or(Ok(args.size), Platform::size)?,
        (width, height) => {
            Size::new(width.unwrap_or(args.size.width()), height.unwrap_or(args.size.height()))?
        }
    };
    let listening = args.sound.listening()?;
    let scene = Scene { size, fps: args.fps, style: look.create(), listening };
    let layers = layers(&args.layers)?;
    layers.check(scene.style.as_ref())?;
    Ok(Drawn { scene, look, layers })
}

/// Which part of the song.
///
/// # Errors
/// A usage error when nothing is left.
pub(super) fn trim(args: &PartArgs) -> Result<Trim> {
    if let Some(frames) = &args.frames {
        return Ok(Trim::Frames(frames.clone()));
    }
    if args.start.is_none() && args.end.is_none() && args.duration.is_none() {
        return Ok(Trim::Whole);
    }
    let start = args.start.unwrap_or_default();
    let end = args.end.or(args.duration.map(|length| start.saturating_add(length)));
    match end {
        Some(end) if end <= start => {
            let (option, given) =
                if args.end.is_some() { ("--end", end) } else { ("--duration", Time::default()) };
            Err(Error::usage_hint(
                format!("{option} {given} leaves nothing to draw"),
                format!("the video starts at {start}: name a later end or a longer duration"),
            ))
        }
        _ => Ok(Trim::Times { start, end }),
    }
}

fn encoding(args: &EncodingArgs) -> Encoding {
    Encoding {
        encoder: args.encoder.clone(),
        quality: args.quality,
        preset: (args.preset != "auto").then(|| args.preset.clone()),
        crf: args.crf,
        target_speed: args.target_speed,
        audio_bit_rate: args.audio_bit_rate * 1_000,
        ..Encoding::default()
    }
}

/// Who draws, noted among the decisions.
///
/// # Errors
/// Those of [`Backend::choose`].
pub(super) fn backend(args: &DrawerArgs, decisions: &mut Vec<String>) -> Result<Backend> {
    let (backend, why) = choose(args)?;
    let who = if backend.gpu().is_some() { "gpu" } else { "cpu" };
    decisions.push(format!("backend: {who}: {why}"));
    Ok(backend)
}

/// Who draws, and why.
///
/// # Errors
/// Those of [`Backend::choose`].
pub(super) fn choose(args: &DrawerArgs) -> Result<(Backend, String)> {
    let wish = match args.backend {
        args::Backend::Auto => Wish::Auto,
        args::Backend::Gpu => Wish::Gpu,
        args::Backend::Cpu => Wish::Cpu,
    };
    Backend::choose(wish, args.adapter.as_deref())
}

#[cfg(test)]
mod tests {
    use super::super::args::{Cli, MakeArgs};
    use super::*;
    use clap::Parser;

    fn recipe(words: &str) -> Result<Recipe> {
        let words = ["cymatic", "song.mp3"].into_iter().chain(words.split_whitespace());
        let make: MakeArgs = Cli::try_parse_from(words).unwrap().render.make;
        Recipe::new(&make)
    }

    fn refusal(words: &str) -> Error {
        recipe(words).map(|_| ()).unwrap_err()
    }

    #[test]
    fn the_parts_of_a_song_read_as_typed() {
        let times = |start: &str, end: Option<&str>| Trim::Times {
            start: start.parse().unwrap(),
            end: end.map(|end| end.parse().unwrap()),
        };
        assert_eq!(recipe("").unwrap().trim, Trim::Whole);
        assert_eq!(recipe("--frames 10..20").unwrap().trim, Trim::Frames(10..20));
        assert_eq!(recipe("--start 1:00").unwrap().trim, times("60", None));
        assert_eq!(recipe("--end 1:23.5").unwrap().trim, times("0", Some("83.5")));
        assert_eq!(recipe("--start 60 --duration 15").unwrap().trim, times("60", Some("75")));
        for empty in ["--start 10 --end 10", "--start 10 --end 5", "--duration 0"] {
            assert_eq!(refusal(empty).exit_code(), 2, "{empty}");
        }
    }

    #[test]
    fn an_adapter_that_is_not_there_has_its_own_code() {
        assert_eq!(refusal("--adapter NoSuchCard").exit_code(), 6);
        assert_eq!(refusal("--adapter NoSuchCard --backend gpu").exit_code(), 6);
        assert_eq!(refusal("--adapter NoSuchCard --backend cpu").exit_code(), 2);
        assert!(recipe("--backend cpu").is_ok());
    }

    #[test]
    fn odd_sizes_are_refused_with_the_next_even_one() {
        let error = refusal("--size 641x361");
        assert_eq!(error.exit_code(), 2);
        assert!(error.hint().unwrap().contains("642x362"));
        assert!(refusal("--width 0").to_string().contains("outside"));
        assert_eq!(recipe("--width 640").unwrap().scene.size.to_string(), "640x1080");
    }

    #[test]
    fn bars_reach_the_style() {
        for style in ["circular", "bars --set layout=left"] {
            assert_eq!(
                recipe(&format!("--style {style} --bars 32"))
                    .unwrap()
                    .scene
                    .style
                    .analysis(Size::new(1920, 1080).unwrap())
                    .bands,
                32
            );
            assert_eq!(
                recipe(&format!("--style {style} --bars 32 --set bars=48"))
                    .unwrap()
                    .scene
                    .style
                    .analysis(Size::new(1920, 1080).unwrap())
                    .bands,
                48
            );
        }
        assert_eq!(refusal("--bars 0").exit_code(), 2);
        assert_eq!(refusal("--set bras=3").hint(), Some("did you mean 'bars'?"));
    }
}
