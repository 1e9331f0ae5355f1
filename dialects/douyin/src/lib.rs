//! Douyin's dialect: Douyin Pay for direct merchants, and the signatures of the older mini-program
//! payment.

mod family;
pub mod mini;
mod pay;

use drawbridge_canon::Dialect;

pub use family::FAMILY;
pub use pay::PAY;

/// Douyin.
#[allow(clippy::needless_update, reason = "further gates must not touch this")]
pub static DIALECT: Dialect = Dialect {
    name: "douyin",
    title: "Douyin Pay",
    title_zh: "抖音支付",
    pay: Some(&PAY),
    ..Dialect::SILENT
};
