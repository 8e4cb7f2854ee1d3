//! `cymatic scene --schema`: scene files as JSON Schema, for editors.

use super::{
    also,
    file::style_of,
    internal,
    keys::{self, Key, Without},
    options::{ALSO, TABLES},
    takes::Takes,
};
use crate::cli::looks::{LOOKS, LookFile};
use cymatic::{
    Result,
    visual::{REGISTRY, StyleInfo},
};
use serde_json::{Map, Value, json};

/// The schema, draft 2020-12.
///
/// # Errors
/// None that could happen.
pub(super) fn print() -> Result<String> {
    let styles: Vec<&'static StyleInfo> = REGISTRY.iter().copied().filter(|style| !style.hidden).collect();
    let mut tables = Map::new();
    for table in &TABLES {
        let mut schema = match table.name {
            "style" => {
                json!({"oneOf": styles.iter().map(|style| of_style(style, &styles)).collect::<Vec<_>>()})
            }
            name => of_keys(keys::keys(styles[0]).iter().filter(|key| key.table == name)),
        };
        schema["description"] = table.help.into();
        tables.insert(table.name.into(), schema);
    }
    let further = styles.iter().map(|style| also::schema_of(style)).collect::<Vec<_>>();
    let further = json!({"type": "array", "description": ALSO.help, "items": {"oneOf": further}});
    tables.insert(ALSO.name.into(), further);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scene file of cymatic",
        "type": "object",
        "properties": tables,
        "additionalProperties": false,
    });
    serde_json::to_string_pretty(&schema).map(|text| text + "\n").map_err(internal)
}

/// The table `[style]` with the parameters of one.
fn of_style(style: &'static StyleInfo, styles: &[&'static StyleInfo]) -> Value {
    let keys = keys::keys(style);
    let mut schema = of_keys(keys.iter().filter(|key| key.table == "style"));
    schema["title"] = style.name.into();
    let name = &mut schema["properties"]["name"];
    name["const"] = style.name.into();
    // Without a name it is the style of the look, and without both the first one.
    let is_ours = |look: &&LookFile| style_of(look).is_some_and(|of| of.name == style.name);
    let looks: Vec<&str> = LOOKS.iter().filter(is_ours).map(|look| look.name).collect();
    let mut ways = vec![json!({"required": ["name"]})];
    if !looks.is_empty() {
        ways.push(json!({"required": ["look"], "properties": {"look": {"enum": looks}}}));
    }
    if styles.first().is_some_and(|first| first.name == style.name) {
        ways.push(json!({"not": {"required": ["look"]}}));
    }
    schema["anyOf"] = ways.into();
    schema
}

/// A number that may follow the music.
fn driven(min: f64, max: f64) -> Value {
    let time = json!({"type": ["number", "string"]});
    let number = json!({"type": "number"});
    let follows = json!({
        "type": "object",
        "properties": {
            "base": number, "by": {"type": "string"}, "amount": number, "attack": time, "release": time,
        },
        "required": ["by", "amount"],
        "additionalProperties": false,
    });
    json!({"oneOf": [{"type": "number", "minimum": min, "maximum": max}, {"type": "string"}, follows]})
}

pub(super) fn of_keys<'a>(keys: impl Iterator<Item = &'a Key>) -> Value {
    let properties: Map<String, Value> = keys.map(|key| (key.name.into(), of_key(key))).collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn of_key(key: &Key) -> Value {
    let mut schema = match &key.takes {
        Takes::Number { min, max, .. } => json!({"type": "number", "minimum": min, "maximum": max}),
        Takes::Count { min, max, .. } => json!({"type": "integer", "minimum": min, "maximum": max}),
        // Limits of numbers say nothing about strings.
        Takes::NumberOr { min, max, .. } if max.is_finite() => {
            json!({"type": ["number", "string"], "minimum": min, "maximum": max})
        }
        Takes::NumberOr { min, .. } => json!({"type": ["number", "string"], "minimum": min}),
        Takes::Switch => json!({"type": "boolean"}),
        Takes::Word(options) => json!({"type": "string", "enum": options}),
        Takes::Text { .. } | Takes::Colour | Takes::File { .. } | Takes::FileOr { .. } | Takes::Backdrop => {
            json!({"type": "string"})
        }
        Takes::Driven { min, max } => driven(*min, *max),
        Takes::Area => {
            let share = json!({"type": "number", "minimum": 0, "maximum": 1});
            json!({"type": "array", "items": share, "minItems": 4, "maxItems": 4})
        }
        Takes::Colours => json!({"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3}),
    };
    schema["description"] = key.sentences().join(" ").into();
    if let Without::Value(value) = &key.without {
        schema["default"] = value.clone();
    }
    schema
}
