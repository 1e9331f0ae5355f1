//! The page's bytes as words: decoded, references read, white space folded, NFC.

use std::borrow::Cow;

use encoding_rs::Encoding;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::entity;
use super::limits::TEXT_BYTES;

/// Reads values of a page in its charset.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub(super) encoding: &'static Encoding,
}

impl Words {
    /// A value as a text for people.
    pub(super) fn text(self, value: &[u8]) -> Option<String> {
        clean(&entity::decode(&self.decode(cut(value))))
    }

    /// A value as an address: references read, nothing else changed.
    pub(super) fn address(self, value: &[u8]) -> String {
        let text = self.decode(value);
        entity::decode(&text).trim().to_owned()
    }

    /// The bytes in Unicode.
    pub(super) fn decode(self, value: &[u8]) -> Cow<'_, str> {
        match std::str::from_utf8(value) {
            Ok(text) if self.encoding == encoding_rs::UTF_8 || value.is_ascii() => {
                Cow::Borrowed(text)
            }
            _ => self.encoding.decode_without_bom_handling(value).0,
        }
    }
}

/// A text for people out of one whose references were read once: some pages escape twice.
/// `None` if nothing is left.
pub(super) fn clean(text: &str) -> Option<String> {
    let twice = if text.contains('&') && entity::has(text) {
        entity::decode(text)
    } else {
        Cow::Borrowed(text)
    };
    let folded = fold(&twice);
    let folded = folded.trim();
    let composed = folded.is_ascii() || is_nfc_quick(folded.chars()) == IsNormalized::Yes;
    let folded = if composed { folded.to_owned() } else { folded.nfc().collect() };
    (!folded.is_empty()).then_some(folded)
}

/// White space of every kind becomes one space; control characters and marks that only steer
/// disappear.
fn fold(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let plain = |pair: &[u8]| pair[1] > b' ' || (pair[1] == b' ' && pair[0] != b' ');
    if text.is_ascii() && !bytes.contains(&0x7f) && bytes.windows(2).all(plain) {
        return Cow::Borrowed(text.trim_start_matches(|first: char| first.is_ascii_control()));
    }
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            space = true;
        } else if !steers(letter) {
            if std::mem::take(&mut space) && !out.is_empty() {
                out.push(' ');
            }
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

/// Control characters, and those that turn the direction of what follows.
fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

/// At most as much as one text may have. Where it falls into a character, that one is dropped when
/// it is decoded.
fn cut(value: &[u8]) -> &[u8] {
    &value[..value.len().min(TEXT_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_folded_and_composed() {
        for (text, meant) in [
            ("  a \n\t b  ", Some("a b")),
            ("\u{3000}中\u{a0}\u{a0}文\u{200b}", Some("中 文")),
            ("cafe\u{301}", Some("café")),
            ("Tom &amp; Jerry &quot;", Some("Tom & Jerry \"")),
            ("a\u{7}b\u{202e}c\u{61c}", Some("abc")),
            ("\u{0}\n", None),
            ("plain", Some("plain")),
        ] {
            assert_eq!(clean(text).as_deref(), meant, "{text:?}");
        }
    }
}
