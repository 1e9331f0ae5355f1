//! Its share texts: `歌手《题》 https://c6.y.qq.com/base/fcgi-bin/u?__=… @QQ音乐`, and its links alone.

use drawbridge_canon::share::{Found, Kind, Link, Message, last_pair, tidy_title};
use url::Url;

use super::HOSTS;
use super::address::canonical;

/// What stands behind the link.
const TAIL: &str = "@QQ音乐";

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    message.links_of(HOSTS).map(|link| shared(message, link)).collect()
}

fn shared(message: &Message<'_>, link: &Link<'_>) -> Found {
    let kind = Url::parse(link.url).ok().and_then(|url| canonical(&url)?.kind);
    let bare = Found { kind, ..Found::link(link, "link") };
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
        _ => last_pair(line, '《', '》').filter(|pair| pair.2.is_empty()).map(|p| (p.0, p.1))?,
    };
    let head = &line[..at];
    // The name is the last piece of the words before: chat text ends with a mark or a space.
    let stops = ['，', '。', '！', '？', '：', ':', '!', '?', '#', '~', '…'];
    let cut =
        head.rfind(stops).map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let name = head[cut..].trim();
    let word = ["分享歌单", "分享专辑", "分享", "快来跟我一起听", "一起听"];
    let author = if word.contains(&name) || name.is_empty() { None } else { tidy_title(name) };
    let start = from + if author.is_some() || name.is_empty() { cut } else { head.find(name)? };
    Some((start, tidy_title(title)?, author))
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
