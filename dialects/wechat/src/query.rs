//! Query strings of calls other than payments, read and written.

use std::collections::BTreeMap;

use drawbridge_canon::{Fault, Request, form};

/// A query of these, in this order: the document says that the order matters.
pub(crate) fn write(params: &[(&str, &str)]) -> String {
    form::write(params.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())))
}

/// The parameters of a request. One given twice is refused: nobody should read another than we do.
pub(crate) fn params(request: &Request) -> Result<BTreeMap<String, String>, Fault> {
    let mut params = BTreeMap::new();
    let query = request.query.as_deref().unwrap_or_default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = form::unescape_uri(value)
            .ok_or_else(|| Fault::invalid(name, "not URL-encoded UTF-8"))?;
        if params.insert(name.to_owned(), value).is_some() {
            return Err(Fault::invalid(name, "given twice"));
        }
    }
    Ok(params)
}

/// A parameter that must be there.
pub(crate) fn needed(params: &BTreeMap<String, String>, name: &str) -> Result<String, Fault> {
    let value = params.get(name).filter(|value| !value.is_empty());
    value.cloned().ok_or_else(|| Fault::missing(name))
}
