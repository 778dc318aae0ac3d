//! What a node can do: one file per use case.

mod adjacent;
mod answer;
mod backup;
pub(crate) mod batch;
pub(crate) mod datasets;
pub(crate) mod doctor;
mod figures;
pub(crate) mod import;
pub(crate) mod index;
mod leases;
pub(crate) mod loaded;
pub(crate) mod node;
pub(crate) mod record;
mod same_as;
pub(crate) mod screen;
mod search;
mod tokens;
mod upkeep;
mod visible;
