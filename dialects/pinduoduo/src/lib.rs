//! Pinduoduo's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "pinduoduo",
    title: "Pinduoduo",
    title_zh: "拼多多",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
