//! Reads a scene file and checks every key of it.

use super::{
    also,
    keys::{self, Key, Sets},
    options::{ALSO, TABLES},
    problem::Problem,
    takes::{Refusal, Takes, noun},
    unknown,
};
use crate::cli::{
    args::{self, Cli, MakeArgs},
    looks::{self, LookFile},
    recipe, usage,
};
use clap::{Command, Parser};
use cymatic::{
    Error, Result, files,
    layers::{self, Look},
    visual::{self, StyleInfo, params::Values},
};
use std::{
    ops::Range,
    path::{Path, PathBuf},
};
use toml::de::{DeTable, DeValue};

/// The most that a scene file may hold, bytes.
const MAX_BYTES: usize = 1 << 20;

/// A scene file.
pub(super) struct SceneFile {
    pub(super) path: PathBuf,
    text: String,
    /// The style whose parameters its keys are.
    pub(super) style: &'static StyleInfo,
    /// What it sets, in its own order.
    pub(super) settings: Vec<Setting>,
    problems: Vec<Problem>,
}

/// A key with its value.
pub(super) struct Setting {
    pub(super) key: Key,
    /// The value as it would be typed on the command line.
    pub(super) typed: String,
    /// The value as it stands in the file.
    pub(super) written: String,
    /// Where the key stands.
    pub(super) at: Range<usize>,
}

impl SceneFile {
    /// Reads a file and finds what is wrong with it. `style` is drawn where neither the file nor its look names one.
    ///
    /// # Errors
    /// [`Error::Input`] for a file that can't be read, a usage error for one that isn't text.
    pub(super) fn read(path: &Path, style: &'static StyleInfo) -> Result<Self> {
        Ok(Self::of(path.to_owned(), text(path)?, style))
    }

    /// As [`SceneFile::read`], of a text that comes from `path`.
    pub(super) fn of(path: PathBuf, text: String, style: &'static StyleInfo) -> Self {
        let mut file = Self { path, text, style, settings: Vec::new(), problems: Vec::new() };
        file.check();
        file.settings.sort_by_key(|setting| setting.at.start);
        file.problems.sort_by_key(|problem| problem.span.as_ref().map_or(usize::MAX, |span| span.start));
        file
    }

    /// What is wrong, in full; "" if nothing is.
    pub(super) fn mistakes(&self) -> String {
        let name = self.path.display().to_string();
        self.problems.iter().map(|problem| problem.in_full(&name, &self.text)).collect()
    }

    /// # Errors
    /// A usage error that tells the first mistake and how many there are.
    pub(super) fn verdict(&self) -> Result<()> {
        let Some(first) = self.problems.first() else { return Ok(()) };
        let name = self.path.display().to_string();
        let mut message = first.line(&name, &self.text);
        if self.problems.len() > 1 {
            let more = self.problems.len() - 1;
            message += &format!(" ({more} more: `cymatic scene FILE --check` shows all)");
        }
        Err(Error::Usage { message, hint: first.hint.clone() })
    }

    fn check(&mut self) {
        let text = std::mem::take(&mut self.text);
        let (root, errors) = DeTable::parse_recoverable(&text);
        for error in &errors {
            let message = error.message().replace('\n', " ");
            self.problems.push(Problem { span: error.span(), message, hint: None });
        }
        // What was made of broken TOML would only mislead.
        if errors.is_empty() {
            self.check_tables(root.get_ref(), &text);
            self.check_together();
        }
        self.text = text;
    }

