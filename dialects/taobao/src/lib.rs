//! Taobao and Tmall's dialect.

use drawbridge_canon::Dialect;

mod share;
mod top;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "taobao",
    title: "Taobao and Tmall",
    title_zh: "淘宝天猫",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
