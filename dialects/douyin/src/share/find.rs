//! Finding its share texts and links in a message.

use std::ops::Range;

use drawbridge_canon::share::words::{
    HEAD, after, before, bracketed, find as find_phrase, is_space, last_head, last_line, rfind,
    skip_space, strip, strip_all, strip_end, trimmed,
};
use drawbridge_canon::share::{Found, Kind, Link, Message};

use super::decoys;
use super::hosts::HOSTS;

/// How the name in `看看【…的作品】` ends, and what kind of thing that makes it.
const WORKS: &[(&str, Kind)] = &[
    ("的图文作品", Kind::Article),
    ("的作品", Kind::Video),
    ("的图文", Kind::Article),
    ("的视频", Kind::Video),
    ("的直播间", Kind::Live),
    ("的直播", Kind::Live),
    ("的个人主页", Kind::Profile),
    ("的主页", Kind::Profile),
];

/// The sentence with which the older texts begin.
const SLOGAN: &str = "#在抖音，记录美好生活#";

/// What stands behind the link, besides decoys.
const TAILS: &[&str] = &[
    "复制此链接",
    "复制此消息",
    "打开Dou音搜索",
    "打开抖音搜索",
    "打开【抖音短视频】",
    "打开【抖音】",
    "打开抖音",
    "直接观看视频！",
    "直接观看直播！",
];

/// What stands behind the link of something for sale, and its title.
const GOODS: &str = "长按复制此条消息，打开抖音搜索，查看商品详情";

/// What stands before the link of a person.
const PERSON: &str = "长按复制此条消息，打开抖音搜索，查看TA的更多作品";

/// Every link of its own with the words around it.
pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let links = message.rooms(HOSTS).into_iter();
    links.map(|(link, room)| around(message.text, link, &room)).collect()
}

fn around(text: &str, link: &Link<'_>, room: &Range<usize>) -> Found {
    let url = whole(&link.url);
    let mut found = Found::link(link);
    found.span.end = link.end_of(url);
    found.url = Some(url.to_owned());
    if link.host != "v.douyin.com" {
        return found;
    }
    let words = before(text, room.start, link.span.start);
    let behind = after(text, found.span.end, room.end);
    if let Some(told) = for_sale(words, behind)
        .or_else(|| named(words))
        .or_else(|| on_air(words))
        .or_else(|| person(words))
        .or_else(|| numbered(words))
        .or_else(|| older(words, behind))
    {
        found.shape = told.shape;
        found.span.start = link.span.start - (words.len() - told.start);
        found.title = told.title.and_then(trimmed).map(str::to_owned);
        found.author = told.author.and_then(trimmed).map(str::to_owned);
        found.kind = told.kind;
        found.span.end += told.behind;
    }
    let behind = after(text, found.span.end, room.end);
    found.span.end += behind.len() - tail(behind).len();
    found
}

/// What the words say.
#[derive(Default)]
struct Told<'a> {
    shape: &'static str,
    /// Where the share text begins in the words before the link.
    start: usize,
    /// How far behind the link it goes on.
    behind: usize,
    title: Option<&'a str>,
    author: Option<&'a str>,
    kind: Option<Kind>,
}

/// `7.48 复制打开抖音，看看【作者的作品】题 https://…`: the form of now. The title may say `快来看看` too.
fn named(words: &str) -> Option<Told<'_>> {
    words.rmatch_indices("看看").find_map(|(at, _)| named_at(words, at))
}

/// The same, with its `看看` at `at`.
fn named_at(words: &str, at: usize) -> Option<Told<'_>> {
    let (name, rest) = bracketed(skip_space(&words[at + "看看".len()..]), HEAD)?;
    let (author, kind) =
        WORKS.iter().find_map(|(end, kind)| Some((name.strip_suffix(end)?, *kind)))?;
    Some(Told {
        shape: "share",
        start: begins(words, at),
        title: Some(decoys::strip_end(rest)),
        author: Some(author),
        kind: Some(kind),
        ..Told::default()
    })
}

/// `3- #在抖音，记录美好生活#【某某】正在直播，来和我一起支持Ta吧。… https://…`.
fn on_air(words: &str) -> Option<Told<'_>> {
    let at = words.rfind("正在直播")?;
    let open = words[..at].rfind(['【', '[', '［', '〖'])?;
    let (author, rest) = bracketed(&words[open..], HEAD)?;
    rest.starts_with("正在直播").then_some(Told {
        shape: "share",
        start: strip_end(&words[..open], &[SLOGAN]).map_or(open, counted),
        author: Some(author),
        kind: Some(Kind::Live),
        ..Told::default()
    })
}

/// `7- 长按复制此条消息，打开抖音搜索，查看TA的更多作品。 https://…`.
fn person(words: &str) -> Option<Told<'_>> {
    let at = rfind(words, PERSON)?;
    let start = counted(&words[..at.start]);
    Some(Told { shape: "profile", start, kind: Some(Kind::Profile), ..Told::default() })
}

