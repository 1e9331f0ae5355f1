//! What it shares in a message: its links, and links in its app's own scheme.

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
    for (at, _) in text.match_indices("://platformapi/startapp?") {
        let scheme = text[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let start = at - scheme;
        if message.links.iter().any(|link| link.span.contains(&start)) {
            continue;
        }
        let link = &text[start..start + run(&text[start..])];
        if let Some(told_to) = Start::parse(link) {
            let url = Some(link.to_owned());
            let bare = Found { span: start..start + link.len(), url, ..Found::default() };
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
