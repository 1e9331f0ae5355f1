//! Finding its share texts, codes and links in a message.

use std::ops::Range;

use drawbridge_canon::share::words::{
    after, alphanumerics, before, last_head, quoted_title, trimmed,
};
use drawbridge_canon::share::{Found, Link, Message};

use super::code;
use super::hosts::HOSTS;

/// What stands in the head of a text.
const NAMES: &[&str] = &["京东", "京东商城", "京东极速版", "京喜"];

/// What stands behind a title.
const TAILS: &[&str] = &["点击链接直接打开", "或者复制文案打开京东", "或者", "复制文案打开京东"];

/// Every link of its own with the words around it, and every code that stands alone.
pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = code::find(message.text);
    for (link, room) in message.rooms(HOSTS) {
        found.push(around(message.text, link, &room));
    }
    found
}

fn around(text: &str, link: &Link<'_>, room: &Range<usize>) -> Found {
    let url = whole(&link.url);
    let mut found = Found::link(link);
    found.span.end = link.end_of(url);
    found.url = Some(url.to_owned());
    found.code = code_of(url).map(str::to_owned);
    if let Some((start, _)) = head(before(text, room.start, link.span.start)) {
        found.span.start = link.span.start - start;
        found.shape = "share";
    }
    let behind = after(text, found.span.end, room.end);
    if let Some((title, rest)) = quoted_title(behind, TAILS)
        && (found.shape == "share" || link.host == "3.cn" || link.host == "u.jd.com")
    {
        found.title = trimmed(title).map(str::to_owned);
        found.span.end += behind.len() - rest.len();
        found.shape = "share";
    }
    found
}

/// How far before its end a text begins with a head. A promise of a few words may stand behind it.
fn head(text: &str) -> Option<(usize, usize)> {
    const PROMISE: usize = 120;
    last_head(before(text, text.len().saturating_sub(PROMISE), text.len()), NAMES)
}

/// The link without the sign that was pasted against its end (`…?jkl=@W0a0c28PhTuD@CA1565`).
fn whole(url: &str) -> &str {
    code_of(url).and_then(|code| url.split_once(&format!("@{code}@"))).map_or(url, |(link, _)| {
        let end = link.len() + 2;
        &url[..end + code_of(url).map_or(0, str::len)]
    })
}

/// The code in a short link.
fn code_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("jkl=@")?;
    let code = &rest[..alphanumerics(rest)];
    let whole = rest[code.len()..].starts_with('@');
    (whole && (8..=16).contains(&code.len())).then_some(code)
}
