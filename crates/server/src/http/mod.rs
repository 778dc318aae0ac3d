//! The HTTP door: decode, authenticate, limit; the work is done by `app`.

mod adjacent;
mod algorithms;
mod auth;
mod body;
mod catalog;
pub(crate) mod connections;
mod cors;
pub(crate) mod document;
mod entities;
mod fields;
mod health;
mod layers;
mod match_entities;
pub(crate) mod metrics;
#[cfg(test)]
mod metrics_page;
mod paced;
mod page;
mod params;
mod reconcile;
mod reconcile_suggest;
mod reconcile_view;
pub(crate) mod refused;
pub(crate) mod router;
mod search;
mod segment;
pub(crate) mod turns;
mod updatez;
mod v1_alerts;
mod v1_changes;
mod v1_datasets;
mod v1_doctor;
mod v1_hits;
mod v1_records;
mod v1_screen;
mod v1_search;
mod v1_subjects;
