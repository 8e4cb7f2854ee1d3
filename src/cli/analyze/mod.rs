//! `cymatic analyze`: what a style sees of a song, as numbers for other programs.

mod formats;

use super::{
    args::AnalyzeArgs,
    console,
    destination::{self, Existing, NewFolders, Rules, Target},
    signals::Signals,
};
use cymatic::{
    Error, Result,
    analysis::{self, Extent, Row, Settings},
    audio::Song,
    encode::output::PartFile,
    pipeline::Output,
};
use formats::{Format, Heading};
use std::io::{BufWriter, Write};

/// Writes the table.
///
/// # Errors
/// Those of the arguments, of reading the song, and of writing the file.
pub(super) fn run(args: &AnalyzeArgs) -> Result<u8> {
    let listening = args.sound.listening()?;
    let target = Target::read(args.out.as_deref(), 1)?;
    if matches!(target, Target::Stdout) {
        return Err(Error::usage_hint(
            "a table can't go to standard output",
            "name a .npy, .csv or .json file with -o",
        ));
    }
    let folders = NewFolders::make(&target)?;
    let mut rules = Rules {
        inputs: Vec::new(),
        target,
        existing: Existing::of(args.force),
        extensions: Format::ENDINGS,
        ask: None,
    };
    let settled = destination::settle(std::slice::from_ref(&args.song), &mut rules)?;
    let Some(Output::File { path, overwrite }) =
        settled.into_iter().next().transpose()?.map(|settled| settled.output)
    else {
        return Err(Error::Internal("a table without a file".into()));
    };
    let format = Format::of(&path);
    let (song, cancel) = (Song::open(&args.song)?, Signals::listen().cancel);
    let part = PartFile::create(&path, overwrite)?;

    let reference = analysis::scan_as(&song, &listening, &cancel)?;
    let frames = 0..args.fps.frames_of(reference.samples, reference.sample_rate_hz);
    let settings = Settings {
        bands: args.bars,
        smoothing: args.smoothing,
        stereo: args.stereo,
        percussive: format == Format::Json,
        ..Settings::default()
    };
    let extent = Extent::of(&settings, frames.clone(), args.fps, &reference);
    let (writer, tables) = analysis::tables_of(extent, Default::default())?;
    analysis::analyze(&song, &settings, &reference, args.fps, writer, &cancel)?;

    let fail = |cause| Error::output(&path, cause);
    let heading = Heading {
        reference: &reference,
        fps: args.fps,
        frames: frames.end,
        edges_hz: reference.edges_hz(settings.bands),
        stereo: args.stereo,
    };
    let mut out = BufWriter::new(part.writer()?);
    format.begin(&heading, &mut out).map_err(fail)?;
    let mut row = Row::default();
    for n in frames.clone() {
        cancel.check()?;
        tables.row(n, &mut row)?;
        format.row(&heading, n, &row, &mut out).map_err(fail)?;
    }
    format.end(&mut out).and_then(|()| out.flush()).map_err(fail)?;
    drop(out);
    part.publish()?;
    folders.keep();
    if !args.quiet {
        console::warnings(&reference.report.warnings);
        let (frames, bars) = (frames.end, args.bars);
        console::err_line(&format!("{}: {frames} frames x {bars} bars at {} fps", path.display(), args.fps));
    }
    Ok(0)
}
