//! Percent-encoded forms: requests and notices.

use std::borrow::Cow;

use drawbridge_canon::{Fault, Request, form};

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
    let text = |bytes: Cow<'_, [u8]>| {
        String::from_utf8(bytes.into_owned()).map_err(|_| Fault::unreadable("报文不是 UTF-8"))
    };
    for pair in form::pairs(encoded) {
        let (name, value) = pair.map_err(|_| Fault::unreadable("百分号转义不完整"))?;
        let (name, value) = (text(name)?, text(value)?);
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
    form::write(fields.0.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())))
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
