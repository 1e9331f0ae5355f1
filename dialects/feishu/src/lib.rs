//! Feishu's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "feishu",
    title: "Feishu",
    title_zh: "飞书",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
