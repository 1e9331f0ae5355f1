//! The two character sets of the gateway: `utf-8` and `GBK`.

use drawbridge_canon::{Fault, Reason, Refusal};
use encoding_rs::{GBK, UTF_8};

/// In which bytes a request is written and its reply is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Charset {
    /// The usual one.
    #[default]
    Utf8,
    /// GBK, for which `gb2312` and `gb18030` are read too: GBK holds the first, and what only the
    /// second has does not occur in the fields of a payment.
    Gbk,
}

impl Charset {
    /// Reads the parameter `charset`.
    pub(crate) fn parse(name: &str) -> Result<Self, Fault> {
        match name.to_ascii_lowercase().as_str() {
            "" | "utf-8" | "utf8" => Ok(Self::Utf8),
            "gbk" | "gb2312" | "gb18030" => Ok(Self::Gbk),
            _ => Err(Fault::Malformed(
                Refusal::field(Reason::FieldInvalid, "charset", "字符集错误：支持 utf-8 和 GBK")
                    .with_code("isv.invalid-charset"),
            )),
        }
    }

    /// The name as replies carry it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gbk => "GBK",
        }
    }

    /// The text of some bytes; `Malformed` if they are not in this character set.
    pub(crate) fn decode(self, field: &str, bytes: &[u8]) -> Result<String, Fault> {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Gbk => GBK,
        };
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| {
                Fault::Malformed(
                    Refusal::field(
                        Reason::Unreadable,
                        field,
                        format!("字符集错误：参数不是 {} 编码", self.name()),
                    )
                    .with_code("isv.invalid-charset"),
                )
            })
    }

    /// The bytes of JSON text. What the character set lacks is written as JSON's own `\u` escape,
    /// so nothing is lost.
    pub(crate) fn encode_json(self, text: &str) -> Vec<u8> {
        if self == Self::Utf8 {
            return text.as_bytes().to_vec();
        }
        let mut out = Vec::with_capacity(text.len());
        let mut buffer = [0; 4];
        for c in text.chars() {
            let (bytes, _, unmappable) = GBK.encode(c.encode_utf8(&mut buffer));
            if unmappable {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.extend(format!("\\u{unit:04x}").bytes());
                }
            } else {
                out.extend_from_slice(&bytes);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_both_character_sets() {
        for (charset, text) in [(Charset::Utf8, "苹果 🍎 é"), (Charset::Gbk, "苹果")] {
            let bytes = charset.encode_json(text);
            assert_eq!(charset.decode("subject", &bytes).unwrap(), text);
        }
        assert_eq!(Charset::Gbk.encode_json("🍎"), b"\\ud83c\\udf4e");
        assert!(Charset::Utf8.decode("subject", b"\xb9\xfb").is_err());
        assert!(Charset::parse("latin1").is_err());
    }
}
