//! Downloads against a server on this machine that does what servers should not.

mod bench;
mod conditional;
mod good;
mod hostile;
mod index;
mod redirects;
mod schedule;
mod secure;
mod server;
