//! Its half of the share gate.

mod address;
mod find;

use drawbridge_canon::share::{Hints, Host, Share};

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: HOSTS,
    brands: &["zhihu", "知乎"],
    browser_marks: &["zhihuhybrid"],
    find: find::find,
    canonical: address::canonical,
    passes_to: Some(address::passes_to),
    wall: Some(address::wall),
    hints: Hints { title_suffixes: &[" - 知乎", " - 知乎专栏"], ..Hints::NONE },
    ..Share::SILENT
};

const HOSTS: &[Host] =
    &[Host::passes("link.zhihu.com"), Host::pages(".zhihu.com"), Host::files(".zhimg.com")];
