//! Signatures over all parameters in alphabetical order, name and value joined without anything
//! between (open.taobao.com/doc.htm?docId=101617&docType=1).

use std::collections::BTreeMap;

use drawbridge_seal::digest::md5_hex;
use drawbridge_seal::mac::{hmac_md5_hex, hmac_sha256_hex};

/// How it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// MD5 over the secret, the parameters and the secret again.
    Md5,
    /// HMAC-MD5.
    Hmac,
    /// HMAC-SHA-256.
    HmacSha256,
}

impl Method {
    /// By its name in `sign_method`.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "md5" => Some(Self::Md5),
            "hmac" => Some(Self::Hmac),
            "hmac-sha256" => Some(Self::HmacSha256),
            _ => None,
        }
    }

    /// Its name in `sign_method`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Hmac => "hmac",
            Self::HmacSha256 => "hmac-sha256",
        }
    }
}

/// The signature, in capitals. `sign` itself is not signed.
pub(super) fn sign(params: &BTreeMap<String, String>, secret: &str, method: Method) -> String {
    let mut joined = String::new();
    for (name, value) in params.iter().filter(|(name, _)| *name != "sign") {
        joined.push_str(name);
        joined.push_str(value);
    }
    let (key, message) = (secret.as_bytes(), joined.as_bytes());
    let signature = match method {
        Method::Md5 => md5_hex(format!("{secret}{joined}{secret}").as_bytes()),
        Method::Hmac => hmac_md5_hex(key, message),
        Method::HmacSha256 => hmac_sha256_hex(key, message),
    };
    signature.to_ascii_uppercase()
}

/// Whether a signature is right. All of it is compared, however early it differs.
pub(super) fn is_signed(
    params: &BTreeMap<String, String>,
    secret: &str,
    method: Method,
    signature: &str,
) -> bool {
    let right = sign(params, secret, method);
    let differing = right.bytes().zip(signature.bytes()).fold(0, |so_far, (a, b)| so_far | (a ^ b));
    right.len() == signature.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// The example of the document.
    #[test]
    fn the_documents_own_example_is_signed_alike() {
        let params = params(&[
            ("method", "taobao.item.seller.get"),
            ("app_key", "12345678"),
            ("session", "test"),
            ("timestamp", "2016-01-01 12:00:00"),
            ("format", "json"),
            ("v", "2.0"),
            ("sign_method", "md5"),
            ("fields", "num_iid,title,nick,price,num"),
            ("num_iid", "11223344"),
        ]);
        let signed = sign(&params, "helloworld", Method::Md5);
        assert_eq!(signed, "66987CB115214E59E6EC978214934FB8");
        assert!(is_signed(&params, "helloworld", Method::Md5, &signed));
        for wrong in ["", "66987CB115214E59E6EC978214934FB9", "66987cb115214e59e6ec978214934fb8"] {
            assert!(!is_signed(&params, "helloworld", Method::Md5, wrong), "{wrong}");
        }
    }

    /// RFC 2202 and RFC 4231, their first cases put into a parameter.
    #[test]
    fn the_macs_are_those_of_the_rfcs() {
        let params = params(&[("Hi", " There"), ("sign", "x")]);
        let short = "\u{b}".repeat(16);
        assert_eq!(sign(&params, &short, Method::Hmac), "9294727A3638BB1C13F48EF8158BFC9D");
        assert_eq!(
            sign(&params, &"\u{b}".repeat(20), Method::HmacSha256),
            "B0344C61D8DB38535CA8AFCEAF0BF12B881DC200C9833DA726E9376C2E32CFF7"
        );
    }
}
