//! Data as a page's own scripts write it: JSON, and object literals in JavaScript's wider spelling.
//! Nothing is run: what is no data is passed over and reads as `null`.

use serde_json::{Map, Number, Value};

/// The most bytes that are read of one state. The largest that was seen is half a megabyte.
pub const LONGEST: usize = 2 * 1024 * 1024;

/// How deep values may lie in one another. What is deeper reads as `null`.
pub const DEEPEST: usize = 48;

/// The value with which `text` begins; white space, `=` and `(` before it are passed over.
///
/// Beyond JSON it may have names without quotes, strings in `'` and `` ` ``, comments, commas at
/// the end, `undefined`, and anything that must be computed, which reads as `null`. Text that ends
/// early gives what was there.
pub fn read(text: &str) -> Option<Value> {
    let end = (0..=text.len().min(LONGEST)).rev().find(|at| text.is_char_boundary(*at))?;
    let mut reader = Reader { text: &text[..end], at: 0 };
    reader.skip(|byte| byte.is_ascii_whitespace() || b"=(".contains(&byte));
    matches!(reader.peek()?, b'{' | b'[' | b'"' | b'\'').then(|| reader.value(0))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, of: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&of) {
            self.at += 1;
        }
    }

    /// Passes over white space and comments.
    fn blank(&mut self) {
        loop {
            self.skip(|byte| byte.is_ascii_whitespace());
            let rest = &self.text[self.at..];
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else {
                return;
            }
        }
    }

    /// A value, and all that follows it up to the next comma or closing bracket.
    fn value(&mut self, depth: usize) -> Value {
        self.blank();
        let value = match self.peek() {
            Some(b'{') if depth < DEEPEST => self.object(depth + 1),
            Some(b'[') if depth < DEEPEST => self.array(depth + 1),
            Some(quote @ (b'"' | b'\'' | b'`')) => Value::String(self.string(quote)),
            _ => self.word(),
        };
        self.blank();
        // Something is computed with the value: then it is not known.
        if depth > 0 && !matches!(self.peek(), None | Some(b',' | b'}' | b']')) {
            self.pass_over();
            return Value::Null;
        }
        value
    }

    fn object(&mut self, depth: usize) -> Value {
        let mut fields = Map::new();
        self.at += 1;
        loop {
            self.blank();
            match self.peek() {
                // A bracket that closes nothing would be met for ever: it is passed over.
                Some(b',' | b']' | b')') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Value::Object(fields);
                }
                None => return Value::Object(fields),
                Some(quote) => {
                    let name = self.name(quote);
                    self.blank();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                        let value = self.value(depth);
                        fields.insert(name, value);
                    } else {
                        self.pass_over();
                    }
                }
            }
        }
    }

    fn array(&mut self, depth: usize) -> Value {
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.blank();
            match self.peek() {
                Some(b',' | b'}' | b')') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Value::Array(items);
                }
                None => return Value::Array(items),
                Some(_) => items.push(self.value(depth)),
            }
        }
    }

    fn name(&mut self, first: u8) -> String {
        if matches!(first, b'"' | b'\'' | b'`') {
            return self.string(first);
        }
        let from = self.at;
        self.skip(|byte| byte.is_ascii_alphanumeric() || b"_$".contains(&byte) || byte >= 0x80);
        self.text[from..self.at].to_owned()
    }

    /// A number or a word that means itself; anything else is computed.
    fn word(&mut self) -> Value {
        let from = self.at;
        self.skip(|byte| byte.is_ascii_alphanumeric() || b"_$.+-!".contains(&byte));
        match &self.text[from..self.at] {
            "true" | "!0" => Value::Bool(true),
            "false" | "!1" => Value::Bool(false),
            word => word.parse::<Number>().map_or(Value::Null, Value::Number),
        }
    }

    fn string(&mut self, quote: u8) -> String {
        let mut out = String::new();
        self.at += 1;
        while let Some(byte) = self.peek() {
            if byte == quote {
                self.at += 1;
                break;
            }
            if byte == b'\\' {
                self.at += 1;
                self.escape(&mut out);
                continue;
            }
            let from = self.at;
            self.skip(|byte| byte != quote && byte != b'\\');
            out.push_str(&self.text[from..self.at]);
        }
        out
    }

    /// What follows a backslash.
    fn escape(&mut self, out: &mut String) {
        let Some(c) = self.text[self.at..].chars().next() else { return };
        self.at += c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' | 'f' | 'v' | '0' => out.push(' '),
            '\n' => {}
            'x' => out
                .push(self.hex(2).and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)),
            'u' => out.push(self.unit()),
            other => out.push(other),
        }
    }

    /// `\uXXXX`, two of them where one is half a character.
    fn unit(&mut self) -> char {
        let high = self.hex(4).unwrap_or(0xFFFD);
        if !(0xD800..0xDC00).contains(&high) || !self.text[self.at..].starts_with("\\u") {
            return char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        self.at += 2;
        let low = self.hex(4).filter(|low| (0xDC00..0xE000).contains(low));
        let whole = low.map(|low| 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        whole.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.text.get(self.at..self.at + digits)?;
        let value = u32::from_str_radix(text, 16).ok()?;
        self.at += digits;
        Some(value)
    }

    /// Passes over what is computed, up to a comma or bracket of the level it stands in.
    fn pass_over(&mut self) {
        let mut open = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b',' | b'}' | b']' if open == 0 => return,
                b'{' | b'[' | b'(' => open += 1,
                b'}' | b']' | b')' => open = open.saturating_sub(1),
                b'"' | b'\'' | b'`' => {
                    self.string(byte);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_read_as_it_is() {
        let value = json!({"a": [1, -2.5, "x\"\u{1F600}", null, true], "b": {"c": "中"}, "d": ""});
        assert_eq!(read(&format!("= {value};(function(){{}})()")), Some(value));
        assert_eq!(read(r#"{"a":"\ud83d\ude00\u4e2d\ud83d"}"#), Some(json!({"a": "😀中\u{FFFD}"})));
    }

    #[test]
    fn literals_are_read_in_javascripts_spelling() {
        let text = r#"({ // a remark
            skuid: 100012043978, name: 'It\'s \u4e2d\x41', 'list':['a',"b",], /* } */ src: `x`,
            at: new Date().getTime(), url: '//' + location.host, f: function(a, b){ return {c: ']'} },
            none: undefined, yes: !0, $: 1 })"#;
        let value = json!({
            "skuid": 100_012_043_978_u64, "name": "It's 中A", "list": ["a", "b"], "src": "x",
            "at": null, "url": null, "f": null, "none": null, "yes": true, "$": 1
        });
        assert_eq!(read(text), Some(value));
    }

    #[test]
    fn what_is_no_data_is_nothing() {
        for text in ["", "function(){}", "42", "window.x", "<script>", "中"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn whatever_comes_it_ends() {
        for text in [
            "{",
            "[",
            "{\"a",
            "{a:[)}",
            "[)))",
            "{)",
            "{a:\"\\",
            "{a:\\u12",
            "[[1,{a:}]",
            "{:1}",
            "{}}",
            "[`",
            "{a)b:1}",
            "{]",
            "[}",
            "{a:]",
            "[1]]",
            "{a:1 2}",
        ] {
            let _ = read(text);
        }
        let deep = "[".repeat(100_000);
        assert!(read(&deep).is_some());
        let odd: String = "{a:(]}".repeat(50_000);
        assert!(read(&odd).is_some());
    }
}
