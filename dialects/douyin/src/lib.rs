//! Douyin's dialect: share texts, links and pages; Douyin Pay for direct merchants, and the signatures of the older mini-program
//! payment.

mod family;
pub mod mini;
mod open;
mod pay;
mod share;

use drawbridge_canon::Dialect;

pub use family::FAMILY;
pub use pay::PAY;

/// Its name among the dialects.
pub(crate) const NAME: &str = "douyin";

/// Douyin.
#[allow(clippy::needless_update, reason = "further gates must not touch this")]
pub static DIALECT: Dialect = Dialect {
    name: NAME,
    title: "Douyin Pay",
    title_zh: "抖音支付",
    pay: Some(&PAY),
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
