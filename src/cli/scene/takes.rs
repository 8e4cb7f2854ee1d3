//! What may stand behind the `=` of a key: types, ranges and forms, in words and as checks.

use super::driven;
use cymatic::visual::params::{Kind, Param, nearest};
use std::borrow::Cow;
use toml::de::DeValue;

/// What a key takes.
#[derive(Debug, Clone)]
pub(super) enum Takes {
    /// A number within `min..=max`, whole or not.
    Number { min: f64, max: f64, unit: &'static str },
    /// A whole number within `min..=max`.
    Count { min: u32, max: u32, unit: &'static str },
    /// A number within `min..=max`, or text in a form of its own.
    NumberOr { min: f64, max: f64, unit: &'static str, form: &'static str },
    /// `true` or `false`.
    Switch,
    /// One of a few words.
    Word(Cow<'static, [Cow<'static, str>]>),
    /// Text in a form of its own.
    Text { form: &'static str },
    /// A colour.
    Colour,
    /// Two or three colours.
    Colours,
    /// The path of a file.
    File { what: &'static str },
    /// The path of a file, or a word.
    FileOr { what: &'static str, words: &'static [&'static str] },
    /// The same, or colours of a gradient.
    Backdrop,
    /// A number that may follow the music.
    Driven { min: f64, max: f64 },
    /// A rectangle in the picture.
    Area,
}

/// What is wrong with a value, and what would be right.
pub(super) struct Refusal {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// The form of colours.
const COLOUR: &str = "\"#rrggbb\", \"#rgb\" or a name";

impl Takes {
    /// As a parameter of a style or of the analysis does.
    pub(super) fn of(param: &Param) -> Self {
        let unit = param.unit;
        match param.kind {
            Kind::Number { min, max, .. } => Self::Number { min: exact(min), max: exact(max), unit },
            Kind::Count { min, max, .. } => Self::Count { min, max, unit },
            Kind::Switch { .. } => Self::Switch,
            Kind::Choice { options, .. } => {
                Self::Word(options.iter().map(|option| Cow::Borrowed(*option)).collect())
            }
            Kind::Colour => Self::Colour,
            Kind::File { what, .. } => Self::File { what },
            Kind::Driven { min, max, .. } => Self::Driven { min: exact(min), max: exact(max) },
            Kind::Area => Self::Area,
        }
    }

    /// In words, behind "takes".
    pub(super) fn words(&self) -> String {
        match self {
            Self::Number { min, max, unit } => format!("a number {}", range(*min, *max, unit)),
            Self::Count { min, max, unit } => {
                format!("a whole number {}", range(f64::from(*min), f64::from(*max), unit))
            }
            Self::NumberOr { min, max, unit, form } => {
                format!("a number {}, or {form}", range(*min, *max, unit))
            }
            Self::Switch => "true or false".into(),
            Self::Word(options) => {
                let quoted: Vec<String> = options.iter().map(|option| format!("\"{option}\"")).collect();
                format!("one of {}", quoted.join(", "))
            }
            Self::Text { form } => (*form).into(),
            Self::Colour => format!("a colour: {COLOUR}"),
            Self::Colours => format!("a list of two or three colours, each {COLOUR}"),
            Self::File { what } => format!("the path of {what}, from the scene file's folder"),
            Self::FileOr { what, words } => {
                let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                format!("the path of {what}, from the scene file's folder, or {}", words.join(" or "))
            }
            Self::Backdrop => {
                let words = "\"auto\" or \"none\"";
                format!("the path of an image, from the scene file's folder, colours \"FROM..TO\", {words}")
            }
            Self::Driven { min, max } => {
                format!("a number {}, or one that follows the music: {}", range(*min, *max, ""), driven::FORM)
            }
            Self::Area => {
                "a list of left, top, right and bottom, as shares of the picture from 0 to 1".into()
            }
        }
    }

    /// The value as it would be typed on the command line, if it has the type and lies in the range.
    pub(super) fn typed(&self, value: &DeValue<'_>) -> Result<String, Refusal> {
        let hint = || Some(format!("it takes {}", self.words()));
        let wrong = || Refusal { message: format!("is {}", noun(value)), hint: hint() };
        let outside = |text: &str| Refusal { message: format!("is {text}, out of range"), hint: hint() };
        let number = |min: f64, max: f64| {
            let (number, text) = number(value).ok_or_else(wrong)?;
            if (min..=max).contains(&number) && number.is_finite() { Ok(text) } else { Err(outside(&text)) }
        };
        match self {
            Self::Number { min, max, .. } => number(*min, *max),
            Self::NumberOr { min, max, .. } => match value {
                DeValue::String(text) => Ok(text.clone().into_owned()),
                _ => number(*min, *max),
            },
            Self::Count { min, max, .. } if value.is_integer() => number((*min).into(), (*max).into()),
            Self::Switch => value.as_bool().map(|on| if on { "on" } else { "off" }.into()).ok_or_else(wrong),
            Self::Word(options) => {
                let word = value.as_str().ok_or_else(wrong)?;
                if options.iter().any(|option| option == word) {
                    return Ok(word.into());
                }
                let near = nearest(word, options.iter().map(AsRef::as_ref));
                let near = near.map(|near| format!("did you mean \"{near}\"?"));
                Err(Refusal { message: format!("can't be \"{}\"", brief(word)), hint: near.or_else(hint) })
            }
            Self::Text { .. } | Self::Colour | Self::File { .. } | Self::FileOr { .. } | Self::Backdrop => {
                value.as_str().map(str::to_owned).ok_or_else(wrong)
            }
            Self::Colours => {
                let list = value.as_array().ok_or_else(wrong)?;
                let colours: Option<Vec<&str>> = list.iter().map(|item| item.get_ref().as_str()).collect();
                colours.map(|colours| colours.join(",")).ok_or_else(|| Refusal {
                    message: "holds something that is no string".into(),
                    hint: hint(),
                })
            }
            Self::Driven { min, max } => match value {
                DeValue::Table(table) => driven::typed(table),
                DeValue::String(text) => Ok(text.clone().into_owned()),
                _ => number(*min, *max),
            },
            Self::Area => {
                let list = value.as_array().ok_or_else(wrong)?;
                let shares: Option<Vec<String>> =
                    list.iter().map(|share| self::number(share.get_ref()).map(|(_, text)| text)).collect();
                shares
                    .filter(|shares| shares.len() == 4)
                    .map(|shares| shares.join(","))
                    .ok_or_else(|| Refusal { message: "isn't four numbers".into(), hint: hint() })
            }
            Self::Count { .. } => Err(wrong()),
        }
    }
}

/// The number that a single precision one is written as: 0.1, not 0.100000001.
pub(super) fn exact(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| number.into())
}

fn range(min: f64, max: f64, unit: &str) -> String {
    let range = if max.is_finite() { format!("from {min} to {max}") } else { format!("from {min}") };
    if unit.is_empty() { range } else { format!("{range} {unit}") }
}

/// A number, and as text that all readers of options understand.
pub(super) fn number(value: &DeValue<'_>) -> Option<(f64, String)> {
    match value {
        DeValue::Integer(integer) => {
            let number = i128::from_str_radix(integer.as_str(), integer.radix()).ok()?;
            Some((number as f64, number.to_string()))
        }
        DeValue::Float(float) => {
            let number: f64 = float.as_str().parse().ok()?;
            Some((number, if number.abs() < 1e15 { number.to_string() } else { float.as_str().into() }))
        }
        _ => None,
    }
}

/// What a value is, in words.
pub(super) fn noun(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or a time of day",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The beginning of a text that may be long.
pub(super) fn brief(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}...", &text[..at]).into(),
        None => text.into(),
    }
}
