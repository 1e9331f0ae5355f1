//! WeChat's dialect: WeChat Pay API v3, and the sign-in that a page inside WeChat needs.

mod family;
mod in_page;
mod pay;

use drawbridge_canon::Dialect;

pub use family::FAMILY;
pub use pay::PAY;

/// WeChat.
#[allow(clippy::needless_update, reason = "further gates must not touch this")]
pub static DIALECT: Dialect = Dialect {
    name: "wechat",
    title: "WeChat Pay",
    title_zh: "微信支付",
    pay: Some(&PAY),
    ..Dialect::SILENT
};
