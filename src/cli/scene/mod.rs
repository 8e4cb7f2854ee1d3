//! Scene files: the options about a video, in TOML.
//!
//! ```text
//! keys ─▶ file ─▶ overlay: words of the command line, before those that were typed ─▶ recipe
//!   └───▶ print, schema, docs/scene-file.md
//! ```
//!
//! A key says what an option says, so the file becomes options: one meaning, checked in one place.

mod also;
mod driven;
mod file;
mod keys;
mod options;
mod overlay;
mod print;
mod problem;
mod schema;
mod takes;
mod unknown;

use super::{args::SceneArgs, console};
use cymatic::{Error, Result, visual};
use file::SceneFile;
use keys::Without;
pub(super) use overlay::overlaid;

/// Checks a file, or prints what there is to know about all of them.
///
/// # Errors
/// When the file can't be read, or is wrong.
pub(super) fn run(args: &SceneArgs) -> Result<u8> {
    let style = visual::find(&args.style)?;
    match &args.file {
        Some(path) => check(&SceneFile::read(path, style)?.with_files())?,
        None if args.schema => console::out(&schema::print()?),
        None => console::out(&print::default(style)),
    }
    Ok(0)
}

fn check(file: &SceneFile) -> Result<()> {
    console::out(&file.mistakes());
    file.verdict()?;
    let name = file.path.display().to_string();
    let count = file.settings.len();
    let keys = if count == 1 { "key" } else { "keys" };
    console::out(&format!("{} sets {count} {keys}, and is right\n", console::clean(&name)));
    for setting in &file.settings {
        let key = &setting.key;
        let instead = match &key.without {
            without if without.says(&setting.typed) => "the default".into(),
            Without::Value(value) => format!("instead of {value}"),
            Without::Words { what, .. } if what.is_empty() => String::new(),
            Without::Words { what, .. } => format!("without it: {what}"),
        };
        let (table, name, written) = (key.table, key.name, console::clean(&setting.written));
        console::out(&format!("  {:<28} {written:<16} {instead}\n", format!("{table}.{name}")));
    }
    Ok(())
}

/// An error of a crate that can't fail here.
fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}
