//! What a node can do: one file per use case.

mod adjacent;
mod answer;
mod backup;
pub(crate) mod batch;
pub(crate) mod changes;
pub(crate) mod datasets;
mod delta;
mod difference;
pub(crate) mod doctor;
mod evolve;
pub(crate) mod fetch;
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
mod steady;
pub(crate) mod subjects;
mod tokens;
mod upkeep;
mod visible;
pub(crate) mod webhooks;
