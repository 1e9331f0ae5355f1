//! The words around a link: what share texts are taken apart with.
//!
//! People paste such texts with lost newlines, other white space and other marks than the app
//! wrote. So all that is read here passes over white space, seen or not, and takes a mark in each
//! of its widths.

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

/// The brackets of heads and names: `【…】`.
pub const HEAD: &[(char, char)] = &[('【', '】'), ('[', ']'), ('［', '］'), ('〖', '〗')];

/// The brackets of titles: `「…」`.
pub const QUOTE: &[(char, char)] = &[('「', '」'), ('｢', '｣'), ('『', '』'), ('“', '”')];

/// No words further away belong to a link, in bytes: a title of the longest that platforms permit,
/// with the sentences around it, in Chinese.
pub const REACH: usize = 1_500;

/// White space, seen or not. What joins emoji is none.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Without white space at the front.
pub fn skip_space(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

/// Without white space at both ends; nothing if nothing is left.
pub fn trimmed(text: &str) -> Option<&str> {
    Some(text.trim_matches(is_space)).filter(|text| !text.is_empty())
}

/// What stands before `at`, no further than [`REACH`] and not before `from`.
pub fn before(text: &str, from: usize, at: usize) -> &str {
    let from = ceil(text, from.max(at.saturating_sub(REACH)));
    text.get(from..at).unwrap_or_default()
}

/// What stands from `at` on, no further than [`REACH`] and not beyond `to`.
pub fn after(text: &str, at: usize, to: usize) -> &str {
    let to = ceil(text, to.min(at.saturating_add(REACH)).min(text.len()));
    text.get(at..to).unwrap_or_default()
}

/// The next character's beginning.
fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// A mark in one of its widths.
fn narrow(c: char) -> char {
    match c {
        '，' => ',',
        '！' => '!',
        '：' => ':',
        '？' => '?',
        '（' => '(',
        '）' => ')',
        '【' | '［' | '〖' => '[',
        '】' | '］' | '〗' => ']',
        _ => c,
    }
}

/// What follows a phrase with which `text` begins, in any widths and with any white space.
fn after_phrase<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text;
    for c in phrase.chars().filter(|c| !is_space(*c)) {
        rest = skip_space(rest);
        let mark = rest.chars().next().filter(|mark| narrow(*mark) == narrow(c))?;
        rest = &rest[mark.len_utf8()..];
    }
    Some(rest)
}

/// Where a phrase stands in `text` for the first time, in any widths and with any white space.
pub fn find(text: &str, phrase: &str) -> Option<Range<usize>> {
    let first = narrow(phrase.chars().next()?);
    let starts = text.char_indices().filter(|(_, c)| narrow(*c) == first);
    let mut found = starts.filter_map(|(at, _)| {
        after_phrase(&text[at..], phrase).map(|rest| at..text.len() - rest.len())
    });
    found.next()
}

/// Where it stands there for the last time.
pub fn rfind(text: &str, phrase: &str) -> Option<Range<usize>> {
    let first = narrow(phrase.chars().next()?);
    let starts = text.char_indices().rev().filter(|(_, c)| narrow(*c) == first);
    let mut found = starts.filter_map(|(at, _)| {
        after_phrase(&text[at..], phrase).map(|rest| at..text.len() - rest.len())
    });
    found.next()
}

/// What stands before the first of these phrases with which `text` ends.
pub fn strip_end<'a>(text: &'a str, phrases: &[&str]) -> Option<&'a str> {
    let text = text.trim_end_matches(is_space);
    let before = |phrase: &&str| {
        rfind(text, phrase).filter(|at| at.end == text.len()).map(|at| &text[..at.start])
    };
    phrases.iter().find_map(before)
}

/// Strips the first of these phrases that `text` begins with, white space before it too.
pub fn strip<'a>(text: &'a str, phrases: &[&str]) -> Option<&'a str> {
    let text = skip_space(text);
    phrases.iter().find_map(|phrase| after_phrase(text, phrase))
}

/// What is left behind all of these words that follow in any order, with the punctuation between
/// them. The punctuation behind the last one stays.
pub fn strip_all<'a>(text: &'a str, words: &[&str]) -> &'a str {
    let mut rest = text;
    loop {
        let next = rest.trim_start_matches(|c| is_space(c) || "，,。；;、".contains(c));
        match strip(next, words) {
            Some(behind) => rest = behind,
            None => return rest,
        }
    }
}

/// Whether `text` begins with one of these brackets.
pub fn opens(text: &str, pairs: &[(char, char)]) -> bool {
    pairs.iter().any(|(open, _)| text.starts_with(*open))
}

