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
    if !link.host.ends_with("xhslink.com") {
        return found;
    }
    let words = before(text, room.start, link.span.start);
    let behind = after(text, found.span.end, room.end);
    let rest = strip_all(behind, TAILS);
    let copied = behind.len() > rest.len();
    if let Some((before, code)) = code(words) {
        found.shape = "share";
        found.code = Some(code.to_owned());
        let start = titled(before, &mut found).or_else(|| by(before, &mut found));
        found.span.start = link.span.start - (words.len() - start.unwrap_or(before.len()));
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

/// The code between two emoji of a kind at the end of a text, `😆 jae0CHZjV76kRRt 😆 `, and what
/// stands before them.
fn code(words: &str) -> Option<(&str, &str)> {
    const LENGTH: usize = 15;
    let (words, mark) = ends_with_mark(words)?;
    let near = words.trim_end_matches(is_space);
    let letters = near.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let (before, code) = near.split_at(near.len() - letters);
    let (before, other) = ends_with_mark(before)?;
    (letters == LENGTH && mark == other).then_some((before, code))
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
    Some(rest.len())
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
