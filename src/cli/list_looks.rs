//! `cymatic looks`: lists the looks, or prints one as a scene file to begin with.

use super::{args::LooksArgs, console, looks};
use cymatic::{Error, Result};
use std::fmt::Write;

/// Lists them, or prints one.
///
/// # Errors
/// A usage error for an unknown name.
pub(super) fn run(args: &LooksArgs) -> Result<u8> {
    let text = match &args.name {
        Some(name) => looks::find(name)?.text.to_owned(),
        None => list()?,
    };
    console::out(&text);
    Ok(0)
}

fn list() -> Result<String> {
    let mut text = String::new();
    for look in looks::LOOKS {
        writeln!(text, "{:<10} {}", look.name, look.summary()).map_err(|e| Error::Internal(e.to_string()))?;
    }
    text += "\n`cymatic song.mp3 --look NAME` uses one; `cymatic looks NAME > my.toml` writes it down, to be changed and\n\
             used with --scene my.toml.\n";
    Ok(text)
}
