//! Where it is at home, and what it is called.

use drawbridge_canon::share::Host;

pub(super) static HOSTS: &[Host] = &[
    Host::short("b23.tv"),
    Host::short("bili2233.cn"),
    Host::short("bili22.cn"),
    Host::short("bili23.cn"),
    Host::short("bili33.cn"),
    Host::pages(".bilibili.com"),
    Host::files(".hdslb.com"),
    Host::files(".bilivideo.com"),
    Host::own(".bilibili.tv"),
    Host::own(".bilibili.cn"),
    Host::own(".biligame.com"),
    Host::own("bilibili.github.io"),
];

pub(super) static BRANDS: &[&str] = &["bilibili", "哔哩哔哩", "b站"];
