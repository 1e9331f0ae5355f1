//! Bill files, as they travel and as text.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::read(bytes, |name| name.contains(".bill_format.")));
