//! Bilibili's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "bilibili",
    title: "Bilibili",
    title_zh: "哔哩哔哩",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
