//! JSON as pages write it: read strictly first, and then as it was probably meant.
//!
//! One block in twenty is broken: control characters and bare quotes in texts, comments, a
//! `CDATA` around all, commas too many or too few, an end that is missing.

use std::borrow::Cow;

use super::entity;
use super::limits::{DEPTH, NODES};

/// A tree of values, flat: each knows its first child and its next sibling.
///
/// Microdata and RDFa are read into the same tree, so that schema.org is understood in one place.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

#[derive(Debug)]
struct Node<'a> {
    key: Cow<'a, str>,
    value: Value<'a>,
    next: Option<u32>,
}

#[derive(Debug)]
enum Value<'a> {
    /// A text, or a number or a word as it stands there.
    Text(Cow<'a, str>),
    /// Its members or items.
    Many { object: bool, first: Option<u32>, last: Option<u32> },
}

/// A value in a tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'t, 'a> {
    tree: &'t Tree<'a>,
    at: u32,
}

impl<'a> Tree<'a> {
    /// Puts a text into `parent`, or at the top.
    pub(super) fn text(&mut self, parent: Option<u32>, key: Cow<'a, str>, text: Cow<'a, str>) {
        self.put(parent, key, Value::Text(text));
    }

    /// Begins an object (or an array) in `parent`, or at the top. `None` if the tree is full.
    pub(super) fn begin(
        &mut self,
        parent: Option<u32>,
        key: Cow<'a, str>,
        object: bool,
    ) -> Option<u32> {
        self.put(parent, key, Value::Many { object, first: None, last: None })
    }

    fn put(&mut self, parent: Option<u32>, key: Cow<'a, str>, value: Value<'a>) -> Option<u32> {
        if self.nodes.len() >= NODES {
            return None;
        }
        let at = u32::try_from(self.nodes.len()).ok()?;
        self.nodes.push(Node { key, value, next: None });
        let parent = parent.map(|parent| &mut self.nodes[parent as usize].value);
        if let Some(Value::Many { first, last, .. }) = parent {
            first.get_or_insert(at);
            if let Some(before) = last.replace(at) {
                self.nodes[before as usize].next = Some(at);
            }
        }
        Some(at)
    }

    /// Reads a block and gives the place of its value.
    pub(super) fn read(&mut self, block: &'a str) -> Option<u32> {
        let before = self.nodes.len();
        let root = u32::try_from(before).ok()?;
        let strict = Reader { text: block, at: 0, repair: false }.whole(self);
        if strict.is_none() {
            self.nodes.truncate(before);
            Reader { text: block, at: 0, repair: true }.whole(self);
        }
        (self.nodes.len() > before).then_some(root)
    }

    /// The value at a place that [`Tree::begin`] gave.
    pub(super) fn at(&self, at: u32) -> At<'_, 'a> {
        At { tree: self, at }
    }

    /// All values in their order: those of a block before those of the next.
    pub(super) fn all(&self) -> impl Iterator<Item = At<'_, 'a>> {
        (0..u32::try_from(self.nodes.len()).unwrap_or_default()).map(|at| At { tree: self, at })
    }
}

impl<'t, 'a> At<'t, 'a> {
    fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.at as usize]
    }

    /// The name under which it stands.
    pub(super) fn key(self) -> &'t str {
        &self.node().key
    }

    /// A text, a number or a word.
    pub(super) fn text(self) -> Option<&'t str> {
        match &self.node().value {
            Value::Text(text) => Some(text),
            Value::Many { .. } => None,
        }
    }

    /// Whether it has members.
    pub(super) fn is_object(self) -> bool {
        matches!(self.node().value, Value::Many { object: true, .. })
    }

    /// Whether it has items.
    pub(super) fn is_array(self) -> bool {
        matches!(self.node().value, Value::Many { object: false, .. })
    }

    /// Its members or items.
    pub(super) fn children(self) -> impl Iterator<Item = Self> + use<'t, 'a> {
        let first = match self.node().value {
            Value::Many { first, .. } => first,
            Value::Text(_) => None,
        };
        let tree = self.tree;
        std::iter::successors(first, move |at| tree.nodes[*at as usize].next)
            .map(move |at| Self { tree, at })
    }

    /// Its items, if it is an array; otherwise itself.
    pub(super) fn each(self) -> impl Iterator<Item = Self> + use<'t, 'a> {
        let itself = (!self.is_array()).then_some(self);
        itself.into_iter().chain(self.is_array().then(|| self.children()).into_iter().flatten())
    }

    /// The member of this name.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.is_object().then(|| self.children().find(|child| child.key() == key)).flatten()
    }
}

