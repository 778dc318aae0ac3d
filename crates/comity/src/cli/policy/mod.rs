//! `comity policy`: what the rules say, whether they hold, and why they decide as they do.

mod check;
mod explain;
mod folder;
mod trial;

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Check, test and explain the policy: who may do what with whose data, and why
///
/// Without a folder these commands look at the policy that ships. They need no home.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Check(check::Args),
    Test(trial::Args),
    Explain(Box<explain::Args>),
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    match args.action {
        Action::Check(args) => check::run(&args, shell),
        Action::Test(args) => trial::run(&args, shell),
        Action::Explain(args) => explain::run(*args, shell),
    }
}
