//! From any string to paragraphs that can be drawn: no control characters, no overrides, no towers of marks, no end of it.

/// Characters that are kept.
const MOST: usize = 1_000;
/// Characters that are looked at: a text may be mostly of what is dropped.
const LOOKED_AT: usize = 16 * MOST;
/// Combining marks that a letter may carry; Vietnamese has two, scholars use three.
const MARKS: usize = 3;
/// Missing characters that are reported.
const REPORTED: usize = 16;

/// Paragraphs, and the characters in them that `has` lacks, each once.
pub(super) fn clean(text: &str, has: impl Fn(char) -> bool) -> (Vec<String>, Vec<char>) {
    let mut paragraphs = vec![String::new()];
    let (mut kept, mut marks, mut missing) = (0, 0, Vec::new());
    let mut chars = text.chars().take(LOOKED_AT).peekable();
    while let Some(c) = chars.next() {
        let Some(line) = paragraphs.last_mut() else { break };
        if matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            if c == '\r' {
                chars.next_if_eq(&'\n');
            }
            paragraphs.push(String::new());
            continue;
        }
        if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
                kept += 1;
            }
        } else if is_dropped(c) {
            continue;
        } else if !is_ignorable(c) && !has(c) {
            if missing.len() < REPORTED && !missing.contains(&c) {
                missing.push(c);
            }
            continue;
        } else {
            marks = if is_mark(c) { marks + 1 } else { 0 };
            if marks <= MARKS {
                line.push(c);
                kept += 1;
            }
        }
        if kept >= MOST {
            line.push('…');
            break;
        }
    }
    paragraphs.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    while paragraphs.last().is_some_and(String::is_empty) {
        paragraphs.pop();
    }
    (paragraphs, missing)
}

/// What steers and is never seen: controls, bidirectional embeddings and overrides, private and tag characters.
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}')
}

/// What shapes its neighbours, and needs no glyph.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{34f}' | '\u{61c}')
}

/// The marks of which towers are built. Those of single scripts have their place and are left alone.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}')
        || matches!(c, '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> Vec<String> {
        clean(text, |_| true).0
    }

    #[test]
    fn nothing_that_steers_is_left() {
        assert_eq!(cleaned("a\0b\u{202e}c\u{2066}d\x1b[0m\u{feff}"), ["abcd[0m"]);
        assert_eq!(cleaned("  one \t two\u{3000}three "), ["one two three"]);
        assert_eq!(cleaned("one\r\ntwo\n\nthree\n\n"), ["one", "two", "", "three"]);
        assert!(cleaned("\u{202e}\0 \n ").is_empty());
    }

    #[test]
    fn towers_of_marks_are_cut() {
        let tower = format!("Z{}a\u{301}\u{323}", "\u{301}".repeat(40));
        assert_eq!(cleaned(&tower), ["Z\u{301}\u{301}\u{301}a\u{301}\u{323}"]);
    }

    #[test]
    fn absurd_lengths_are_cut() {
        let long = cleaned(&"x".repeat(100_000));
        assert_eq!(long[0].chars().count(), MOST + 1);
        assert!(long[0].ends_with('…'));
        assert_eq!(cleaned(&"x".repeat(MOST - 1))[0].len(), MOST - 1);
        assert!(cleaned(&"\n".repeat(100_000)).is_empty());
    }

    #[test]
    fn what_no_font_has_is_left_out_and_named_once() {
        let (lines, missing) = clean("a 日本 b 日\u{200d}", |c| c.is_ascii());
        assert_eq!((lines[0].as_str(), missing), ("a b \u{200d}", vec!['日', '本']));
    }
}
