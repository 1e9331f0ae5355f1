//! Its share texts: `分享某某的单曲《题》: https://… (来自@网易云音乐)`, and its links alone.

use drawbridge_canon::share::words::QUOTE;
use drawbridge_canon::share::{Found, Kind, Message, last_pair, tidy_title};
use url::Url;

use super::HOSTS;
use super::address::canonical;

/// What is shared, by the word before its title.
const THINGS: &[(&str, Kind)] = &[
    ("单曲", Kind::Music),
    ("专辑", Kind::Music),
    ("歌单", Kind::Music),
    ("电台节目", Kind::Music),
    ("节目", Kind::Music),
    ("电台", Kind::Music),
    ("播客", Kind::Music),
    ("声音", Kind::Music),
    ("视频", Kind::Video),
    ("MV", Kind::Video),
];

/// What stands behind the link.
const TAILS: &[&str] =
    &["(来自@网易云音乐)", "（来自@网易云音乐）", "(@网易云音乐)", "（@网易云音乐）"];

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for link in message.links_of(HOSTS) {
        let kind = Url::parse(&link.url).ok().and_then(|url| canonical(&url)?.kind);
        let bare = Found { kind, ..Found::link(link) };
        let (words, behind) = (message.before(link), message.after(link));
        let Some(shared) = shared(words) else {
            found.push(bare);
            continue;
        };
        let start = link.span.start - words.len() + shared.at;
        let spaces = behind.len() - behind.trim_start().len();
        let tail = TAILS.iter().find(|tail| behind.trim_start().starts_with(**tail));
        let end = link.span.end + tail.map_or(0, |tail| spaces + tail.len());
        found.push(Found {
            span: start..end,
            shape: "share-text",
            title: Some(shared.title),
            author: shared.author,
            kind: bare.kind.or(Some(shared.kind)),
            ..bare
        });
    }
    found
}

struct Shared {
    at: usize,
    title: String,
    author: Option<String>,
    kind: Kind,
}

fn shared(words: &str) -> Option<Shared> {
    let own = words.trim_end_matches(|c: char| c.is_whitespace() || ":：".contains(c));
    let marks = if own.ends_with('》') { &[('《', '》')] } else { QUOTE };
    let (opened, title, behind) = last_pair(own, marks)?;
    if !behind.is_empty() {
        return None;
    }
    let head = own[..opened].trim_end();
    let (head, kind) =
        THINGS.iter().find_map(|(thing, kind)| Some((head.strip_suffix(thing)?, *kind)))?;
    let at = head.rfind("分享")?;
    let author = head[at + "分享".len()..].trim();
    let author =
        author.strip_suffix("创建的").or_else(|| author.strip_suffix('的')).unwrap_or(author);
    let author = if author.is_empty() { None } else { Some(tidy_title(author)?) };
    Some(Shared { at, title: tidy_title(title)?, author, kind })
}
