//! What a node can do: one file per use case.

pub(crate) mod accounts;
mod adjacent;
pub(crate) mod alerts;
mod answer;
pub(crate) mod approvals;
mod backup;
pub(crate) mod batch;
#[cfg(test)]
mod bench;
pub(crate) mod cases;
pub(crate) mod changes;
pub(crate) mod datasets;
mod delta;
mod difference;
pub(crate) mod doctor;
pub(crate) mod eval;
mod evolve;
pub(crate) mod exchange;
pub(crate) mod fetch;
mod figures;
pub(crate) mod import;
pub(crate) mod index;
pub(crate) mod law;
mod leases;
pub(crate) mod loaded;
mod near;
pub(crate) mod neighbours;
pub(crate) mod node;
mod person;
pub(crate) mod read;
pub(crate) mod reconcile;
pub(crate) mod record;
mod restore;
pub(crate) mod rights;
mod same_as;
pub(crate) mod scope;
pub(crate) mod screen;
pub(crate) mod search;
mod steady;
pub(crate) mod subjects;
pub(crate) mod suggest;
mod upkeep;
pub(crate) mod webhooks;
mod words;
mod write;

pub(crate) use restore::restore;
