//! The log's mathematics and formats from outside.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod corpus;
mod exporting;
mod known;
mod memory;
mod program;
mod proofs;
mod tampering;
mod witnessing;
