//! `cymatic scene --print-default`: a scene file with every key and its default.

use super::{
    also,
    keys::{self, Without},
    options::TABLES,
};
use cymatic::visual::StyleInfo;
use std::fmt::Write;

/// The file for a style. What has no default that could be written is a comment.
pub(super) fn default(style: &'static StyleInfo) -> String {
    let mut text = String::from(
        "# A scene file: what `cymatic SONG --scene FILE` makes of a song. Every key may be left out; options on the\n\
         # command line override it. `cymatic scene FILE --check` says what is wrong with it.\n",
    );
    let keys = keys::keys(style);
    for table in &TABLES {
        let _ = write!(text, "\n\n# {}.\n[{}]\n", table.help, table.name);
        for key in keys.iter().filter(|key| key.table == table.name) {
            let line = match &key.without {
                // The style is the one that was asked for.
                Without::Value(_) if key.takes_style() => format!("{} = \"{}\"", key.name, style.name),
                Without::Value(value) => format!("{} = {value}", key.name),
                Without::Words { example, .. } => format!("# {} = {example}", key.name),
            };
            let _ = write!(text, "\n# {}\n{line}\n", key.sentences().join("\n# "));
        }
    }
    text + &also::printed()
}
