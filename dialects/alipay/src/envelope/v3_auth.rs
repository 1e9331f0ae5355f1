//! The `authorization` header of v3 REST (opendocs.alipay.com/open-v3/054q58).

use drawbridge_canon::{Fault, Reason, Refusal, Request};

/// The only scheme: SHA256withRSA.
pub(crate) const SCHEME: &str = "ALIPAY-SHA256withRSA";

/// The header, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authorization {
    /// Everything between the scheme and `,sign=`: it is part of what is signed.
    pub(crate) text: String,
    /// The signature in Base64.
    pub(crate) sign: String,
    parts: Vec<(String, String)>,
}

impl Authorization {
    /// Reads the header of a request.
    pub(crate) fn of(request: &Request) -> Result<Self, Fault> {
        let missing = |message: &str| Fault::forged(Reason::SignatureMissing, message);
        let header = request
            .headers
            .get("authorization")
            .ok_or_else(|| missing("缺少签名参数：没有 authorization 请求头"))?;
        let (scheme, rest) =
            header.split_once(' ').ok_or_else(|| missing("authorization 请求头格式错误"))?;
        if scheme != SCHEME {
            let message = format!("无效的签名类型：支持 {SCHEME}");
            let refusal = Refusal::field(Reason::FieldInvalid, "authorization", message);
            return Err(Fault::Malformed(refusal.with_code("isv.invalid-signature-type")));
        }
        let (text, sign) =
            rest.rsplit_once(",sign=").ok_or_else(|| missing("缺少签名参数：没有 sign"))?;
        let mut parts: Vec<(String, String)> = Vec::new();
        for part in text.split(',') {
            let (name, value) =
                part.split_once('=').ok_or_else(|| missing("authorization 请求头格式错误"))?;
            let name = name.trim().to_owned();
            if parts.iter().any(|(known, _)| *known == name) {
                return Err(missing(&format!("authorization 请求头中 {name} 重复")));
            }
            parts.push((name, value.trim().to_owned()));
        }
        Ok(Self { text: text.to_owned(), sign: sign.trim().to_owned(), parts })
    }

    /// One part's value, unless it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.parts.iter().find(|(key, _)| key == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// What is signed: this header's text, method, address, body, and the token if there is one,
    /// each on a line of its own.
    pub(crate) fn to_sign(
        text: &str,
        http: &str,
        target: &str,
        body: &[u8],
        token: Option<&str>,
    ) -> Vec<u8> {
        let head = format!("{text}\n{http}\n{target}\n");
        let tail = token.map_or("\n".to_owned(), |token| format!("\n{token}\n"));
        [head.as_bytes(), body, tail.as_bytes()].concat()
    }
}
