//! Its links in a message, with the title before them: `【题】… http://t.cn/A6…`.

use drawbridge_canon::share::words::{HEAD, is_face};
use drawbridge_canon::share::{Found, Message, last_pair, tidy_title};
use url::Url;

use super::HOSTS;
use super::address::canonical;

/// How far a title may stand before its link, in characters: a post has up to 140 of its own.
const NEAR: usize = 140;

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for link in message.links_of(HOSTS) {
        let kind = Url::parse(&link.url).ok().and_then(|url| canonical(&url)?.kind);
        let bare = Found { kind, ..Found::link(link) };
        let words = message.before(link);
        let pair = last_pair(words, HEAD)
            .filter(|pair| near(pair.2) && !is_face(&words[pair.0..], pair.1));
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

/// Whether what stands between a title and its link still belongs to them.
fn near(between: &str) -> bool {
    !between.contains('\n') && between.chars().count() <= NEAR
}
