//! Sorting what reaches the front, before anything is believed.

use drawbridge_canon::pay::{Call, Peek};
use drawbridge_canon::{Fault, Request};

use crate::envelope;
use crate::kind::Kind;

/// The header by which our own connector says that it asks about a refund. On the wire the two
/// queries are one, and the platform ignores headers that it does not know.
pub(super) const REFUND_MARK: (&str, &str) = ("x-query-of", "refund");

/// Sorts a request.
pub(super) fn peek(request: &Request) -> Result<Peek, Fault> {
    let asked = envelope::read(request)?;
    let (name, value) = REFUND_MARK;
    let call = match asked.kind {
        Kind::Query if request.headers.get(name) == Some(value) => Call::RefundQuery,
        kind => kind.call(),
    };
    Ok(Peek { call, caller: asked.fields.required("merId")?.to_owned(), key: None })
}
