//! Its half of the share gate: links to mini programs, in the app's scheme and wrapped for the web, and
//! codes that lead to them.

mod address;
mod code;
mod find;
mod forms;
mod scheme;

use drawbridge_canon::share::{Hints, Host, Share};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: HOSTS,
    brands: &["alipay", "支付宝"],
    browser_marks: &["alipayclient"],
    find: find::find,
    canonical: address::canonical,
    passes_to: Some(address::passes_to),
    hints: Hints { title_suffixes: &[" - 支付宝"], ..Hints::NONE },
    forms: forms::FORMS,
    codes: code::OWN,
    keyed: true,
    make_code: Some(&code::Codes),
    ..Share::SILENT
};

/// The first that fits counts. Its pages pass on where they are told to start the app (`scheme=`).
const HOSTS: &[Host] = &[
    Host::short("qr.alipay.com"),
    Host::short("u.alipay.cn"),
    Host::short("ur.alipay.com"),
    Host::passes(".alipay.com"),
    Host::files(".alipayobjects.com"),
    Host::own(".alipay.cn"),
    Host::own(".alipaydev.com"),
    Host::own(".alipayplus.com"),
];
