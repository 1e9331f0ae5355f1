//! Its half of the share gate, Dianping's included: both belong to it, and share their short links.

mod address;
mod find;

use drawbridge_canon::share::{Hints, Host, Share};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: HOSTS,
    brands: &["meituan", "dianping", "美团", "大众点评"],
    find: find::find,
    canonical: address::canonical,
    passes_to: Some(address::passes_to),
    wall: Some(address::wall),
    hints: Hints {
        title_suffixes: &["-大众点评网", "-大众点评", "-美团网", "-美团"],
        ..Hints::NONE
    },
    ..Share::SILENT
};

const HOSTS: &[Host] = &[
    Host::short("dpurl.cn"),
    Host::passes("link.dianping.com"),
    Host::pages(".meituan.com"),
    Host::pages(".dianping.com"),
    Host::files(".meituan.net"),
    Host::files(".dpfile.com"),
];
