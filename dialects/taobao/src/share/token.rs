//! The codes that stand without a link: eleven letters and digits between two marks of currency.

use std::ops::Range;

use drawbridge_canon::share::words::{alphanumerics, is_space, last_line, trimmed};

/// The marks that were seen, from the sources in `MAPPING.md`.
const MARKS: &[char] = &['￥', '¥', '$', '＄', '€', '£', '￡', '₤', '₴', '₳', '¢', '￠', '₰', '₲'];

/// How long a code is.
pub(super) const LENGTH: usize = 11;

/// What an app writes before a code.
const LEADS: &[&str] = &[":/", "：/", "描述", "复制", "復制", "復·制", "複製", "口令"];

/// A code in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// With its marks.
    pub(super) span: Range<usize>,
    /// Without them.
    pub(super) code: &'a str,
}

/// Whether the words between a title and a code are those that an app puts there.
pub(super) fn leads_to_a_code(words: &str) -> bool {
    const LONGEST: usize = 90;
    let near = words.trim_start_matches(|c| is_space(c) || "，,。".contains(c));
    let copying = near.is_empty() || near.starts_with(['复', '復', '複', '长']);
    words.len() <= LONGEST && !words.contains(MARKS) && !words.contains('\n') && copying
}

/// All codes of a message.
pub(super) fn find(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(MARKS).map(|at| from + at) {
        let mark = text[start..].chars().next().map_or(1, char::len_utf8);
        from = start + mark;
        let Some(token) = token(text, start, mark) else { continue };
        from = token.span.end;
        found.push(token);
    }
    found
}

fn token(text: &str, start: usize, mark: usize) -> Option<Token<'_>> {
    let from = start + mark;
    if alphanumerics(&text[from..]) != LENGTH {
        return None;
    }
    let code = &text[from..from + LENGTH];
    let end = text[from + LENGTH..].chars().next().filter(|c| MARKS.contains(c))?;
    let span = start..from + LENGTH + end.len_utf8();
    let before = text[..start].bytes().last();
    let is_code = looks_like_one(code) && (end != '$' || is_meant(text, &span, code));
    (is_code && !before.is_some_and(|byte| byte.is_ascii_alphanumeric()))
        .then_some(Token { span, code })
}

/// Codes are drawn from all letters and digits. One of a single sort is a number or a word: one
/// code in six thousand is like that.
fn looks_like_one(code: &str) -> bool {
    let sorts: [fn(&u8) -> bool; 3] =
        [u8::is_ascii_digit, u8::is_ascii_lowercase, u8::is_ascii_uppercase];
    sorts.iter().filter(|sort| code.bytes().any(|byte| sort(&byte))).count() > 1
}

/// Whether something between dollar signs is meant as a code: programs and formulas are full of
/// those (`$getUserName$`). It is where words of copying stand around it, where it is a line of its
/// own, or where it has letters of both cases and digits.
fn is_meant(text: &str, span: &Range<usize>, code: &str) -> bool {
    let sorts = [
        code.bytes().any(|byte| byte.is_ascii_digit()),
        code.bytes().any(|byte| byte.is_ascii_lowercase()),
        code.bytes().any(|byte| byte.is_ascii_uppercase()),
    ];
    let line = last_line(&text[..span.start]).trim_end_matches(is_space);
    let rest = text[span.end..].lines().next().unwrap_or_default();
    sorts == [true; 3]
        || (line.is_empty() && trimmed(rest).is_none())
        || LEADS.iter().any(|lead| line.ends_with(lead))
        || rest.starts_with('后')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|token| token.code).collect()
    }

    #[test]
    fn a_code_stands_between_any_two_marks() {
        assert_eq!(codes("描述￥i9CMbz0hLPo￥后€g1IVbaMXxxK€"), ["i9CMbz0hLPo", "g1IVbaMXxxK"]);
        assert_eq!(codes("4👈 xixi:/₴9RXMXpz7rhF₴ x"), ["9RXMXpz7rhF"]);
        assert_eq!(codes("7:/ $AbcdefghIJK$"), ["AbcdefghIJK"]);
    }

    #[test]
    fn a_price_a_word_and_a_variable_are_none() {
        for text in [
            "价格是￥199￥起",
            "￥19900000000￥",
            "$placeholder$",
            "echo $getUserName$ in code",
            "US$i9CMbz0hLPo$",
            "￥i9CMbz0hLPoo￥",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }
}
