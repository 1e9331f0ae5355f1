//! What a platform, or a merchant, replies.

#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::read(bytes, |name| name.ends_with(".answer")));
