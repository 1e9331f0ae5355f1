//! The pay gate in UnionPay's words.

mod back;
mod cancel;
mod charge;
mod codes;
mod notice;
mod outcome;
mod peek;
mod query;
mod refund;
mod refund_query;
mod refuse;
mod rules;
mod text;
mod transaction;

use drawbridge_canon::pay::Pay;

/// The name of the dialect, in which fields without a canonical word pass.
pub(crate) const NAME: &str = "unionpay";

/// UnionPay.
pub(crate) static PAY: Pay = Pay {
    peek: peek::peek,
    refuse: refuse::refuse,
    mount: "/unionpay",
    hosts: &["gateway.95516.com", "gateway.test.95516.com", "qra.95516.com"],
    rules: rules::RULES,
    shape: rules::SHAPE,
    charge: Some(&charge::Charging),
    query: Some(&query::Querying),
    // There is no such transaction: an order that is not paid ends at its `payTimeout`.
    close: None,
    cancel: Some(&cancel::Cancelling),
    refund: Some(&refund::Refunding),
    refund_query: Some(&refund_query::RefundQuerying),
    // The reply to 76/01 is the file itself, and not a link to it: see `MAPPING.md`.
    bill: None,
    bill_file: None,
    bill_format: None,
    certificates: None,
    notice: Some(&notice::Telling),
    back: Some(&back::ComingBack),
    in_page: None,
};
