//! Strangers' letters on somebody's terminal: none of them means anything to it.

use std::fmt::Write as _;

/// Text as one line for a terminal: no control characters, none that turn the direction of text, none that
/// cannot be seen.
pub(super) fn line(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !is_unseen(*letter)).collect();
    drawbridge_canon::share::plain(&seen)
}

/// Lines for a terminal: as they are, but for what would mean something to it.
pub(super) fn lines(text: &str) -> String {
    let harmless = |letter: &char| matches!(letter, '\n' | '\t') || !steers(*letter);
    text.chars().filter(harmless).collect()
}

/// JSON that means the same and means nothing to a terminal.
pub(super) fn json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter != '\n' && steers(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(letter);
        }
    }
    out
}

/// Control characters (C0, DEL, C1), and those that are told apart from nothing or turn what follows.
fn steers(letter: char) -> bool {
    letter.is_control() || is_unseen(letter)
}

/// Marks of direction, separators of lines, and letters without a shape; those that join emoji stay.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str =
        "a\u{1b}]0;t\u{7}\u{9b}31m\u{202e}b\r\n\u{8}c\u{2066}\u{e0041}\u{61c}\u{7f}d\u{2028}e";

    #[test]
    fn a_line_holds_nothing_that_a_terminal_obeys() {
        assert_eq!(line(HOSTILE), "a ]0;t 31mb c de");
        assert_eq!(lines("a\n\u{1b}[2J\tb\u{202e}\r\n"), "a\n[2J\tb\n");
        assert_eq!(line("👨\u{200d}👩 好"), "👨\u{200d}👩 好");
    }

    #[test]
    fn json_means_the_same() -> Result<(), serde_json::Error> {
        let value = serde_json::json!({ "title": HOSTILE, "tag": "\u{e0041}" });
        let inert = json(&serde_json::to_string_pretty(&value)?);
        assert!(!inert.chars().any(|letter| letter != '\n' && steers(letter)), "{inert:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&inert)?, value);
        Ok(())
    }
}
