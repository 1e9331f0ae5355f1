//! Percent-encoded forms: requests and notices.

use drawbridge_canon::{Fault, Request};

use super::{Fields, MAX_REQUEST};

/// The most members that are read: a notice has about forty.
const MAX_FIELDS: usize = 128;

/// All members of a request: those of the query, then those of the body.
pub(crate) fn fields_of(request: &Request) -> Result<Fields, Fault> {
    let query = request.query.as_deref().unwrap_or_default();
    if query.len() + request.body.len() > MAX_REQUEST {
        return Err(Fault::unreadable("报文过大"));
    }
    let mut fields = Fields::default();
    read(query.as_bytes(), &mut fields)?;
    read(&request.body, &mut fields)?;
    Ok(fields)
}

/// Reads an encoded text into `fields`.
pub(crate) fn read(encoded: &[u8], fields: &mut Fields) -> Result<(), Fault> {
    for pair in encoded.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        let name = decode(&pair[..at])?;
        let value = decode(pair.get(at + 1..).unwrap_or_default())?;
        if fields.0.len() >= MAX_FIELDS {
            return Err(Fault::unreadable("报文字段过多"));
        }
        if fields.0.contains_key(&name) {
            return Err(Fault::invalid(&name, format!("{name} 重复")));
        }
        fields.0.insert(name, value);
    }
    Ok(())
}

/// The encoded text.
pub(crate) fn write(fields: &Fields) -> String {
    let mut out = String::new();
    for (name, value) in &fields.0 {
        if !out.is_empty() {
            out.push('&');
        }
        encode_into(&mut out, name);
        out.push('=');
        encode_into(&mut out, value);
    }
    out
}

/// Undoes percent escapes, and `+` for a space.
fn decode(text: &[u8]) -> Result<String, Fault> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => match (hex(rest.next()), hex(rest.next())) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(Fault::unreadable("百分号转义不完整")),
            },
            other => *other,
        });
    }
    String::from_utf8(out).map_err(|_| Fault::unreadable("报文不是 UTF-8"))
}

fn hex(digit: Option<&u8>) -> Option<u8> {
    let value = char::from(*digit?).to_digit(16)?;
    u8::try_from(value).ok()
}

/// Escapes everything but RFC 3986's unreserved characters.
fn encode_into(out: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(encoded: &str) -> Option<Fields> {
        let mut fields = Fields::default();
        read(encoded.as_bytes(), &mut fields).ok().map(|()| fields)
    }

    #[test]
    fn a_plus_is_a_space_and_an_escaped_plus_is_a_plus() {
        let fields = parse("a=b+c%2Bd&e=%E6%B5%8B").unwrap();
        assert_eq!((fields.get("a"), fields.get("e")), (Some("b c+d"), Some("测")));
        assert_eq!(parse(&write(&fields)), Some(fields));
    }

    #[test]
    fn broken_forms_are_refused() {
        for bad in ["a=%", "a=%4", "a=%zz", "a=%+1", "a=1&a=2", "%ff=1", "a=%ff"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert!(parse("&&a&=").is_some(), "odd, but nothing is lost in it");
    }
}
