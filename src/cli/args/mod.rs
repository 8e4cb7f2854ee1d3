//! The command line as types: what can be typed, and its help. Only layers read files here, those that they name.

mod bench;
mod colours;
mod layers;
mod picture;
mod scene;
mod sound;
pub(super) mod values;

pub(super) use bench::BenchArgs;
use clap::{Args, Parser, Subcommand, ValueEnum};
pub(super) use colours::ColourArgs;
use cymatic::{
    analysis::Stereo,
    encode::Quality,
    pipeline::Encoding,
    time::{Fps, Time},
};
pub(super) use layers::{LayerArgs, gradient};
pub(super) use picture::PictureArgs;
pub(super) use scene::SceneArgs;
pub(super) use sound::SoundArgs;
use std::{ops::Range, path::PathBuf};

const EXAMPLES: &str = "\
Examples:
  cymatic song.mp3                            writes song.mp4 in the current folder
  cymatic song.flac -o clip.mp4 --start 1:00 --duration 15 --size vertical
  cymatic song.mp3 --style bars --bars 48 --set caps=on
  cymatic song.mp3 --palette ember            or --colors red,orange, or --foreground white
  cymatic song.mp3 --scene mine.toml          all of this from a file; see `cymatic scene --help`
  cymatic *.mp3 -o videos/ -f                 one after the other, going on past failures
  cymatic song.mp3 -o - | ffmpeg -i - -i song.mp3 -c:v ffv1 song.mkv
  cymatic still song.mp3 --at 1:23 -o frame.png
  cymatic ./render                            a song that is named like a command

Exit codes:
  0 done                1 a bug of cymatic      2 wrong arguments
  3 no decodable audio  4 input unreadable      5 output not writable
  6 no usable GPU       7 encoder failed        8 done, with warnings (--strict)
  9 some of several songs failed                130, 143 interrupted

Without a command, `render` is meant.";

/// Turns songs into music-visualizer videos.
#[derive(Debug, Parser)]
#[command(
    name = "cymatic",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    arg_required_else_help = true,
    args_override_self = true,
    after_help = "`cymatic --help` says more, with examples.",
    after_long_help = EXAMPLES
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

impl Cli {
    /// What the command line says about the picture, if the command draws one.
    pub(super) fn picture(&self) -> Option<&PictureArgs> {
        match &self.command {
            None => Some(&self.render.make.picture),
            Some(Command::Render(args)) => Some(&args.make.picture),
            Some(Command::Demo(args)) => Some(&args.make.picture),
            Some(Command::Still(args)) => Some(&args.picture),
            Some(_) => None,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes a video of each song (the default command)
    #[command(after_long_help = EXAMPLES, alias = "visualize")]
    Render(RenderArgs),
    /// Draws one frame into a PNG
    Still(StillArgs),
    /// Says what a song holds, after decoding all of it
    ///
    /// Of more than two channels, loudness and true peak are those of the mix to stereo that a video gets: of 5.1, up to
    /// 7.7 dB less.
    Info(InfoArgs),
    /// Writes what a style sees of a song, frame by frame, as numbers
    Analyze(AnalyzeArgs),
    /// Lists what can be read and written
    Formats,
    /// Lists the styles, or the parameters of one
    Styles(StylesArgs),
    /// Lists the looks, or prints one as a scene file
    Looks(LooksArgs),
    /// Checks a scene file, or prints one with the defaults, or its JSON Schema
    Scene(SceneArgs),
    /// Lists the palettes and the colours that have names
    Palettes(PalettesArgs),
    /// Says what draws and encodes on this machine, and what is missing
    ///
    /// Every graphics adapter draws a small frame and every encoder encodes one, each in a process of its own, so that no
    /// broken driver can do harm. Nothing is changed. The exit code is 0 whatever was found.
    Doctor(DoctorArgs),
    /// Makes a video of a song that cymatic composes itself
    Demo(DemoArgs),
    /// Measures how fast this machine draws and encodes, on the CPU and on a graphics adapter
    #[command(after_long_help = bench::EXAMPLES)]
    Bench(BenchArgs),
    /// Prints the completions for a shell
    Completions(CompletionsArgs),
}

#[derive(Debug, Args)]
pub(super) struct RenderArgs {
    /// The songs: files in any format that `cymatic formats` lists
    #[arg(value_name = "SONG", required = true)]
    pub(super) songs: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) make: MakeArgs,
}

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    pub(super) make: MakeArgs,
}