/// The text in the brackets with which `text` begins, and what follows them. Brackets of the same
/// kind within are balanced; where they are not, the first that closes does.
pub fn bracketed<'a>(text: &'a str, pairs: &[(char, char)]) -> Option<(&'a str, &'a str)> {
    let (open, close) = *pairs.iter().find(|(open, _)| text.starts_with(*open))?;
    let inner = &text[open.len_utf8()..];
    let mut depth = 1_usize;
    for (at, c) in inner.char_indices() {
        depth = if c == open { depth + 1 } else { depth - usize::from(c == close) };
        if depth == 0 {
            return Some((&inner[..at], &inner[at + close.len_utf8()..]));
        }
    }
    inner.split_once(close)
}

/// As [`bracketed`], but where a later one that closes in the same line is followed by one of these
/// words, it is the one that closes: a title may hold any brackets itself. It holds no second share
/// text: no link stands in between.
pub fn bracketed_until<'a>(
    text: &'a str,
    pairs: &[(char, char)],
    words: &[&str],
) -> Option<(&'a str, &'a str)> {
    let (open, close) = *pairs.iter().find(|(open, _)| text.starts_with(*open))?;
    let inner = &text[open.len_utf8()..];
    let balanced = bracketed(text, pairs)?;
    let one_text = |title: &str| {
        let more = title.get(balanced.0.len()..).unwrap_or_default();
        !more.contains("http") && !more.contains('\n')
    };
    let closing = inner.match_indices(close).find_map(|(at, mark)| {
        let (title, rest) = (&inner[..at], &inner[at + mark.len()..]);
        (strip(rest, words).is_some() && one_text(title)).then_some((title, rest))
    });
    Some(closing.unwrap_or(balanced))
}

/// What stands before the brackets with which `text` ends, and the text in them. Brackets of the
/// same kind within are balanced; where they are not, the first that opens does.
pub fn bracketed_behind<'a>(text: &'a str, pairs: &[(char, char)]) -> Option<(&'a str, &'a str)> {
    let (open, close) = *pairs.iter().find(|(_, close)| text.ends_with(*close))?;
    let inner = &text[..text.len() - close.len_utf8()];
    let mut depth = 1_usize;
    for (at, c) in inner.char_indices().rev() {
        depth = if c == close { depth + 1 } else { depth - usize::from(c == open) };
        if depth == 0 {
            return Some((&inner[..at], &inner[at + open.len_utf8()..]));
        }
    }
    inner.split_once(open)
}

/// The last of these names in brackets, `【某站】`: how far before the end of `text` it begins, and
/// which of the names it is.
pub fn last_head(text: &str, names: &[&str]) -> Option<(usize, usize)> {
    let at = |(which, name): (usize, &&str)| {
        let begins = text.rmatch_indices(name).find_map(|(at, _)| {
            let rest = &text[at + name.len()..];
            let (open, _) = HEAD.iter().find(|(_, close)| rest.starts_with(*close))?;
            text[..at].strip_suffix(*open).map(str::len)
        })?;
        Some((text.len() - begins, which))
    };
    names.iter().enumerate().filter_map(at).min()
}

/// The title in quotes that follows a link, after a sign of at most a dozen letters and marks
/// (`CZ3457 「…」`), and what follows the words that stand behind it.
pub fn quoted_title<'a>(text: &'a str, tails: &[&str]) -> Option<(&'a str, &'a str)> {
    const SIGN: usize = 12;
    let near = skip_space(text);
    let sign = near.find(|c: char| is_space(c) || !c.is_ascii()).unwrap_or(near.len());
    let quoted = if opens(near, QUOTE) { near } else { skip_space(near.get(sign..)?) };
    if sign > SIGN {
        return None;
    }
    let (title, rest) = bracketed_until(quoted, QUOTE, tails)?;
    Some((title, strip_all(rest, tails)))
}

/// What stands behind the last newline, no further back than [`REACH`].
pub fn last_line(text: &str) -> &str {
    let near = before(text, 0, text.len());
    near.rsplit(['\n', '\r']).next().unwrap_or_default()
}

