//! What reaches a front, and what reaches a merchant unasked.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::read(bytes, |name| name.ends_with(".ask") || name.ends_with(".peek")));
