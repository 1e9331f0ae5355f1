//! Slack's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "slack",
    title: "Slack",
    title_zh: "Slack",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
