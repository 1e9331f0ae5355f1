//! Xiaohongshu's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "xiaohongshu",
    title: "Xiaohongshu",
    title_zh: "小红书",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
