//! What clap has to say, in our words: help goes to standard output, a mistake becomes one line and a hint.

use super::console;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use cymatic::Error;
use std::error::Error as _;

/// Shows help or the version; for anything else, the error to report.
///
/// # Errors
/// A usage error for a command line that can't be understood.
pub(super) fn show(error: &clap::Error) -> cymatic::Result<()> {
    let styled = error.render();
    let text = |colour: bool| if colour { styled.ansi().to_string() } else { styled.to_string() };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            console::out(&text(console::colour(&std::io::stdout())));
            Ok(())
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            console::err(&text(console::colour(&std::io::stderr())));
            Err(Error::usage("no song was named"))
        }
        _ => Err(explain(error)),
    }
}

/// A mistake in the command line as one line, with the nearest right word as the hint.
pub(super) fn explain(error: &clap::Error) -> Error {
    // Our own readers of values know best what is wrong, and what would be right.
    if let Some(Error::Usage { message, hint }) = error.source().and_then(|source| source.downcast_ref()) {
        let option = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(arg)) => arg.split(' ').next().unwrap_or(arg),
            _ => "",
        };
        return Error::Usage { message: format!("{option}: {message}"), hint: hint.clone() };
    }
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n");
    let message: Vec<&str> = paragraphs.next().unwrap_or_default().lines().map(str::trim).collect();
    let message = message.join(" ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    let tips: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("tip: ")).collect();
    let hint = if tips.is_empty() { "`cymatic --help` lists what there is".into() } else { tips.join("; ") };
    Error::usage_hint(message, hint)
}

#[cfg(test)]
mod tests {
    use super::super::args::Cli;
    use super::*;
    use clap::Parser;

    fn mistake(words: &[&str]) -> (String, String) {
        let error = explain(&Cli::try_parse_from(words).unwrap_err());
        assert_eq!(error.exit_code(), 2);
        (error.to_string(), error.hint().unwrap_or_default().to_owned())
    }

    #[test]
    fn a_mistyped_option_names_the_nearest() {
        let (message, hint) = mistake(&["cymatic", "a.mp3", "--progres"]);
        assert_eq!(message, "unexpected argument '--progres' found");
        assert!(hint.contains("--progress"), "{hint}");
    }

    #[test]
    fn a_mistyped_value_names_the_nearest() {
        let (message, hint) = mistake(&["cymatic", "a.mp3", "--preset", "fastr"]);
        assert!(message.starts_with("invalid value 'fastr' for '--preset"), "{message}");
        assert!(hint.contains("'faster'"), "{hint}");
        let (message, hint) = mistake(&["cymatic", "a.mp3", "--style", "circula"]);
        assert_eq!(message, "--style: unknown style 'circula'");
        assert_eq!(hint, "did you mean 'circular'?");
    }

    #[test]
    fn readers_of_values_speak_for_themselves() {
        let (message, hint) = mistake(&["cymatic", "a.mp3", "--size", "10"]);
        assert_eq!(message, "--size: '10' is no size");
        assert!(hint.contains("1080p"), "{hint}");
    }

    #[test]
    fn messages_are_one_line() {
        for words in
            [&["cymatic", "still"][..], &["cymatic", "completions", "bsh"], &["cymatic", "a", "-q", "-v"]]
        {
            let (message, hint) = mistake(words);
            assert!(
                !message.contains('\n') && !hint.contains('\n') && !message.is_empty(),
                "{message} {hint}"
            );
        }
    }
}
