//! Feeds arbitrary bytes to a search as its words, and looks for what they ask.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| comity_fuzz::search::search_text(data));
