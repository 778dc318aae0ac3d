//! `comity demo`: made-up lists and a border desk.

use std::net::SocketAddr;

use crate::demo::{self, Plan};
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Make up lists, import them, start a node and play a border desk
///
/// Everything in it is made up. The node's home is removed at the end, unless `--home` names one,
/// which must not exist yet. COMITY_HOME is not used.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Stop at the end and say by the exit code whether every claim held
    #[arg(long)]
    check: bool,
    /// The address and port to listen on; otherwise 127.0.0.1:8000, or any free port
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    demo::run(Plan { check: args.check, listen: args.listen }, shell).await
}
