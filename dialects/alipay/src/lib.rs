//! Alipay's dialect: the OpenAPI in both its protocols, `gateway.do` and v3 REST, and links.
//!
//! `MAPPING.md` says which of their fields is which of our words; `wire/` holds the platform's own
//! bytes. Nothing here does input or output, reads a clock or draws a number.

mod envelope;
mod method;
mod pay;
mod share;

use drawbridge_canon::Dialect;

/// Alipay.
#[allow(clippy::needless_update, reason = "further gates must not touch this")]
pub static DIALECT: Dialect = Dialect {
    name: pay::NAME,
    title: "Alipay",
    title_zh: "支付宝",
    pay: Some(&pay::PAY),
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
