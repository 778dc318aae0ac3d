//! Reads arbitrary bytes as a text, and looks for names in it.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| comity_fuzz::read::read_text(data));
