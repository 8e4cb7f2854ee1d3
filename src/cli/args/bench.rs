//! The options of `cymatic bench`.

use super::{DrawerArgs, values};
use clap::Args;
use cymatic::scene::Size;

/// What follows the long help.
pub(super) const EXAMPLES: &str = "\
The CPU is always measured; --backend and --adapter choose the adapter beside it, and `--backend cpu` none.

Examples:
  cymatic bench --quick                       half a minute: the default style at 1080p
  cymatic bench                               some minutes: all styles at 720p, 1080p and 4k
  cymatic bench --style bars --size vertical
  cymatic bench --adapter llvmpipe            a software adapter, because it is named
  cymatic bench --json > bench.json";

/// What is measured.
#[derive(Debug, Args)]
pub(in crate::cli) struct BenchArgs {
    /// The default style at 1080p only, in short rounds: half a minute
    #[arg(long)]
    pub(in crate::cli) quick: bool,
    /// As one JSON object
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// A style to measure; may be repeated [default: all]
    #[arg(long = "style", value_name = "NAME", value_parser = values::StyleName)]
    pub(in crate::cli) styles: Vec<String>,
    /// A size to measure; may be repeated [default: 720p, 1080p and 4k]
    #[arg(long = "size", value_name = "SIZE")]
    pub(in crate::cli) sizes: Vec<Size>,
    /// Seconds of a round, for tests
    #[arg(long, value_name = "SECONDS", hide = true, value_parser = values::round_s)]
    pub(in crate::cli) round: Option<f64>,
    // Who draws beside the CPU.
    #[command(flatten)]
    pub(in crate::cli) drawer: DrawerArgs,
}
