//! Messages, addresses, pages, oEmbed answers, codes, and the state of platforms' pages.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::read(bytes, |name| name.starts_with("share.") || name.ends_with(".share.state")));
