//! Feeds arbitrary bytes to the reconciliation routes as rows and columns of a table.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| comity_fuzz::search::reconcile_body(data));
