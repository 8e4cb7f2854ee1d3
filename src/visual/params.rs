//! Parameters of styles: declared once, they serve `--set`, the help and validation.

use super::{aliases, driven::Driven, palette};
use crate::{
    error::{Error, Result},
    files,
};
use std::{path::Path, sync::Arc};

/// One parameter.
#[derive(Debug)]
pub struct Param {
    /// Name for `--set name=value`.
    pub name: &'static str,
    /// Type, range and default.
    pub kind: Kind,
    /// Unit for people, "" when there is none.
    pub unit: &'static str,
    /// One line for people.
    pub help: &'static str,
}

/// Type, range and default of a parameter.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A number within `min..=max`.
    Number {
        /// Smallest value.
        min: f32,
        /// Largest value.
        max: f32,
        /// Default.
        default: f32,
    },
    /// A whole number within `min..=max`.
    Count {
        /// Smallest value.
        min: u32,
        /// Largest value.
        max: u32,
        /// Default.
        default: u32,
    },
    /// `on` or `off`.
    Switch {
        /// Default.
        default: bool,
    },
    /// One of a few words.
    Choice {
        /// The words.
        options: &'static [&'static str],
        /// Default, one of them.
        default: &'static str,
    },
    /// A colour by name, as `#rrggbb` or `#rgb`; none by default.
    Colour,
    /// The contents of a file, by its path; none by default.
    File {
        /// What the file is, in words.
        what: &'static str,
        /// Whether the bytes are such a file, and if not, why.
        check: fn(&[u8]) -> Result<(), String>,
    },
    /// A number within `min..=max` that may follow the music.
    Driven {
        /// Smallest value, also at the end of what it follows.
        min: f32,
        /// Largest value.
        max: f32,
        /// Default: it stays what it is.
        default: f32,
    },
    /// A rectangle in the picture; the whole by default, or as the layout has it.
    Area,
}

/// Left, top, right and bottom of a rectangle, as shares of the picture's width and height, 0 to 1.
pub type Shares = [f32; 4];

/// Validated values for all parameters of a style.
#[derive(Debug, Clone)]
pub struct Values {
    params: &'static [Param],
    values: Vec<Value>,
    was_set: Vec<bool>,
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(f32),
    Count(u32),
    Switch(bool),
    Choice(&'static str),
    Colour(Option<[u8; 3]>),
    File(Option<Arc<[u8]>>),
    Driven(Driven),
    Area(Option<Shares>),
}

impl Values {
    /// The defaults.
    #[must_use]
    pub fn defaults(params: &'static [Param]) -> Self {
        let default = |p: &Param| match p.kind {
            Kind::Number { default, .. } => Value::Number(default),
            Kind::Count { default, .. } => Value::Count(default),
            Kind::Switch { default } => Value::Switch(default),
            Kind::Choice { default, .. } => Value::Choice(default),
            Kind::Colour => Value::Colour(None),
            Kind::File { .. } => Value::File(None),
            Kind::Driven { default, .. } => Value::Driven(Driven::fixed(default)),
            Kind::Area => Value::Area(None),
        };
        Self { params, values: params.iter().map(default).collect(), was_set: vec![false; params.len()] }
    }

    /// Sets one parameter from text, also by the name that other tools have for it.
    ///
    /// # Errors
    /// A usage error that names the parameter, its range, or the nearest name; [`Error::Input`] for a file that can't be
    /// read.
    pub fn set(&mut self, name: &str, text: &str) -> Result<()> {
        let Some(i) = self.position(name) else {
            return Err(unknown("parameter", name, self.params.iter().map(|p| p.name)));
        };
        let kind = self.params[i].kind;
        if let Kind::File { check, .. } = kind {
            let bytes = read(Path::new(text))?;
            check(&bytes).map_err(|reason| {
                Error::usage_hint(format!("{text}: {reason}"), format!("{name} takes {}", describe(kind)))
            })?;
            (self.values[i], self.was_set[i]) = (Value::File(Some(bytes.into())), true);
            return Ok(());
        }
        self.values[i] = parse(kind, text).ok_or_else(|| {
            let near = match kind {
                Kind::Choice { options, .. } => nearest(text, options.iter().copied()),
                Kind::Colour => nearest(text, palette::COLOURS.iter().map(|c| c.0)),
                _ => None,
            };
            let hint = match near {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("{name} takes {}", describe(kind)),
            };
            Error::usage_hint(format!("{name}={text} is not valid"), hint)
        })?;
        self.was_set[i] = true;
        Ok(())
    }

    fn position(&self, name: &str) -> Option<usize> {
        let position = |wanted: &dyn Fn(&str) -> bool| self.params.iter().position(|p| wanted(p.name));
        aliases::resolve(name, aliases::PARAMS, position)
    }

    /// Whether [`Values::set`] has a parameter for a name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// Whether a parameter was set, be it to its default.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.position(name).is_some_and(|i| self.was_set[i])
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.params.iter().position(|p| p.name == name).map(|i| &self.values[i])
    }

    /// A number; 0 if the style doesn't declare it.
    #[must_use]
    pub fn number(&self, name: &str) -> f32 {
        if let Some(Value::Number(v)) = self.get(name) { *v } else { 0.0 }
    }

