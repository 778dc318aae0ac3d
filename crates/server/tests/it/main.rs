//! The node as a whole: real readers, a real store, a real server on a free port, a real client.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics fails, which is what it is for"
)]

mod adjacent;
mod auth;
mod batch;
mod contract;
mod errors;
mod hostile;
mod index;
mod local;
mod markings;
mod openapi;
mod page;
mod reconcile;
mod records;
mod routes;
mod screen;
mod search;
mod shapes;
mod stop;
mod support;
mod swap;
mod updatez;
mod yente_client;
