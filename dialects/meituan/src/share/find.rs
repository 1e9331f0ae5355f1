//! Its links in a message, with the place's name before them: `【店】… http://dpurl.cn/…`,
//! `推荐给你「店」，地址：… https://m.dianping.com/shopshare/…`, `店，快来看看吧 https://…`.

use drawbridge_canon::share::words::{HEAD, QUOTE};
use drawbridge_canon::share::{Found, Kind, Message, last_pair, tidy_title};
use url::Url;

use super::HOSTS;
use super::address::canonical;

/// Names of the platform's own in its brackets: no place's.
const OWN: &[&str] = &["美团", "大众点评", "美团外卖", "美团APP", "大众点评APP"];

/// What it says behind a name without brackets, and a comma.
const COME: &[&str] = &["快来看看吧", "快来看看"];

/// How far a name may stand before its link, in characters: an address lies between.
const NEAR: usize = 120;

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for link in message.links_of(HOSTS) {
        let kind = Url::parse(&link.url).ok().and_then(|url| canonical(&url)?.kind);
        let bare = Found { kind, ..Found::link(link) };
        let words = message.before(link);
        match in_corners(words).or_else(|| in_brackets(words)).or_else(|| before_come(words)) {
            Some((at, title)) => found.push(Found {
                span: link.span.start - words.len() + at..link.span.end,
                shape: "name-and-link",
                title: Some(title),
                kind: bare.kind.or(Some(Kind::Place)),
                ..bare
            }),
            None => found.push(bare),
        }
    }
    found
}

fn in_brackets(words: &str) -> Option<(usize, String)> {
    let (at, name, behind) = last_pair(words, HEAD)?;
    if OWN.contains(&name) {
        // `… 打开【美团】 https://…`: the name may stand in brackets before.
        return in_brackets(&words[..at]);
    }
    near(behind).then(|| Some((at, tidy_title(name)?)))?
}

fn in_corners(words: &str) -> Option<(usize, String)> {
    let (at, name, behind) = last_pair(words, QUOTE)?;
    // Others put titles in corners too.
    let head = words[..at].strip_suffix("推荐给你")?;
    let own = last_pair(head, HEAD).filter(|pair| pair.2.is_empty() && OWN.contains(&pair.1));
    let start = own.map_or(head.len(), |pair| pair.0);
    near(behind).then_some((start, tidy_title(name)?))
}

/// Whether what stands between a name and its link still belongs to them.
fn near(between: &str) -> bool {
    !between.contains('\n') && between.chars().count() <= NEAR
}

fn before_come(words: &str) -> Option<(usize, String)> {
    let own =
        words.trim_end_matches(|c: char| c != '\n' && c.is_whitespace() || "：:！!".contains(c));
    let name = COME.iter().find_map(|come| own.strip_suffix(come))?.trim_end();
    let name = name.strip_suffix(['，', ','])?;
    let at = name
        .rfind(['\n', '。', '！', '？'])
        .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    Some((at, tidy_title(&name[at..])?))
}
