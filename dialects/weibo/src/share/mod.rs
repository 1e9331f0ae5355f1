//! Its half of the share gate.

mod address;
mod find;
mod number;
mod state;

use drawbridge_canon::share::{Hints, Host, Share};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: HOSTS,
    brands: &["weibo", "sinaweibo", "微博", "新浪微博"],
    browser_marks: &["__weibo__"],
    find: find::find,
    canonical: address::canonical,
    passes_to: Some(address::passes_to),
    wall: Some(address::wall),
    hints: Hints {
        title_suffixes: &[" - 微博", "_微博", " 来自微博", " - Weibo"],
        state_marks: state::MARKS,
        state: Some(state::state),
        ..Hints::NONE
    },
    ..Share::SILENT
};

/// The first that fits counts. At four of them one path passes on, and the rest are pages.
const HOSTS: &[Host] = &[
    Host::short("t.cn"),
    Host::short("mapp.api.weibo.cn"),
    Host::passes("weibo.cn"),
    Host::passes("m.weibo.cn"),
    Host::passes("weibo.com"),
    Host::passes("www.weibo.com"),
    Host::passes("passport.weibo.com"),
    Host::pages(".weibo.com"),
    Host::pages(".weibo.cn"),
    Host::files(".sinaimg.cn"),
    Host::own(".sina.com.cn"),
    Host::own(".sina.cn"),
];
