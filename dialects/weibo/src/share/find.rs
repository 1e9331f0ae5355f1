//! Its links in a message, with the title before them: `【题】… http://t.cn/A6…`.

use drawbridge_canon::share::words::{HEAD, is_face};
use drawbridge_canon::share::{Found, Message, last_pair, tidy_title};
use url::Url;

use super::HOSTS;
use super::address::canonical;

/// How far a title may stand before its link, in characters: a post has up to 140 of its own.
const NEAR: usize = 140;

/// What people put into brackets to say what a post is for: it is not what it is called.
const CALLS: &[&str] = &[
    "转",
    "转发",
    "求转",
    "求转发",
    "扩散",
    "求扩散",
    "求助",
    "求救",
    "急",
    "紧急",
    "分享",
    "推荐",
    "提醒",
    "注意",
    "通知",
    "公告",
    "声明",
    "置顶",
    "快讯",
    "突发",
    "最新",
    "视频",
    "图片",
    "直播",
];

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for link in message.links_of(HOSTS) {
        let kind = Url::parse(&link.url).ok().and_then(|url| canonical(&url)?.kind);
        let bare = Found { kind, ..Found::link(link) };
        let words = message.before(link);
        let pair = last_pair(words, HEAD)
            .filter(|pair| near(pair.2) && !is_face(&words[pair.0..], pair.1) && !is_call(pair.1));
        match pair.and_then(|(at, title, _)| Some((at, tidy_title(title)?))) {
            Some((at, title)) => found.push(Found {
                span: link.span.start - words.len() + at..link.span.end,
                shape: "title-and-link",
                title: Some(title),
                ..bare
            }),
            None => found.push(bare),
        }
    }
    found
}

/// Whether brackets hold no title but what the post is for.
fn is_call(inner: &str) -> bool {
    let words: String = inner.chars().filter(|c| !c.is_whitespace()).collect();
    CALLS.contains(&words.as_str())
}

/// Whether what stands between a title and its link still belongs to them.
fn near(between: &str) -> bool {
    !between.contains('\n') && between.chars().count() <= NEAR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_post_is_for_is_no_title() {
        for (text, title) in [
            ("【转发】这个很好 http://t.cn/A6lm2duJ", None),
            ("【求助】有人知道吗 http://t.cn/A6lm2duJ", None),
            ("【 求 助 】有人知道吗 http://t.cn/A6lm2duJ", None),
            ("【转发有奖】抽三位 http://t.cn/A6lm2duJ", Some("转发有奖")),
            ("【晴天】今天 http://t.cn/A6lm2duJ", Some("晴天")),
        ] {
            let found = find(&Message::of(text));
            assert_eq!(found[0].title.as_deref(), title, "{text}");
        }
    }
}
