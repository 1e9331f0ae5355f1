//! What the forms of all platforms have in common: the link that is told, cuts, and text that
//! means nothing to whatever it is put into.

use url::Url;

use super::card::Card;
use super::half::Sharing;
use crate::fault::Fault;
use crate::form::escape;

/// The link that a form tells: the one lent, or the card's own. Always `http` or `https`, without
/// a user in it, and in the parser's spelling, in which nothing needs escaping in an attribute
/// but `&`.
///
/// # Errors
/// `Untranslatable` where there is none: a code that only its platform can read.
pub fn told_link(card: &Card, sharing: &Sharing<'_>) -> Result<String, Fault> {
    let own = card.url.as_ref().map(|told| told.value.as_str());
    let link = sharing.link.or(own).ok_or_else(|| {
        Fault::untranslatable(
            "url",
            "the card has no address: ask its platform what the code means",
        )
    })?;
    web(link).ok_or_else(|| {
        Fault::untranslatable("url", "only an http or https address without a user can be shared")
    })
}

/// The title that a form tells: the card's, or the site's name, or the link's host.
pub fn told_title(card: &Card, link: &str) -> String {
    let told = [&card.title, &card.site].into_iter().flatten().map(|told| told.value.as_str());
    let title = told.map(plain).find(|title| !title.is_empty());
    let host = || Url::parse(link).ok().and_then(|url| url.host_str().map(str::to_owned));
    title.or_else(host).unwrap_or_default()
}

/// The description that a form tells. Empty for none.
pub fn told_text(card: &Card) -> String {
    card.text.as_ref().map(|told| plain(&told.value)).unwrap_or_default()
}

/// The picture that a form tells: the best with an `https` or `http` address.
pub fn told_image(card: &Card) -> Option<String> {
    card.images.iter().find_map(|image| web(&image.value.url))
}

/// The page of a mini program as a form tells it: without leading slashes, and with everything
/// escaped that stands in no address (RFC 3986), or that would mean something in a page.
pub fn told_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for char in path.trim_start_matches('/').chars() {
        if char.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(char) {
            out.push(char);
        } else {
            out.push_str(&escape(char.encode_utf8(&mut [0; 4]).as_bytes()));
        }
    }
    out
}

/// An address of the web as the parser spells it.
fn web(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let bare = url.username().is_empty() && url.password().is_none() && url.has_host();
    let url: String = (matches!(url.scheme(), "http" | "https") && bare).then(|| url.into())?;
    // The parser leaves an apostrophe in a path and a fragment as it is.
    Some(url.replace('\'', "%27"))
}

/// Text on one line: without control characters, and without those that turn text about.
pub fn plain(text: &str) -> String {
    let turning = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = text.chars().filter(|c| !turning(*c));
    let spaced: String = kept.map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters, the last an `…` where something was cut.
pub fn cut_chars(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

/// At most so many bytes, cut between characters, the last an `…` where something was cut.
pub fn cut_bytes(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(most.saturating_sub('…'.len_utf8()));
    format!("{}…", text[..end].trim_end())
}

/// JSON that stays JSON and is inert where it is put into a page's script or markup: the five
/// characters that mean something there are written as escapes, which only strings can hold.
pub fn inert_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for char in json.chars() {
        match char {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\'' => out.push_str("\\u0027"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Account;
    use crate::codec::Ctx;
    use crate::share::{Source, Told};
    use crate::time::Timestamp;

    fn told(link: Option<&str>, own: Option<&str>) -> Result<String, Fault> {
        let account = Account::default();
        let ctx = Ctx::new(Timestamp(0), "", &account);
        let url = own.map(|own| Told::new(own.to_owned(), Source::Html));
        let card = Card { url, ..Card::default() };
        told_link(&card, &Sharing { ctx, page: None, ticket: None, link })
    }

    #[test]
    fn only_an_address_of_the_web_is_told() {
        assert_eq!(
            told(None, Some("HTTPS://A.cn/\"'<>")).as_deref(),
            Ok("https://a.cn/%22%27%3C%3E")
        );
        assert_eq!(told(Some("https://o.cn/1"), Some("x:")).as_deref(), Ok("https://o.cn/1"));
        for bad in ["javascript:alert(1)", "data:text/html,x", "https://a@b.cn/", "/x", ""] {
            assert!(matches!(told(None, Some(bad)), Err(Fault::Untranslatable(_))), "{bad}");
        }
        assert!(matches!(told(None, None), Err(Fault::Untranslatable(_))));
    }

    #[test]
    fn cuts_fall_between_characters() {
        assert_eq!(
            (cut_chars("一二三", 3).as_str(), cut_chars("一二三", 2).as_str()),
            ("一二三", "一…")
        );
        assert_eq!(
            (cut_bytes("一二三", 9).as_str(), cut_bytes("一二三", 8).as_str()),
            ("一二三", "一…")
        );
        assert_eq!(cut_bytes("一二三", 1), "…");
    }

    #[test]
    fn a_path_is_part_of_an_address() {
        assert_eq!(
            told_path("/p/a?x=%E4&y=中 '<\u{202e}"),
            "p/a?x=%E4&y=%E4%B8%AD%20%27%3C%E2%80%AE"
        );
    }

    #[test]
    fn what_turns_text_about_is_left_out() {
        assert_eq!(plain("a\u{202e}b\u{0}c\n d\u{61c}"), "ab c d");
    }

    #[test]
    fn inert_json_means_the_same() {
        let value = serde_json::json!({"a": "</script><!-- '\u{2028}&"});
        let inert = inert_json(&value.to_string());
        assert!(!inert.contains(['<', '>', '&', '\'', '\u{2028}']), "{inert}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&inert).ok(), Some(value));
    }
}
