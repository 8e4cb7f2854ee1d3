//! `{ base = 1.0, by = "bass", amount = 0.06, attack = "10ms", release = "200ms" }`: a number that follows the music, as it
//! would be typed on the command line.

use super::takes::{Refusal, brief, noun, number};
use cymatic::visual::{driven::SOURCES, params::nearest};
use toml::de::{DeTable, DeValue};

/// The form in words.
pub(super) const FORM: &str =
    "{ base, by, amount, attack, release }, by bass, mid, treble, level, beat or band(LO..HI)";

const KEYS: [&str; 5] = ["base", "by", "amount", "attack", "release"];

/// The text of a table.
///
/// # Errors
/// What is wrong with it.
pub(super) fn typed(table: &DeTable<'_>) -> Result<String, Refusal> {
    for name in table.keys() {
        let name = name.get_ref().as_ref();
        if !KEYS.contains(&name) {
            let hint = match nearest(name, KEYS.into_iter()) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("there are {}", KEYS.join(", ")),
            };
            return Err(refusal(format!("has an unknown key '{}'", brief(name)), hint));
        }
    }
    let value = |key: &str| table.get(key).map(|value| value.get_ref());
    let a_number = |key: &str, default: Option<&str>| match (value(key), default) {
        (Some(value), _) => match number(value) {
            Some((_, text)) => Ok(text),
            None => Err(refusal(format!("has {} as {key}", noun(value)), format!("{key} takes a number"))),
        },
        (None, Some(default)) => Ok(default.to_owned()),
        (None, None) => Err(refusal(format!("says no {key}"), format!("it takes {FORM}"))),
    };
    let base = a_number("base", Some("1"))?;
    let by = value("by").and_then(DeValue::as_str);
    let by = by.ok_or_else(|| refusal("doesn't say by what".into(), format!("by takes {}", sources())))?;
    if !SOURCES.iter().any(|(name, _)| *name == by) && !by.starts_with("band(") {
        let near = nearest(by, SOURCES.iter().map(|(name, _)| *name));
        let hint = near
            .map_or_else(|| format!("by takes {}", sources()), |near| format!("did you mean \"{near}\"?"));
        return Err(refusal(format!("follows \"{}\"", brief(by)), hint));
    }
    let amount = a_number("amount", None)?;
    let sign = if amount.starts_with('-') { "" } else { "+" };
    let mut text = format!("{base}{sign}{amount}*{by}");
    let times = [("attack", "10ms"), ("release", "200ms")];
    for (key, usual) in times {
        text += ",";
        text += &match value(key) {
            None => usual.to_owned(),
            Some(DeValue::String(time)) => time.clone().into_owned(),
            Some(_) => a_number(key, None)?,
        };
    }
    Ok(text)
}

fn sources() -> String {
    let names: Vec<&str> = SOURCES.iter().map(|(name, _)| *name).collect();
    format!("{} or band(LO..HI) in Hz", names.join(", "))
}

fn refusal(message: String, hint: String) -> Refusal {
    Refusal { message, hint: Some(hint) }
}
