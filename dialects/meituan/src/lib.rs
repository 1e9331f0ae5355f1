//! Meituan's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "meituan",
    title: "Meituan",
    title_zh: "美团",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
