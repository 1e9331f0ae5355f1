//! What it shares in a message: its links, and links in its app's own scheme.

use drawbridge_canon::share::words::unescaped;
use drawbridge_canon::share::{Found, Message};
use url::Url;

use super::HOSTS;
use super::address::opened;
use super::scheme::{Start, unwrapped};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = schemes(message);
    for link in message.links_of(HOSTS) {
        let bare = Found::link(link);
        let start = Url::parse(&link.url).ok().and_then(|url| unwrapped(&url));
        found.push(match start {
            Some(start) => told(Found { shape: "scheme-wrapper", ..bare }, start),
            None => bare,
        });
    }
    found
}

/// `alipays://…` where it stands by itself and not within a link.
fn schemes(message: &Message<'_>) -> Vec<Found> {
    let text = message.text;
    let mut found = Vec::new();
    // The parser takes it in any letter case, so whoever writes `startApp?` is understood too.
    let lower = text.to_ascii_lowercase();
    for (at, _) in lower.match_indices("://platformapi/startapp") {
        let scheme = text[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let start = at - scheme;
        if message.links.iter().any(|link| link.span.contains(&start)) {
            continue;
        }
        let span = start..start + run(&text[start..]);
        let link = unescaped(&text[span.clone()]);
        if let Some(told_to) = Start::parse(&link) {
            let url = Some(link.into_owned());
            let bare = Found { span, url, ..Found::default() };
            found.push(told(Found { shape: "scheme", ..bare }, told_to));
        }
    }
    found
}

/// How far the characters of a link go, without the sentence's punctuation behind it.
fn run(text: &str) -> usize {
    let within =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(byte);
    let all = text.bytes().take_while(|byte| within(byte)).count();
    text[..all].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', ']']).len()
}

/// What the app is told to open says what it is, unless it is only to open an
/// address.
fn told(bare: Found, start: Start) -> Found {
    if start.is_wrapper() {
        return Found { code: Some(start.app_id), ..bare };
    }
    let (kind, opening) = opened(&start);
    Found { code: Some(start.app_id), kind: Some(kind), opening: Some(opening), ..bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_scheme_is_found_in_any_spelling() {
        for (text, app) in [
            ("点alipays://platformapi/startApp?appId=2018062060350751，好", "2018062060350751"),
            ("AliPays://PlatformAPI/StartApp/?appId=2018062060350751", "2018062060350751"),
            ("alipayqr://platformapi/startapp?saId=10000007", "10000007"),
        ] {
            let found = find(&Message::of(text));
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].code.as_deref(), Some(app), "{text}");
        }
        let scan =
            "alipayqr://platformapi/startapp?saId=10000007&qrcode=HTTPS://QR.ALIPAY.COM/FKX09948";
        let url = Url::parse(find(&Message::of(scan))[0].url.as_deref().unwrap()).unwrap();
        let to = super::super::address::passes_to(&url).map(String::from);
        assert_eq!(to.as_deref(), Some("https://qr.alipay.com/FKX09948"));
        assert_eq!(
            find(&Message::of("xalipays://platformapi/startapps?appId=2018062060350751")),
            []
        );
    }
}
