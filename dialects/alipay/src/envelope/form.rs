//! Form parameters, as bytes: signatures cover the decoded bytes in whatever character set they
//! are, so nothing is made text before it is verified.

use std::borrow::Cow;

use drawbridge_canon::{Fault, Request, form};

use super::MAX_REQUEST;
use super::charset::Charset;
use super::fields::Fields;
use super::json::Json;

/// The most parameters that are read: a notice has about forty.
const MAX_PARAMS: usize = 256;

/// Parameters in the order received, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Params<'a>(pub(crate) Vec<(Cow<'a, str>, Cow<'a, [u8]>)>);

impl<'a> Params<'a> {
    /// All parameters of a request: those of the query, then those of the body if it is a form.
    pub(crate) fn of(request: &'a Request) -> Result<Self, Fault> {
        let mut params = Self::default();
        let query = request.query.as_deref().unwrap_or_default();
        if query.len() + request.body.len() > MAX_REQUEST {
            return Err(Fault::unreadable("请求过大"));
        }
        params.read(query.as_bytes())?;
        if !request.body.is_empty() {
            if !is_form(request) {
                return Err(Fault::unreadable(
                    "请求体的 content-type 应为 application/x-www-form-urlencoded",
                ));
            }
            params.read(&request.body)?;
        }
        Ok(params)
    }

    /// Adds the parameters of one encoded text.
    pub(crate) fn read(&mut self, encoded: &'a [u8]) -> Result<(), Fault> {
        for pair in form::pairs(encoded) {
            let (name, value) = pair.map_err(|_| Fault::unreadable("百分号转义不完整"))?;
            let name = text(name).ok_or_else(|| Fault::unreadable("参数名不是 UTF-8"))?;
            if self.0.len() >= MAX_PARAMS {
                return Err(Fault::unreadable("参数过多"));
            }
            if self.bytes(&name).is_some() {
                return Err(Fault::invalid(&name, format!("参数 {name} 重复")));
            }
            self.0.push((name, value));
        }
        Ok(())
    }

    /// Adds one parameter.
    pub(crate) fn push(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<String>) {
        self.0.push((name.into(), value.into().into_bytes().into()));
    }

    /// A parameter's bytes.
    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    /// A parameter's text if it is there and not empty, for parameters that are plain ASCII.
    pub(crate) fn ascii(&self, name: &str) -> Option<&str> {
        let text = std::str::from_utf8(self.bytes(name)?).ok()?;
        Some(text).filter(|text| !text.is_empty())
    }

    /// A parameter's text in a character set; nothing if it is absent or empty.
    pub(crate) fn text(&self, name: &str, charset: Charset) -> Result<Option<String>, Fault> {
        match self.bytes(name) {
            None | Some([]) => Ok(None),
            Some(bytes) => charset.decode(name, bytes).map(Some),
        }
    }

    /// The parameters whose names are wanted, as fields with texts in a character set.
    pub(crate) fn fields(
        &self,
        charset: Charset,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Fields, Fault> {
        let wanted = self.0.iter().filter(|(name, _)| wanted(name));
        let fields = wanted
            .map(|(name, value)| Ok((name.to_string(), Json::Text(charset.decode(name, value)?))));
        Ok(Fields(fields.collect::<Result<_, Fault>>()?))
    }

    /// The string to be signed: all parameters but the `without`, empty ones left out, sorted by
    /// name, joined as they are (opendocs.alipay.com/common/02kf5q).
    pub(crate) fn to_sign(&self, without: &[&str]) -> Vec<u8> {
        let mut kept: Vec<_> = self
            .0
            .iter()
            .filter(|(name, value)| !value.is_empty() && !without.contains(&&**name))
            .collect();
        kept.sort();
        let length = kept.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        let mut out = Vec::with_capacity(length);
        for (name, value) in kept {
            if !out.is_empty() {
                out.push(b'&');
            }
            out.extend_from_slice(name.as_bytes());
            out.push(b'=');
            out.extend_from_slice(value);
        }
        out
    }

    /// The encoded text, in the order added.
    pub(crate) fn encode(&self) -> String {
        form::write(self.0.iter().map(|(name, value)| (name.as_bytes(), &value[..])))
    }
}

fn text(bytes: Cow<'_, [u8]>) -> Option<Cow<'_, str>> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}

/// Whether the body is to be read as a form. Clients that name no type mean one.
fn is_form(request: &Request) -> bool {
    let kind = request.headers.get("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.is_empty() || kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(encoded: &str) -> Option<Params<'_>> {
        let mut params = Params::default();
        params.read(encoded.as_bytes()).ok().map(|()| params)
    }

    #[test]
    fn a_plus_is_a_space_and_an_escaped_plus_is_a_plus() {
        let params = read("subject=a+b%2Bc&body=%E6%B5%8B").unwrap();
        assert_eq!(params.bytes("subject"), Some(&b"a b+c"[..]));
        assert_eq!(params.text("body", Charset::Utf8).unwrap().as_deref(), Some("测"));
    }

    #[test]
    fn broken_forms_are_refused() {
        for bad in ["a=%", "a=%4", "a=%zz", "a=%+1", "a=1&a=2", "%ff=1"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert!(read("&&a&=").is_some(), "odd, but nothing is lost in it");
    }

    #[test]
    fn empty_values_are_not_signed() {
        let params = read("b=2&a=1&c=&sign=x").unwrap();
        assert_eq!(params.to_sign(&["sign"]), b"a=1&b=2");
        assert_eq!(read(&params.encode()), Some(params.clone()));
    }
}
