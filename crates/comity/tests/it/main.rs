//! The command as people and programs call it: real processes, real homes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod alerts;
mod backups;
mod batches;
mod bench;
mod configuration;
mod deltas;
mod demos;
mod diffs;
mod evals;
mod fetching;
mod guide;
mod imports;
mod places;
mod policies;
mod readings;
mod real_lists;
mod restarts;
mod same_as;
mod screenings;
mod serving;
mod subjects;
mod upkeep;
