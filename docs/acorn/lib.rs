//! Acorn's dialect. Acorn is no real platform: it has two calls, JSON bodies and one signature, so
//! that everything a dialect must decide can be seen in four short files.

mod charge;
mod envelope;
mod query;
mod rules;

use drawbridge_canon::Dialect;
use drawbridge_canon::pay::Pay;

/// Says every exchange that Acorn has, since one envelope is around them all.
struct Acorn;

/// Acorn.
#[allow(clippy::needless_update, reason = "further gates must not touch this")]
pub static DIALECT: Dialect =
    Dialect {
        name: "acorn", title: "Acorn", title_zh: "橡果", pay: Some(&PAY), ..Dialect::SILENT
    };

/// Acorn's half of the pay gate. What is `None` is not spoken, and everybody is told so.
static PAY: Pay = Pay {
    peek: envelope::peek,
    refuse: envelope::refuse,
    mount: "/acorn",
    hosts: &["pay.acorn.example"],
    rules: rules::RULES,
    shape: rules::SHAPE,
    charge: Some(&Acorn),
    query: Some(&Acorn),
    close: None,
    cancel: None,
    refund: None,
    refund_query: None,
    bill: None,
    bill_file: None,
    bill_format: None,
    certificates: None,
    notice: None,
    back: None,
    in_page: None,
};
