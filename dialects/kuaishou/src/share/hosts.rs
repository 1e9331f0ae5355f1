//! Where it is at home, and what it is called.

use drawbridge_canon::share::Host;

pub(super) static HOSTS: &[Host] = &[
    Host::short("v.kuaishou.com"),
    Host::short(".kuaishouapp.com"),
    Host::pages(".kuaishou.com"),
    Host::pages(".gifshow.com"),
    Host::pages(".chenzhongtech.com"),
    Host::files(".yximgs.com"),
    Host::files(".kwimgs.com"),
    Host::own(".kwai.com"),
    Host::own(".kuaishoupay.com"),
];

pub(super) static BRANDS: &[&str] = &["kuaishou", "gifshow", "kwai", "快手"];
