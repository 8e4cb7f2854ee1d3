//! The one place that writes to standard output and standard error.
//!
//! Nothing here fails or panics: a reader that went away (`cymatic formats | head`, a closed terminal) is no reason to
//! lose a render. What standard output doesn't take for another reason, such as a full disk, is told at the end, by
//! [`lost`]. Text from outside (file names, tags) passes through [`clean`], so that no control character of it
//! reaches a terminal.

use std::{
    env,
    io::{self, IsTerminal, Write},
    sync::OnceLock,
};

/// Why standard output didn't take all.
static LOST: OnceLock<String> = OnceLock::new();

/// Writes to standard output.
pub(super) fn out(text: &str) {
    let mut stdout = io::stdout().lock();
    if let Err(error) = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        let _ = LOST.set(error.to_string());
    }
}

/// Why standard output didn't take all that was written to it, unless its reader went away.
pub(super) fn lost() -> Option<&'static str> {
    LOST.get().map(String::as_str)
}

/// Writes to standard error.
pub(super) fn err(text: &str) {
    write(&mut io::stderr().lock(), text);
}

/// Writes a line of text from outside to standard error.
pub(super) fn err_line(line: &str) {
    err(&format!("{}\n", clean(line)));
}

/// Writes a line for each thing that a person should know to standard error.
pub(super) fn warnings<'a>(warnings: impl IntoIterator<Item = &'a String>) {
    warnings.into_iter().for_each(|warning| err_line(&format!("warning: {warning}")));
}

/// Writes all of `text`, or as much as the other side takes.
pub(super) fn write(target: &mut dyn Write, text: &str) {
    let _ = target.write_all(text.as_bytes()).and_then(|()| target.flush());
}

/// Whether colours are wanted: on a terminal that knows them, unless `NO_COLOR` is set.
pub(super) fn colour(stream: &impl IsTerminal) -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    stream.is_terminal() && !set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether any colour of 24 bits can be shown, as terminals say in `COLORTERM`.
pub(super) fn true_colour(stream: &impl IsTerminal) -> bool {
    colour(stream) && env::var_os("COLORTERM").is_some_and(|depth| depth == "truecolor" || depth == "24bit")
}

/// The text on one line, with control characters and those that reorder text spelled out.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            cleaned.extend(c.escape_default());
        } else {
            cleaned.push(c);
        }
    }
    cleaned
}

/// Whether a terminal would act on a character rather than show it.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_spelled_out() {
        assert_eq!(clean("a\n\u{1b}[31mb\u{9b}c\u{7f}\u{202e}d"), r"a\n\u{1b}[31mb\u{9b}c\u{7f}\u{202e}d");
        assert_eq!(clean("Für Elise – 日本 'x' \"y\" $(z)"), "Für Elise – 日本 'x' \"y\" $(z)");
    }

    #[test]
    fn a_reader_that_went_away_is_no_error() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
        write(&mut Closed, "text");
    }
}
