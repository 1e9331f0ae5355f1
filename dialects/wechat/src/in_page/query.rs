//! Query strings of the sign-in, read and written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use drawbridge_canon::{Fault, Request};

/// A query of these, in this order: the document says that the order matters.
pub(super) fn write(params: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in params {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                // Writing to a text cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// The parameters of a request. One given twice is refused: nobody should read another than we do.
pub(super) fn params(request: &Request) -> Result<BTreeMap<String, String>, Fault> {
    let mut params = BTreeMap::new();
    let query = request.query.as_deref().unwrap_or_default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decode(value).ok_or_else(|| Fault::invalid(name, "not URL-encoded UTF-8"))?;
        if params.insert(name.to_owned(), value).is_some() {
            return Err(Fault::invalid(name, "given twice"));
        }
    }
    Ok(params)
}

/// A parameter that must be there.
pub(super) fn needed(params: &BTreeMap<String, String>, name: &str) -> Result<String, Fault> {
    let value = params.get(name).filter(|value| !value.is_empty());
    value.cloned().ok_or_else(|| Fault::missing(name))
}

fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let value = digit()? * 16 + digit()?;
        out.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(out).ok()
}
