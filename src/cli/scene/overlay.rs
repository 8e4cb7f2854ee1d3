//! Lays the command line over a scene file, and both over a look.

use super::{
    file::{SceneFile, Setting, options_conflict, style_of},
    keys::{self, Sets},
};
use crate::cli::{
    args::{Cli, values},
    looks, usage,
};
use clap::{CommandFactory, Parser, parser::ValueSource};
use cymatic::{
    Result,
    layers::{Look, PLACEMENT},
    visual::{self, StyleInfo, params::Param},
};
use std::ffi::OsString;

/// The command line `words`, the program's name first, over the scene file that it names, and both over the look that it
/// or the file names; nothing if there is neither. `cli` is what the words say by themselves.
///
/// # Errors
/// What is wrong with the file.
pub(in crate::cli) fn overlaid(cli: &Cli, words: Vec<OsString>) -> Result<Option<Cli>> {
    let Some(picture) = cli.picture() else { return Ok(None) };
    let mut overlaid = None;
    let mut words = words;
    if let Some(path) = &picture.scene {
        words = over(words, |style| SceneFile::read(path, style))?;
        overlaid = Some(parsed(&words)?);
    }
    if let Some(name) = overlaid.as_ref().unwrap_or(cli).picture().and_then(|picture| picture.look.as_deref())
    {
        let look = looks::find(name)?;
        let read = |style| Ok(SceneFile::of(look.name.into(), look.text.into(), style));
        overlaid = Some(parsed(&over(words, read)?)?);
    }
    Ok(overlaid)
}

fn parsed(words: &[OsString]) -> Result<Cli> {
    Cli::try_parse_from(words).map_err(|error| usage::explain(&error))
}

/// The words over the file that `read` reads, given the style that is drawn unless it names one.
fn over(
    words: Vec<OsString>,
    read: impl FnOnce(&'static StyleInfo) -> Result<SceneFile>,
) -> Result<Vec<OsString>> {
    let given = Given::of(&words)?;
    let asked = given.style.as_deref().map(visual::find).transpose()?;
    let look = given.look.as_deref().map(looks::find).transpose()?.and_then(style_of);
    let default = visual::find(&values::default_style())?;
    let file = read(asked.or(look).unwrap_or(default))?;
    file.verdict()?;
    let command = keys::command();
    // A look that was typed takes the place of the file's, but not of a style that the file names itself.
    let names_style = file.settings.iter().any(|setting| setting.key.takes_style());
    let drawn = asked.or(look.filter(|_| !names_style)).unwrap_or(file.style);
    let holds = |setting: &&Setting| {
        let key = &setting.key;
        // What another style takes may mean nothing to the one that is drawn now.
        let has = |param: &Param| param.name == key.name;
        let taken = key.sets != Sets::Parameter
            || PLACEMENT.iter().chain(drawn.params).any(has)
                && Look::new(drawn).set(key.name, &setting.typed).is_ok();
        let yields = key.options();
        let replaced = |typed: &String| {
            yields.contains(&typed.as_str())
                || yields.iter().chain([&key.option()]).any(|own| options_conflict(&command, typed, own))
        };
        taken && given.knows(key.sets) && !given.options.iter().any(replaced)
    };
    let typed =
        file.settings.iter().filter(holds).map(|setting| setting.key.as_typed(&setting.typed, &command));
    // Before what was typed, which so has the last word; behind the name of the command.
    let (head, tail) = words.split_at(given.head.min(words.len()));
    Ok(head.iter().cloned().chain(typed.map(OsString::from)).chain(tail.iter().cloned()).collect())
}

/// What was typed.
struct Given {
    /// How many words come before the options: the program's name, and the command's.
    head: usize,
    /// The options that were typed.
    options: Vec<String>,
    /// All that the command has.
    known: Vec<String>,
    style: Option<String>,
    look: Option<String>,
}

impl Given {
    fn of(words: &[OsString]) -> Result<Self> {
        let command = Cli::command();
        let matches = command.clone().try_get_matches_from(words).map_err(|error| usage::explain(&error))?;
        let (head, command, matches) = match matches.subcommand() {
            Some((name, inner)) => (2, command.find_subcommand(name).unwrap_or(&command), inner),
            None => (1, &command, &matches),
        };
        let known: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
        let typed = |id: &str| {
            matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine)
        };
        let word = |id: &str| typed(id).then(|| matches.get_one::<String>(id).cloned()).flatten();
        let (style, look) = (word("style"), word("look"));
        Ok(Self { head, options: known.iter().filter(|id| typed(id)).cloned().collect(), known, style, look })
    }

    /// Whether the command takes what a key sets: a still has no encoder.
    fn knows(&self, sets: Sets) -> bool {
        match sets {
            Sets::Option(id) => self.known.iter().any(|known| known == id),
            Sets::Sound | Sets::Layer | Sets::Parameter => true,
        }
    }
}