    fn check_tables(&mut self, root: &DeTable<'_>, text: &str) {
        let style = named_style(root);
        self.style = style.unwrap_or(Ok(self.style)).unwrap_or(self.style);
        // With an unknown style, nobody can say which parameters there are.
        let misnamed = matches!(style, Some(Err(())));
        let (keys, command) = (keys::keys(self.style), keys::command());
        for (name, value) in root {
            let table = name.get_ref().as_ref();
            if table == ALSO.name {
                let (settings, problems) = also::read(self, value.get_ref(), name.span());
                self.settings.extend(settings);
                self.problems.extend(problems);
                continue;
            }
            if !TABLES.iter().any(|known| known.name == table) {
                self.problems.push(unknown::table(name, value, &keys));
                continue;
            }
            let DeValue::Table(entries) = value.get_ref() else {
                let message = format!("'{table}' is {}, not a table", noun(value.get_ref()));
                let hint = Some(format!("write [{table}], and its keys in the lines below"));
                self.problems.push(Problem::at(name.span(), message, hint));
                continue;
            };
            for (name, value) in entries {
                let key = keys.iter().find(|key| key.table == table && key.name == name.get_ref());
                let Some(key) = key else {
                    if !(misnamed && table == "style") {
                        self.problems.push(unknown::key(name, table, self.style, &keys));
                    }
                    continue;
                };
                if misnamed && key.sets == Sets::Parameter {
                    continue;
                }
                match self.typed(key, value.get_ref(), &command) {
                    Ok(typed) => self.settings.push(Setting {
                        key: key.clone(),
                        typed,
                        written: text.get(value.span()).unwrap_or_default().into(),
                        at: name.span(),
                    }),
                    Err(Refusal { message, hint }) => {
                        let message = format!("{} {message}", key.name);
                        self.problems.push(Problem::at(value.span(), message, hint));
                    }
                }
            }
        }
    }

    /// The value of a key, checked by those who will take it.
    fn typed(&self, key: &Key, value: &DeValue<'_>, command: &Command) -> Result<String, Refusal> {
        let typed = self.typed_for(self.style, key, value)?;
        if let Sets::Option(_) = key.sets {
            let words = [key.as_typed(&typed, command)];
            let taken = command.clone().try_get_matches_from(words).map_err(|error| usage::explain(&error));
            taken.map_err(|error| unusable(&error, key))?;
        }
        Ok(typed)
    }

    /// The value of a key about what is drawn in a style.
    pub(super) fn typed_for(
        &self,
        style: &'static StyleInfo,
        key: &Key,
        value: &DeValue<'_>,
    ) -> Result<String, Refusal> {
        let mut typed = key.takes.typed(value)?;
        let is_file = match &key.takes {
            Takes::File { .. } => true,
            Takes::FileOr { words, .. } => !words.contains(&typed.as_str()),
            Takes::Backdrop => match args::gradient(&typed) {
                Some(gradient) => gradient.map(|_| false).map_err(|error| unusable(&error, key))?,
                None => !["auto", "none"].contains(&&*typed),
            },
            _ => false,
        };
        if is_file {
            let folder = self.path.parent().unwrap_or(Path::new(""));
            typed = folder.join(typed).into_os_string().into_string().map_err(|_| Refusal {
                message: format!("can't be found: the name of the folder {} isn't UTF-8", folder.display()),
                hint: Some("rename the folder, or name a file elsewhere by its whole path".into()),
            })?;
        }
        let taken = match key.sets {
            Sets::Parameter => Look::new(style).set(key.name, &typed),
            // Text of a form of their own among their kinds.
            Sets::Layer => Values::defaults(layers::PARAMS).set(key.name, &typed),
            // Its kinds have all been checked: a number, a switch, a word.
            Sets::Sound | Sets::Option(_) => Ok(()),
        };
        taken.map(|()| typed).map_err(|error| unusable(&error, key))
    }

    /// What is right by itself, but not together.
    fn check_together(&mut self) {
        let command = keys::command();
        let mut contradictions = Vec::new();
        for (i, one) in self.settings.iter().enumerate() {
            for other in &self.settings[..i] {
                if conflict(&command, &one.key, &other.key) {
                    let later = if one.at.start > other.at.start { one } else { other };
                    let (a, b) = (one.key.name, other.key.name);
                    contradictions.push(Problem::at(
                        later.at.clone(),
                        format!("{a} and {b} say the same thing in two ways"),
                        Some("keep one of them".into()),
                    ));
                }
            }
        }
        self.problems.extend(contradictions);
        self.check_as_a_whole(&command, |make| {
            recipe::trim(&make.part)?;
            recipe::check(&make.picture)
        });
    }

