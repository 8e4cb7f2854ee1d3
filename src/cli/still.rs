//! `cymatic still`: one frame, as a PNG.

use super::{
    args::StillArgs,
    console,
    destination::{self, Existing, NewFolders, Rules, Target},
    recipe::{self, Drawn},
    signals::Signals,
};
use cymatic::{
    Error, Result,
    audio::Song,
    encode,
    pipeline::{self, Output},
};

/// Draws the frame.
///
/// # Errors
/// Those of the arguments, of reading the song, and of writing the file.
pub(super) fn run(args: &StillArgs) -> Result<u8> {
    let Drawn { scene, look, mut layers } = recipe::drawn(&args.picture)?;
    // A still is looked at: it doesn't fade.
    for fade in ["fade_in", "fade_out"] {
        layers.values.set(fade, "0")?;
    }
    let target = Target::read(args.out.as_deref(), 1)?;
    if matches!(target, Target::Stdout) {
        return Err(Error::usage_hint("a still can't go to standard output", "name a .png file with -o"));
    }
    let folders = NewFolders::make(&target)?;
    let inputs = args.picture.files();
    let mut rules =
        Rules { inputs, target, existing: Existing::of(args.force), extensions: &["png"], ask: None };
    let settled = destination::settle(std::slice::from_ref(&args.song), &mut rules)?;
    let Some(Output::File { path, overwrite }) =
        settled.into_iter().next().transpose()?.map(|settled| settled.output)
    else {
        return Err(Error::Internal("a still without a file".into()));
    };
    let song = Song::open(&args.song)?;
    let backend = recipe::backend(&args.drawer, &mut Vec::new())?;
    let tags = (&song.info().tags, args.song.as_path());
    let dressed = layers.dress(&scene, Some(&look), tags, (0.0, None))?;
    let (still, warnings) =
        pipeline::still(&song, &dressed.scene, &backend, args.at, &Signals::listen().cancel)?;
    if !args.quiet {
        console::warnings(dressed.warnings.iter().chain(&warnings));
    }
    encode::png::save(&still, &path, overwrite)?;
    folders.keep();
    if !args.quiet {
        console::err_line(&format!("{}: {}x{} at {}", path.display(), still.width, still.height, args.at));
    }
    Ok(0)
}
