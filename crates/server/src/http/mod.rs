//! The HTTP door: decode, authenticate, limit; the work is done by `app`.

mod algorithms;
mod auth;
mod body;
mod catalog;
pub(crate) mod connections;
pub(crate) mod document;
mod entities;
mod health;
mod layers;
mod match_entities;
pub(crate) mod metrics;
#[cfg(test)]
mod metrics_page;
mod paced;
mod params;
pub(crate) mod refused;
pub(crate) mod router;
mod segment;
pub(crate) mod turns;
mod v1_changes;
mod v1_datasets;
mod v1_doctor;
mod v1_records;
mod v1_screen;
mod v1_subjects;
