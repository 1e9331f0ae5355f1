//! Its half of the share gate: Taobao, Tmall, and Xianyu, whose share texts are of one make.

mod address;
mod find;
mod hosts;
mod page;
mod token;

use drawbridge_canon::share::Share;

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: hosts::HOSTS,
    brands: hosts::BRANDS,
    browser_marks: &["aliapp(tb", "aliapp(tm"],
    find: find::find,
    canonical: address::canonical,
    wall: Some(address::wall),
    hints: page::HINTS,
    links: crate::top::OWN,
    make_link: Some(&crate::top::MakeCode),
    resolve: Some(&crate::top::ReadCode),
    ..Share::SILENT
};
