//! Mattermost's dialect.

use drawbridge_canon::Dialect;

mod share;

/// All of it.
pub static DIALECT: Dialect = Dialect {
    name: "mattermost",
    title: "Mattermost",
    title_zh: "Mattermost",
    share: Some(&share::SHARE),
    ..Dialect::SILENT
};
