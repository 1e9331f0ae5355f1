//! Its half of the share gate.

mod address;
mod find;

use drawbridge_canon::share::{Hints, Host, Share};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: HOSTS,
    brands: &["music.163", "163cn", "netease", "网易云音乐", "网易"],
    browser_marks: &["neteasemusic"],
    find: find::find,
    canonical: address::canonical,
    hints: Hints {
        title_suffixes: &[
            " - 单曲 - 网易云音乐",
            " - 专辑 - 网易云音乐",
            " - 歌单 - 网易云音乐",
            " - MV - 网易云音乐",
            " - 网易云音乐",
        ],
        ..Hints::NONE
    },
    ..Share::SILENT
};

const HOSTS: &[Host] = &[
    Host::short("163cn.tv"),
    Host::pages(".music.163.com"),
    Host::files(".music.126.net"),
    Host::own(".163.com"),
    Host::own(".netease.com"),
];
