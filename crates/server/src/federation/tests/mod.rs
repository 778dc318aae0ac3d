//! Nodes of made-up parties on this machine, and others that are not let in.

mod accepted;
mod authorities;
mod bench;
mod calling;
mod raw;
mod refused;
mod removed;
mod renewed;
mod slow;
