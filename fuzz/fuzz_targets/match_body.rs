//! Feeds arbitrary bytes to the compatible match route's body, and screens what it asks.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| comity_fuzz::screen::match_body(data));
