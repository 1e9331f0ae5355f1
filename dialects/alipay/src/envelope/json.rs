//! JSON as Alipay's wire needs it: numbers keep their text (money never becomes a float), a name
//! twice in one object is refused, depth is limited, and `/` can be escaped as the platform does.

use std::fmt::{self, Write as _};

use drawbridge_canon::Fault;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::fields::Fields;

/// How deep values may nest: the deepest documented field has five levels.
const MAX_DEPTH: usize = 16;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Fields),
}

impl Json {
    /// A string.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Reads one value.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let raw: &RawValue = serde_json::from_str(text).map_err(unreadable)?;
        grow(raw, 0)
    }

    /// The shortest text.
    pub(crate) fn write(&self) -> String {
        let mut out = String::new();
        self.write_into(&mut out, false);
        out
    }

    /// The same, with `/` escaped as `\/`, as the gateway writes its replies.
    pub(crate) fn write_escaping_slashes(&self) -> String {
        let mut out = String::new();
        self.write_into(&mut out, true);
        out
    }

    fn write_into(&self, out: &mut String, slashes: bool) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::Text(text) => write_text(out, text, slashes),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write_into(out, slashes);
                }
                out.push(']');
            }
            Self::Object(fields) => {
                out.push('{');
                for (at, (name, value)) in fields.0.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_text(out, name, slashes);
                    out.push(':');
                    value.write_into(out, slashes);
                }
                out.push('}');
            }
        }
    }
}

/// The members of the object `text` with their raw text, in order: signatures of replies cover
/// that raw text.
pub(crate) fn raw_members(text: &str) -> Result<Vec<(String, &str)>, Fault> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader.deserialize_map(Members).map_err(unreadable)?;
    reader.end().map_err(unreadable)?;
    Ok(members.into_iter().map(|(name, raw)| (name, raw.get())).collect())
}

fn grow(raw: &RawValue, depth: usize) -> Result<Json, Fault> {
    let text = raw.get();
    if depth > MAX_DEPTH {
        return Err(Fault::unreadable("JSON 嵌套过深"));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let members = reader.deserialize_map(Members).map_err(unreadable)?;
            let grown = members.into_iter().map(|(name, raw)| Ok((name, grow(raw, depth + 1)?)));
            Json::Object(Fields(grown.collect::<Result<_, Fault>>()?))
        }
        Some(b'[') => {
            let items = reader.deserialize_seq(Items).map_err(unreadable)?;
            Json::List(items.into_iter().map(|raw| grow(raw, depth + 1)).collect::<Result<_, _>>()?)
        }
        Some(b'"') => Json::Text(serde_json::from_str(text).map_err(unreadable)?),
        Some(b't') => Json::Bool(true),
        Some(b'f') => Json::Bool(false),
        Some(b'n') => Json::Null,
        _ => Json::Number(text.to_owned()),
    })
}

fn unreadable(error: serde_json::Error) -> Fault {
    Fault::unreadable(format!("JSON 格式错误：{error}"))
}

fn write_text(out: &mut String, text: &str, slashes: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' if slashes => out.push_str("\\/"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Self::Value::new();
        let mut seen = std::collections::BTreeSet::new();
        while let Some((name, raw)) = map.next_entry::<String, &RawValue>()? {
            if !seen.insert(name.clone()) {
                return Err(serde::de::Error::custom(format!("`{name}` 重复")));
            }
            members.push((name, raw));
        }
        Ok(members)
    }
}

struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Self::Value::new();
        while let Some(raw) = seq.next_element()? {
            items.push(raw);
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were_written() {
        for text in [
            r#"{"a":1.10,"b":[true,false,null,{}],"c":"x\"\\\n\u0001/"}"#,
            "[]",
            "-0.10e+5",
            r#""""#,
        ] {
            assert_eq!(Json::parse(text).unwrap().write(), text);
        }
        let url = Json::text("https://h/");
        assert_eq!(url.write_escaping_slashes(), r#""https:\/\/h\/""#);
        assert_eq!(Json::parse(&url.write_escaping_slashes()).unwrap(), url);
    }

    #[test]
    fn bad_json_is_refused() {
        let deep = "[".repeat(40) + &"]".repeat(40);
        let bomb = "[".repeat(100_000);
        for bad in [
            "",
            "{",
            r#"{"a":1,"a":1}"#,
            r#"{"b":{"a":1,"\u0061":2}}"#,
            "\u{feff}{}",
            "{}{}",
            "NaN",
            "01",
            deep.as_str(),
            bomb.as_str(),
        ] {
            assert!(Json::parse(bad).is_err(), "{}", &bad[..bad.len().min(40)]);
        }
    }

    #[test]
    fn raw_members_keep_their_bytes() {
        let text = "{ \"x\" : {\"u\": \"a\\/b\" } , \"sign\":\"s\"}";
        let members = raw_members(text).unwrap();
        assert_eq!(members[0], ("x".to_owned(), "{\"u\": \"a\\/b\" }"));
    }
}
