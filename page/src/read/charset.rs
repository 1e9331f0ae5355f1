//! In which charset a page is.
//!
//! The order of the WHATWG (byte order mark, HTTP header, `<meta>`), with three things that real
//! pages need besides: a declaration counts wherever it stands, bytes that can only be UTF-8 are
//! UTF-8 whatever the label says, and where nothing is declared the bytes are asked.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    EUC_KR, Encoding, GBK, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};

use super::limits::{CHECKED_BYTES, GUESS_BYTES};
use super::pass::charset_of;

/// What is known of a page's charset before its values are read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs<'a> {
    /// The `Content-Type` header.
    pub(super) header: Option<&'a str>,
    /// What the page declares.
    pub(super) declared: Option<&'a [u8]>,
    /// `<html lang>`.
    pub(super) language: Option<&'a [u8]>,
    /// The last label of the page's host.
    pub(super) top: Option<&'a str>,
}

/// The charset of a page whose bytes do not extend ASCII: it is decoded as a whole before anything
/// is sought in it.
pub(super) fn whole(page: &[u8], header: Option<&str>) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(page) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let named = header.and_then(|header| label(charset_of(header.as_bytes())?));
    if let Some(encoding) = named.filter(|encoding| !encoding.is_ascii_compatible()) {
        return Some(encoding);
    }
    // Without a mark: `<` and its neighbour.
    match page {
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, _, ..] => Some(UTF_16BE),
        // JIS shifts with the escape character, which no other text has near its beginning.
        _ if memchr::memmem::find(&page[..page.len().min(4 * GUESS_BYTES)], b"\x1b$B")
            .is_some() =>
        {
            Some(ISO_2022_JP)
        }
        _ => None,
    }
}

/// The charset of a page whose bytes extend ASCII. `values` are those that will be read: where all
/// are ASCII, or valid in the UTF-8 that is declared, nothing else need be looked at.
pub(super) fn choose<'a>(
    page: &[u8],
    signs: Signs<'_>,
    values: impl Iterator<Item = &'a [u8]> + Clone,
) -> &'static Encoding {
    let header = signs.header.and_then(|header| label(charset_of(header.as_bytes())?));
    let declared = signs.declared.and_then(label);
    let first = header.or(declared);
    let plain = |value: &[u8]| match first {
        Some(encoding) if encoding == UTF_8 => std::str::from_utf8(value).is_ok(),
        _ => value.is_ascii(),
    };
    if page.starts_with(b"\xef\xbb\xbf")
        || values.clone().all(plain)
        || are_utf8(values)
        || is_utf8(page)
    {
        return UTF_8;
    }
    let legacy = |encoding: &&Encoding| *encoding != UTF_8;
    match (header.filter(legacy), declared.filter(legacy)) {
        // Many servers send Latin-1 for whatever they serve.
        (Some(sent), Some(declared)) if sent == WINDOWS_1252 => declared,
        (Some(sent), _) => sent,
        (None, Some(declared)) => declared,
        (None, None) => guess(page, signs),
    }
}

/// What a label means. UTF-16 in a page that was found by its ASCII is UTF-8 (WHATWG), and
/// `replacement` is no charset to read with.
fn label(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    match encoding {
        _ if encoding == REPLACEMENT => None,
        _ if encoding == UTF_16LE || encoding == UTF_16BE => Some(UTF_8),
        _ => Some(encoding),
    }
}

/// Whether all that will be read is UTF-8, and so much of it that the page need not be asked.
fn are_utf8<'a>(mut values: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut long = 0;
    values.all(|value| {
        long += characters(value);
        std::str::from_utf8(value).is_ok()
    }) && long >= 4 * LONG
}

/// Whether the bytes can hardly be anything but UTF-8. A broken character here and there (a text
/// cut in the middle) changes nothing.
fn is_utf8(page: &[u8]) -> bool {
    let mut rest = &page[..page.len().min(CHECKED_BYTES)];
    let (mut long, mut broken) = (0_usize, 0_usize);
    while let Err(error) = std::str::from_utf8(rest) {
        let (valid, behind) = rest.split_at(error.valid_up_to());
        long += characters(valid);
        // What is cut at the end of what was read is not broken.
        let Some(length) = error.error_len() else {
            rest = b"";
            break;
        };
        broken += 1;
        if broken > 64 && broken > long {
            return false;
        }
        rest = &behind[length..];
    }
    long += characters(rest);
    long >= LONG && broken.saturating_mul(20) <= long
}