/// How a video is made, whatever the song.
#[derive(Debug, Args)]
pub(super) struct MakeArgs {
    #[command(flatten)]
    pub(super) target: TargetArgs,
    #[command(flatten)]
    pub(super) picture: PictureArgs,
    #[command(flatten)]
    pub(super) part: PartArgs,
    #[command(flatten)]
    pub(super) encoding: EncodingArgs,
    #[command(flatten)]
    pub(super) machine: MachineArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct TargetArgs {
    /// Where to: a .mp4 or .y4m file, a folder ending in `/`, or `-`
    ///
    /// Without it, the song's name with .mp4, in the current folder. A folder gets one file per song, and is made where it
    /// is missing; of several songs, a name without an ending is a folder, too. A .y4m file holds raw frames without sound;
    /// `-` writes the same to standard output.
    #[arg(short, long, value_name = "OUT", alias = "output")]
    pub(super) out: Option<PathBuf>,
    /// Overwrite an existing output
    #[arg(short, long, alias = "overwrite")]
    pub(super) force: bool,
    /// Leave out the songs whose output exists
    ///
    /// Whatever it was made with. The exit code is that of the other songs: 0 if there are none.
    #[arg(long, conflicts_with = "force")]
    pub(super) skip_existing: bool,
    /// Say what would be made, and make nothing
    ///
    /// The song is decoded once, so that the plan's numbers are exact. Not with `--stats`: there are no figures.
    #[arg(long, conflicts_with = "stats")]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Part of the song")]
pub(super) struct PartArgs {
    /// Where the video starts: 83, 1:23 or 1:23.5
    ///
    /// The picture is the same as in the whole video, but for the fades at its own ends: levels are measured against the
    /// whole song.
    #[arg(long, value_name = "TIME", alias = "offset", allow_negative_numbers = true)]
    pub(super) start: Option<Time>,
    /// Where it ends
    #[arg(long, value_name = "TIME", conflicts_with = "duration", allow_negative_numbers = true)]
    pub(super) end: Option<Time>,
    /// How long it is
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    pub(super) duration: Option<Time>,
    /// Frame numbers of the whole video, the last one excluded
    #[arg(long, value_name = "A..B", value_parser = values::frame_range,
          conflicts_with_all = ["start", "end", "duration"])]
    pub(super) frames: Option<Range<u64>>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Encoding")]
pub(super) struct EncodingArgs {
    /// Video encoder: auto, null, or an FFmpeg name
    ///
    /// `auto` is libx264, which all settings are made for. `null` draws every frame, encodes none, and prints a checksum of what `-o -` would write.
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(super) encoder: String,
    /// How good the picture is: draft, standard, high or master
    ///
    /// In every encoder that cymatic knows, the settings for this kind of picture; `--crf` and `--preset` replace parts of
    /// them.
    #[arg(long, value_name = "NAME", default_value = Encoding::default().quality.name(),
          value_parser = values::quality(), hide_possible_values = true)]
    pub(super) quality: Quality,
    /// One of x264's presets with its own settings, or auto for those of --quality
    #[arg(long, value_name = "NAME", default_value = "auto", value_parser = values::preset(),
          hide_possible_values = true, hide_short_help = true)]
    pub(super) preset: String,
    /// Quality as a number: 0 is lossless, 51 is the worst [default: by --quality]
    #[arg(long, value_name = "NUMBER", value_parser = values::crf, allow_negative_numbers = true)]
    pub(super) crf: Option<f32>,
    /// Seconds of video per second to keep, such as 4x, with less effort where it is too slow: libx264 only
    ///
    /// Decided every 250 frames: files become larger, or coarser where things move. What became of it is told at the end.
    #[arg(long, value_name = "SPEED", value_parser = values::speed, hide_short_help = true)]
    pub(super) target_speed: Option<f64>,
    /// Bit rate of the sound, kb/s for stereo
    #[arg(long, value_name = "KBPS", default_value_t = Encoding::default().audio_bit_rate / 1_000,
          value_parser = values::audio_kbps, hide_short_help = true)]
    pub(super) audio_bit_rate: u32,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Machine")]
