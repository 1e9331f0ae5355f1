//! Where it is at home, and what it is called.

use drawbridge_canon::share::Host;

pub(super) static HOSTS: &[Host] = &[
    Host::short("p.pinduoduo.com"),
    Host::pages(".yangkeduo.com"),
    Host::pages(".pinduoduo.com"),
    Host::files(".pddpic.com"),
    Host::files(".pddugc.com"),
];

pub(super) static BRANDS: &[&str] = &["pinduoduo", "yangkeduo", "拼多多"];
