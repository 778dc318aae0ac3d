//! The local door: the same use cases over a unix socket in the home, for the command line while
//! a node serves the home.

mod client;
mod frames;
mod pipe;
mod server;
mod socket;
mod spool;

pub(crate) use client::Client;
pub(crate) use socket::LocalSocket;