    /// A count; 0 if the style doesn't declare it.
    #[must_use]
    pub fn count(&self, name: &str) -> u32 {
        if let Some(Value::Count(v)) = self.get(name) { *v } else { 0 }
    }

    /// A switch; off if the style doesn't declare it.
    #[must_use]
    pub fn switch(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Switch(true)))
    }

    /// A colour, sRGB; none unless it was set.
    #[must_use]
    pub fn colour(&self, name: &str) -> Option<[u8; 3]> {
        if let Some(Value::Colour(v)) = self.get(name) { *v } else { None }
    }

    /// A choice; "" if the style doesn't declare it.
    #[must_use]
    pub fn choice(&self, name: &str) -> &'static str {
        if let Some(Value::Choice(v)) = self.get(name) { v } else { "" }
    }

    /// The contents of a file; none unless it was set.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        if let Some(Value::File(bytes)) = self.get(name) { bytes.as_deref() } else { None }
    }

    /// A number that may follow the music; 0 if the style doesn't declare it.
    #[must_use]
    pub fn driven(&self, name: &str) -> Driven {
        if let Some(Value::Driven(v)) = self.get(name) { *v } else { Driven::fixed(0.0) }
    }

    /// A rectangle; none unless it was set.
    #[must_use]
    pub fn area(&self, name: &str) -> Option<Shares> {
        if let Some(Value::Area(v)) = self.get(name) { *v } else { None }
    }
}

fn parse(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Number { min, max, .. } => {
            let v: f32 = text.parse().ok()?;
            (min..=max).contains(&v).then_some(Value::Number(v))
        }
        Kind::Count { min, max, .. } => {
            let v: u32 = text.parse().ok()?;
            (min..=max).contains(&v).then_some(Value::Count(v))
        }
        Kind::Switch { .. } => match text {
            "on" | "true" | "yes" | "1" => Some(Value::Switch(true)),
            "off" | "false" | "no" | "0" => Some(Value::Switch(false)),
            _ => None,
        },
        Kind::Choice { options, .. } => options.iter().find(|o| **o == text).map(|o| Value::Choice(o)),
        Kind::Colour => palette::colour(text).ok().map(|c| Value::Colour(Some(c))),
        // Read before.
        Kind::File { .. } => None,
        Kind::Driven { min, max, .. } => {
            let driven: Driven = text.parse().ok()?;
            driven.span().iter().all(|v| (min..=max).contains(v)).then_some(Value::Driven(driven))
        }
        Kind::Area => area(text).map(|area| Value::Area(Some(area))),
    }
}

/// Four shares behind commas that make a rectangle.
fn area(text: &str) -> Option<Shares> {
    let shares: Vec<f32> = text.split(',').map(|share| share.trim().parse().ok()).collect::<Option<_>>()?;
    let area @ [left, top, right, bottom] = *shares.as_array()?;
    let inside = area.iter().all(|share| (0.0..=1.0).contains(share));
    (inside && left < right && top < bottom).then_some(area)
}

/// The most that the file of a parameter may hold, bytes.
const MAX_FILE: usize = 64 << 20;

fn read(path: &Path) -> Result<Vec<u8>> {
    let reason = || format!("larger than {} MiB", MAX_FILE >> 20);
    files::read_at_most(path, MAX_FILE)?
        .ok_or_else(|| Error::Input { path: path.to_owned(), reason: reason() })
}

/// Type and range of a parameter in words.
#[must_use]
pub fn describe(kind: Kind) -> String {
    match kind {
        Kind::Number { min, max, .. } => format!("a number from {min} to {max}"),
        Kind::Count { min, max, .. } => format!("a whole number from {min} to {max}"),
        Kind::Switch { .. } => "on or off".into(),
        Kind::Choice { options, .. } => format!("one of {}", options.join(", ")),
        Kind::Colour => "a colour: #rrggbb, #rgb or a name".into(),
        Kind::File { what, .. } => format!("the path of {what}"),
        Kind::Driven { min, max, .. } => {
            format!(
                "a number from {min} to {max}, also one that follows the music: BASE+AMOUNT*SOURCE[,ATTACK,RELEASE]"
            )
        }
        Kind::Area => "LEFT,TOP,RIGHT,BOTTOM: shares of the picture, from 0 to 1".into(),
    }
}

/// The default of a parameter as it would be typed.
#[must_use]
pub fn default_text(kind: Kind) -> String {
    match kind {
        Kind::Number { default, .. } => default.to_string(),
        Kind::Count { default, .. } => default.to_string(),
        Kind::Switch { default } => if default { "on" } else { "off" }.into(),
        Kind::Choice { default, .. } => default.into(),
        Kind::Colour => "from the palette".into(),
        Kind::File { .. } => "none".into(),
        Kind::Driven { default, .. } => default.to_string(),
        Kind::Area => "from the layout".into(),
    }
}

/// A usage error for an unknown name, with the nearest known one or all of them.
#[must_use]
pub fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let hint = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("there are {}", known.collect::<Vec<_>>().join(", ")),
    };
    Error::usage_hint(format!("unknown {what} '{name}'"), hint)
}

/// The known name that a mistyped one is likely to mean.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.map(|k| (strsim::damerau_levenshtein(name, k), k)).min();
    near.filter(|(distance, k)| *distance <= 1 + k.len() / 4).map(|(_, k)| k)
}