/// Whether a text is a number as platforms count their things by: one to twenty digits.
pub fn is_number(id: &str) -> bool {
    (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// A link that was copied out of a page's source without the escapes that it has there, twice perhaps:
/// `?a=1&amp;b=2`.
pub fn unescaped(link: &str) -> Cow<'_, str> {
    let mut link = Cow::Borrowed(link);
    while link.contains("&amp;") {
        link = Cow::Owned(link.replace("&amp;", "&"));
    }
    link
}

/// Whether a pair of brackets and what stands in it is one of the faces that messengers write for what
/// has no emoji: `[捂脸]`, `[OK]`. Heads of share texts are longer, or stand in `【】`.
pub fn is_face(open: &str, inner: &str) -> bool {
    /// The longest name of a face, in characters.
    const FACE: usize = 5;
    let named = |c: char| c.is_alphanumeric() || c == '/';
    open.starts_with('[') && inner.chars().count() <= FACE && inner.chars().all(named)
}

/// How often the sort of character changes in a code: digits, small letters, capitals. Codes are drawn
/// from all three at random and change at two places in three; what people write (`Qwer1234Tyui`) keeps
/// to a sort for a while.
pub fn turns(code: &str) -> usize {
    let sort = |byte: &u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    let bytes = code.as_bytes();
    bytes.windows(2).filter(|pair| sort(&pair[0]) != sort(&pair[1])).count()
}

/// Every run of so many ASCII letters and digits, no more: where codes may stand.
pub fn runs(text: &str, lengths: RangeInclusive<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    let mut next = move || {
        let bytes = text.as_bytes();
        let start = from + bytes[from..].iter().position(u8::is_ascii_alphanumeric)?;
        from = start + alphanumerics(&text[start..]);
        Some(start..from)
    };
    std::iter::from_fn(move || {
        loop {
            let run = next()?;
            if lengths.contains(&run.len()) {
                return Some(run);
            }
        }
    })
}

/// How many ASCII letters and digits `text` begins with.
pub fn alphanumerics(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphanumeric).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_that_is_torn_is_none() {
        assert_eq!(last_head("某站】x", &["某站"]), None);
        assert_eq!(last_head("看【某站】x", &["某站"]), Some(("【某站】x".len(), 0)));
    }

    #[test]
    fn brackets_are_balanced_where_they_can_be() {
        assert_eq!(bracketed("「a「b」c」d", QUOTE), Some(("a「b」c", "d")));
        assert_eq!(bracketed("「a「b」d", QUOTE), Some(("a「b", "d")));
        assert_eq!(bracketed("a「b」", QUOTE), None);
        assert_eq!(bracketed_behind("x【a【b】】", HEAD), Some(("x", "a【b】")));
        assert_eq!(bracketed_behind("x【a】b】", HEAD), Some(("x", "a】b")));
    }

    #[test]
    fn words_behind_tell_which_bracket_closes() {
        assert_eq!(bracketed_until("「a」b」\n点开", QUOTE, &["点开"]), Some(("a」b", "\n点开")));
        assert_eq!(bracketed_until("「a」b", QUOTE, &["点开"]), Some(("a", "b")));
    }

    #[test]
    fn the_last_head_is_the_nearest() {
        assert_eq!(last_head("【a】[b] x", &["a", "b"]), Some((5, 1)));
        assert_eq!(last_head("【a] x", &["a"]), None);
    }

    #[test]
    fn a_sign_may_stand_before_a_title() {
        assert_eq!(quoted_title(" CZ12 「a」b", &[]), Some(("a", "b")));
        assert_eq!(quoted_title("「a」 b", &["b"]), Some(("a", "")));
        assert_eq!(quoted_title(" what they say is 「a」", &[]), None);
    }

    #[test]
    fn faces_are_short_and_in_small_brackets() {
        for (open, inner, face) in [
            ("[", "捂脸", true),
            ("[", "OK", true),
            ("[", "/呲牙", true),
            ("【", "求助", false),
            ("[", "一二三四五六", false),
            ("[", "a-b", false),
        ] {
            assert_eq!(is_face(open, inner), face, "{open}{inner}");
        }
    }

    #[test]
    fn what_is_drawn_turns_more_often_than_what_is_typed() {
        let drawn = ["29KUN73nQllwi", "3DIFi3EsIAhRkW", "9RXMXpz7rhF"];
        assert!(drawn.iter().all(|code| turns(code) >= 5), "{:?}", drawn.map(turns));
        let typed = ["Abcdef12345", "Qwer1234Tyui", "meeting2026Q4", "Zhang2026Feng"];
        assert!(typed.iter().all(|code| turns(code) < 5), "{:?}", typed.map(turns));
        assert_eq!(turns(""), 0);
    }

    #[test]
    fn runs_are_as_long_as_they_are() {
        let found: Vec<_> = runs("ab 中abc，abcd-ab", 2..=3).collect();
        assert_eq!(found, [0..2, 6..9, 17..19]);
    }

    #[test]
    fn a_window_never_cuts_a_character() {
        let text = "中".repeat(2_000);
        assert!(before(&text, 0, 3_000).len() <= REACH);
        assert!(after(&text, 3, text.len()).len() <= REACH + 2);
        assert_eq!(after("中a", 3, 1_000), "a");
    }

    #[test]
    fn a_phrase_may_have_any_widths_and_spaces() {
        assert_eq!(find("看， 打开[某站] 吧", "，打开【某站】"), Some(3..21));
        assert_eq!(rfind("a b a b", "ab"), Some(4..7));
        assert_eq!(strip_end("题 发了,一起看! ", &["发了，一起看！"]), Some("题 "));
        assert_eq!(strip(" 复制, 打开x", &["复制，打开"]), Some("x"));
        assert_eq!(find("a", ""), None);
    }

    #[test]
    fn unseen_space_is_space() {
        assert_eq!(skip_space("\u{feff}\u{3000}\u{200b} a"), "a");
        assert_eq!(strip_all("，a 。b，c。", &["a", "b"]), "，c。");
        assert_eq!(trimmed(" \u{200b}"), None);
    }
}
