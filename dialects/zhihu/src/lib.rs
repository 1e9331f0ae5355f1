//! Zhihu's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "zhihu",
    title: "Zhihu",
    title_zh: "知乎",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
