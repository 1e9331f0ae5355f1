//! Which addresses come out.

use drawbridge_canon::share::{Opening, Source, Told};
use url::Url;

/// No longer address is written: common servers and QR codes take no more.
const LONGEST: usize = 2000;

/// Schemes that a browser itself acts on, or with which a page could name any program. No app is
/// opened by one.
const ACTIVE: &[&str] = &[
    "javascript",
    "vbscript",
    "data",
    "blob",
    "file",
    "filesystem",
    "about",
    "view-source",
    "content",
    "intent",
    "ws",
    "wss",
    "ftp",
    "mailto",
    "tel",
    "sms",
    "jar",
    "resource",
];

/// An `http` or `https` address with a host and without a user, as the URL standard writes it:
/// no blank, quotation mark or angle bracket is left in it.
pub(super) fn web(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let fit = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none();
    let written = String::from(url);
    (fit && written.len() <= LONGEST).then_some(written)
}

/// Only `https`: what a secure page may embed.
pub(super) fn secure(text: &str) -> Option<String> {
    web(text).filter(|url| url.starts_with("https:"))
}

/// An app's own scheme, in printable ASCII.
pub(super) fn app(text: &str) -> Option<String> {
    let (scheme, _) = text.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let named = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(letters)
        && !ACTIVE.contains(&scheme.as_str())
        && !matches!(scheme.as_str(), "http" | "https");
    let clean = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'`\\".contains(&byte));
    (named && clean && text.len() <= LONGEST).then(|| text.to_owned())
}

/// Whether a way to open was made by a dialect, and not asked for by a page.
pub(super) fn ours(opening: &Told<Opening>) -> bool {
    matches!(opening.from, Source::Address | Source::Message | Source::Platform)
}

/// The host of an address, for people.
pub(super) fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_webs_own_schemes_come_out() {
        let out = web("HTTPS://A.cn/a b\"<>'x").unwrap_or_default();
        assert_eq!(out, "https://a.cn/a%20b%22%3C%3E'x");
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "\u{1}javascript:alert(1)",
            "//a.cn",
            "data:text/html,x",
            "https://u@a.cn",
            "https://u:p@a.cn/",
            "https://",
            "/a",
            "",
            "java\nscript:alert(1)",
            "blob:https://a.cn/x",
            "ftp://a.cn/",
        ] {
            assert_eq!(web(bad), None, "{bad}");
            assert_eq!(secure(bad), None, "{bad}");
        }
        assert_eq!(secure("http://a.cn/"), None);
        assert_eq!(web(&format!("https://a.cn/{}", "x".repeat(LONGEST))), None);
    }

    #[test]
    fn an_apps_scheme_is_not_a_browsers() {
        assert_eq!(app("shop://item?id=1").as_deref(), Some("shop://item?id=1"));
        for bad in [
            "javascript:x",
            "JAVASCRIPT:x",
            "java\tscript:x",
            "intent://x#Intent;end",
            "data:,x",
            "shop://\"onclick=",
            "shop://a b",
            "https://a.cn",
            "1a:x",
            ":x",
            "shop",
        ] {
            assert_eq!(app(bad), None, "{bad}");
        }
    }
}
