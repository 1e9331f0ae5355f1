//! What a reply's `respCode` means to whoever asked.

use drawbridge_canon::pay::Call;
use drawbridge_canon::{Ctx, Fault, Refusal, Response};

use super::codes;
use crate::envelope::{self, Asked, Fields};

/// A verified reply that is a success, with what was asked.
///
/// # Errors
/// `Unknown` for 03, 04 and 05, and for 12 where money moves: a number that was seen before was
/// sent by us before, so that only a query can tell what became of it. `Refused` for the rest.
pub(super) fn success(
    response: &Response,
    call: Call,
    ctx: &Ctx<'_>,
) -> Result<(Asked, Fields), Fault> {
    let (asked, fields) = envelope::open_reply(response, ctx)?;
    let code = fields.required("respCode")?;
    if codes::is_done(code) {
        return Ok((asked, fields));
    }
    let message = fields.get("respMsg").unwrap_or_default();
    let repeated = code == codes::REPEATED && matches!(call, Call::Charge | Call::Refund);
    if codes::is_open(code) || repeated {
        return Err(Fault::Unknown(format!("{code} {message}")));
    }
    Err(Fault::Refused(Refusal::new(codes::reason(code, call), message).with_code(code)))
}

/// Adds `respCode` and `respMsg` of a success.
pub(super) fn put_success(fields: &mut Fields) {
    put(fields, "", codes::DONE);
}

/// Adds `origRespCode` and `origRespMsg`: how the transaction that was asked about ended.
pub(super) fn put_original(fields: &mut Fields, code: &str) {
    put(fields, "orig", code);
}

fn put(fields: &mut Fields, whose: &str, code: &str) {
    let (code_name, text_name) = match whose {
        "" => ("respCode", "respMsg"),
        _ => ("origRespCode", "origRespMsg"),
    };
    let detail = if code == codes::DONE { "0000000" } else { code };
    fields.put(code_name, code);
    fields.put(text_name, format!("{}[{detail}]", codes::words(code)));
}
