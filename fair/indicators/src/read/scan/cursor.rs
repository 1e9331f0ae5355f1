//! Bytes read from the left, as canonical JSON spells them.
//!
//! Every step either takes exactly what a leaf may have there or gives up: whoever gives up is read
//! again by the reader of records, so nothing is lost but time.

/// The largest whole number of a leaf, 2^53 - 1.
const LARGEST: u64 = (1 << 53) - 1;

/// What a byte may be part of.
const TOKEN: u8 = 1;
const NAME: u8 = 2;
const BASE64: u8 = 4;
/// A Base64 digit of which the two lowest bits are zero: the last of 43.
const LAST: u8 = 8;

/// By byte, what it may be part of.
const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut at = 0_u8;
    loop {
        let letter = at.is_ascii_alphanumeric();
        let mut class = 0;
        if letter || matches!(at, b'.' | b'_' | b':' | b'-') {
            class |= TOKEN;
        }
        if at.is_ascii_lowercase() || at.is_ascii_digit() || at == b'_' {
            class |= NAME;
        }
        if letter || matches!(at, b'+' | b'/') {
            class |= BASE64;
        }
        if matches!(at, b'A' | b'E' | b'I' | b'M' | b'Q' | b'U' | b'Y' | b'c' | b'g' | b'k')
            || matches!(at, b'o' | b's' | b'w' | b'0' | b'4' | b'8')
        {
            class |= LAST;
        }
        classes[at as usize] = class;
        if at == u8::MAX {
            return classes;
        }
        at += 1;
    }
}

/// Where the reading stands.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A simple value, with its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Simple<'a> {
    Text(&'a str),
    Number(i64),
    Flag(bool),
    Null,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Steps over `expected`, if it stands here.
    #[inline]
    pub(super) fn skip(&mut self, expected: &[u8]) -> bool {
        let here = self.bytes[self.at..].starts_with(expected);
        if here {
            self.at += expected.len();
        }
        here
    }

    /// `expected` must stand here.
    #[inline]
    pub(super) fn take(&mut self, expected: &[u8]) -> Option<()> {
        self.skip(expected).then_some(())
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// So many bytes of one class at least and at most, then a quotation mark.
    #[inline]
    fn quoted(&mut self, class: u8, most: usize) -> Option<&'a str> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| CLASSES[usize::from(*byte)] & class == 0)?;
        if end == 0 || end > most || rest[end] != b'"' {
            return None;
        }
        self.at += end + 1;
        std::str::from_utf8(&rest[..end]).ok()
    }

    /// A token and its closing quotation mark.
    pub(super) fn token(&mut self) -> Option<&'a str> {
        self.quoted(TOKEN, drawbridge_fair_record::leaf::MAX_TOKEN)
    }

    /// The name of a field and its closing quotation mark.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        let name = self.quoted(NAME, drawbridge_fair_record::leaf::MAX_NAME)?;
        name.starts_with(|first: char| first.is_ascii_lowercase()).then_some(name)
    }

    /// The name of a field with that of its group, and its closing quotation mark.
    pub(super) fn full_name(&mut self) -> Option<&'a str> {
        self.quoted(TOKEN, 2 * drawbridge_fair_record::leaf::MAX_NAME)
    }

    /// The Base64 of 32 bytes and its closing quotation mark.
    #[inline]
    pub(super) fn hash(&mut self) -> Option<&'a [u8; 44]> {
        let digits: &[u8; 44] = self.bytes.get(self.at..self.at + 44)?.try_into().ok()?;
        let (head, tail) = digits.split_at(42);
        let all = head.iter().fold(BASE64, |all, byte| all & CLASSES[usize::from(*byte)]);
        let ends = CLASSES[usize::from(tail[0])] & LAST != 0 && tail[1] == b'=';
        self.at += 44;
        if all == 0 || !ends {
            return None;
        }
        self.take(b"\"")?;
        Some(digits)
    }

    /// A whole number from 0 on.
    #[inline]
    pub(super) fn count(&mut self) -> Option<u64> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(17).position(|byte| !byte.is_ascii_digit())?;
        if length == 0 || (rest[0] == b'0' && length > 1) {
            return None;
        }
        let number = rest[..length].iter().fold(0, |all, digit| all * 10 + u64::from(digit - b'0'));
        self.at += length;
        (number <= LARGEST).then_some(number)
    }

    /// A time: milliseconds from 1970 on.
    pub(super) fn time(&mut self) -> Option<i64> {
        self.count().map(u64::cast_signed)
    }

    /// A value that is neither a list nor an object, nor a text with escapes; with its bytes.
    pub(super) fn simple(&mut self) -> Option<(Simple<'a>, &'a [u8])> {
        let from = self.at;
        let value = if self.skip(b"\"") {
            Simple::Text(self.text()?)
        } else if self.skip(b"true") {
            Simple::Flag(true)
        } else if self.skip(b"false") {
            Simple::Flag(false)
        } else if self.skip(b"null") {
            Simple::Null
        } else {
            let minus = self.skip(b"-");
            let number = self.count()?.cast_signed();
            if minus && number == 0 {
                return None;
            }
            Simple::Number(if minus { -number } else { number })
        };
        Some((value, &self.bytes[from..self.at]))
    }

    /// The rest of a text without escapes, and its closing quotation mark.
    fn text(&mut self) -> Option<&'a str> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
        if rest[end] != b'"' {
            return None;
        }
        self.at += end + 1;
        std::str::from_utf8(&rest[..end]).ok()
    }
}

/// By byte, the digit that it is; 0 for the padding, which stands for nothing.
const DIGITS: [u8; 256] = digits();

const fn digits() -> [u8; 256] {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut digits = [0; 256];
    let mut at = 0_u8;
    while at < 64 {
        digits[ALPHABET[at as usize] as usize] = at;
        at += 1;
    }
    digits
}

/// The 32 bytes of their Base64, which [`Cursor::hash`] has seen.
pub(super) fn unbase64(digits: &[u8; 44]) -> [u8; 32] {
    let mut bytes = [0; 33];
    for (four, three) in digits.chunks_exact(4).zip(bytes.chunks_exact_mut(3)) {
        let digit = |at: usize| u32::from(DIGITS[usize::from(four[at])]);
        let all = digit(0) << 18 | digit(1) << 12 | digit(2) << 6 | digit(3);
        three.copy_from_slice(&all.to_be_bytes()[1..]);
    }
    let mut whole = [0; 32];
    whole.copy_from_slice(&bytes[..32]);
    whole
}
