//! Names that a scene file can't have, and those that were meant.

use super::{
    keys::Key,
    options::{ALSO, TABLES},
    problem::Problem,
    takes::brief,
};
use cymatic::visual::{StyleInfo, params::nearest};
use std::borrow::Cow;
use toml::{Spanned, de::DeValue};

/// A table that there is none of, or a key outside of its table.
pub(super) fn table(name: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>, keys: &[Key]) -> Problem {
    let table = name.get_ref().as_ref();
    let home = keys.iter().find(|key| key.name == table && !value.get_ref().is_table());
    let (message, hint) = match (home, nearest(table, TABLES.iter().chain([&ALSO]).map(|known| known.name))) {
        (Some(home), _) => {
            (format!("'{table}' stands outside of its table"), format!("it belongs under [{}]", home.table))
        }
        (None, Some(near)) => {
            (format!("unknown table [{}]", brief(table)), format!("did you mean [{near}]?"))
        }
        (None, None) => {
            let known: Vec<String> = TABLES.iter().map(|known| format!("[{}]", known.name)).collect();
            (format!("unknown table [{}]", brief(table)), format!("there are {}", known.join(", ")))
        }
    };
    Problem::at(name.span(), message, Some(hint))
}

/// A key that a table doesn't have.
pub(super) fn key(name: &Spanned<Cow<'_, str>>, table: &str, style: &StyleInfo, keys: &[Key]) -> Problem {
    let (span, name) = (name.span(), name.get_ref().as_ref());
    let here = || keys.iter().filter(|key| key.table == table).map(|key| key.name);
    let elsewhere = keys.iter().find(|key| key.name == name).map(|key| key.table);
    let hint = match (elsewhere, nearest(name, here())) {
        (Some(home), _) => format!("it belongs under [{home}]"),
        (None, Some(near)) => format!("did you mean '{near}'?"),
        (None, None) if table == "style" || table == ALSO.name => {
            format!("`cymatic styles {}` lists what this style has", style.name)
        }
        (None, None) => format!("there are {}", here().collect::<Vec<_>>().join(", ")),
    };
    Problem::at(span, format!("unknown key '{}' in [{table}]", brief(name)), Some(hint))
}
