//! The codes that stand without a link: ten to fourteen letters and digits between two marks, most
//! often behind a number (`20:/！29KUN73nQllwi！`).

use std::ops::Range;

use drawbridge_canon::share::Found;
use drawbridge_canon::share::words::{before, is_space, last_line, runs, trimmed};

/// The marks that begin a code, and end it; one of each, not always the same
/// (`￥VBY2G6XMu8Dy7S%`).
const MARKS: &[char] =
    &['！', '!', '￥', '¥', '(', '（', ')', '）', '#', '＃', '@', '＠', '$', '＄', '%', '％'];

/// Which of the marks are of currency. Eleven letters between two of these are another platform's
/// code.
const CURRENCY: &[char] = &['￥', '¥', '$', '＄'];

/// Words that say whose a code is.
const OWN: &[&str] = &["京东口令", "京喜口令", "京口令", "JD口令"];

/// All codes of a message.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for run in runs(text, 10..=14) {
        // One mark does not end a code and begin the next.
        let from = found.last().map_or(0, |before| before.span.end);
        found.extend(code(text, from, run));
    }
    found
}

fn code(text: &str, from: usize, run: Range<usize>) -> Option<Found> {
    let mark = |c: &char| MARKS.contains(c);
    // A messenger may have put a space between code and mark.
    let before = text.get(from..run.start)?.trim_end_matches(is_gap);
    let behind = text[run.end..].trim_start_matches(is_gap);
    let open = before.chars().next_back().filter(mark)?;
    let close = behind.chars().next().filter(mark)?;
    let code = &text[run];
    if sorts(code) < 2 {
        return None;
    }
    let start = from + before.len() - open.len_utf8();
    let span = start..text.len() - behind.len() + close.len_utf8();
    let numbered = number(&text[..span.start]);
    let spelt = is_spelt(last_line(&text[..span.start]));
    let is_own = if [open, close].iter().all(|mark| CURRENCY.contains(mark)) && code.len() == 11 {
        spelt
    } else {
        numbered.is_some() || spelt || stands_out(text, &span, [open, close], code)
    };
    is_own.then(|| Found {
        span: span.start - numbered.unwrap_or(0)..span.end,
        shape: "code",
        code: Some(code.to_owned()),
        ..Found::default()
    })
}

/// How far before its end a text ends with a number that leads to a code: `20:/`.
fn number(text: &str) -> Option<usize> {
    let near = text.trim_end().strip_suffix('/')?.trim_end_matches([':', '：']);
    let digits = near.bytes().rev().take_while(u8::is_ascii_digit).count();
    let begins = near[..near.len() - digits].chars().next_back();
    let alone = !begins.is_some_and(|c| c.is_ascii_alphanumeric() || ".:-/".contains(c));
    ((1..=2).contains(&digits) && alone).then_some(text.len() - (near.len() - digits))
}

/// Whether the words before a code say whose it is.
fn is_spelt(words: &str) -> bool {
    const NEAR: usize = 30;
    let near = before(words, words.len().saturating_sub(NEAR), words.len());
    !near.ends_with(|c: char| c.is_ascii_alphanumeric())
        && OWN.iter().any(|word| near.contains(word))
}

/// Whether something between marks is a code though nothing says so: between marks that are rare in
/// talk, with letters of both cases and digits; or alone in its line.
fn stands_out(text: &str, span: &Range<usize>, marks: [char; 2], code: &str) -> bool {
    let rare =
        ['！', '￥', '¥'].contains(&marks[0]) && ['！', '￥', '¥', '%', '％'].contains(&marks[1]);
    let behind = text[span.end..].trim_start_matches(is_gap);
    let alone = trimmed(last_line(&text[..span.start])).is_none()
        && (behind.is_empty() || behind.starts_with(['\n', '\r']));
    rare && (alone || sorts(code) == 3)
}

fn is_gap(c: char) -> bool {
    is_space(c) && c != '\n'
}

/// Of how many sorts the characters are: digits, small letters, capitals.
fn sorts(code: &str) -> usize {
    let sorts: [fn(&u8) -> bool; 3] =
        [u8::is_ascii_digit, u8::is_ascii_lowercase, u8::is_ascii_uppercase];
    sorts.iter().filter(|sort| code.bytes().any(|byte| sort(&byte))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        find(text).into_iter().filter_map(|found| found.code).collect()
    }

    #[test]
    fn a_code_stands_behind_a_number_or_a_name() {
        assert_eq!(codes("20:/！29KUN73nQllwi！"), ["29KUN73nQllwi"]);
        assert_eq!(codes("看 3:/(AbCdEfGhIjKl)打开"), ["AbCdEfGhIjKl"]);
        assert_eq!(codes("京东口令 ￥3DIFi3EsIAh￥"), ["3DIFi3EsIAh"]);
    }

    #[test]
    fn a_code_may_stand_alone() {
        assert_eq!(
            codes("￥3DIFi3EsIAhRkW￥、￥VBY2G6XMu8Dy7S%"),
            ["3DIFi3EsIAhRkW", "VBY2G6XMu8Dy7S"]
        );
    }

    #[test]
    fn what_people_write_is_none() {
        for text in [
            "￥i9CMbz0hLPo￥",
            "(iPhone17Pro)",
            "a(getUserName1)",
            "(13812345678)",
            "@Zhang3Feng2@",
            "http://a.cn:/(abcdefghij1)",
            "#Rust2024Edition#",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }
}
