//! Percent-encoded forms, as bodies and queries carry them (`application/x-www-form-urlencoded`).
//!
//! Everything is bytes: signatures cover what was sent in whatever character set it is, so nothing
//! is made text before it is verified.

use std::borrow::Cow;

/// A `%` without two hexadecimal digits behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a percent escape is broken")]
pub struct Broken;

/// A name and its value, borrowed where nothing is escaped in them.
pub type Pair<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// The names and values of an encoded form, in order. A name without `=` has an empty value; an
/// empty piece between two `&` is nothing. What a name given twice means is for the caller to say.
///
/// ```
/// let pairs: Vec<_> = drawbridge_canon::form::pairs(b"subject=a+b%2Bc&x").collect();
/// let pair = |name: &'static str, value: &'static str| {
///     Ok((name.as_bytes().into(), value.as_bytes().into()))
/// };
/// assert_eq!(pairs, [pair("subject", "a b+c"), pair("x", "")]);
/// ```
pub fn pairs(encoded: &[u8]) -> impl Iterator<Item = Result<Pair<'_>, Broken>> {
    let pieces = encoded.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty());
    pieces.map(|piece| {
        let at = piece.iter().position(|byte| *byte == b'=').unwrap_or(piece.len());
        let value = piece.get(at + 1..).unwrap_or_default();
        Ok((unescape(&piece[..at])?, unescape(value)?))
    })
}

/// The opposite of [`pairs`].
pub fn write<'a>(pairs: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        escape_into(&mut out, name);
        out.push('=');
        escape_into(&mut out, value);
    }
    out
}

/// Escapes everything but RFC 3986's unreserved characters.
pub fn escape(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    escape_into(&mut out, bytes);
    out
}

/// Undoes percent escapes, and `+` for a space.
///
/// # Errors
/// [`Broken`] where an escape is.
pub fn unescape(text: &[u8]) -> Result<Cow<'_, [u8]>, Broken> {
    decode(text, b' ')
}

/// Undoes the percent escapes of a path or query that is no form (RFC 3986, 2.1): a `+` stays.
/// `None` where an escape is broken or the result is not UTF-8.
pub fn unescape_uri(text: &str) -> Option<String> {
    String::from_utf8(decode(text.as_bytes(), b'+').ok()?.into_owned()).ok()
}

fn decode(text: &[u8], plus: u8) -> Result<Cow<'_, [u8]>, Broken> {
    if !text.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        out.push(match byte {
            b'+' => plus,
            b'%' => match (hex(rest.next()), hex(rest.next())) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(Broken),
            },
            other => *other,
        });
    }
    Ok(Cow::Owned(out))
}

fn hex(digit: Option<&u8>) -> Option<u8> {
    let value = char::from(*digit?).to_digit(16)?;
    u8::try_from(value).ok()
}

fn escape_into(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(encoded: &[u8]) -> Result<Vec<Pair<'_>>, Broken> {
        pairs(encoded).collect()
    }

    #[test]
    fn what_is_odd_is_read_and_what_is_broken_is_not() {
        let pair = |name: &'static str, value: &'static str| {
            (name.as_bytes().into(), value.as_bytes().into())
        };
        let cases = [
            ("", Ok(vec![])),
            ("&&", Ok(vec![])),
            ("a", Ok(vec![pair("a", "")])),
            ("=", Ok(vec![pair("", "")])),
            ("a=b=c&a=1", Ok(vec![pair("a", "b=c"), pair("a", "1")])),
            ("%61+=%e6%B5%8b", Ok(vec![pair("a ", "测")])),
            ("a=%", Err(Broken)),
            ("a=%4", Err(Broken)),
            ("a=%zz", Err(Broken)),
            ("a=%+1", Err(Broken)),
            ("%=1", Err(Broken)),
        ];
        for (encoded, expected) in cases {
            assert_eq!(read(encoded.as_bytes()), expected, "{encoded}");
        }
    }

    #[test]
    fn a_plus_is_a_space_in_forms_only() {
        assert_eq!(unescape(b"a+%2B"), Ok(b"a +"[..].into()));
        assert_eq!(unescape_uri("a+%2B").as_deref(), Some("a++"));
        assert_eq!((unescape_uri("%ff"), unescape_uri("%+1")), (None, None));
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(
            form in prop::collection::vec(any::<(Vec<u8>, Vec<u8>)>(), 0..6),
        ) {
            let written = write(form.iter().map(|(name, value)| (&name[..], &value[..])));
            prop_assert!(written.bytes().all(|byte| byte.is_ascii_graphic()));
            let form = form.into_iter().map(|(name, value)| (name.into(), value.into()));
            prop_assert_eq!(read(written.as_bytes()), Ok(form.collect()));
        }

        #[test]
        fn an_escape_has_no_meaning_of_its_own_left(bytes in any::<Vec<u8>>()) {
            let escaped = escape(&bytes);
            prop_assert!(!escaped.contains(['&', '=', '+', ' ', '?', '#', '/']));
            prop_assert_eq!(unescape(escaped.as_bytes()), Ok(bytes.into()));
        }

        #[test]
        fn anything_is_read_or_refused_and_never_grows(encoded in any::<Vec<u8>>()) {
            let read = read(&encoded).unwrap_or_default();
            let length: usize = read.iter().map(|(name, value)| name.len() + value.len()).sum();
            prop_assert!(length <= encoded.len());
        }
    }
}
