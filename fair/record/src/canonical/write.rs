//! A value as canonical text.

use super::{CanonicalError, CanonicalWhy, MAX_BYTES, MAX_DEPTH, Object, Value};

/// Bytes of most texts that are written: those of a leaf of a case.
const USUAL: usize = 1024;

/// The one spelling of a value (RFC 8785, section 3.2), in UTF-8. Refused: a text of more than
/// [`MAX_BYTES`], a value of more than [`MAX_DEPTH`].
pub fn write(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    write_below(value, 0)
}

/// The same for a value that is to stand so deep in another text.
pub(crate) fn write_below(value: &Value, depth: usize) -> Result<Vec<u8>, CanonicalError> {
    let mut out = String::with_capacity(USUAL);
    put(&mut out, value, depth)?;
    within(&out)?;
    Ok(out.into_bytes())
}

fn within(out: &str) -> Result<(), CanonicalError> {
    if out.len() > MAX_BYTES {
        return Err(CanonicalError { at: MAX_BYTES, why: CanonicalWhy::TooLong });
    }
    Ok(())
}

fn put(out: &mut String, value: &Value, depth: usize) -> Result<(), CanonicalError> {
    // Before each value, so that a text that is too long is not written to its end.
    within(out)?;
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Integer(number) => out.push_str(&number.get().to_string()),
        Value::Text(text) => put_text(out, text),
        Value::List(_) | Value::Object(_) if depth == MAX_DEPTH => {
            return Err(CanonicalError { at: out.len(), why: CanonicalWhy::TooDeep });
        }
        Value::List(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                put(out, value, depth + 1)?;
            }
            out.push(']');
        }
        Value::Object(members) => put_object(out, members, depth)?,
    }
    Ok(())
}

fn put_object(out: &mut String, members: &Object, depth: usize) -> Result<(), CanonicalError> {
    out.push('{');
    // The members are sorted by code points, which for names in ASCII is the order that is wanted.
    if members.keys().all(|name| name.is_ascii()) {
        put_members(out, members.iter(), depth)?;
    } else {
        let mut sorted: Vec<_> = members.iter().collect();
        // By UTF-16 code units (section 3.2.3): an emoji (from U+D83D) stands before U+FB33, though its
        // code point is larger.
        sorted.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
        put_members(out, sorted.into_iter(), depth)?;
    }
    out.push('}');
    Ok(())
}

fn put_members<'m>(
    out: &mut String,
    members: impl Iterator<Item = (&'m String, &'m Value)>,
    depth: usize,
) -> Result<(), CanonicalError> {
    for (at, (name, value)) in members.enumerate() {
        if at > 0 {
            out.push(',');
        }
        put_text(out, name);
        out.push(':');
        put(out, value, depth + 1)?;
    }
    Ok(())
}

/// Section 3.2.2.2: only what JSON must escape is, the short way where there is one, else `\u00xx` in
/// lower case.
fn put_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..b' ')) {
        out.push_str(&rest[..at]);
        escape(out, rest.as_bytes()[at]);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

fn escape(out: &mut String, byte: u8) {
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        0x8 => out.push_str("\\b"),
        b'\t' => out.push_str("\\t"),
        b'\n' => out.push_str("\\n"),
        0xc => out.push_str("\\f"),
        b'\r' => out.push_str("\\r"),
        control => {
            out.push_str("\\u00");
            out.extend([4, 0].map(|shift| hex(u32::from(control) >> shift & 15)));
        }
    }
}

/// A digit from 0 to 15.
fn hex(digit: u32) -> char {
    char::from_digit(digit, 16).unwrap_or('0')
}
