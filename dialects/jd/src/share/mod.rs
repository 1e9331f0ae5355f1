//! Its half of the share gate.

mod address;
mod code;
mod find;
mod hosts;
mod page;

use drawbridge_canon::share::Share;

/// Its half of the share gate.
pub(crate) static SHARE: Share = Share {
    hosts: hosts::HOSTS,
    brands: hosts::BRANDS,
    browser_marks: &["jdapp;"],
    find: find::find,
    canonical: address::canonical,
    wall: Some(address::wall),
    hints: page::HINTS,
    ..Share::SILENT
};
