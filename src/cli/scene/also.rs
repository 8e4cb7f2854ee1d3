//! `[[also]]`: further visualizers in a scene file, each a table that becomes one `--also`.

use super::{
    file::{SceneFile, Setting},
    keys::{self, Key, Sets, Without},
    options::ALSO,
    problem::Problem,
    schema,
    takes::{Refusal, Takes, noun},
    unknown,
};
use cymatic::visual::{REGISTRY, StyleInfo};
use serde_json::{Value, json};
use std::{borrow::Cow, fmt::Write, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// What the tables of a file say; `at` is where the name of the first one stands.
pub(super) fn read(file: &SceneFile, tables: &DeValue<'_>, at: Range<usize>) -> (Vec<Setting>, Vec<Problem>) {
    let (mut settings, mut problems) = (Vec::new(), Vec::new());
    let DeValue::Array(tables) = tables else {
        let hint = Some("write [[also]], and its keys in the lines below".into());
        problems.push(Problem::at(at, format!("'also' is {}, not a list of tables", noun(tables)), hint));
        return (settings, problems);
    };
    for table in tables {
        match (table.get_ref(), table.span()) {
            (DeValue::Table(entries), span) => match visualizer(file, entries, &span) {
                Ok(setting) => settings.push(setting),
                Err(wrong) => problems.extend(wrong),
            },
            (other, span) => {
                let hint = Some("each is a table: [[also]], and its keys in the lines below".into());
                problems.push(Problem::at(span, format!("'also' holds {}", noun(other)), hint));
            }
        }
    }
    (settings, problems)
}

fn visualizer(file: &SceneFile, entries: &DeTable<'_>, at: &Range<usize>) -> Result<Setting, Vec<Problem>> {
    let one = |problem: Problem| vec![problem];
    let Some(name) = entries.get("name") else {
        let hint = Some("name = \"bars\", say; `cymatic styles` lists what there is".into());
        return Err(one(Problem::at(at.clone(), "a visualizer without a name", hint)));
    };
    let names = Takes::Word(listed().map(|style| Cow::Borrowed(style.name)).collect());
    let refused = |span: Range<usize>, name: &str, Refusal { message, hint }: Refusal| {
        Problem::at(span, format!("{name} {message}"), hint)
    };
    let named = names.typed(name.get_ref()).map_err(|refusal| one(refused(name.span(), "name", refusal)))?;
    let style = listed().find(|style| style.name == named);
    let style = style.ok_or_else(|| one(Problem::at(name.span(), format!("no style '{named}'"), None)))?;
    let known: Vec<Key> = keys::of_style(ALSO.name, style).collect();
    let (mut typed, mut problems) = (style.name.to_owned(), Vec::new());
    for (name, value) in entries.iter().filter(|(name, _)| name.get_ref() != "name") {
        match setting(file, style, (name, value), &known) {
            Ok(words) => typed += &words,
            Err(problem) => problems.push(problem),
        }
    }
    let without = Without::Words { what: "the style alone".into(), example: String::new() };
    let (takes, help) = (Takes::Text { form: "a table" }, ALSO.help.into());
    let key = Key { table: ALSO.name, name: style.name, takes, help, without, sets: Sets::Option("also") };
    match problems.is_empty() {
        true => Ok(Setting { key, written: typed.clone(), typed, at: at.clone() }),
        false => Err(problems),
    }
}

/// One parameter as a word behind a space.
fn setting(
    file: &SceneFile,
    style: &'static StyleInfo,
    (name, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>),
    known: &[Key],
) -> Result<String, Problem> {
    let key = known.iter().find(|key| key.name == name.get_ref());
    let key = key.ok_or_else(|| unknown::key(name, ALSO.name, style, known))?;
    let refused = |Refusal { message, hint }: Refusal| {
        Problem::at(value.span(), format!("{} {message}", key.name), hint)
    };
    let text = file.typed_for(style, key, value.get_ref()).map_err(refused)?;
    let word = format!("{}={text}", key.name);
    let quoted = shlex::try_quote(&word)
        .map_err(|_| refused(Refusal { message: "holds a zero byte".into(), hint: None }))?;
    Ok(format!(" {quoted}"))
}

fn listed() -> impl Iterator<Item = &'static StyleInfo> {
    REGISTRY.iter().copied().filter(|style| !style.hidden)
}

/// What there is to say about it in the printed default: a comment, as there is none by default.
pub(super) fn printed() -> String {
    let mut text = format!("\n\n# {}.\n# [[{}]]\n", ALSO.help, ALSO.name);
    let _ = write!(text, "\n# What is drawn; its parameters are keys as in [style].\n# name = \"bars\"\n");
    text += "\n# Where: left, top, right, bottom as shares of the picture.\n# place = [0.0, 0.7, 1.0, 1.0]\n";
    text
}

/// The schema of one visualizer.
pub(super) fn schema_of(style: &'static StyleInfo) -> Value {
    let keys: Vec<Key> = keys::of_style(ALSO.name, style).collect();
    let mut schema = schema::of_keys(keys.iter());
    schema["title"] = style.name.into();
    schema["properties"]["name"] = json!({"const": style.name});
    schema["required"] = json!(["name"]);
    schema
}
