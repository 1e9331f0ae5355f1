//! Sorting what reaches the front, before anything is believed.

use drawbridge_canon::pay::Peek;
use drawbridge_canon::{Fault, Request};

use crate::envelope;

/// Sorts a request. A query does not say whether it asks about a payment or a refund: it counts as
/// one about a payment, and what finds none is tried as the other.
pub(super) fn peek(request: &Request) -> Result<Peek, Fault> {
    let asked = envelope::read(request)?;
    let caller = asked.fields.required("merId")?.to_owned();
    Ok(Peek { call: asked.kind.call(), caller, key: None })
}
