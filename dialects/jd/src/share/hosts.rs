//! Where it is at home, and what it is called.

use drawbridge_canon::share::Host;

pub(super) static HOSTS: &[Host] = &[
    Host::short("3.cn"),
    Host::short("u.jd.com"),
    Host::short(".jd.run"),
    Host::pages(".jd.com"),
    Host::pages(".jd.hk"),
    Host::pages(".jingxi.com"),
    Host::pages(".jkcsjd.com"),
    Host::pages(".jdh.com"),
    Host::files(".360buyimg.com"),
    Host::own(".360buy.com"),
    Host::own(".jingdong.com"),
    Host::own(".jdpay.com"),
];

pub(super) static BRANDS: &[&str] = &["jd", "jingdong", "京东", "360buy"];
