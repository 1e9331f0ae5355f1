//! UnionPay's dialect: the online gateway 5.1.0 and its QR codes, and the signature of QRA.
//!
//! `MAPPING.md` says which of their fields is which of our words; `wire/` holds the platform's own
//! bytes. Nothing here does input or output, reads a clock or draws a number.

mod envelope;
mod kind;
mod moment;
mod pay;
pub mod qra;
mod share;

use drawbridge_canon::Dialect;

/// UnionPay.
#[allow(clippy::needless_update, reason = "further gates must not touch this")]
pub static DIALECT: Dialect = Dialect {
    name: pay::NAME,
    title: "UnionPay",
    title_zh: "银联",
    pay: Some(&pay::PAY),
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
