//! Reads arbitrary bytes as a CAP alert.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| comity_fuzz::cap::cap_xml(data));
