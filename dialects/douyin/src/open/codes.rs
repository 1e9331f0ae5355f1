//! Its error codes in our words (developer.open-douyin.com/docs/resource/zh-CN/dop/develop/openapi/
//! status-code, both its tables). A token that is no good any more is [`Reason::Stale`]: get another
//! and call again.

use drawbridge_canon::{Fault, Reason, Refusal};

const CODES: &[(i64, Reason)] = &[
    (28_001_003, Reason::Stale),
    (28_001_005, Reason::ServiceFailed),
    (28_001_006, Reason::ServiceFailed),
    (28_001_007, Reason::FieldInvalid),
    (28_001_008, Reason::Stale),
    (28_001_014, Reason::Forbidden),
    (28_001_016, Reason::Forbidden),
    (28_001_017, Reason::MethodUnknown),
    (28_001_018, Reason::Forbidden),
    (28_001_019, Reason::Forbidden),
    (28_001_021, Reason::Forbidden),
    (28_001_052, Reason::TooOften),
    (28_001_056, Reason::Forbidden),
    (28_003_017, Reason::TooOften),
    (28_003_018, Reason::TooOften),
    (2_100_004, Reason::ServiceFailed),
    (2_100_005, Reason::FieldInvalid),
    (2_100_007, Reason::Forbidden),
    (2_100_009, Reason::Forbidden),
    (2_190_001, Reason::TooOften),
    (2_190_002, Reason::Stale),
    (2_190_008, Reason::Stale),
    (10_002, Reason::FieldInvalid),
    (10_003, Reason::CallerUnknown),
    (10_004, Reason::Forbidden),
    (10_008, Reason::Stale),
    (10_013, Reason::SignatureWrong),
];

/// What a code says.
pub(super) fn fault(code: i64, message: &str) -> Fault {
    match CODES.iter().find(|line| line.0 == code).map(|line| line.1) {
        Some(Reason::ServiceFailed) => Fault::Unknown(format!("{code} {message}")),
        reason => {
            let refusal = Refusal::new(reason.unwrap_or(Reason::Other), message);
            Fault::Refused(refusal.with_code(&code.to_string()))
        }
    }
}
