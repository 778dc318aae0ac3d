//! The readers on real lists, on hostile bytes, and on the saved corpus of the fuzz targets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod corpus;
mod csl;
mod data;
mod editions;
mod eu;
mod ftm;
mod hostile;
mod made;
mod mutation;
mod ofac;
mod support;
mod uk;
mod un;

/// The fuzz targets as ordinary functions.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/readers.rs"]
mod targets;

/// Seeded mutations of the saved corpus.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/mutate.rs"]
mod mutate;
