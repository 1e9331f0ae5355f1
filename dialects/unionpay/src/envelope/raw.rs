//! The gateway's own replies: `k=v&k=v` with nothing escaped. A `&` inside of braces or brackets
//! belongs to the value (the platform's SDK, SDKUtil.parseQString).

use drawbridge_canon::Fault;

use super::Fields;

/// The most members that are read.
const MAX_FIELDS: usize = 128;

/// Reads a reply.
pub(super) fn read(body: &[u8]) -> Result<Fields, Fault> {
    let text = std::str::from_utf8(body).map_err(|_| Fault::unreadable("the reply is no UTF-8"))?;
    let mut fields = Fields::default();
    let mut rest = text.trim_end_matches(['\r', '\n']);
    while !rest.is_empty() {
        let (name, after) = rest
            .split_once('=')
            .filter(|(name, _)| !name.is_empty() && !name.contains('&'))
            .ok_or_else(|| Fault::unreadable("the reply is not `name=value&…`"))?;
        let end = end_of_value(after);
        if fields.0.len() >= MAX_FIELDS || fields.0.contains_key(name) {
            return Err(Fault::unreadable(format!("the reply has {name} twice, or too much")));
        }
        fields.0.insert(name.to_owned(), after[..end].to_owned());
        rest = after.get(end + 1..).unwrap_or_default();
    }
    Ok(fields)
}

/// Writes a reply.
pub(super) fn write(fields: &Fields) -> String {
    let pairs: Vec<String> =
        fields.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn end_of_value(text: &str) -> usize {
    let mut closing = None;
    for (at, c) in text.char_indices() {
        match (closing, c) {
            (None, '&') => return at,
            (None, '{') => closing = Some('}'),
            (None, '[') => closing = Some(']'),
            (Some(open), c) if c == open => closing = None,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_hold_a_value_together() {
        let fields = read("a={x=1&y=2}&b=成功[0000000]&c=+/==&d=&e=\r\n".as_bytes()).unwrap();
        let got: Vec<_> = ["a", "b", "c", "d"].iter().map(|name| fields.get(name)).collect();
        let expected = vec![Some("{x=1&y=2}"), Some("成功[0000000]"), Some("+/=="), None];
        assert_eq!(got, expected);
        assert_eq!(read(write(&fields).as_bytes()).unwrap(), fields);
    }

    #[test]
    fn what_is_no_reply_is_not_read() {
        for bad in ["<html></html>", "a=1&a=2", "a=1&&b=2", "=1", "a"] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
        assert_eq!(read(b"").unwrap(), Fields::default());
    }
}