/// Reads JSON from a text. Each function gives `None` where strict reading cannot go on.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Whether mistakes are mended.
    repair: bool,
}

impl<'a> Reader<'a> {
    fn whole(&mut self, tree: &mut Tree<'a>) -> Option<()> {
        self.blank()?;
        if self.repair {
            // Whatever stands around the value.
            const MARK: &str = "<![CDATA[";
            let begin = self.text[self.at..].find(['{', '['])?;
            let mark = self.text[self.at..].find(MARK).filter(|mark| *mark < begin);
            self.at += match mark.map(|mark| mark + MARK.len()) {
                Some(behind) => behind + self.text[self.at + behind..].find(['{', '['])?,
                None => begin,
            };
        }
        self.value(tree, None, Cow::Borrowed(""), 0)?;
        self.blank()?;
        (self.repair || self.at == self.text.len()).then_some(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes white space over and, where mistakes are mended, comments.
    fn blank(&mut self) -> Option<()> {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if !self.repair {
                return Some(());
            }
            let rest = &self.text[self.at..];
            let length = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else if rest.starts_with(|c: char| c == '\u{feff}' || c.is_whitespace()) {
                rest.chars().next().map_or(1, char::len_utf8)
            } else {
                return Some(());
            };
            self.at += length;
        }
    }

    fn value(
        &mut self,
        tree: &mut Tree<'a>,
        parent: Option<u32>,
        key: Cow<'a, str>,
        depth: usize,
    ) -> Option<()> {
        match self.peek()? {
            open @ (b'{' | b'[') => {
                if depth >= DEPTH {
                    return None;
                }
                self.at += 1;
                let at = tree.begin(parent, key, open == b'{')?;
                self.many(tree, at, open == b'{', depth + 1)
            }
            b'"' => {
                let text = self.string(b'"')?;
                tree.put(parent, key, Value::Text(text)).map(|_| ())
            }
            b'\'' if self.repair => {
                let text = self.string(b'\'')?;
                tree.put(parent, key, Value::Text(text)).map(|_| ())
            }
            _ => {
                let word = self.word()?;
                // What is null is not told.
                if word == "null" {
                    return Some(());
                }
                tree.put(parent, key, Value::Text(Cow::Borrowed(word))).map(|_| ())
            }
        }
    }

    /// Reads members or items up to the bracket that closes them.
    fn many(&mut self, tree: &mut Tree<'a>, at: u32, object: bool, depth: usize) -> Option<()> {
        let close = if object { b'}' } else { b']' };
        let mut first = true;
        loop {
            self.blank()?;
            match self.peek() {
                // An end that is missing is there, where mistakes are mended.
                None => return self.repair.then_some(()),
                Some(byte) if byte == close => {
                    self.at += 1;
                    return Some(());
                }
                Some(b'}' | b']') if self.repair => return Some(()),
                Some(b',') if !first => {
                    self.at += 1;
                    self.blank()?;
                    if !self.repair && self.peek() == Some(close) {
                        return None;
                    }
                    if matches!(self.peek(), Some(b',' | b'}' | b']')) {
                        continue;
                    }
                }
                Some(_) if first || self.repair => {}
                Some(_) => return None,
            }
            first = false;
            let before = self.at;
            let key = if object { self.key()? } else { Cow::Borrowed("") };
            self.value(tree, Some(at), key, depth)?;
            if self.at == before {
                return None;
            }
        }
    }

    fn key(&mut self) -> Option<Cow<'a, str>> {
        let key = match self.peek()? {
            quote @ (b'"' | b'\'') if quote == b'"' || self.repair => self.string(quote)?,
            _ if self.repair => Cow::Borrowed(self.word()?),
            _ => return None,
        };
        self.blank()?;
        if self.peek() == Some(b':') {
            self.at += 1;
        } else if !self.repair {
            return None;
        }
        self.blank()?;
        Some(key)
    }

    fn word(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let ends =
            |c: char| matches!(c, ',' | ':' | '}' | ']' | '{' | '[' | '"') || c.is_whitespace();
        let length = rest.find(ends).unwrap_or(rest.len());
        self.at += length;
        (length > 0).then_some(&rest[..length])
    }

