//! A key of a scene file: an option of the command line, whose help and default it shares, or a parameter of the
//! analysis or of a style. Reading, the printed default, the JSON Schema and the documentation all come from here.

use super::{
    options::{Entry, OPTIONS, TABLES},
    takes::{Takes, exact},
};
use crate::cli::{args::MakeArgs, style_values};
use clap::{Arg, Args, Command};
use cymatic::{
    analysis::PARAMS,
    layers::{self, PLACEMENT},
    visual::{
        StyleInfo,
        params::{Kind, Param, default_text},
    },
};
use serde_json::{Value, json};
use std::borrow::Cow;

/// What a key sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sets {
    /// An option of the command line, by its name in [`MakeArgs`].
    Option(&'static str),
    /// A setting of the analysis.
    Sound,
    /// A setting of the layers.
    Layer,
    /// A parameter of the style.
    Parameter,
}

/// What holds where a key is left out.
#[derive(Debug, Clone)]
pub(super) enum Without {
    /// What could as well be written; what JSON writes of words and numbers is TOML too.
    Value(Value),
    /// Something that no value says; and what could be written instead.
    Words { what: String, example: String },
}

impl Without {
    /// Whether a value, as it would be typed, says nothing else.
    pub(super) fn says(&self, typed: &str) -> bool {
        match self {
            Self::Value(Value::Bool(on)) => typed == if *on { "on" } else { "off" },
            Self::Value(Value::Number(number)) => typed.parse().ok() == number.as_f64(),
            Self::Value(value) => value == typed,
            Self::Words { .. } => false,
        }
    }
}

/// One key.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) table: &'static str,
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    /// One line for people.
    pub(super) help: String,
    pub(super) without: Without,
    pub(super) sets: Sets,
}

impl Key {
    fn of_option(declared: &Entry, command: &Command) -> Option<Self> {
        let Entry { table, key, id, .. } = *declared;
        let arg = command.get_arguments().find(|arg| arg.get_id() == id)?;
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        // A default that no value says stands in brackets behind the help.
        let (help, what) = help.split_once(" [default: ").unwrap_or((&help, ""));
        let takes = match &declared.takes {
            Takes::Word(_) => Takes::Word(words(arg)),
            takes => takes.clone(),
        };
        let without =
            match (arg.get_default_values().first().and_then(|text| text.to_str()), declared.example) {
                (Some(text), _) => Without::Value(literal(&takes, text)),
                (None, example) => {
                    Without::Words { what: what.trim_end_matches(']').into(), example: example.into() }
                }
            };
        Some(Self { table, name: key, takes, help: help.into(), without, sets: Sets::Option(id) })
    }

    fn of_param(table: &'static str, param: &Param, sets: Sets) -> Self {
        let words =
            |example: &str| Without::Words { what: default_text(param.kind), example: example.into() };
        let without = match param.kind {
            Kind::Number { default, .. } => Without::Value(json!(exact(default))),
            Kind::Count { default, .. } => Without::Value(json!(default)),
            Kind::Switch { default } => Without::Value(json!(default)),
            // One that is named stands above the colours of a cover.
            Kind::Choice { default, .. } if param.name == "palette" => Without::Words {
                what: format!("the colours of the cover, or {default}"),
                example: json!(default).to_string(),
            },
            Kind::Choice { default, .. } => Without::Value(json!(default)),
            Kind::Colour => words("\"orange\""),
            Kind::File { .. } => words("\"FILE\""),
            Kind::Driven { default, .. } => Without::Value(json!(exact(default))),
            Kind::Area => words("[0.0, 0.5, 1.0, 1.0]"),
        };
        Self { table, name: param.name, takes: Takes::of(param), help: param.help.into(), without, sets }
    }

    /// The option through which it is set.
    pub(super) fn option(&self) -> &'static str {
        match self.sets {
            Sets::Option(id) => id,
            Sets::Sound => "sound",
            Sets::Layer => "layer",
            Sets::Parameter => "set",
        }
    }

    /// The words of the command line that say the same as the key with a value.
    pub(super) fn as_typed(&self, text: &str, command: &Command) -> String {
        let option = self.option();
        let long = command.get_arguments().find(|arg| arg.get_id() == option).and_then(Arg::get_long);
        let option = long.unwrap_or(option);
        match self.sets {
            Sets::Option(_) => format!("--{option}={text}"),
            _ => format!("--{option}={}={text}", self.name),
        }
    }

    /// The options that say the same, to which the file yields.
    pub(super) fn options(&self) -> Vec<&'static str> {
        match self.sets {
            // Who draws is said anew: a file's adapter would stand in the way of `--backend cpu`.
            Sets::Option("adapter") => vec!["adapter", "backend"],
            Sets::Option(id) => vec![id],
            Sets::Sound => vec![self.name],
            Sets::Layer => Vec::new(),
            Sets::Parameter => style_values::OPTIONS
                .iter()
                .filter(|(_, parameters)| parameters.contains(&self.name))
                .map(|(option, _)| *option)
                .collect(),
        }
    }

    /// Whether it names the style.
    pub(super) fn takes_style(&self) -> bool {
        self.sets == Sets::Option("style")
    }

    /// What it is about, what it takes, and what holds without it, if no value says that; each a sentence.
    pub(super) fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![self.help.clone(), self.takes.words()];
        if let Without::Words { what, .. } = &self.without
            && !what.is_empty()
        {
            sentences.push(format!("without it: {what}"));
        }
        sentences.iter().map(|words| sentence(words)).collect()
    }
}

