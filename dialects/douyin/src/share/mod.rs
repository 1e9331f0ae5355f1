//! Its half of the share gate.

mod address;
mod decoys;
mod find;
mod forms;
mod hosts;
mod page;

use drawbridge_canon::share::Share;

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: hosts::HOSTS,
    brands: hosts::BRANDS,
    browser_marks: &["aweme"],
    find: find::find,
    canonical: address::canonical,
    hints: page::HINTS,
    forms: forms::FORMS,
    signed: &["publish"],
    links: crate::open::OWN,
    token: Some(&crate::open::Tokens),
    ticket: Some(&crate::open::Tickets),
    codes: crate::open::CODES,
    make_link: Some(&crate::open::Links),
    make_code: Some(&crate::open::Codes),
    ..Share::SILENT
};
