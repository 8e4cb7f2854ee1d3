//! The options that say what is drawn: shared by videos and stills.

use super::{colours::ColourArgs, layers::LayerArgs, sound::SoundArgs, values};
use crate::cli::platforms::Platform;
use clap::Args;
use cymatic::{scene::Size, time::Fps};
use std::path::PathBuf;

/// What is drawn.
#[derive(Debug, Args)]
#[command(next_help_heading = "Picture")]
pub(in crate::cli) struct PictureArgs {
    /// A file that says what these options say; `cymatic scene` prints one
    ///
    /// TOML; what is said on the command line overrides it.
    #[arg(long, value_name = "FILE.toml", value_hint = clap::ValueHint::FilePath)]
    pub(in crate::cli) scene: Option<PathBuf>,
    /// A look from the collection; `cymatic looks` lists them
    ///
    /// Style, colours and layers; what a scene file or the command line says besides overrides it.
    #[arg(long, value_name = "NAME", value_parser = values::LookName, hide_possible_values = true)]
    pub(in crate::cli) look: Option<String>,
    /// The size for youtube, youtube-4k, shorts, reels, tiktok or square
    ///
    /// Songs that are longer than it takes are told.
    #[arg(long = "for", value_name = "PLATFORM", conflicts_with_all = ["size", "width", "height"],
          value_parser = values::PlatformName, hide_possible_values = true)]
    pub(in crate::cli) platform: Option<&'static Platform>,
    /// What is drawn; `cymatic styles` lists all
    #[arg(long, value_name = "NAME", alias = "visualizer", default_value_t = values::default_style(),
          value_parser = values::StyleName, hide_possible_values = true)]
    pub(in crate::cli) style: String,
    /// Pixels, such as 1920x1080, or 480p, 720p, 1080p, 1440p, 4k, vertical or square
    #[arg(long, value_name = "SIZE", default_value = "1920x1080", conflicts_with_all = ["width", "height"])]
    pub(in crate::cli) size: Size,
    /// Width alone, for people who come from another program
    #[arg(long, hide = true)]
    pub(in crate::cli) width: Option<u32>,
    /// Height alone
    #[arg(long, hide = true)]
    pub(in crate::cli) height: Option<u32>,
    /// Frames per second: 24, 30, 60, 30000/1001, ...
    #[arg(long, value_name = "RATE", default_value = "30")]
    pub(in crate::cli) fps: Fps,
    /// How many bars: the same as --set bars=N
    #[arg(long, value_name = "N", alias = "num-bars")]
    pub(in crate::cli) bars: Option<String>,
    /// A parameter of the style; `cymatic styles NAME` lists them
    ///
    /// May be repeated; the last value of a parameter counts.
    #[arg(long, value_name = "KEY=VALUE", value_parser = values::key_value)]
    pub(in crate::cli) set: Vec<(String, String)>,
    /// Channels together or apart: mix, left-right or mid-side; the same as --set stereo=NAME
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub(in crate::cli) stereo: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) colours: ColourArgs,
    #[command(flatten)]
    pub(in crate::cli) layers: LayerArgs,
    #[command(flatten)]
    pub(in crate::cli) sound: SoundArgs,
}

impl PictureArgs {
    /// The files that are read besides songs. A value that names none may be among them.
    pub(in crate::cli) fn files(&self) -> Vec<PathBuf> {
        let named = [&self.layers.cover, &self.layers.backdrop].into_iter();
        let set = self.set.iter().map(|(_, value)| value);
        let given = self.scene.iter().chain(&self.layers.font).cloned();
        given.chain(named.chain(set).map(PathBuf::from)).collect()
    }
}
