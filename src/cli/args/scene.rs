//! The options of `cymatic scene`.

use super::values;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  cymatic scene --print-default > mine.toml   every key with its default, ready to be edited
  cymatic scene --print-default --style bars > bars.toml
  cymatic scene mine.toml --check             what is wrong with it, or what it sets
  cymatic song.mp3 --scene mine.toml          a video as it says
  cymatic song.mp3 --scene mine.toml --size vertical
  cymatic scene --schema > scene.schema.json  for editors that complete TOML";

/// What is asked about scene files.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("question").required(true).args(["check", "print_default", "schema"]),
    after_long_help = EXAMPLES
)]
pub(in crate::cli) struct SceneArgs {
    /// A scene file
    #[arg(value_name = "FILE.toml", requires = "check", value_hint = clap::ValueHint::FilePath)]
    pub(in crate::cli) file: Option<PathBuf>,
    /// Say what is wrong with the file, or what it sets
    #[arg(long, requires = "file")]
    pub(in crate::cli) check: bool,
    /// Print a scene file that holds every key with its default
    #[arg(long)]
    pub(in crate::cli) print_default: bool,
    /// The style whose parameters it holds
    #[arg(long, value_name = "NAME", value_parser = values::StyleName, hide_possible_values = true,
          default_value_t = values::default_style(), conflicts_with_all = ["check", "schema"])]
    pub(in crate::cli) style: String,
    /// Print the JSON Schema (draft 2020-12) of scene files
    #[arg(long)]
    pub(in crate::cli) schema: bool,
}
