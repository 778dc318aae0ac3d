//! Tests of the engine through its public face.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds nothing should fail where it looked"
)]

mod engine;
mod evolved;
mod explained;
mod kept;
mod lists;
mod misses;
mod nicknames;
mod organisations;
mod recall;
mod search;
mod search_lists;
mod support;
mod views;
