//! Its links in a message, with the words that its own copying puts before them:
//! `题 - 某某的回答 - 知乎` and the link on the same line or the next.

use drawbridge_canon::share::{Found, Kind, Message, tidy_title};
use url::Url;

use super::HOSTS;
use super::address::canonical;

/// What stands before the link, ` - ` before it.
const SITE: &str = "知乎";

/// What a thing is called behind its author's name.
const THINGS: &[(&str, Kind)] = &[
    ("的回答", Kind::Article),
    ("的文章", Kind::Article),
    ("的想法", Kind::Article),
    ("的视频", Kind::Video),
];

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for link in message.links_of(HOSTS) {
        let kind = Url::parse(&link.url).ok().and_then(|url| canonical(&url)?.kind);
        let bare = Found { kind, ..Found::link(link) };
        let words = message.before(link);
        match titled(words) {
            Some(titled) => found.push(Found {
                span: link.span.start - words.len() + titled.at..link.span.end,
                shape: "title-and-link",
                title: Some(titled.title),
                author: titled.author,
                kind: bare.kind.or(titled.kind),
                ..bare
            }),
            None => found.push(bare),
        }
    }
    found
}

struct Titled {
    at: usize,
    title: String,
    author: Option<String>,
    kind: Option<Kind>,
}

/// The last line of the words, if it is one of the site's own.
fn titled(words: &str) -> Option<Titled> {
    // In a list of links the words stand in brackets: `[题 - 某某的回答 - 知乎](https://…`.
    let mut line = words.trim_end_matches(|c: char| c.is_whitespace() || "](:：<".contains(c));
    let from = line.rfind('\n').map_or(0, |at| at + 1);
    line = &line[from..];
    let head = line.strip_suffix(SITE)?.trim_end().strip_suffix(['-', '–', '—'])?.trim_end();
    let skipped = head.find('[').filter(|_| words.trim_end().ends_with('(')).map_or(0, |at| at + 1);
    let head = head.get(skipped..)?;
    let (title, author, kind) = match by_author(head) {
        Some((title, author, kind)) => (title, Some(author), Some(kind)),
        None => (head, None, None),
    };
    let at = from + skipped;
    Some(Titled { at, title: tidy_title(title)?, author: author.and_then(tidy_title), kind })
}

/// `题 - 某某的回答`.
fn by_author(head: &str) -> Option<(&str, &str, Kind)> {
    let (name, kind) =
        THINGS.iter().find_map(|(thing, kind)| Some((head.strip_suffix(thing)?, *kind)))?;
    let (title, author) = name.rsplit_once(" - ")?;
    Some((title, author, kind))
}
