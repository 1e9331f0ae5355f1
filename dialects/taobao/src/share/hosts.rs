//! Where it is at home, and what it is called.

use drawbridge_canon::share::Host;

pub(super) static HOSTS: &[Host] = &[
    Host::short(".tb.cn"),
    Host::short("s.click.taobao.com"),
    Host::short("s.click.tmall.com"),
    Host::pages(".taobao.com"),
    Host::pages(".tmall.com"),
    Host::pages(".tmall.hk"),
    Host::pages(".goofish.com"),
    Host::files(".alicdn.com"),
    Host::files(".tbcdn.cn"),
    Host::own("taobao.github.io"),
    Host::own(".taobao.org"),
];

pub(super) static BRANDS: &[&str] =
    &["taobao", "tmall", "goofish", "淘宝", "天猫", "闲鱼", "手机淘宝", "淘寳", "淘寶"];
