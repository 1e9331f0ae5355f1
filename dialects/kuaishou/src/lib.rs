//! Kuaishou's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "kuaishou",
    title: "Kuaishou",
    title_zh: "快手",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
