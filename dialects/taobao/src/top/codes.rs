//! Its error codes in our words (open.taobao.com/doc.htm?docId=114&docType=1, and the tables of the
//! two calls). An error of the platform has a number; one of the call itself has a word besides.

use drawbridge_canon::{Fault, Reason, Refusal};
use serde_json::Value;

/// Errors of the platform.
const PLATFORM: &[(i64, Reason)] = &[
    (7, Reason::TooOften),
    (10, Reason::ServiceFailed),
    (11, Reason::Forbidden),
    (12, Reason::Forbidden),
    (13, Reason::Forbidden),
    (21, Reason::FieldMissing),
    (22, Reason::MethodUnknown),
    (23, Reason::FieldInvalid),
    (24, Reason::SignatureMissing),
    (25, Reason::SignatureWrong),
    (26, Reason::FieldMissing),
    (27, Reason::Stale),
    (28, Reason::FieldMissing),
    (29, Reason::CallerUnknown),
    (30, Reason::FieldMissing),
    (31, Reason::Stale),
    (40, Reason::FieldMissing),
    (41, Reason::FieldInvalid),
];

/// Errors of a call, by how their words begin. The numbers are of `taobao.tbk.tpwd.convert`.
const CALL: &[(&str, Reason)] = &[
    ("isv.invalid-parameter", Reason::FieldInvalid),
    ("isv.missing-parameter", Reason::FieldMissing),
    ("isv.invalid-permission", Reason::Forbidden),
    ("isv.permission", Reason::Forbidden),
    ("isv.parse-result-invalid", Reason::FieldInvalid),
    ("isp.call-limited", Reason::TooOften),
    ("accesscontrol.limited-by", Reason::TooOften),
    ("isp.param-error", Reason::FieldInvalid),
    ("isp.", Reason::ServiceFailed),
    ("20008", Reason::FieldInvalid),
    ("2001", Reason::FieldInvalid),
    ("10000", Reason::Forbidden),
];

/// What an error says.
pub(super) fn fault(error: &Value) -> Fault {
    let code = error["code"].as_i64().unwrap_or_default();
    let words = match &error["sub_code"] {
        Value::String(words) => words.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let message = ["sub_msg", "msg"].iter().find_map(|name| error[*name].as_str());
    let message = message.unwrap_or("the platform gave no reason");
    let of_call = CALL.iter().find(|(begins, _)| words.starts_with(begins));
    let of_platform = PLATFORM.iter().find(|(known, _)| *known == code);
    let reason = of_call.map(|line| line.1).or_else(|| of_platform.map(|line| line.1));
    let shown = if words.is_empty() { code.to_string() } else { words };
    match reason {
        Some(Reason::ServiceFailed) => Fault::Unknown(format!("{shown} {message}")),
        reason => {
            let refusal = Refusal::new(reason.unwrap_or(Reason::Other), message);
            Fault::Refused(refusal.with_code(&shown))
        }
    }
}
