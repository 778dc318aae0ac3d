//! Reading as its callers see it: texts in, mentions out.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a test that cannot go on has failed"
)]

mod corpus;
mod figures;
mod laws;
mod packed;
mod re3d;
mod real_list;
mod recognisers;
mod rules;
mod seeds;
mod tally;
