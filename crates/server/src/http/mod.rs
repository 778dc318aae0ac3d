//! The HTTP door: decode, authenticate, limit; the work is done by `app`.

mod algorithms;
mod auth;
mod body;
mod catalog;
pub(crate) mod connections;
pub(crate) mod document;
mod entities;
mod fields;
mod health;
mod layers;
mod match_entities;
mod params;
pub(crate) mod refused;
pub(crate) mod router;
mod search;
mod segment;
mod v1_datasets;
mod v1_records;
mod v1_screen;
mod v1_search;
