//! Its share texts: `歌手《题》 https://c6.y.qq.com/base/fcgi-bin/u?__=… @QQ音乐`, and its links alone.

use drawbridge_canon::share::{Found, Kind, Link, Message, last_pair, tidy_title};
use url::Url;

use super::HOSTS;
use super::address::canonical;

/// What stands behind the link.
const TAIL: &str = "@QQ音乐";

/// What the platform itself says before a title, and no name is.
const OWN: &[&str] = &["分享歌单", "分享专辑", "快来跟我一起听", "一起听", "分享"];

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    message.links_of(HOSTS).map(|link| shared(message, link)).collect()
}

fn shared(message: &Message<'_>, link: &Link<'_>) -> Found {
    let kind = Url::parse(&link.url).ok().and_then(|url| canonical(&url)?.kind);
    let bare = Found { kind, ..Found::link(link) };
    let (words, behind) = (message.before(link), message.after(link));
    let trimmed = behind.trim_start();
    let signed = trimmed.starts_with(TAIL);
    let titled = in_marks(words).or_else(|| signed.then(|| by_dash(words))?);
    let Some((at, title, author)) = titled else { return bare };
    let tail = if signed { behind.len() - trimmed.len() + TAIL.len() } else { 0 };
    Found {
        span: link.span.start - words.len() + at..link.span.end + tail,
        shape: "share-text",
        title: Some(title),
        author,
        kind: bare.kind.or(Some(Kind::Music)),
        ..bare
    }
}

type Titled = (usize, String, Option<String>);

/// `歌手《题》`, `分享歌单 《题》`. What a film's song is from may follow: `《题》(《剧》片头曲)`.
fn in_marks(words: &str) -> Option<Titled> {
    let own = words.trim_end();
    let from = own.rfind('\n').map_or(0, |at| at + 1);
    let line = &own[from..];
    let (at, title) = match first_pair(line) {
        Some((at, title, behind)) if behind.is_empty() || aside(behind) => (at, title),
        _ => {
            last_pair(line, &[('《', '》')]).filter(|pair| pair.2.is_empty()).map(|p| (p.0, p.1))?
        }
    };
    let head = &line[..at];
    let own_word = OWN.iter().find_map(|word| head.trim_end().strip_suffix(word));
    let (start, name) = match own_word {
        Some(before) => (before.len(), ""),
        None => (name_from(head), &head[name_from(head)..]),
    };
    let own = name.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
    let skipped = name.len() - own.len();
    Some((from + start + skipped, tidy_title(title)?, tidy_title(own)))
}

/// Where the name begins with which the words before a title end. Chat text ends with a mark, or
/// with a space behind Chinese, which has none within a name; links and codes are no part of it.
fn name_from(head: &str) -> usize {
    let ends_words = |c: char| "，。！？：:!?#~…￥¥$€£」】》）".contains(c);
    let mut from = 0;
    let mut before = '\0';
    for (at, char) in head.char_indices() {
        let behind_chinese = char.is_whitespace() && before > '\u{2e7f}';
        if ends_words(char) || behind_chinese {
            from = at + char.len_utf8();
        }
        before = char;
    }
    let words = head[from..].split(' ');
    let mut links = words.filter(|word| word.starts_with("//") || word.contains(['=', '@']));
    let last = links.next_back().map(|word| word.len() + head[from..].rfind(word).unwrap_or(0));
    from + last.unwrap_or(0)
}

/// The first pair of title marks on a line.
fn first_pair(line: &str) -> Option<(usize, &str, &str)> {
    let open = line.find('《')?;
    let inner = &line[open + '《'.len_utf8()..];
    let close = inner.find('》')?;
    Some((open, &inner[..close], inner[close + '》'.len_utf8()..].trim()))
}

/// `(《剧》片头曲)`.
fn aside(text: &str) -> bool {
    text.starts_with(['(', '（']) && text.ends_with([')', '）'])
}

/// `歌手 - 题`, only where the platform signs behind the link.
fn by_dash(words: &str) -> Option<Titled> {
    let own = words.trim_end();
    let from = own.rfind('\n').map_or(0, |at| at + 1);
    let (author, title) = own[from..].split_once(" - ")?;
    Some((from, tidy_title(title)?, tidy_title(author)))
}
