//! The door between nodes: who may connect, and how both sides know it.
//!
//! Each party has an [`Authority`] of its own, which signs the short-lived [`NodeCertificate`] of
//! its node. [`Partners`] says whose nodes may connect; [`Gate`] lets them in and tells a router
//! whose node asks ([`Partner`]); [`Calls`] reaches theirs. All of it is TLS 1.3 with a key
//! exchange that also holds against the computers of tomorrow, and certificates on both sides.
//!
//! Invariant: what is said over a connection is said to the party that the certificate names, and
//! whoever is suspended or removed has no connection any more.

mod activity;
mod authority;
mod calls;
mod error;
mod failure;
mod gate;
mod kept;
mod node_certificate;
mod partners;
mod portions;
mod refusal;
mod refusals;
mod seats;
mod talk;
#[cfg(test)]
mod tests;
mod tls;
mod verifiers;
mod vouch;

pub(crate) use authority::Authority;
pub(crate) use calls::{Call, CallAnswer, Calls};
pub use error::FederationError;
pub(crate) use gate::{Gate, Partner};
pub(crate) use node_certificate::NodeCertificate;
pub(crate) use partners::{PartnerEntry, Partners, Standing};
pub use refusal::Refusal;
