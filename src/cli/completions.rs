//! `cymatic completions`: the completions for a shell, on standard output.

use super::{
    args::{Cli, CompletionsArgs},
    console,
};
use clap::CommandFactory;

/// Prints the completions.
pub(super) fn run(args: &CompletionsArgs) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cymatic", &mut script);
    console::out(&String::from_utf8_lossy(&script));
    0
}