    /// Reads a text from behind its opening quote.
    fn string(&mut self, quote: u8) -> Option<Cow<'a, str>> {
        self.at += 1;
        let begin = self.at;
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        loop {
            let found = memchr::memchr2(quote, b'\\', bytes.get(self.at..)?);
            let Some(found) = found else {
                if !self.repair {
                    return None;
                }
                self.at = bytes.len();
                return Some(unescape(&self.text[begin..], escaped));
            };
            self.at += found;
            if bytes[self.at] == b'\\' {
                escaped = true;
                self.at = (self.at + 2).min(bytes.len());
                // An escaped character of several bytes.
                while !self.text.is_char_boundary(self.at) {
                    self.at += 1;
                }
                continue;
            }
            let text = &self.text[begin..self.at];
            self.at += 1;
            if self.repair && !self.closes() {
                continue;
            }
            if !self.repair && text.bytes().any(|byte| byte < b' ') {
                return None;
            }
            return Some(unescape(text, escaped));
        }
    }

    /// Whether a quote that was just passed ends its text: what follows tells.
    fn closes(&self) -> bool {
        let rest = self.text[self.at..].trim_ascii_start();
        rest.is_empty()
            || rest.starts_with([',', ':', '}', ']'])
            || ["//", "/*"].iter().any(|comment| rest.starts_with(comment))
            || self.text[self.at..].starts_with('\n')
    }
}

/// Reads the escapes of a text.
fn unescape(text: &str, escaped: bool) -> Cow<'_, str> {
    if !escaped {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(letter) = rest.chars().next() else { break };
        rest = &rest[letter.len_utf8()..];
        match letter {
            'n' | 'r' | 't' | 'b' | 'f' => out.push(' '),
            'u' => match unit(rest) {
                Some((meant, length)) => {
                    out.push(meant);
                    rest = &rest[length..];
                }
                None => out.push('u'),
            },
            other => out.push(other),
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Reads the digits behind `\u`, and those of a second half.
fn unit(rest: &str) -> Option<(char, usize)> {
    let hex = |text: &str| u32::from_str_radix(text, 16).ok();
    let high = hex(rest.get(..4)?)?;
    if let Some(meant) = char::from_u32(high) {
        return Some((meant, 4));
    }
    let low = rest.get(4..10).and_then(|low| hex(low.strip_prefix("\\u")?));
    match low {
        Some(low @ 0xdc00..=0xdfff) if high < 0xdc00 => {
            let meant = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            Some((char::from_u32(meant)?, 10))
        }
        _ => Some((char::REPLACEMENT_CHARACTER, 4)),
    }
}

/// A block whose quotes are written as references, for [`Tree::read`].
pub(super) fn unquoted(block: &str) -> Cow<'_, str> {
    if !block.contains('"') && block.contains('&') { entity::decode(block) } else { block.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(block: &str) -> Option<String> {
        let mut tree = Tree::default();
        let root = tree.read(block)?;
        tree.at(root).get("name").and_then(At::text).map(str::to_owned)
    }

    #[test]
    fn broken_blocks_are_read_as_they_were_meant() {
        for block in [
            r#"{"name":"a b"}"#,
            "{\"name\":\"a\\nb\",}",
            "<!-- {\"name\":\"a b\"} -->",
            "//<![CDATA[\n{\"@type\":\"X\" /* c */, // d\n \"name\":\"a b\"}\n//]]>",
            "{'name':'a b'}",
            "{\"x\":[1,2,],\"name\":\"a b\"",
            "{\"x\":1 \"name\":\"a b\"};",
            "{name: \"a b\"}",
            r#"{"x":{"y":null},"name":"a\u0020b"}"#,
        ] {
            assert_eq!(name(block).as_deref(), Some("a b"), "{block}");
        }
        assert_eq!(name(r#"{"name":"a "b" c"}"#).as_deref(), Some(r#"a "b" c"#));
        assert_eq!(name(r#"{"name":"\ud83d\ude06"}"#).as_deref(), Some("😆"));
        assert_eq!(name(&"[".repeat(100_000)), None);
    }

    #[test]
    fn an_array_is_each_of_its_items() {
        let mut tree = Tree::default();
        let root = tree.read(r#"[1,{"a":[2,"3"]}]"#).unwrap();
        let object = tree.at(root).each().nth(1).unwrap();
        let items: Vec<_> = object.get("a").unwrap().each().filter_map(At::text).collect();
        assert_eq!(items, ["2", "3"]);
    }
}
