//! JD.com's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "jd",
    title: "JD.com",
    title_zh: "京东",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
