//! Finding its share texts and links in a message.

use std::ops::Range;

use drawbridge_canon::share::words::{
    HEAD, after, before, bracketed_behind, is_space, last_line, strip, strip_all, strip_end,
    trimmed,
};
use drawbridge_canon::share::{Found, Kind, Link, Message};

use super::hosts::HOSTS;

/// How the head of a text ends that holds title and author.
const SITE: &[&str] = &["| 小红书 - 你的生活指南", "| 小红书"];

/// How a text goes on that names the author alone.
const NOTE: &[&str] = &[
    "发布了一篇小红书笔记，快来看吧！",
    "发布了一篇小红书笔记，快来看吧!",
    "发布了一篇小红书笔记",
];

/// What stands behind the link.
const TAILS: &[&str] = &[
    "复制本条信息",
    "打开【小红书】App查看精彩内容！",
    "打开【小红书】查看精彩内容！",
    "复制后打开【小红书】查看笔记！",
    "复制后打开【小红书】查看笔记",
];

/// Every link of its own with the words around it.
pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let links = message.rooms(HOSTS).into_iter();
    links.map(|(link, room)| around(message.text, link, &room)).collect()
}

fn around(text: &str, link: &Link<'_>, room: &Range<usize>) -> Found {
    let mut found = Found::link(link);
    let words = before(text, room.start, link.span.start);
    let behind = after(text, found.span.end, room.end);
    let rest = strip_all(behind, TAILS);
    let copied = behind.len() > rest.len();
    if let Some(start) = told(words, &mut found) {
        found.shape = "share";
        found.span.start = link.span.start - (words.len() - start);
    } else if copied && strip(behind, &["复制后打开"]).is_some() {
        // The newest form: `题… http://xhslink.com/o/… 复制后打开【小红书】查看笔记！`
        let title = last_line(words);
        found.shape = "share";
        found.title = trimmed(title).map(str::to_owned);
        found.span.start = link.span.start - title.len();
    }
    if copied {
        found.shape = "share";
        found.span.end += behind.len() - rest.len();
    }
    found
}

/// What the words before a link say, whichever part of them was copied: where they begin.
fn told(words: &str, found: &mut Found) -> Option<usize> {
    let coded = code(words);
    let before = coded.map_or(words, |(before, ..)| before);
    let head = titled(before, found).or_else(|| by(before, found));
    let (before, code, mark) = coded.unwrap_or((words, "", ' '));
    // Without a head anything may stand there: `👉 iPhone17Pro 👉`, `- 13812345678 -`.
    let alone = code.len() == LENGTH && !mark.is_ascii();
    if !code.is_empty() && (head.is_some() || found.kind.is_some() || alone) {
        found.code = Some(code.to_owned());
        return Some(head.unwrap_or(before.len()));
    }
    head
}

/// How long a code is today. Older ones and those that others wrote down have another length.
const LENGTH: usize = 15;

/// The code between two emoji of a kind at the end of a text, `😆 jae0CHZjV76kRRt 😆 `, with what
/// stands before them, and the emoji.
fn code(words: &str) -> Option<(&str, &str, char)> {
    let (words, mark) = ends_with_mark(words)?;
    let near = words.trim_end_matches(is_space);
    let letters = near.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let (before, code) = near.split_at(near.len() - letters);
    let (before, other) = ends_with_mark(before)?;
    ((10..=16).contains(&letters) && mark == other).then_some((before, code, mark))
}

/// The emoji at the end of a text, and what stands before it.
fn ends_with_mark(words: &str) -> Option<(&str, char)> {
    let near = words.trim_end_matches(|c| is_space(c) || c == '\u{fe0f}');
    let mark = near.chars().next_back().filter(|c| !c.is_alphanumeric())?;
    Some((&near[..near.len() - mark.len_utf8()], mark))
}

