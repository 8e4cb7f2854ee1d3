//! What is wrong with a scene file, where, and what would be right.

use crate::cli::console::clean;
use std::ops::Range;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The bytes that are wrong; none when it is no single place.
    pub(super) span: Option<Range<usize>>,
    /// In one line.
    pub(super) message: String,
    /// What to write instead.
    pub(super) hint: Option<String>,
}

/// Characters of a line that are shown on each side of a mistake.
const CONTEXT: usize = 60;

impl Problem {
    pub(super) fn at(span: Range<usize>, message: impl Into<String>, hint: Option<String>) -> Self {
        Self { span: Some(span), message: message.into(), hint }
    }

    /// `FILE:LINE:COLUMN: what is wrong`; lines and columns count from 1, columns in characters.
    pub(super) fn line(&self, file: &str, text: &str) -> String {
        match &self.span {
            Some(span) => {
                let place = Place::of(text, span.start);
                format!("{file}:{}:{}: {}", place.line, place.column, self.message)
            }
            None => format!("{file}: {}", self.message),
        }
    }

    /// The same, the line itself with carets under the mistake, and the hint.
    pub(super) fn in_full(&self, file: &str, text: &str) -> String {
        let mut full = format!("{}\n", clean(&self.line(file, text)));
        if let Some(span) = &self.span {
            full += &excerpt(text, span);
        }
        if let Some(hint) = &self.hint {
            full += &format!("  {}\n", clean(hint));
        }
        full
    }
}

/// A place in a text.
struct Place<'a> {
    line: usize,
    column: usize,
    /// The line, before the place and from there on.
    before: &'a str,
    after: &'a str,
}

impl<'a> Place<'a> {
    fn of(text: &'a str, at: usize) -> Self {
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (head, tail) = text.split_at(at);
        let before = &head[head.rfind('\n').map_or(0, |end| end + 1)..];
        let after = tail.split(['\n', '\r']).next().unwrap_or_default();
        let line = head.bytes().filter(|byte| *byte == b'\n').count() + 1;
        Self { line, column: before.chars().count() + 1, before, after }
    }
}

fn excerpt(text: &str, span: &Range<usize>) -> String {
    let place = Place::of(text, span.start);
    let skipped = (place.column - 1).saturating_sub(CONTEXT);
    let before = clean(&place.before.chars().skip(skipped).collect::<String>());
    let after: String = place.after.chars().take(CONTEXT).collect();
    let wrong = place.after.get(..span.len()).unwrap_or(&after).chars().take(CONTEXT);
    let wrong = clean(&wrong.collect::<String>()).chars().count().max(1);
    let (number, indent) = (place.line.to_string(), before.chars().count());
    format!(
        "  {number} | {before}{}\n  {:gutter$} | {:indent$}{}\n",
        clean(&after),
        "",
        "",
        "^".repeat(wrong),
        gutter = number.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_characters() {
        let text = "a = 1\r\nüber = \"x\"\nlast";
        let line = |at| Problem::at(at..at + 1, "wrong", None).line("f", text);
        assert_eq!(line(0), "f:1:1: wrong");
        assert_eq!(line(text.find('=').unwrap() + 1), "f:1:4: wrong");
        assert_eq!(line(text.find("ber").unwrap()), "f:2:2: wrong");
        assert_eq!(line(text.len()), "f:3:5: wrong");
        assert_eq!(line(usize::MAX - 1), "f:3:5: wrong");
    }

    #[test]
    fn carets_stand_under_what_is_wrong() {
        let text = "[a]\n\tkey = 'ü'\n";
        let at = text.find("'ü'").unwrap();
        let shown = Problem::at(at..at + 4, "wrong", Some("right".into())).in_full("f", text);
        assert_eq!(shown, "f:2:8: wrong\n  2 | \\tkey = 'ü'\n    |         ^^^\n  right\n");
    }

    #[test]
    fn long_lines_are_cut() {
        let text = format!("{}!{}", "ä".repeat(5_000), "b".repeat(5_000));
        let shown = Problem::at(10_000..20_000, "wrong", None).in_full("f", &text);
        assert!(shown.starts_with("f:1:5001: wrong\n") && shown.chars().count() < 400, "{shown}");
    }
}
