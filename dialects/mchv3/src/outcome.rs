//! What a reply means before its body is read: done, refused, or unknown.

use drawbridge_canon::pay::Call;
use drawbridge_canon::{Ctx, Fault, Reason, Refusal, Response};
use serde_json::Value;

use crate::family::Family;
use crate::fields::Fields;
use crate::{codes, envelope, json};

/// The fields of a reply that succeeded and is proved.
pub(crate) fn success(
    family: &Family,
    call: Call,
    response: &Response,
    ctx: &Ctx<'_>,
) -> Result<Fields, Fault> {
    settled(family, call, response)?;
    envelope::verify_message(family, &response.headers, &response.body, &[], ctx)?;
    fields(call, response)
}

/// A successful reply's fields, whoever sent it.
pub(crate) fn fields(call: Call, response: &Response) -> Result<Fields, Fault> {
    let map = json::object(&response.body, json::ANSWER_BYTES);
    map.map(Fields::new).map_err(|fault| doubt(call, fault))
}

/// A reply that cannot be read says nothing about what was done: where something may have been
/// done, that is the news.
pub(crate) fn doubt(call: Call, fault: Fault) -> Fault {
    match fault {
        Fault::Malformed(refusal) if acts(call) => {
            Fault::Unknown(format!("the reply cannot be read: {}", refusal.message))
        }
        other => other,
    }
}

/// `Ok` for 200 and 204; else the fault that the reply is.
pub(crate) fn settled(family: &Family, call: Call, response: &Response) -> Result<(), Fault> {
    let Response { status, body, .. } = response;
    if matches!(status, 200 | 204) {
        return Ok(());
    }
    let said = json::object(body, json::ANSWER_BYTES).unwrap_or_default();
    let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
    let (code, message) = (text("code"), text("message"));
    let unknown =
        || Fault::Unknown(format!("HTTP {status} {code} {message}").trim_end().to_owned());
    match status {
        404 | 405 if body.is_empty() => {
            let message = format!("HTTP {status}: no such call");
            Err(Fault::refused(Reason::MethodUnknown, message))
        }
        // A limit on refunds is also hit by refunds that are under way.
        429 if call == Call::Refund => Err(unknown()),
        400..=499 if code.is_empty() => Err(unknown()),
        400..=499 => {
            let reason = codes::meaning(family, code, message, call);
            let mut refusal = Refusal::new(reason, message).with_code(code);
            refusal.field = said
                .get("detail")
                .and_then(|detail| detail.get("field"))
                .and_then(Value::as_str)
                .map(str::to_owned);
            Err(Fault::Refused(refusal))
        }
        // 202: the buyer is asked for a password just now. 5xx: it may have been done.
        _ => Err(unknown()),
    }
}

/// Whether a call changes anything.
const fn acts(call: Call) -> bool {
    matches!(call, Call::Charge | Call::Close | Call::Cancel | Call::Refund)
}
