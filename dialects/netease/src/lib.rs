//! NetEase Cloud Music's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "netease",
    title: "NetEase Cloud Music",
    title_zh: "网易云音乐",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
