//! What a node can do: one file per use case.

mod adjacent;
mod answer;
mod backup;
pub(crate) mod batch;
pub(crate) mod datasets;
mod doctor;
pub(crate) mod import;
mod index;
pub(crate) mod loaded;
pub(crate) mod neighbours;
pub(crate) mod node;
pub(crate) mod reconcile;
pub(crate) mod record;
mod same_as;
pub(crate) mod scope;
pub(crate) mod screen;
pub(crate) mod search;
pub(crate) mod suggest;
mod tokens;
pub(crate) mod update;
mod upkeep;
mod visible;
