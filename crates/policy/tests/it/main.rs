//! The policy that ships, and policies that must not be used.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod ask;
mod laws;
mod loading;
mod readme;
mod releases;
mod scenarios;
