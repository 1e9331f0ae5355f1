//! DingTalk's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "dingtalk",
    title: "DingTalk",
    title_zh: "钉钉",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
