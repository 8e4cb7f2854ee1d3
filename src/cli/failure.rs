//! An error in the words of the command line: one line that names the file, and the next step for the person.

use super::{args::Cli, signals};
use clap::CommandFactory;
use cymatic::Error;
use std::path::Path;

/// An error, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// `<file>: <reason>`, or the reason alone when no file is concerned.
    pub(super) message: String,
    /// What to do next.
    pub(super) hint: Option<String>,
    /// The process's exit code, if this is all that went wrong.
    pub(super) exit_code: u8,
}

impl Failure {
    /// Words an error that came up while working on `subject`.
    pub(super) fn new(error: &Error, subject: Option<&Path>) -> Self {
        let subject = subject.map(|path| format!("{}: ", path.display())).unwrap_or_default();
        let message = match error {
            // These name their file themselves, or concern none.
            Error::Usage { .. }
            | Error::Input { .. }
            | Error::NotDecodable { .. }
            | Error::Asset { .. }
            | Error::Output { .. }
            | Error::Gpu(_) => error.to_string(),
            Error::Internal(what) => format!("{subject}internal bug: {what}"),
            _ => format!("{subject}{error}"),
        };
        let hint = error.hint().map(str::to_owned).or_else(|| next_step(error));
        let exit_code = match error {
            Error::Interrupted => signals::exit_code(),
            _ => error.exit_code(),
        };
        Self { message, hint, exit_code }
    }

    /// The lines for standard error.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("cymatic: error: {}", self.message)];
        lines.extend(self.hint.as_ref().map(|hint| format!("hint: {hint}")));
        lines
    }
}

/// The next step where the library names none, because it depends on the command line.
fn next_step(error: &Error) -> Option<String> {
    match error {
        Error::Gpu(_) => Some(
            "`cymatic doctor` says what there is and what is missing; --backend cpu needs none of it".into(),
        ),
        Error::Input { path, .. } if !path.exists() => mistyped_command(path),
        Error::Output { path, .. }
            if path.parent().is_some_and(|dir| !dir.as_os_str().is_empty() && !dir.exists()) =>
        {
            Some("make the folder first, or name another".into())
        }
        Error::Output { path, .. } if *path == std::env::temp_dir() => {
            Some("make room there, or name another folder for passing files with TMPDIR".into())
        }
        Error::Output { .. } => Some("name another output with -o".into()),
        Error::Encoder { .. } => Some("without --encoder it is libx264; -o NAME.y4m needs no encoder".into()),
        Error::Internal(_) => Some("please report this, with the command and its output under -v".into()),
        _ => None,
    }
}

/// A song that isn't there may be a command with a typing error.
pub(super) fn mistyped_command(path: &Path) -> Option<String> {
    let typed = path.to_str().filter(|typed| !typed.contains(['/', '.']))?;
    let command = Cli::command();
    let names = command.get_subcommands().map(|sub| sub.get_name());
    let (distance, nearest) = names.map(|name| (strsim::damerau_levenshtein(typed, name), name)).min()?;
    (distance <= 2 && distance < typed.chars().count()).then(|| format!("did you mean `cymatic {nearest}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_names_the_file_once() {
        let song = Path::new("a.mp3");
        let line = |error: Error| Failure::new(&error, Some(song)).lines().remove(0);
        assert_eq!(
            line(Error::NotDecodable { path: song.into(), reason: "empty file".into() }),
            "cymatic: error: a.mp3: empty file"
        );
        assert_eq!(
            line(Error::Encoder { encoder: "libx264".into(), reason: "not there".into() }),
            "cymatic: error: a.mp3: encoder libx264: not there"
        );
        assert_eq!(line(Error::Internal("boom".into())), "cymatic: error: a.mp3: internal bug: boom");
    }

    #[test]
    fn errors_that_a_person_can_act_on_carry_a_hint() {
        for error in [
            Error::Gpu("none".into()),
            Error::output("a.mp4", "disk full"),
            Error::Internal("boom".into()),
            Error::Encoder { encoder: "x".into(), reason: "y".into() },
        ] {
            assert!(Failure::new(&error, None).hint.is_some(), "{error}");
        }
        let full = Failure::new(&Error::output(std::env::temp_dir(), "no space"), None);
        assert!(full.hint.is_some_and(|hint| hint.contains("TMPDIR")));
    }

    #[test]
    fn a_mistyped_command_is_recognised() {
        let hint = |typed: &str| {
            let error = Error::Input { path: typed.into(), reason: "no such file".into() };
            Failure::new(&error, None).hint
        };
        assert_eq!(hint("stlyes").as_deref(), Some("did you mean `cymatic styles`?"));
        assert_eq!(hint("rendr").as_deref(), Some("did you mean `cymatic render`?"));
        assert_eq!(hint("holiday.mp3"), None);
        assert_eq!(hint("holiday"), None);
    }
}
