//! Any JSON text of ours as a value, canonical or not.

use super::{CanonicalError, CanonicalWhy, Integer, MAX_BYTES, MAX_DEPTH, Object, Value};

type Read<T> = Result<T, CanonicalError>;

/// Reads JSON (RFC 8259) in any spelling, white space and all. Refused besides malformed text: floats,
/// numbers outside ±(2^53 − 1), a name twice in an object, half a surrogate pair, more than
/// [`MAX_BYTES`] or [`MAX_DEPTH`].
pub fn parse(bytes: &[u8]) -> Read<Value> {
    if bytes.len() > MAX_BYTES {
        return Err(CanonicalError { at: MAX_BYTES, why: CanonicalWhy::TooLong });
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| CanonicalError { at: error.valid_up_to(), why: CanonicalWhy::NotUtf8 })?;
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    parser.space();
    if parser.at == text.len() { Ok(value) } else { parser.malformed("the end") }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn fail<T>(&self, why: CanonicalWhy) -> Read<T> {
        Err(CanonicalError { at: self.at, why })
    }

    fn malformed<T>(&self, expected: &'static str) -> Read<T> {
        self.fail(CanonicalWhy::Malformed(expected))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Steps over a token if it stands here.
    fn skip(&mut self, token: &str) -> bool {
        let here = self.text.as_bytes()[self.at..].starts_with(token.as_bytes());
        if here {
            self.at += token.len();
        }
        here
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        self.space();
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => self.fail(CanonicalWhy::TooDeep),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Integer),
            _ if self.skip("null") => Ok(Value::Null),
            _ if self.skip("true") => Ok(Value::Bool(true)),
            _ if self.skip("false") => Ok(Value::Bool(false)),
            _ => self.malformed("a value"),
        }
    }

    fn list(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut values = Vec::new();
        self.space();
        if self.skip("]") {
            return Ok(Value::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            self.space();
            if self.skip("]") {
                return Ok(Value::List(values));
            }
            if !self.skip(",") {
                return self.malformed("',' or ']'");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut members = Object::new();
        self.space();
        if self.skip("}") {
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            let name = self.string()?;
            if members.contains_key(&name) {
                return Err(CanonicalError { at: start, why: CanonicalWhy::Duplicate(name) });
            }
            self.space();
            if !self.skip(":") {
                return self.malformed("':'");
            }
            members.insert(name, self.value(depth + 1)?);
            self.space();
            if self.skip("}") {
                return Ok(Value::Object(members));
            }
            if !self.skip(",") {
                return self.malformed("',' or '}'");
            }
        }
    }

    fn number(&mut self) -> Read<Integer> {
        let start = self.at;
        self.skip("-");
        let digits = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        let found = &self.text[start..self.at];
        let zero = self.text.as_bytes().get(digits) == Some(&b'0');
        if self.at == digits || (zero && self.at > digits + 1) {
            self.at = digits;
            return self.malformed("digits without a zero before them");
        }
        let float = matches!(self.peek(), Some(b'.' | b'e' | b'E'));
        let why = match found.parse().ok().and_then(Integer::new) {
            _ if float => CanonicalWhy::Float,
            _ if found == "-0" => CanonicalWhy::MinusZero,
            Some(integer) => return Ok(integer),
            None => CanonicalWhy::TooLarge,
        };
        Err(CanonicalError { at: start, why })
    }

    fn string(&mut self) -> Read<String> {
        if !self.skip("\"") {
            return self.malformed("a string");
        }
        let mut out = String::new();
        loop {
            let Some(c) = self.text[self.at..].chars().next() else {
                return self.malformed("'\"'");
            };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(out);
                }
                '\\' => out.push(self.escape()?),
                control if control < ' ' => return self.malformed("an escape for a control"),
                other => {
                    self.at += other.len_utf8();
                    out.push(other);
                }
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let short = self.text.as_bytes().get(self.at + 1);
        let c = match short {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.escaped_units(),
            _ => return self.malformed("an escape"),
        };
        self.at += 2;
        Ok(c)
    }

    /// `\uXXXX`, or two of them that are a surrogate pair.
    fn escaped_units(&mut self) -> Read<char> {
        let start = self.at;
        let first = self.unit()?;
        let is_high = (0xd800..0xdc00).contains(&first);
        let second = if is_high && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            Some(self.unit()?)
        } else {
            None
        };
        let units = [first, second.unwrap_or_default()];
        let units = &units[..=usize::from(second.is_some())];
        match char::decode_utf16(units.iter().copied()).next() {
            Some(Ok(c)) => Ok(c),
            _ => Err(CanonicalError { at: start, why: CanonicalWhy::LoneSurrogate }),
        }
    }

    fn unit(&mut self) -> Read<u16> {
        let digits = self.text.as_bytes().get(self.at + 2..self.at + 6);
        let hex = digits.filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let unit = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        let Some(unit) = unit.and_then(|hex| u16::from_str_radix(hex, 16).ok()) else {
            return self.malformed("\\u and four hexadecimal digits");
        };
        self.at += 6;
        Ok(unit)
    }
}
