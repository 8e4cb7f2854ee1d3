//! The command line: reads arguments, runs one command, tells what happened, and gives the exit code.
//!
//! ```text
//! args ─▶ recipe, destination ─▶ batch ─▶ pipeline::run ─▶ report (person | JSON), stats ─▶ exit code
//! ```
//!
//! Everything that can be refused is refused before a song is decoded. Only a validated [`cymatic::pipeline::Job`]
//! goes deeper. Errors come back as [`cymatic::Error`] and are worded in one place, [`failure`].

mod analyze;
mod args;
mod batch;
mod bench;
mod completions;
mod console;
mod demo;
mod destination;
mod doctor;
mod dry_run;
mod failure;
mod formats;
mod info;
mod list_looks;
mod looks;
mod machine;
mod palettes;
mod panics;
mod platforms;
mod power;
mod priority;
mod recipe;
mod render;
mod report;
mod scene;
mod signals;
mod song;
mod stats;
mod still;
mod style_values;
mod styles;
mod usage;

use args::{Cli, Command};
use clap::Parser;
use cymatic::Error;
use failure::Failure;
use std::{env, ffi::OsString, process::ExitCode};

/// Runs the command that the process was started with.
pub(crate) fn main() -> ExitCode {
    panics::install();
    let done = panics::caught(run).and_then(|code| match console::lost() {
        Some(why) if code == 0 => Err(Error::output("standard output", why)),
        _ => Ok(code),
    });
    let code = done.unwrap_or_else(|error| {
        let failure = Failure::new(&error, None);
        failure.lines().iter().for_each(|line| console::err_line(line));
        failure.exit_code
    });
    ExitCode::from(code)
}

fn run() -> cymatic::Result<u8> {
    let words: Vec<OsString> = env::args_os().collect();
    let cli = match Cli::try_parse_from(&words) {
        Ok(cli) => cli,
        Err(error) => return usage::show(&error).map(|()| 0),
    };
    let cli = match scene::overlaid(&cli, words) {
        Ok(Some(overlaid)) => overlaid,
        Ok(None) => cli,
        Err(error) => return refuse(&cli, error),
    };
    match cli.command {
        None => Ok(render::run(&cli.render)),
        Some(Command::Render(args)) => Ok(render::run(&args)),
        Some(Command::Demo(args)) => Ok(demo::run(&args)),
        Some(Command::Still(args)) => still::run(&args),
        Some(Command::Info(args)) => info::run(&args),
        Some(Command::Analyze(args)) => analyze::run(&args),
        Some(Command::Doctor(args)) => doctor::run(&args),
        Some(Command::Formats) => Ok(formats::run()),
        Some(Command::Styles(args)) => styles::run(&args),
        Some(Command::Looks(args)) => list_looks::run(&args),
        Some(Command::Scene(args)) => scene::run(&args),
        Some(Command::Palettes(args)) => palettes::run(&args),
        Some(Command::Bench(args)) => bench::run(&args),
        Some(Command::Completions(args)) => Ok(completions::run(&args)),
    }
}

/// Tells a mistake in the scene file as the command tells its own.
fn refuse(cli: &Cli, error: Error) -> cymatic::Result<u8> {
    match &cli.command {
        None => Ok(render::refuse(&cli.render.make.report, &error)),
        Some(Command::Render(args)) => Ok(render::refuse(&args.make.report, &error)),
        Some(Command::Demo(args)) => Ok(render::refuse(&args.make.report, &error)),
        Some(_) => Err(error),
    }
}
