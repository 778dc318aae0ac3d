//! The command `comity`: reads its arguments, calls the node's use cases, shows their answers.
//!
//! One file of [`cli`] is one command; [`demo`] makes up lists and plays a border desk. Everything
//! that a command does to data goes through `comity_server::Door`, so it is the same whether a node
//! serves the home or not. There is no rule of matching, storing or marking here.

mod cli;
mod config;
mod demo;
mod failure;
mod home;
mod logging;
mod shell;
mod signals;

use std::process::ExitCode;

/// Screening builds and frees many short texts on many threads, which the allocators of some
/// systems (musl, macOS) serialise; this one does not, and gives the same figures everywhere.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
