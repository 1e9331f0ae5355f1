//! Finding its share texts and codes in a message.

use std::ops::Range;

use drawbridge_canon::share::words::{
    HEAD, after, alphanumerics, before, bracketed_behind, is_space, last_head, quoted_title,
    trimmed,
};
use drawbridge_canon::share::{Found, Link, Message};

use super::hosts::HOSTS;
use super::token::{self, Token};

/// What stands in the head of a text.
const NAMES: &[&str] = &["淘宝", "手机淘宝", "天猫", "闲鱼", "淘宝直播"];

/// What stands behind a title.
const TAILS: &[&str] = &[
    "点击链接直接打开",
    "或者",
    "淘宝搜索直接打开",
    "天猫搜索直接打开",
    "闲鱼搜索直接打开",
    "点击链接，再选择浏览器咑閞",
    "点击链接，再选择浏览器打开",
    "或復·制这段描述",
];

/// Every link of its own with the words around it, and every code that stands alone.
pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let tokens = token::find(message.text);
    for (link, room) in message.rooms(HOSTS) {
        found.push(around(message.text, link, room, &tokens));
    }
    found.extend(tokens.iter().map(|token| alone(message.text, token)));
    found
}

/// A link with the words around it, which stand within `room`: between the links of its own before
/// and behind it.
fn around(text: &str, link: &Link<'_>, room: Range<usize>, tokens: &[Token<'_>]) -> Found {
    let url = whole(&link.url);
    let mut found = Found::link(link);
    found.span.end = link.end_of(url);
    found.url = Some(url.to_owned());
    found.code = code(url).map(str::to_owned);
    if let Some((start, shape)) = head(before(text, room.start, link.span.start)) {
        found.span.start = link.span.start - start;
        found.shape = shape;
    }
    let behind = after(text, found.span.end, room.end);
    if let Some((title, rest)) = quoted_title(behind, TAILS)
        && (found.shape != "link" || is_short(&link.host))
    {
        found.title = trimmed(title).map(str::to_owned);
        found.span.end += behind.len() - rest.len();
    } else if is_short(&link.host)
        && let Some((start, title)) = title_before(before(text, room.start, link.span.start))
    {
        found.title = trimmed(title).map(str::to_owned);
        found.span.start = link.span.start - start;
    }
    if found.code.is_none()
        && is_short(&link.host)
        && let Some(token) =
            tokens.iter().find(|token| follows(text, token, found.span.end, room.end))
    {
        found.code = Some(token.code.to_owned());
        found.span.end = token.span.end;
    }
    if found.shape == "link" && (found.title.is_some() || found.code.is_some()) {
        found.shape = "share";
    }
    found
}

/// The link without what was pasted against its end: the sign of a text whose space was lost
/// (`…?tk=sGbodnsOSIyCZ3457`). A code is eleven letters and digits long.
fn whole(url: &str) -> &str {
    match url.split_once("?tk=") {
        Some((link, rest)) if alphanumerics(rest) > token::LENGTH => {
            &url[..link.len() + "?tk=".len() + token::LENGTH]
        }
        _ => url,
    }
}

/// Whether a link is one of those that texts are made of.
fn is_short(host: &str) -> bool {
    host.ends_with("tb.cn") || host.starts_with("s.click.")
}

/// The code in a short link.
fn code(url: &str) -> Option<&str> {
    let (link, query) = url.split_once('?')?;
    let code = query.split('&').find_map(|part| part.strip_prefix("tk="))?;
    let short = link.contains(".tb.cn/h.") && (8..=14).contains(&code.len());
    (short && alphanumerics(code) == code.len()).then_some(code)
}

/// How far before its end a text begins with a head, `【淘宝】7天无理由退货 `, and the shape. Between
/// head and link stands a promise of a few words.
fn head(text: &str) -> Option<(usize, &'static str)> {
    const PROMISE: usize = 120;
    let near = before(text, text.len().saturating_sub(PROMISE), text.len());
    let (start, which) = last_head(near, NAMES)?;
    Some((start, if NAMES[which] == "闲鱼" { "xianyu" } else { "share" }))
}

/// The title before a link, and how far before: `【…】，`, or `【…】` alone.
fn title_before(text: &str) -> Option<(usize, &str)> {
    let near = text.trim_end_matches(|c| c != '\n' && (is_space(c) || "，,".contains(c)));
    let (rest, title) = bracketed_behind(near, HEAD)?;
    let named = NAMES.contains(&title);
    (!named).then_some((text.len() - rest.len(), title))
}

/// Whether a code belongs to the link that ended at `end`: words of copying stand between.
fn follows(text: &str, token: &Token<'_>, end: usize, to: usize) -> bool {
    const WORDS: usize = 150;
    token.span.start >= end
        && token.span.end <= to
        && token.span.start - end < WORDS
        && text.get(end..token.span.start).is_some_and(|between| {
            between.contains(['制', '製']) && !between.contains(['】', ']', '\n'])
        })
}

/// A code that stands without a link: `【…】，復·制这段描述€08skb3DzfQC€后咑閞👉淘♂寳♀👈`.
fn alone(text: &str, token: &Token<'_>) -> Found {
    let start = token.span.start - decoy(before(text, 0, token.span.start)).unwrap_or(0);
    let mut found = Found {
        span: start..token.span.end,
        shape: "code",
        code: Some(token.code.to_owned()),
        ..Found::default()
    };
    let words = before(text, 0, token.span.start);
    let Some(close) = words.rfind(['】', ']', '］', '〗']) else { return found };
    let close = close + words[close..].chars().next().map_or(0, char::len_utf8);
    if !token::leads_to_a_code(&words[close..]) {
        return found;
    }
    if let Some((rest, title)) = bracketed_behind(&words[..close], HEAD) {
        found.title = trimmed(title).map(str::to_owned);
        found.span.start = token.span.start - (words.len() - rest.len());
        found.shape = "share";
    }
    found
}

/// How far before its end a text begins with what led to a code in 2021: `4👈 xixi:/`.
fn decoy(words: &str) -> Option<usize> {
    let rest = words.strip_suffix(":/").or_else(|| words.strip_suffix("：/"))?;
    let rest = rest.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let rest = rest.trim_end_matches(is_space);
    let rest =
        rest.trim_end_matches(|c: char| !c.is_alphanumeric() && !c.is_ascii() && !is_space(c));
    let digits = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
    let begins = rest.len() - digits;
    let alone =
        !rest[..begins].ends_with(|c: char| c.is_ascii_alphanumeric() || ".:-/".contains(c));
    let short = words.len() - begins <= 60;
    ((1..=2).contains(&digits) && alone && short).then_some(words.len() - begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_a_code_belongs_to_it() {
        for (text, span) in [
            ("看 4👈 xixi:/₴9RXMXpz7rhF₴  树莓派", "4👈 xixi:/₴9RXMXpz7rhF₴"),
            ("7:/￥9RXMXpz7rhF￥", "7:/￥9RXMXpz7rhF￥"),
            ("到19:45👈 a:/￥9RXMXpz7rhF￥", "￥9RXMXpz7rhF￥"),
            ("好的:/￥9RXMXpz7rhF￥", "￥9RXMXpz7rhF￥"),
        ] {
            let found = find(&Message::of(text));
            assert_eq!(&text[found[0].span.clone()], span, "{text}");
        }
    }
}