    /// Finds also what is wrong with the files that it names, which a render reads anyway.
    pub(super) fn with_files(mut self) -> Self {
        self.check_as_a_whole(&keys::command(), |make| recipe::drawn(&make.picture).map(drop));
        self
    }

    /// Checks all of it as the command line would, unless something is wrong already.
    fn check_as_a_whole(&mut self, command: &Command, check: impl FnOnce(&MakeArgs) -> Result<()>) {
        if self.problems.is_empty()
            && let Err(error) = self.make(command).and_then(|make| check(&make))
        {
            let hint = error.hint().map(str::to_owned);
            self.problems.push(Problem { span: None, message: error.to_string(), hint });
        }
    }

    /// The arguments that say the same.
    fn make(&self, command: &Command) -> Result<MakeArgs> {
        let words = self.settings.iter().map(|setting| setting.key.as_typed(&setting.typed, command));
        let style = format!("--style={}", self.style.name);
        let words = ["cymatic".into(), "song".into(), style].into_iter().chain(words);
        Ok(Cli::try_parse_from(words).map_err(|error| usage::explain(&error))?.render.make)
    }
}

/// Whether two keys can't stand together.
pub(super) fn conflict(command: &Command, a: &Key, b: &Key) -> bool {
    let (Sets::Option(a), Sets::Option(b)) = (a.sets, b.sets) else { return false };
    options_conflict(command, a, b)
}

/// Whether two options can't stand together.
pub(super) fn options_conflict(command: &Command, a: &str, b: &str) -> bool {
    let against = |a: &str, b: &str| {
        let arg = command.get_arguments().find(|arg| arg.get_id() == a);
        arg.is_some_and(|arg| command.get_arg_conflicts_with(arg).iter().any(|other| other.get_id() == b))
    };
    against(a, b) || against(b, a)
}

/// The style that a file or its look names, if one does; an error if there is none of that name, or no such look.
fn named_style(root: &DeTable<'_>) -> Option<Result<&'static StyleInfo, ()>> {
    let table = root.get("style")?.get_ref();
    let word = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str());
    match word("name") {
        Some(name) => Some(visual::REGISTRY.iter().find(|style| style.name == name).copied().ok_or(())),
        None => looks::find(word("look")?).map_or(Some(Err(())), |look| style_of(look).map(Ok)),
    }
}

/// The style that a look names.
pub(super) fn style_of(look: &LookFile) -> Option<&'static StyleInfo> {
    named_style(DeTable::parse(look.text).ok()?.get_ref())?.ok()
}

/// What is said of a value that its reader can't use.
fn unusable(error: &Error, key: &Key) -> Refusal {
    let message = error.to_string();
    // The place and the key are told already.
    let message =
        message.strip_prefix("--").and_then(|rest| rest.split_once(": ")).map_or(&*message, |m| m.1);
    let hint = error.hint().map_or_else(|| format!("it takes {}", key.takes.words()), str::to_owned);
    Refusal { message: format!("can't be used: {}", one_line(message)), hint: Some(hint) }
}

/// A message on one line.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a file.
fn text(path: &Path) -> Result<String> {
    let bytes = files::read_at_most(path, MAX_BYTES)?.ok_or_else(|| {
        let reason = format!("larger than {} MiB, which no scene file is", MAX_BYTES >> 20);
        Error::Input { path: path.to_owned(), reason }
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let readable = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let problem = Problem::at(at..at + 1, "not UTF-8, as TOML must be", None);
        Error::usage_hint(
            problem.line(&path.display().to_string(), &readable),
            "save the file as UTF-8 in your editor",
        )
    })
}
