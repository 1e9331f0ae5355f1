//! Its error codes in our words. A token that is no good any more is [`Reason::Stale`]: get another
//! and call again.
//!
//! Sources: the global return codes (developers.weixin.qq.com/doc/offiaccount/Getting_Started/
//! Global_Return_Code.html), the error tables of the documents of the three links and the three codes,
//! and answers that are quoted in WeChat's community.

use drawbridge_canon::{Fault, Reason, Refusal};

/// The table of one kind of call; where it has no line, the common one counts.
pub(super) struct Codes(&'static [(i64, Reason)]);

/// Getting tokens: a credential that is wrong is the secret.
pub(super) const TOKENS: Codes = Codes(&[
    (40001, Reason::SignatureWrong),
    (40002, Reason::FieldInvalid),
    (40013, Reason::CallerUnknown),
]);

/// Calls with a token.
pub(super) const CALLS: Codes = Codes(&[
    (40001, Reason::Stale),
    // Of links: no right to make any (a person's program), and that right taken away.
    (40002, Reason::Forbidden),
    (40013, Reason::Forbidden),
]);

const COMMON: &[(i64, Reason)] = &[
    (-1, Reason::ServiceFailed),
    (40014, Reason::Stale),
    (42001, Reason::Stale),
    (42007, Reason::Stale),
    (41001, Reason::FieldMissing),
    (41002, Reason::FieldMissing),
    (41004, Reason::FieldMissing),
    (44002, Reason::FieldMissing),
    (40097, Reason::FieldInvalid),
    (40125, Reason::SignatureWrong),
    // Of codes: the scene, its length, and the page's length.
    (40129, Reason::FieldInvalid),
    (40159, Reason::FieldInvalid),
    (40169, Reason::FieldInvalid),
    (40164, Reason::Forbidden),
    (40243, Reason::Forbidden),
    (41030, Reason::FieldInvalid),
    (40165, Reason::FieldInvalid),
    (40212, Reason::FieldInvalid),
    (40225, Reason::FieldInvalid),
    (40066, Reason::Forbidden),
    (43104, Reason::Forbidden),
    (44990, Reason::TooOften),
    (45009, Reason::TooOften),
    // A hundred thousand codes: no more of them, whatever one waits.
    (45029, Reason::Forbidden),
    (45011, Reason::TooOften),
    (47001, Reason::Unreadable),
    (48001, Reason::Forbidden),
    (48004, Reason::Forbidden),
    (50002, Reason::Forbidden),
    (85079, Reason::Forbidden),
    // A hundred thousand links without end: no more of them, whatever one waits.
    (85400, Reason::Forbidden),
    (85401, Reason::FieldInvalid),
    (89501, Reason::Forbidden),
    (89503, Reason::Forbidden),
    (89506, Reason::Forbidden),
    (89507, Reason::Forbidden),
];

impl Codes {
    /// What a code says.
    pub(super) fn fault(&self, code: i64, message: &str) -> Fault {
        let mut lines = self.0.iter().chain(COMMON);
        match lines.find(|line| line.0 == code).map(|line| line.1) {
            Some(Reason::ServiceFailed) => Fault::Unknown(format!("{code} {message}")),
            reason => {
                let refusal = Refusal::new(reason.unwrap_or(Reason::Other), message);
                Fault::Refused(refusal.with_code(&code.to_string()))
            }
        }
    }
}
