//! The codes that stand without a link: ten to fourteen letters and digits between two marks, most
//! often behind a number (`20:/！29KUN73nQllwi！`).

use std::ops::Range;

use drawbridge_canon::share::Found;
use drawbridge_canon::share::words::{
    before, is_space, last_line, runs, skip_space, trimmed, turns,
};

/// How often the sort of character changes in a code, at least, where nothing else says that it is one:
/// in one of forty it changes less often.
const DRAWN: usize = 5;

/// The marks that begin a code, and end it; one of each, not always the same
/// (`￥VBY2G6XMu8Dy7S%`).
const MARKS: &[char] =
    &['！', '!', '￥', '¥', '(', '（', ')', '）', '#', '＃', '@', '＠', '$', '＄', '%', '％'];

/// Which of the marks are of currency. Eleven letters between two of these are another platform's
/// code.
const CURRENCY: &[char] = &['￥', '¥', '$', '＄'];

/// Words that say whose a code is.
const OWN: &[&str] = &["京东口令", "京喜口令", "京口令", "JD口令"];

/// What an app writes before a code, and people who copy one.
const LEADS: &[&str] = &["复制", "復制", "複製", "口令", "京东", "京喜", "描述", "这段", "整段"];

/// What is written behind a code.
const ENDS: &[&str] = &["后打开", "打开京东", "去京东", "复制", "後打開"];

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
    let numbered =
        number(&text[..span.start]).filter(|_| is_drawn(open, code, &text[..span.start]));
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

/// Whether what stands behind a number and a mark may be a code. In brackets and behind an `@` stand words
/// and names too: `见第2:/(Chapter12345)页`.
fn is_drawn(open: char, code: &str, before: &str) -> bool {
    /// How often the sort of character changes at least: in all but one of a hundred.
    const TURNS: usize = 3;
    let bracket = ['(', '（'].contains(&open);
    let rare = !bracket && !['@', '＠'].contains(&open);
    rare || (turns(code) >= TURNS && !(bracket && before.ends_with(is_space)))
}

/// How far before its end a text ends with a number that leads to a code: `20:/`. Without the colon it
/// is a ratio, a page or a size: `尺码36/(JDK2023110)`.
fn number(text: &str) -> Option<usize> {
    let near = text.trim_end().strip_suffix('/')?.strip_suffix([':', '：'])?;
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

/// Whether something between marks is a code though no number leads to it: between marks that are rare
/// in talk, where words of copying stand around it or it stands alone in its line; or where it is drawn
/// rather than typed, which a password is not (`密码是！Abcdef12345！`).
fn stands_out(text: &str, span: &Range<usize>, marks: [char; 2], code: &str) -> bool {
    let rare =
        ['！', '￥', '¥'].contains(&marks[0]) && ['！', '￥', '¥', '%', '％'].contains(&marks[1]);
    let behind = text[span.end..].trim_start_matches(is_gap);
    let alone = trimmed(last_line(&text[..span.start])).is_none()
        && (behind.is_empty() || behind.starts_with(['\n', '\r']));
    let near = last_line(&text[..span.start]).trim_end_matches(|c| is_gap(c) || "：:".contains(c));
    let led = LEADS.iter().any(|lead| near.ends_with(lead))
        || ENDS.iter().any(|end| skip_space(behind).starts_with(end));
    // Between exclamation marks stands anything that is said loudly.
    let drawn = marks[0] != '！' && sorts(code) == 3 && turns(code) >= DRAWN;
    rare && (alone || led || drawn)
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
        assert_eq!(codes("20：/￥29KUN73nQllwi￥"), ["29KUN73nQllwi"]);
        assert_eq!(codes("7:/@29KUN73nQllwi@"), ["29KUN73nQllwi"]);
        assert_eq!(codes("看 3:/(AbCdEfGhIjKl)打开"), ["AbCdEfGhIjKl"]);
        assert_eq!(codes("京东口令 ￥3DIFi3EsIAh￥"), ["3DIFi3EsIAh"]);
        assert_eq!(codes("复制！29KUN73nQllwi！打开京东"), ["29KUN73nQllwi"]);
        assert_eq!(codes("！29KUN73nQllwi！ 打开京东APP"), ["29KUN73nQllwi"]);
        assert_eq!(codes("好的\n！29KUN73nQllwi！\n"), ["29KUN73nQllwi"]);
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
            "密码是！Abcdef12345！",
            "wifi密码：！Qwer1234Tyui！",
            "我的密码！aB3dE6gH9jK2！别告诉别人",
            "今晚八点 3:/ (meeting2026Q4)",
            "库存12/(SKU20231101)，要的快",
            "尺码36/(JDK2023110)还有吗",
            "见第2/(Chapter12345)页",
            "见第2:/(Chapter12345)页",
            "下单20/@user1234567 !",
            "下单20:/@user1234567 !",
            "共20/！abcDEF12345！",
            "会员号￥Zhang2026Feng￥",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }
}
