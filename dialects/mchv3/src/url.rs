//! Percent-encoding and query strings, as the family's wires have them.

use std::collections::BTreeMap;

use drawbridge_canon::{Fault, form};

/// Encodes everything but the unreserved characters of RFC 3986.
pub(crate) fn encode(text: &str) -> String {
    form::escape(text.as_bytes())
}

/// Decodes percent-escapes; `None` if one is broken or the result is not UTF-8. A `+` stays.
pub(crate) fn decode(text: &str) -> Option<String> {
    form::unescape_uri(text)
}

/// The parameters of a query. A name given twice is refused: two readers of one signature must
/// not see two requests.
pub(crate) fn params(query: Option<&str>) -> Result<BTreeMap<String, String>, Fault> {
    let mut params = BTreeMap::new();
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let broken = || Fault::unreadable("请求参数错误：URL编码不正确");
        let name = decode(name).ok_or_else(broken)?;
        let value = decode(value).ok_or_else(broken)?;
        if params.insert(name.clone(), value).is_some() {
            return Err(Fault::invalid(&format!("/{name}"), format!("请求参数{name}重复")));
        }
    }
    Ok(params)
}

/// A query string of the parameters that have a value.
pub(crate) fn query(params: &[(&str, Option<&str>)]) -> String {
    let given = params.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    let pairs: Vec<String> =
        given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_come_back() {
        for text in ["", "a|b*c", "订单 %", "A-Z._~+"] {
            assert_eq!(decode(&encode(text)).as_deref(), Some(text));
        }
        for broken in ["%", "%1", "%zz", "%ff"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_parameter_given_twice_is_refused() {
        assert_eq!(params(Some("a=1&b=%7C")).unwrap()["b"], "|");
        assert!(params(Some("mchid=1&mchid=2")).is_err());
        assert!(params(None).unwrap().is_empty());
    }
}
