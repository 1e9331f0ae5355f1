//! Telegram's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "telegram",
    title: "Telegram",
    title_zh: "Telegram",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
