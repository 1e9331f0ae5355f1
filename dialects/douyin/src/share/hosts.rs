//! Where it is at home, and what it is called.

use drawbridge_canon::share::Host;

pub(super) static HOSTS: &[Host] = &[
    Host::short("v.douyin.com"),
    Host::pages(".douyin.com"),
    Host::pages(".iesdouyin.com"),
    Host::pages("webcast.amemv.com"),
    Host::pages(".jinritemai.com"),
    Host::files(".douyinpic.com"),
    Host::files(".douyinvod.com"),
    Host::files(".douyinstatic.com"),
    Host::own(".douyinpay.com"),
    Host::own(".amemv.com"),
];

pub(super) static BRANDS: &[&str] = &["douyin", "iesdouyin", "抖音"];
