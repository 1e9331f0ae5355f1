//! JSON, read strictly: one object, of limited size and depth, no name twice.

use std::fmt;

use drawbridge_canon::Fault;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The most bytes of a request's body. The documents' own limits add up to about 16 KiB.
pub(crate) const ASK_BYTES: usize = 64 * 1024;
/// The most bytes of a reply's body: a list of certificates is the longest.
pub(crate) const ANSWER_BYTES: usize = 1024 * 1024;
/// The deepest nesting. The deepest document is a list of goods in a promotion: 6.
const DEPTH: usize = 16;

/// Reads one object.
pub(crate) fn object(bytes: &[u8], most: usize) -> Result<Map<String, Value>, Fault> {
    if bytes.len() > most {
        return Err(Fault::unreadable(format!("请求体过大，不得超过{most}字节")));
    }
    let broken = |why: &dyn fmt::Display| Fault::unreadable(format!("请求体不是合法的JSON：{why}"));
    let text = std::str::from_utf8(bytes).map_err(|_| broken(&"不是UTF-8编码"))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict(DEPTH).deserialize(&mut reader).map_err(|error| broken(&error))?;
    reader.end().map_err(|error| broken(&error))?;
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(broken(&"不是对象")),
    }
}

/// Reads a value that may still nest this deep.
struct Strict(usize);

impl Strict {
    fn inner<E: Error>(&self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("嵌套过深"))
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self.inner()?)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let value = access.next_value_seed(self.inner()?)?;
            if map.contains_key(&name) {
                return Err(A::Error::custom(format!("字段{name}重复")));
            }
            map.insert(name, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_plain_object_is_read() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(40), "]".repeat(40));
        let cases: [(&str, bool); 9] = [
            ("{}", true),
            (" {\"a\":{\"a\":[1,null,true,\"\\u5f20\"]}} \n", true),
            ("{\"a\":1,\"a\":1}", false),
            ("{\"a\":{\"b\":1,\"b\":2}}", false),
            ("[]", false),
            ("", false),
            ("{}x", false),
            ("{'a':1}", false),
            (&deep, false),
        ];
        for (text, fine) in cases {
            assert_eq!(object(text.as_bytes(), 1000).is_ok(), fine, "{text}");
        }
        assert!(object(b"{\"a\":\"\xff\"}", 1000).is_err());
        assert!(object(b"{   }", 4).is_err());
    }
}
