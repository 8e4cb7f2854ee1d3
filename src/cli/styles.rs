//! `cymatic styles`: what can be drawn, from the registry, for people and as JSON.

use super::{args::StylesArgs, console};
use cymatic::{
    Error, Result,
    analysis::PARAMS,
    layers::{self, PLACEMENT},
    visual::{
        self, StyleInfo,
        params::{Kind, Param, default_text, describe},
    },
};
use serde_json::{Value, json};
use std::fmt::Write;

/// Lists all styles, or one.
///
/// # Errors
/// A usage error for an unknown name.
pub(super) fn run(args: &StylesArgs) -> Result<u8> {
    let settings = match (args.sound, args.layers) {
        (true, _) => Some(("settings of the analysis, for --sound key=value", PARAMS)),
        (_, true) => Some(("settings of the layers, for --layer key=value", layers::PARAMS)),
        _ => None,
    };
    if let Some((title, params)) = settings {
        console::out(&settings_of(title, params, args.json)?);
        return Ok(0);
    }
    let named = args.name.as_deref().map(visual::find).transpose()?;
    let text = match (named, args.json) {
        (Some(style), true) => pretty(&as_json(style))?,
        (None, true) => pretty(&listed().map(as_json).collect::<Vec<_>>())?,
        (Some(style), false) => in_full(style),
        (None, false) => list(),
    };
    console::out(&text);
    Ok(0)
}

fn listed() -> impl Iterator<Item = &'static StyleInfo> {
    visual::REGISTRY.iter().copied().filter(|style| !style.hidden)
}

fn list() -> String {
    let mut text = String::new();
    for (i, style) in listed().enumerate() {
        let mark = if i == 0 { " (default)" } else { "" };
        let _ = writeln!(text, "{:<12} {}{mark}", style.name, style.summary);
    }
    text + "\n`cymatic styles NAME` lists the parameters of a style, for --set key=value.\n"
}

fn in_full(style: &StyleInfo) -> String {
    let mut text = format!("{}: {}\n\n", style.name, style.summary);
    if style.params.is_empty() {
        text += "It has no parameters.\n";
    }
    text + &listing(style.params) + "\nOf every style:\n\n" + &listing(PLACEMENT)
}

/// Settings that aren't a style's.
fn settings_of(title: &str, params: &[Param], json: bool) -> Result<String> {
    match json {
        true => pretty(&params.iter().map(param_as_json).collect::<Vec<_>>()),
        false => Ok(format!("{title}\n\n{}", listing(params))),
    }
}

fn listing(params: &[Param]) -> String {
    let mut text = String::new();
    for param in params {
        let unit = if param.unit.is_empty() { String::new() } else { format!(" {}", param.unit) };
        let default = default_text(param.kind);
        let _ = writeln!(
            text,
            "{} [{default}]\n    {}\n    {}{unit}",
            param.name,
            param.help,
            describe(param.kind)
        );
    }
    text
}

fn as_json(style: &StyleInfo) -> Value {
    json!({
        "name": style.name,
        "summary": style.summary,
        "default": visual::REGISTRY.first().is_some_and(|first| first.name == style.name),
        "params": style.params.iter().map(param_as_json).collect::<Vec<_>>(),
    })
}

fn param_as_json(param: &Param) -> Value {
    let mut value = match param.kind {
        Kind::Number { min, max, default } => {
            json!({"type": "number", "min": min, "max": max, "default": default})
        }
        Kind::Count { min, max, default } => {
            json!({"type": "count", "min": min, "max": max, "default": default})
        }
        Kind::Switch { default } => json!({"type": "switch", "default": default}),
        Kind::Choice { options, default } => {
            json!({"type": "choice", "options": options, "default": default})
        }
        Kind::Colour => json!({"type": "colour", "default": null}),
        Kind::File { .. } => json!({"type": "file", "default": null}),
        Kind::Driven { min, max, default } => {
            json!({"type": "driven", "min": min, "max": max, "default": default})
        }
        Kind::Area => json!({"type": "area", "default": null}),
    };
    value["name"] = param.name.into();
    value["unit"] = param.unit.into();
    value["help"] = param.help.into();
    value
}

fn pretty(value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(text + "\n")
}
