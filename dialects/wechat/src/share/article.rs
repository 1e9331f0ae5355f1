//! What an article's own page says to its own program. It has no JSON, but a line a field:
//! `var msg_title = '…'.html(false);`, `var msg_desc = htmlDecode("…");`, `var ct = "…";`
//! (as parsers in public repositories read them).

use drawbridge_canon::Timestamp;
use drawbridge_canon::share::{Card, Image, Source, Told, tidy_title};

const TITLE: &str = "var msg_title = ";
const TEXT: &str = "var msg_desc = ";
const IMAGE: &str = "var msg_cdn_url = ";
const AUTHOR: &str = "var nickname = ";
const TIME: &str = "var ct = ";

/// The beginnings of the lines.
pub(super) const MARKS: &[&str] = &[TITLE, TEXT, IMAGE, AUTHOR, TIME];

/// The longest value that is read, in bytes: descriptions have some 120 characters.
const MOST: usize = 4096;

/// Reads one line.
pub(super) fn state(mark: &str, rest: &str) -> Card {
    let mut card = Card::default();
    let Some(value) = value(rest) else { return card };
    let text = || tidy_title(&value).map(|text| Told::new(text, Source::State));
    match mark {
        TITLE => card.title = text(),
        TEXT => card.text = text(),
        AUTHOR => card.author = text(),
        IMAGE => {
            let sound = value.starts_with("https://") || value.starts_with("http://");
            let image = Image { url: value, ..Image::default() };
            card.images = sound.then(|| Told::new(image, Source::State)).into_iter().collect();
        }
        TIME => {
            let seconds =
                value.parse().ok().filter(|seconds| (1..10_000_000_000).contains(seconds));
            let moment = seconds.map(|seconds| Timestamp::from_seconds(seconds).rfc3339());
            card.published = moment.map(|moment| Told::new(moment, Source::State));
        }
        _ => {}
    }
    card
}

/// A string of a script, with `htmlDecode(` before it perhaps.
fn value(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    let rest = rest.strip_prefix("htmlDecode(").unwrap_or(rest).trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let mut out = String::new();
    let mut chars = rest[1..].chars();
    while let Some(char) = chars.next() {
        match char {
            '\n' | '\r' => return None,
            '\\' => out.push(escaped(&mut chars)?),
            char if char == quote => return Some(decoded(&out)),
            char => out.push(char),
        }
        if out.len() > MOST {
            return None;
        }
    }
    None
}

/// What an escape of a script means.
fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let digits = match chars.next()? {
        'x' => 2,
        'u' => 4,
        'n' | 'r' | 't' => return Some(' '),
        other => return Some(other),
    };
    let hex: String = chars.by_ref().take(digits).collect();
    u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32)
}

/// The entities that the platform itself writes into its lines.
fn decoded(text: &str) -> String {
    const ENTITIES: &[(&str, &str)] = &[
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, char)| text.replace(entity, char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_says_what_it_is() {
        let title = state(TITLE, "'实测 Cursor 2.0\\x26amp;\\u4e2d'.html(false);");
        assert_eq!(title.title, Some(Told::new("实测 Cursor 2.0&中".to_owned(), Source::State)));
        let image = state(IMAGE, r#""https://mmbiz.qpic.cn/abc/640?wx_fmt=jpeg";"#);
        assert_eq!(image.images[0].value.url, "https://mmbiz.qpic.cn/abc/640?wx_fmt=jpeg");
        let time = state(TIME, r#""1757059200";"#).published.map(|told| told.value);
        assert_eq!(time.as_deref(), Some("2025-09-05T16:00:00+08:00"));
        let author = state(AUTHOR, r#"htmlDecode("某&quot;号");"#).author.map(|told| told.value);
        assert_eq!(author.as_deref(), Some("某\"号"));
    }

    #[test]
    fn what_is_no_string_says_nothing() {
        let long = format!("'{}'", "长".repeat(MOST));
        for rest in ["", "'", "'a", "alert(1)", "'a\nb'", "'\\u12'", "'\\ud800'", long.as_str()] {
            assert_eq!(state(TITLE, rest), Card::default(), "{rest}");
        }
        assert_eq!(state(IMAGE, "'javascript:alert(1)'"), Card::default());
        assert_eq!(state(TIME, "'soon'"), Card::default());
    }
}
