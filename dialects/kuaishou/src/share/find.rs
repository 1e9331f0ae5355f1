//! Finding its share texts and links in a message.

use std::ops::Range;

use drawbridge_canon::share::words::{
    HEAD, after, before, bracketed_behind, find as find_phrase, is_space, last_line, skip_space,
    strip_all, strip_end, trimmed,
};
use drawbridge_canon::share::{Found, Kind, Link, Message};

use super::hosts::HOSTS;

/// What stands behind a title, at its beginning.
const BEHIND: &[&str] = &[
    "该作品在快手被播放过",
    "复制此消息，打开【快手",
    "复制此链接，打开【快手",
    "复制此消息,打开【快手",
];

/// How a text ends.
const ENDS: &[&str] = &["直接观看！", "直接观看"];

/// What somebody does who has made something.
const MADE: &str = "发了一个快手作品，一起来看！";

/// Every link of its own with the words around it.
pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let links = message.rooms(HOSTS).into_iter();
    links.map(|(link, room)| around(message.text, link, &room)).collect()
}

fn around(text: &str, link: &Link<'_>, room: &Range<usize>) -> Found {
    let mut found = Found::link(link);
    let behind = after(text, found.span.end, room.end);
    let Some((at, end)) = ends(behind) else { return found };
    found.shape = "share";
    found.kind = Some(Kind::Video);
    found.span.end += end;
    let title = behind[..at].trim_matches(is_space);
    if let Some(author) = strip_end(title, &[MADE]) {
        found.author = trimmed(author.trim_start_matches(['@', ' '])).map(str::to_owned);
    } else if !title.is_empty() {
        found.title = Some(title.to_owned());
    } else {
        found.span.start = before_link(before(text, room.start, link.span.start), &mut found);
    }
    found
}

/// The older form, in which the words stand before the link: `题 https://… 复制此消息，…`, and
/// `某系列【作者】发了一个快手作品，一起来看！ http://… 复制此链接，…`. Says where it begins.
fn before_link(words: &str, found: &mut Found) -> usize {
    let line = last_line(words);
    let near = line.trim_end_matches(is_space);
    if let Some(named) = strip_end(near, &[MADE]) {
        let (title, author) = bracketed_behind(named, HEAD).unwrap_or(("", named));
        found.author = trimmed(author).map(str::to_owned);
        found.title = trimmed(title).map(str::to_owned);
    } else {
        found.title = trimmed(near).map(str::to_owned);
    }
    found.span.start - line.len()
}

/// Where the words that its app puts behind a title begin in a text, and where they end.
fn ends(text: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 160;
    let at = BEHIND.iter().filter_map(|word| Some(find_phrase(text, word)?.start)).min()?;
    let rest = &text[at..];
    let near = before(rest, 0, rest.len().min(LONGEST));
    let near = if near.is_empty() { rest } else { near };
    let end = ENDS.iter().find_map(|end| Some(find_phrase(near, end)?.end));
    let end = end.unwrap_or_else(|| rest.len() - strip_all(skip_space(rest), BEHIND).len());
    Some((at, at + end))
}
