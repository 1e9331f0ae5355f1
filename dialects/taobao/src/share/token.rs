//! The codes that stand without a link: eleven letters and digits between two marks of currency.

use std::ops::Range;

use drawbridge_canon::share::words::{after, is_space, last_line, runs, trimmed, turns};

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
    let mut found: Vec<Token<'_>> = Vec::new();
    for run in runs(text, LENGTH..=LENGTH) {
        // One mark does not end a code and begin the next.
        let from = found.last().map_or(0, |before| before.span.end);
        found.extend(token(text, from, run));
    }
    found
}

fn token(text: &str, from: usize, run: Range<usize>) -> Option<Token<'_>> {
    let mark = |c: &char| MARKS.contains(c);
    // A messenger may have put a space between code and mark.
    let before = text.get(from..run.start)?.trim_end_matches(is_gap);
    let behind = text[run.end..].trim_start_matches(is_gap);
    let open = before.chars().next_back().filter(mark)?;
    let close = behind.chars().next().filter(mark)?;
    let code = &text[run];
    let start = from + before.len() - open.len_utf8();
    let span = start..text.len() - behind.len() + close.len_utf8();
    let against = text[..span.start].ends_with(|c: char| c.is_ascii_alphanumeric());
    let doubtful = ['$', '＄'].contains(&close) || !of_both_cases(code) || is_written(code);
    let is_code = looks_like_one(code) && (!doubtful || is_meant(text, &span));
    (is_code && !against).then_some(Token { span, code })
}

fn is_gap(c: char) -> bool {
    is_space(c) && c != '\n'
}

/// Codes are drawn from all letters and digits. One of a single sort is a number or a word: one
/// code in six thousand is like that.
fn looks_like_one(code: &str) -> bool {
    let sorts: [fn(&u8) -> bool; 3] =
        [u8::is_ascii_digit, u8::is_ascii_lowercase, u8::is_ascii_uppercase];
    sorts.iter().filter(|sort| code.bytes().any(|byte| sort(&byte))).count() > 1
}

/// One code in two hundred lacks one of the cases; numbers of orders do.
fn of_both_cases(code: &str) -> bool {
    code.bytes().any(|byte| byte.is_ascii_lowercase())
        && code.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether something reads like names of things written together (`AirPodsPro2`, `iPhone15Pro`) or
/// changes its sort as seldom as they do. Of what is drawn one in twenty is so.
fn is_written(code: &str) -> bool {
    const DRAWN: usize = 4;
    let small = |text: &str| text.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    // A first word may begin small; each further one is a capital and two small letters at least, or digits.
    let mut rest = &code[small(code)..];
    while let Some(first) = rest.bytes().next() {
        let word = match first {
            b'0'..=b'9' => digits(rest),
            _ => 1 + small(&rest[1..]),
        };
        if !first.is_ascii_digit() && word < 3 {
            break;
        }
        rest = &rest[word..];
    }
    rest.is_empty() || turns(code) < DRAWN
}

/// Whether something is meant as a code that may well be something else: between dollar signs, of which
/// programs and formulas are full (`$getUserName$`, `A=$MyAppHome12$B`), without letters of both
/// cases (`￥JD20261130A￥`), or written in words (`￥AirPodsPro2￥`). It is where words of copying stand
/// around it, or where it is a line of its own.
fn is_meant(text: &str, span: &Range<usize>) -> bool {
    let line =
        last_line(&text[..span.start]).trim_end_matches(|c| is_space(c) || ":：".contains(c));
    let rest = after(text, span.end, text.len()).lines().next().unwrap_or_default();
    (line.is_empty() && trimmed(rest).is_none())
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
        assert_eq!(codes("￥ i9CMbz0hLPo ￥"), ["i9CMbz0hLPo"]);
        assert_eq!(codes("复制$i9CMbz0hLPo$后打开"), ["i9CMbz0hLPo"]);
        assert_eq!(codes("看\n$i9CMbz0hLPo$\n"), ["i9CMbz0hLPo"]);
        assert_eq!(codes("复制￥I9CMBZ0HLPO￥"), ["I9CMBZ0HLPO"]);
        assert_eq!(codes("看￥AEpabxiRg0u￥吧"), ["AEpabxiRg0u"]);
        assert_eq!(codes("复制￥AirPodsPro2￥后"), ["AirPodsPro2"]);
        assert_eq!(codes("淘口令：￥abcdefgHijk￥ 快买"), ["abcdefgHijk"]);
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
            "变量 $fooBarBaz12$",
            "export A=$MyAppHome12$ABC",
            "订单号￥JD20261130A￥",
            "💰￥AirPodsPro2￥💰只要899",
            "特价￥iPhone15Pro￥到手",
            "￥MacBookPro1￥和￥iphonePro15￥",
            "看￥getUserName￥吧",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }
}
