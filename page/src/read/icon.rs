//! The site's own mark: the best of those that the page offers.

use drawbridge_canon::share::{Source, Told};

use super::amount::pixels;
use super::place::Place;
use super::seen::Seen;
use super::words::Words;

/// The best mark among `<link rel=icon>` and its kin: a square one before another, a larger before
/// a smaller, one that browsers show well before one that they may not.
pub(super) fn best(seen: &Seen<'_>, words: Words, place: &Place) -> Option<Told<String>> {
    let mut best: Option<((bool, u32), String)> = None;
    for icon in &seen.icons {
        let Some(url) = place.resolve(&words.address(icon.url)) else { continue };
        let sizes = icon.sizes.map(|sizes| words.address(sizes)).unwrap_or_default();
        let (square, width) = size(&sizes).or_else(|| within(&url)).unwrap_or((true, 1));
        let worth = (square, width.saturating_mul(weight(&url)));
        if best.as_ref().is_none_or(|(before, _)| worth > *before) {
            best = Some((worth, url));
        }
    }
    best.map(|(_, url)| Told::new(url, Source::Html))
}

/// Where browsers look for a mark when none is declared.
pub(super) fn customary(place: &Place) -> Option<Told<String>> {
    let url = place.page()?.join("/favicon.ico").ok()?;
    Some(Told::new(url.into(), Source::Address))
}

/// `192x192`, and whether that is square.
fn size(text: &str) -> Option<(bool, u32)> {
    let first = text.split_ascii_whitespace().next()?;
    let (width, height) = first.split_once(['x', 'X', '×'])?;
    let (width, height) = (pixels(width)?, pixels(height)?);
    Some((width == height, width))
}

/// A size that an address tells.
fn within(url: &str) -> Option<(bool, u32)> {
    let at = url.char_indices().find(|(at, letter)| {
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let bytes = url.as_bytes();
        *letter == 'x' && *at > 0 && digit(bytes.get(at - 1)) && digit(bytes.get(at + 1))
    })?;
    let before = url[..at.0].bytes().rev().take_while(u8::is_ascii_digit).count();
    let behind = url[at.0 + 1..].bytes().take_while(u8::is_ascii_digit).count();
    size(&url[at.0 - before..at.0 + 1 + behind])
}

/// How well a kind of mark is shown, whatever its size.
fn weight(url: &str) -> u32 {
    let ends = |end: &str| url.ends_with(end);
    if url.contains("apple") || url.contains("android") || ends("png") {
        5
    } else if ends("jpg") || ends("jpeg") {
        4
    } else if ends("svg") {
        3
    } else if ends("ico") {
        2
    } else {
        1
    }
}