pub(super) struct MachineArgs {
    #[command(flatten)]
    pub(super) drawer: DrawerArgs,
    /// Threads that draw; one and a half times as many encode, up to 16 [default: one per core]
    ///
    /// A laptop on battery gives a render from a terminal one per two cores.
    #[arg(long, value_name = "N", value_parser = values::threads)]
    pub(super) threads: Option<usize>,
    /// Most memory to plan with, such as 400M or 1.5G [default: what is free]
    ///
    /// Where it is short, fewer threads draw and encode, then the encoder looks less far ahead. K, M and G are powers of
    /// 1024.
    #[arg(long, value_name = "SIZE", value_parser = values::memory, hide_short_help = true)]
    pub(super) max_memory: Option<u64>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Machine")]
pub(super) struct DrawerArgs {
    /// Who draws
    ///
    /// `auto` is a hardware graphics adapter if there is one, else the CPU, which also goes on when the adapter fails.
    /// `gpu` is an adapter or exit code 6. Both draw the same picture. `cymatic doctor` says what there is.
    #[arg(long, value_name = "auto|gpu|cpu", default_value = "auto", hide_possible_values = true)]
    pub(super) backend: Backend,
    /// The graphics adapter to draw on: its number, its PCI address or a part of its name
    ///
    /// `cymatic doctor` lists them. A software adapter is used only when it is named here.
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub(super) adapter: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Messages")]
pub(super) struct ReportArgs {
    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Explain every decision, and where the time went
    #[arg(short, long, alias = "debug")]
    pub(super) verbose: bool,
    /// Exit with code 8 when there were warnings
    #[arg(long)]
    pub(super) strict: bool,
    /// How progress is told, on standard error
    ///
    /// `auto` is a bar on a terminal and a few plain lines elsewhere. `json` is one object per line; the last has
    /// kind `done`, and nothing else is written to standard error.
    #[arg(long, value_name = "auto|json|none", default_value = "auto", hide_possible_values = true)]
    pub(super) progress: Progress,
    /// Write figures about the run to a file
    ///
    /// Frames, seconds per stage and until the encoder took the first frame, backend, encoder and settings, peak memory and warnings.
    #[arg(long, value_name = "FILE.json", hide_short_help = true)]
    pub(super) stats: Option<PathBuf>,
}

/// Who draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Backend {
    Auto,
    Gpu,
    Cpu,
}

/// How progress is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Progress {
    Auto,
    Json,
    None,
}

#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  cymatic still song.mp3 --at 1:23 --style bars --size square -o frame.png"
)]
pub(super) struct StillArgs {
    /// The song
    #[arg(value_name = "SONG")]
    pub(super) song: PathBuf,
    /// The frame that is shown at this time: 83, 1:23 or 1:23.5
    #[arg(long, value_name = "TIME", default_value = "0")]
    pub(super) at: Time,
    /// Where to [default: the song's name with .png, in the current folder]
    #[arg(short, long, value_name = "OUT.png", alias = "output")]
    pub(super) out: Option<PathBuf>,
    /// Overwrite an existing output
    #[arg(short, long, alias = "overwrite")]
    pub(super) force: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) picture: PictureArgs,
    #[command(flatten)]
    pub(super) drawer: DrawerArgs,
}

#[derive(Debug, Args)]
pub(super) struct InfoArgs {
    /// The song
    #[arg(value_name = "SONG")]
    pub(super) song: PathBuf,
}

#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  cymatic analyze song.mp3 --fps 60 --bars 128 -o song.npy\n  python3 -c 'import numpy; print(numpy.load(\"song.npy\").shape)'"
)]
pub(super) struct AnalyzeArgs {
    /// The song
    #[arg(value_name = "SONG")]
    pub(super) song: PathBuf,
    /// Where to: a .npy, .csv or .json file [default: the song's name with .npy, in the current folder]
    ///
    /// npy: the heights, float32, frames x bars, 0 to 1. csv and json: heights and levels (peak, bass, beat, ...); json
    /// also caps and the bars' frequencies.
    #[arg(short, long, value_name = "TABLE", alias = "output")]
    pub(super) out: Option<PathBuf>,
    /// Overwrite an existing output
    #[arg(short, long, alias = "overwrite")]
    pub(super) force: bool,
    /// Frames per second
    #[arg(long, value_name = "FPS", default_value = "30")]
    pub(super) fps: Fps,
    /// Number of bars, 1 to 512
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = values::bars)]
    pub(super) bars: usize,
    /// How slowly bars fall and how much neighbours pull each other, 0 to 1
    #[arg(long, value_name = "NUMBER", default_value_t = 0.5, value_parser = values::share)]
    pub(super) smoothing: f32,
    /// Channels together or apart: mix, left-right or mid-side
    ///
    /// Apart, a row holds the bars of the first channel, then those of the second: at most 256 of each.
    #[arg(long, value_name = "NAME", default_value_t = Stereo::Mix)]
    pub(super) stereo: Stereo,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) sound: SoundArgs,
}

#[derive(Debug, Args)]
pub(super) struct StylesArgs {
    /// The style whose parameters are listed
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    /// The settings of the analysis instead, for --sound key=value
    #[arg(long, conflicts_with = "name")]
    pub(super) sound: bool,
    /// The settings of the layers instead, for --layer key=value
    #[arg(long, conflicts_with_all = ["name", "sound"])]
    pub(super) layers: bool,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  cymatic looks vinyl > my.toml\n  cymatic song.mp3 --scene my.toml")]
pub(super) struct LooksArgs {
    /// The look that is printed
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct PalettesArgs {
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  cymatic doctor --json | jq '.findings[].remedy'")]
pub(super) struct DoctorArgs {
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Answers one question, for the doctor itself
    #[arg(long, value_name = "QUESTION", hide = true, conflicts_with = "json")]
    pub(super) probe: Option<super::doctor::Probe>,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests;
