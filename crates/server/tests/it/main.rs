//! The node as a whole: real readers, a real store, a real server on a free port, a real client.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics fails, which is what it is for"
)]

mod accounted;
mod accounts;
mod adjacent;
mod alerts;
mod approvals;
mod auth;
mod batch;
mod changes;
mod classes;
mod contract;
mod disputes;
mod editions;
mod errors;
mod fresh;
mod hostile;
mod index;
mod local;
mod markings;
mod metrics;
mod oidc;
mod oidc_provider;
mod openapi;
mod overload;
mod page;
mod reconcile;
mod records;
mod redress;
mod restrictions;
mod rights;
mod routes;
mod screen;
mod search;
mod shapes;
mod stop;
mod subjects;
mod support;
mod swap;
mod updatez;
mod webhooks;
mod yente_client;
