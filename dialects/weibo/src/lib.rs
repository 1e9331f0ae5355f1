//! Weibo's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "weibo",
    title: "Weibo",
    title_zh: "微博",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
