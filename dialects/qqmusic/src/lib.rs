//! QQ Music's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "qqmusic",
    title: "QQ Music",
    title_zh: "QQ音乐",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