/// How many characters of more than a byte there are, at least.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| !byte.is_ascii()).count() / 2
}

/// Characters of more than a byte from which on their being valid is no accident: of four in GBK
/// one text in twenty thousand would be.
const LONG: usize = 4;

/// Asks the bytes.
fn guess(page: &[u8], signs: Signs<'_>) -> &'static Encoding {
    let sample = sample(page);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // Not the last: it may be cut within a character.
    detector.feed(&sample, false);
    let language = signs.language.and_then(|language| language.get(..2));
    let top = match language.map(|two| [two[0].to_ascii_lowercase(), two[1].to_ascii_lowercase()]) {
        Some([b'z', b'h']) => Some(&b"cn"[..]),
        Some([b'j', b'a']) => Some(&b"jp"[..]),
        Some([b'k', b'o']) => Some(&b"kr"[..]),
        _ => signs.top.map(str::as_bytes),
    };
    let guess = detector.guess(top, Utf8Detection::Allow);
    if guess == EUC_KR && rather_chinese(&sample) { GBK } else { guess }
}

/// The words of a page that are not ASCII, as many as a guess needs.
fn sample(page: &[u8]) -> Vec<u8> {
    let mut sample = Vec::with_capacity(GUESS_BYTES);
    let mut rest = page;
    while let Some(first) = rest.iter().position(|byte| !byte.is_ascii()) {
        let letters =
            |bytes: &[u8]| bytes.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
        let begin = first - letters(&rest[..first]);
        // A double byte may end in ASCII from `@` on: only what is below parts words.
        let within = |byte: &&u8| !byte.is_ascii() || **byte >= b'@';
        let end = first + rest[first..].iter().take_while(within).count();
        sample.extend_from_slice(&rest[begin..end.min(begin + GUESS_BYTES)]);
        sample.push(b' ');
        if sample.len() >= GUESS_BYTES {
            break;
        }
        rest = &rest[end..];
    }
    sample.truncate(GUESS_BYTES);
    sample
}

/// Whether double bytes that look Korean are Chinese: Hangul has no lead byte above `C8`, and of
/// common Chinese characters nearly half have.
fn rather_chinese(sample: &[u8]) -> bool {
    let (mut all, mut above) = (0_usize, 0_usize);
    let mut bytes = sample.iter().skip_while(|byte| byte.is_ascii());
    while let Some(lead) = bytes.next() {
        if (0xb0..=0xf7).contains(lead) && bytes.next().is_some_and(|trail| *trail >= 0xa1) {
            all += 1;
            above += usize::from((0xc9..=0xd7).contains(lead));
        }
    }
    above * 5 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(page: &[u8], header: Option<&str>, declared: Option<&[u8]>) -> &'static str {
        let signs = Signs { header, declared, ..Signs::default() };
        choose(page, signs, [page].into_iter()).name()
    }

    #[test]
    fn bytes_that_can_only_be_utf_8_are_so_whatever_the_label_says() {
        let page = "吊桥：任何链接都能打开".as_bytes();
        assert_eq!(chosen(page, Some("text/html; charset=GBK"), None), "UTF-8");
        assert_eq!(chosen(page, None, Some(b"iso-8859-1")), "UTF-8");
        let cut = [page, &page[..1]].concat();
        assert_eq!(chosen(&cut, None, Some(b"gb2312")), "UTF-8");
        // What is to be read is enough, whatever stands around it.
        let signs = Signs { declared: Some(b"gbk"), ..Signs::default() };
        assert_eq!(choose(&[0xd6, 0xd0], signs, [page].into_iter()), UTF_8);
        assert_eq!(choose(&[0xd6, 0xd0], signs, [&page[..6]].into_iter()), GBK);
    }

    #[test]
    fn the_header_comes_before_the_page_unless_it_says_latin() {
        let (page, _, _) = GBK.encode("吊桥：任何链接都能打开");
        assert_eq!(chosen(&page, Some("text/html; charset=GBK"), Some(b"big5")), "GBK");
        assert_eq!(chosen(&page, Some("text/html; charset=iso-8859-1"), Some(b"gb2312")), "GBK");
        assert_eq!(chosen(&page, Some("text/html; charset=utf-8"), Some(b"gb2312")), "GBK");
        assert_eq!(chosen(&page, None, None), "GBK");
    }
}
