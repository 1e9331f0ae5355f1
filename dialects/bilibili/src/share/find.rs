//! Finding its share texts and links in a message.

use std::ops::Range;

use drawbridge_canon::share::words::{
    HEAD, before, bracketed_behind, is_face, is_space, last_line, trimmed,
};
use drawbridge_canon::share::{Found, Kind, Link, Message};

use super::hosts::HOSTS;

/// What stands behind a title in its brackets.
const SITE: &[&str] = &["-哔哩哔哩", "_哔哩哔哩_bilibili", "_哔哩哔哩bilibili", "-bilibili"];

/// What stands behind somebody's name there.
const SPACE: &str = "的个人空间";

/// What people write in brackets before a link: no title, unless the site's name stands behind it.
const TALK: &[&str] = &[
    "转",
    "转发",
    "转载",
    "分享",
    "推荐",
    "安利",
    "求助",
    "求购",
    "出",
    "收",
    "提问",
    "讨论",
    "投票",
    "通知",
    "公告",
    "群公告",
    "公示",
    "重要",
    "紧急",
    "提醒",
    "置顶",
    "招聘",
    "链接",
    "必看",
    "速看",
];

/// Every link of its own with the words around it.
pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let links = message.rooms(HOSTS).into_iter();
    links.map(|(link, room)| around(message.text, link, &room)).collect()
}

/// `【题-哔哩哔哩】 https://b23.tv/…`; without the site's name too, where nothing but white space
/// of one line stands between.
fn around(text: &str, link: &Link<'_>, room: &Range<usize>) -> Found {
    let mut found = Found::link(link);
    let words = before(text, room.start, link.span.start);
    let near = words.trim_end_matches(is_space);
    let same_line = !words[near.len()..].contains('\n');
    let Some((rest, head)) = title(near) else { return found };
    let named = SITE.iter().find_map(|site| head.strip_suffix(site));
    // Of other sites' heads none is meant: `[捂脸] https://b23.tv/…`, `【求助】 https://b23.tv/…`.
    let talk = trimmed(head).is_some_and(|head| TALK.contains(&head));
    let own = same_line && !talk && !is_face(&near[rest..], head);
    let Some(title) = named.or(own.then_some(head)) else { return found };
    found.shape = "share";
    found.title = trimmed(title).map(str::to_owned);
    found.kind = title.ends_with(SPACE).then_some(Kind::Profile);
    found.span.start = link.span.start - (words.len() - rest);
    found
}

/// The text in the brackets at the end, and where they begin: in the last line if it can be.
fn title(words: &str) -> Option<(usize, &str)> {
    let line = last_line(words);
    let offset = words.len() - line.len();
    let in_line = bracketed_behind(line, HEAD).map(|(rest, title)| (offset + rest.len(), title));
    in_line.or_else(|| bracketed_behind(words, HEAD).map(|(rest, title)| (rest.len(), title)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_is_no_title() {
        for (text, title) in [
            ("[捂脸] https://b23.tv/37gE8mi", None),
            ("哈哈[OK]https://b23.tv/37gE8mi", None),
            ("【转发】https://b23.tv/37gE8mi", None),
            ("【求助】 https://b23.tv/37gE8mi", None),
            ("【求助 】 https://www.bilibili.com/video/BV17x411w7KC", None),
            ("【转发-哔哩哔哩】 https://b23.tv/37gE8mi", Some("转发")),
            ("【求助贴怎么写】 https://b23.tv/37gE8mi", Some("求助贴怎么写")),
            ("[题-哔哩哔哩] https://b23.tv/37gE8mi", Some("题")),
            ("【短题】 https://b23.tv/37gE8mi", Some("短题")),
        ] {
            let found = find(&Message::of(text));
            assert_eq!(found[0].title.as_deref(), title, "{text}");
        }
    }
}
