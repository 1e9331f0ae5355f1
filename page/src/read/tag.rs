//! One tag: its name and its attributes, as bytes of the page.
//!
//! All charsets that extend ASCII keep `<`, `>`, quotes and white space out of their longer
//! characters, so that tags are found before the charset is known.

use super::limits::ATTRIBUTES;

/// A tag's attributes in their order. Reused from tag to tag.
#[derive(Debug, Default)]
pub(super) struct Tag<'a> {
    list: Vec<(&'a [u8], &'a [u8])>,
}

impl<'a> Tag<'a> {
    /// Reads the attributes that begin at `at`, behind the tag's name. Gives the place behind the
    /// tag's `>`, or `None` if the page ends within the tag: then nothing can follow it.
    pub(super) fn read(&mut self, page: &'a [u8], at: usize) -> Option<usize> {
        self.list.clear();
        let mut at = at;
        loop {
            at += spaces(&page[at..], true);
            match page.get(at)? {
                b'>' => return Some(at + 1),
                _ => at = self.attribute(page, at)?,
            }
        }
    }

    /// Reads one attribute and gives the place behind it.
    fn attribute(&mut self, page: &'a [u8], at: usize) -> Option<usize> {
        let ends = |byte: &u8| matches!(byte, b'=' | b'>' | b'/') || byte.is_ascii_whitespace();
        // A `=` at the beginning belongs to the name (HTML, 13.2.5.32).
        let length = page[at + 1..].iter().position(ends)? + 1;
        let name = &page[at..at + length];
        let behind = at + length;
        let equals = behind + spaces(&page[behind..], false);
        if page.get(equals)? != &b'=' {
            self.keep(name, b"");
            return Some(behind);
        }
        let begin = equals + 1;
        let begin = begin + spaces(&page[begin..], false);
        let first = page.get(begin)?;
        let (value, next) = if matches!(first, b'"' | b'\'') {
            let length = memchr::memchr(*first, &page[begin + 1..])?;
            (&page[begin + 1..begin + 1 + length], begin + length + 2)
        } else {
            let ends = |byte: &u8| *byte == b'>' || byte.is_ascii_whitespace();
            let length = page[begin..].iter().position(ends)?;
            (&page[begin..begin + length], begin + length)
        };
        self.keep(name, value);
        Some(next)
    }

    fn keep(&mut self, name: &'a [u8], value: &'a [u8]) {
        if self.list.len() < ATTRIBUTES {
            self.list.push((name, value));
        }
    }

    /// The first attribute of this name, which is given in small letters. Not decoded.
    #[inline]
    pub(super) fn get(&self, name: &str) -> Option<&'a [u8]> {
        let same = |found: &&(&[u8], &[u8])| found.0.eq_ignore_ascii_case(name.as_bytes());
        self.list.iter().find(same).map(|(_, value)| *value)
    }

    /// Whether it has an attribute whose name begins so.
    pub(super) fn has(&self, start: &str) -> bool {
        self.list.iter().any(|(name, _)| name.starts_with(start.as_bytes()))
    }

    /// The first of this name that is not blank.
    pub(super) fn filled(&self, name: &str) -> Option<&'a [u8]> {
        self.get(name).filter(|value| !blank(value))
    }
}

/// Whether there is nothing but white space.
pub(super) fn blank(value: &[u8]) -> bool {
    value.iter().all(u8::is_ascii_whitespace)
}

/// How many bytes of white space, and of `/` where that is one, come first.
fn spaces(bytes: &[u8], slash: bool) -> usize {
    let within = |byte: &&u8| byte.is_ascii_whitespace() || (slash && **byte == b'/');
    bytes.iter().take_while(within).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_in_every_form() {
        let page = b" A=1 b = 'x > y' c=\"\" d e=/p/q/>rest";
        let mut tag = Tag::default();
        let end = tag.read(page, 0).unwrap();
        assert_eq!(&page[end..], b"rest");
        assert_eq!(tag.get("a"), Some(&b"1"[..]));
        assert_eq!(tag.get("b"), Some(&b"x > y"[..]));
        assert_eq!(tag.get("c"), Some(&b""[..]));
        assert_eq!(tag.filled("c"), None);
        assert_eq!(tag.get("d"), Some(&b""[..]));
        assert_eq!(tag.get("e"), Some(&b"/p/q/"[..]));
    }

    #[test]
    fn a_tag_that_never_ends_is_none() {
        for page in [&b" a"[..], b" a=", b" a=\"x", b" a=x", b"", b" a = 'x>y"] {
            assert_eq!(Tag::default().read(page, 0), None, "{page:?}");
        }
    }
}
