//! Finding codes in a message.

use std::ops::Range;

use super::read::{is_fence, is_gap, narrow};
use super::{Code, LENGTH};

/// How far before a code its word may stand, in characters.
const NEAR: usize = 8;

/// The codes in a message, in order, each with where it stands: from `DB` to its last sign.
///
/// `DB` alone makes no code of what follows: a `#` stands before or behind it, or the word 口令 or
/// "code" before; and the check fits. So nothing in ordinary talk is one.
pub fn find(text: &str) -> Vec<(Range<usize>, Code)> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let begins = narrow(c) == 'D' && !before.is_some_and(is_sign);
        before = Some(c);
        if at < from || !begins {
            continue;
        }
        let Some((end, code)) = code_at(&text[at..]) else { continue };
        let span = at..at + end;
        if is_meant(text, &span) {
            from = span.end;
            found.push((span, code));
        }
    }
    found
}

fn is_sign(c: char) -> bool {
    narrow(c).is_ascii_alphanumeric()
}

/// `DB` and eight signs, with gaps anywhere, and no ninth sign right behind; where it ends.
fn code_at(text: &str) -> Option<(usize, Code)> {
    let mut signs = text.char_indices().filter(|(_, c)| !is_gap(*c));
    let mut end = 0;
    for (place, (at, c)) in signs.by_ref().take(LENGTH + 2).enumerate() {
        let expected = ["D", "B"].get(place).is_none_or(|mark| mark.starts_with(narrow(c)));
        if !expected || !is_sign(c) {
            return None;
        }
        end = at + c.len_utf8();
    }
    if text[end..].chars().next().is_some_and(is_sign) {
        return None;
    }
    Some((end, Code::read(&text[..end]).ok()?))
}

fn is_meant(text: &str, span: &Range<usize>) -> bool {
    let ahead = text[..span.start].chars().rev().filter(|c| !is_gap(*c));
    let near: String = ahead.take(NEAR).collect::<Vec<_>>().into_iter().rev().collect();
    let behind = text[span.end..].chars().find(|c| !is_gap(*c));
    near.ends_with(is_fence)
        || behind.is_some_and(is_fence)
        || near.contains("口令")
        || near.to_ascii_lowercase().contains("code")
}
