//! WeChat's dialect: WeChat Pay API v3, the sign-in that a page inside WeChat needs, and links.

mod family;
mod in_page;
mod pay;
mod query;
mod share;

use drawbridge_canon::Dialect;

pub use family::FAMILY;
pub use pay::PAY;
pub use share::SHARE;

/// Its name among the dialects.
pub(crate) const NAME: &str = "wechat";

/// WeChat.
#[allow(clippy::needless_update, reason = "further gates must not touch this")]
pub static DIALECT: Dialect = Dialect {
    name: NAME,
    title: "WeChat Pay",
    title_zh: "微信支付",
    pay: Some(&PAY),
    share: Some(&SHARE),
    ..Dialect::SILENT
};
