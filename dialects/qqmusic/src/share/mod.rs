//! Its half of the share gate.

mod address;
mod find;
mod state;

use drawbridge_canon::share::{Hints, Host, Share};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: HOSTS,
    brands: &["qqmusic", "y.qq", "qq音乐"],
    browser_marks: &["qqmusic/"],
    find: find::find,
    canonical: address::canonical,
    hints: Hints {
        title_suffixes: &[
            "-QQ音乐-千万正版音乐海量无损曲库新歌热歌天天畅听的高品质音乐平台！",
            " - QQ音乐",
            "-QQ音乐",
        ],
        state_marks: state::MARKS,
        state: Some(state::state),
        ..Hints::NONE
    },
    ..Share::SILENT
};

/// The short links stand at `c.y.qq.com` and at numbered hosts beside it, of which `c6` is today's.
const HOSTS: &[Host] = &[
    Host::short("c.y.qq.com"),
    Host::short("c1.y.qq.com"),
    Host::short("c2.y.qq.com"),
    Host::short("c3.y.qq.com"),
    Host::short("c4.y.qq.com"),
    Host::short("c5.y.qq.com"),
    Host::short("c6.y.qq.com"),
    Host::short("c7.y.qq.com"),
    Host::short("c8.y.qq.com"),
    Host::short("c9.y.qq.com"),
    Host::pages(".y.qq.com"),
    Host::files("y.gtimg.cn"),
];