/// `9.28 08/16 bNW:/ t@r.EH 【抖音商城】https://… 题\n长按复制此条消息，打开抖音搜索，查看商品详情…`.
fn for_sale<'a>(words: &'a str, behind: &'a str) -> Option<Told<'a>> {
    let (start, _) = last_head(words.trim_end_matches(is_space), &["抖音商城"])?;
    let start = words.trim_end_matches(is_space).len() - start;
    let goods = find_phrase(behind, GOODS);
    Some(Told {
        shape: "goods",
        start,
        behind: goods.as_ref().map_or(0, |goods| goods.end),
        title: goods.map(|goods| &behind[..goods.start]),
        kind: Some(Kind::Product),
        ..Told::default()
    })
}

/// `7.46 z@G.vs YZZ:/ 08/31 题 https://…`: a number, then decoys.
fn numbered(words: &str) -> Option<Told<'_>> {
    let starts = words.rmatch_indices('.').filter_map(|(at, _)| number_around(words, at));
    starts.into_iter().find_map(|(start, end)| {
        let (title, any) = decoys::strip(&words[end..]);
        any.then_some(Told {
            shape: "share",
            start,
            title: Some(decoys::strip_end(title)),
            ..Told::default()
        })
    })
}

/// `#在抖音，记录美好生活#题 http://… 复制此链接，…`, and the same without the slogan in a line of
/// its own.
fn older<'a>(words: &'a str, behind: &str) -> Option<Told<'a>> {
    if let Some(at) = rfind(words, SLOGAN) {
        let title = Some(&words[at.end..]);
        return Some(Told { shape: "share", start: at.start, title, ..Told::default() });
    }
    let copying = strip(behind, &["复制此链接", "复制此消息"]).is_some();
    let line = last_line(words);
    (copying && trimmed(line).is_some()).then_some(Told {
        shape: "share",
        start: words.len() - line.len(),
        title: Some(line),
        ..Told::default()
    })
}

/// The link without what was pasted against its end: its code ends with a slash.
fn whole(url: &str) -> &str {
    let Some(at) = url.to_ascii_lowercase().find("//v.douyin.com/") else { return url };
    let code = at + "//v.douyin.com/".len();
    url[code..].find('/').map_or(url, |end| &url[..=code + end])
}

/// Where a text begins whose words `看看` stand at `at`: the words before, and a number.
fn begins(words: &str, at: usize) -> usize {
    let before = words[..at].trim_end_matches(|c| is_space(c) || "，,".contains(c));
    let before = strip_end(before, &["复制打开抖音", "打开抖音"]).unwrap_or(before);
    let near = before.trim_end_matches(is_space);
    let number = near.rfind('.').and_then(|dot| number_around(words, dot));
    number.filter(|(_, end)| *end == near.len()).map_or(before.len(), |(start, _)| start)
}

/// Where the number begins that stands before some texts, `7- `; the end of the words if none does.
fn counted(words: &str) -> usize {
    let number = words.trim_end_matches(is_space).strip_suffix('-').unwrap_or(words);
    let digits = number.bytes().rev().take_while(u8::is_ascii_digit).count();
    let has_one = number.len() < words.len() && digits == 1;
    if has_one { number.len() - digits } else { words.len() }
}

/// The number with two decimal places around a point: where it begins and ends.
fn number_around(words: &str, dot: usize) -> Option<(usize, usize)> {
    let whole = words[..dot].bytes().rev().take_while(u8::is_ascii_digit).count();
    let part = words[dot + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let (start, end) = (dot - whole, dot + 1 + part);
    let alone =
        !words[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || "￥¥$.".contains(c));
    let spaced = words[end..].starts_with(is_space);
    (matches!(whole, 1 | 2) && part == 2 && alone && spaced).then_some((start, end))
}

/// What follows the decoys and words of copying behind a link.
fn tail(text: &str) -> &str {
    let (rest, _) = decoys::strip(text);
    let rest = strip_all(rest, TAILS);
    decoys::strip(rest).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_say_what_the_head_says() {
        for (words, title) in [
            ("7.48 复制打开抖音，看看【小明的作品】快来看看我家的猫 ", "快来看看我家的猫"),
            (
                "7.48 复制打开抖音，看看【小明的作品】一起看看【老北京】的冬天 ",
                "一起看看【老北京】的冬天",
            ),
            ("7.48 复制打开抖音，看看【小明的作品】看看，看看 [捂脸]", "看看，看看 [捂脸]"),
        ] {
            let text = format!("{words}https://v.douyin.com/48PMYp6_elQ/");
            let found = &find(&Message::of(&text))[0];
            assert_eq!(found.title.as_deref(), Some(title), "{text}");
            assert_eq!(found.author.as_deref(), Some("小明"), "{text}");
            assert_eq!(found.span, 0..text.len(), "{text}");
        }
        let talk = "一起看看【老北京】的冬天 https://v.douyin.com/48PMYp6_elQ/";
        assert_eq!(find(&Message::of(talk))[0].shape, "link");
    }
}