/// `【题 - 作者 | 小红书 - 你的生活指南】`: where it begins.
fn titled(words: &str, found: &mut Found) -> Option<usize> {
    let (rest, head) = bracketed_behind(words.trim_end_matches(is_space), HEAD)?;
    let named = strip_end(head, SITE)?;
    let (title, author) = named.rsplit_once(" - ").unwrap_or((named, ""));
    found.title = trimmed(title).map(str::to_owned);
    found.author = trimmed(author).map(str::to_owned);
    found.kind = Some(Kind::Article);
    Some(counted(rest))
}

/// Where the number begins that stands before some heads, `31 `; the end of the words if none does.
fn counted(words: &str) -> usize {
    let near = words.trim_end_matches(is_space);
    let number = near.trim_end_matches(|c: char| c.is_ascii_digit());
    let alone = number.is_empty() || number.ends_with(is_space);
    let has_one = near.len() < words.len() && (1..=3).contains(&(near.len() - number.len()));
    if alone && has_one { number.len() } else { words.len() }
}

/// `40 作者发布了一篇小红书笔记，快来看吧！`: where it begins.
fn by(words: &str, found: &mut Found) -> Option<usize> {
    let near = words.trim_end_matches(is_space);
    let named = strip_end(near, NOTE)?;
    found.kind = Some(Kind::Article);
    let line = last_line(named);
    let numbers = line.char_indices().rev().filter(|(_, c)| is_space(*c));
    let mut found_at = numbers.filter_map(|(at, space)| {
        let digits = line[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        let start = at - digits;
        let alone = start == 0 || line[..start].ends_with(is_space);
        ((1..=3).contains(&digits) && alone).then_some((start, at + space.len_utf8()))
    });
    let (start, name) = found_at.next()?;
    found.author = trimmed(&line[name..]).map(str::to_owned);
    Some(named.len() - line.len() + start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Title, author and code, and the part of the text that the find takes up.
    type Read<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, &'a str);

    fn check(text: &str, (title, author, code, span): Read<'_>) {
        let found = &find(&Message::of(text))[0];
        let told = (found.title.as_deref(), found.author.as_deref(), found.code.as_deref());
        assert_eq!(told, (title, author, code), "{text}");
        assert_eq!(&text[found.span.clone()], span, "{text}");
        let said = title.is_some() || author.is_some();
        assert_eq!(found.kind, said.then_some(Kind::Article), "{text}");
    }

    #[test]
    fn a_text_may_be_copied_in_part_or_in_a_browser() {
        let (title, author) = (Some("题 - 二"), Some("作者"));
        let page =
            "https://www.xiaohongshu.com/discovery/item/642828fe000000001101397d?source=webshare";
        let head = "31 【题 - 二 - 作者 | 小红书 - 你的生活指南】";
        for (words, link, code) in [
            (" 😆 rG3al4M69bcd82t 😆 ", page, Some("rG3al4M69bcd82t")),
            (" 😆 52QxCQmrMDL3Yja 😆 \n", page, Some("52QxCQmrMDL3Yja")),
            (" 😆 rG3al4M69bcd 😆 ", "http://xhslink.com/m/1gJ5tOG6M1b", Some("rG3al4M69bcd")),
            (" ", "http://xhslink.com/m/1gJ5tOG6M1b", None),
        ] {
            let whole = format!("{head}{words}{link}");
            check(&format!("看 {whole}"), (title, author, code, &whole));
        }
        let note = "40 小红发布了一篇小红书笔记，快来看吧！ http://xhslink.com/a/JEF7CXDbSuFab";
        check(note, (None, Some("小红"), None, note));
        let coded = "😆 rG3al4M69bcd82t 😆 https://www.xiaohongshu.com/explore/1";
        check(&format!("看 {coded}"), (None, None, Some("rG3al4M69bcd82t"), coded));
    }

    #[test]
    fn what_people_write_before_a_link_is_neither_code_nor_head() {
        for words in [
            "👉 iPhone17Pro 👉 ",
            "- 13812345678 - ",
            "- abcdefgh1234567 - ",
            "【好物 - 分享】 ",
            "看看 2026 ",
        ] {
            let link = "https://www.xiaohongshu.com/explore/1";
            check(&format!("{words}{link}"), (None, None, None, link));
        }
    }
}
