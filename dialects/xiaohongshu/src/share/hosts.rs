//! Where it is at home, and what it is called.

use drawbridge_canon::share::Host;

pub(super) static HOSTS: &[Host] = &[
    Host::short(".xhslink.com"),
    Host::pages(".xiaohongshu.com"),
    Host::pages(".rednote.com"),
    Host::files(".xhscdn.com"),
];

pub(super) static BRANDS: &[&str] = &["xiaohongshu", "xhslink", "rednote", "小红书"];
