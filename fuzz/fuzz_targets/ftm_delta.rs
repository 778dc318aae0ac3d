//! Feeds arbitrary bytes to one reader.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| comity_fuzz::readers::ftm_delta(data));