/// All options that keys can set.
pub(super) fn command() -> Command {
    MakeArgs::augment_args(Command::new("cymatic").no_binary_name(true).args_override_self(true))
}

/// All keys, with the parameters of a style, in the order in which they are told.
pub(super) fn keys(style: &'static StyleInfo) -> Vec<Key> {
    let command = command();
    let mut keys: Vec<Key> =
        OPTIONS.iter().filter_map(|declared| Key::of_option(declared, &command)).collect();
    keys.extend(PARAMS.iter().map(|param| Key::of_param("sound", param, Sets::Sound)));
    keys.extend(layers::PARAMS.iter().map(|param| Key::of_param("layers", param, Sets::Layer)));
    keys.extend(of_style("style", style));
    keys.sort_by_key(|key| TABLES.iter().position(|table| table.name == key.table));
    keys
}

/// The parameters of a style, and those that every style has.
pub(super) fn of_style(table: &'static str, style: &'static StyleInfo) -> impl Iterator<Item = Key> {
    let params = PLACEMENT.iter().chain(style.params);
    params.map(move |param| Key::of_param(table, param, Sets::Parameter))
}

/// The words that an option takes.
fn words(arg: &Arg) -> Cow<'static, [Cow<'static, str>]> {
    arg.get_possible_values().iter().map(|value| Cow::Owned(value.get_name().to_owned())).collect()
}

/// The default of an option as a value.
fn literal(takes: &Takes, text: &str) -> Value {
    let whole = text.parse::<u32>().ok().map(|number| json!(number));
    let value = match takes {
        Takes::Count { .. } | Takes::NumberOr { .. } => whole,
        Takes::Number { .. } => text.parse::<f64>().ok().map(|number| json!(number)),
        _ => None,
    };
    value.unwrap_or_else(|| json!(text))
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let end = if words.ends_with('.') { "" } else { "." };
    first.chain(letters).collect::<String>() + end
}

#[cfg(test)]
mod tests {
    use super::*;
    use cymatic::visual::REGISTRY;
    use std::collections::BTreeSet;

    /// Options that say nothing about the video: where it comes from, where it goes, how it is told. And those whose
    /// parameters are keys.
    const NO_KEYS: [&str; 24] = [
        "scene",
        "out",
        "force",
        "skip_existing",
        "dry_run",
        "quiet",
        "verbose",
        "strict",
        "progress",
        "stats",
        "help",
        "width",
        "height",
        "set",
        "sound",
        "layer",
        "plain",
        "also",
        "bars",
        "stereo",
        "palette",
        "background",
        "slope",
        "weighting",
    ];

    #[test]
    fn every_option_about_the_video_is_a_key() {
        let ids: BTreeSet<&str> = OPTIONS.iter().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), OPTIONS.len());
        for arg in command().get_arguments() {
            let id = arg.get_id().as_str();
            let parameter = PARAMS.iter().any(|param| param.name == id);
            assert!(
                ids.contains(id) || NO_KEYS.contains(&id) || parameter,
                "--{id} is no key of scene files"
            );
        }
        for style in REGISTRY {
            let params = PARAMS.len() + layers::PARAMS.len() + style.params.len();
            assert!(keys(style).len() >= OPTIONS.len() + params);
        }
    }

    #[test]
    fn no_name_stands_for_two_keys() {
        for style in REGISTRY {
            let names: Vec<_> = keys(style).iter().map(|key| (key.table, key.name)).collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}", style.name);
        }
    }

    #[test]
    fn what_options_set_is_known() {
        // Every option of `style_values` must be one, and set what some style has.
        for (option, parameters) in style_values::OPTIONS {
            assert!(command().get_arguments().any(|arg| arg.get_id() == option), "{option}");
            let known =
                |name: &&str| REGISTRY.iter().any(|style| style.params.iter().any(|p| p.name == *name));
            assert!(parameters.iter().all(known), "{option}");
        }
    }
}
