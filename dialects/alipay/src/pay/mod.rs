//! The pay gate in Alipay's words, in the order of a payment's life.

pub(crate) mod charge;
pub(crate) use charge::goods as charge_goods;
pub(crate) mod back;
pub(crate) mod bill;
pub(crate) mod bill_file;
pub(crate) mod bill_format;
pub(crate) mod cancel;
pub(crate) mod close;
pub(crate) mod notice;
pub(crate) mod query;
pub(crate) mod refund;
pub(crate) mod refund_query;
pub(crate) mod told;

pub(crate) mod error_table;
pub(crate) mod errors;
pub(crate) mod order;
pub(crate) mod partner;
pub(crate) mod peek;
pub(crate) mod refuse;
pub(crate) mod rules;
pub(crate) mod spoken;
pub(crate) mod text;
pub(crate) mod transaction;

use drawbridge_canon::pay::Pay;

use spoken::Spoken;

/// The dialect's name, as fields that pass are marked with it.
pub(crate) const NAME: &str = "alipay";

/// Alipay's half of the pay gate.
pub(crate) static PAY: Pay = Pay {
    peek: peek::peek,
    refuse: refuse::refuse,
    mount: "/alipay",
    hosts: &["openapi.alipay.com", "openapi-sandbox.dl.alipaydev.com", "openapi.alipaydev.com"],
    rules: rules::RULES,
    shape: rules::SHAPE,
    charge: Some(&charge::Charging),
    query: Some(&Spoken(query::Querying)),
    close: Some(&Spoken(close::Closing)),
    cancel: Some(&Spoken(cancel::Cancelling)),
    refund: Some(&Spoken(refund::Refunding)),
    refund_query: Some(&Spoken(refund_query::RefundQuerying)),
    bill: Some(&Spoken(bill::Billing)),
    bill_file: Some(&bill_file::Fetching),
    bill_format: Some(&bill_format::Format),
    certificates: None,
    notice: Some(&notice::Telling),
    back: Some(&back::ComingBack),
    in_page: None,
};
