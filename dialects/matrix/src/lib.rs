//! Matrix's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "matrix",
    title: "Matrix",
    title_zh: "Matrix",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
