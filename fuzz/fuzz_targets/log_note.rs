//! Reads arbitrary bytes as the audit log's notes.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| comity_fuzz::log::log_note(data));
