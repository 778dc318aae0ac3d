//! `comity policy`: what the rules say, whether they hold, and why they decide as they do.

mod adopt;
mod check;
mod explain;
pub(super) mod folder;
mod in_force;
mod trial;

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Check, test and explain a policy, or put it into force: who may do what with whose data, and why
///
/// Without a folder `check`, `test` and `explain` look at the policy that ships, and need no home.
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
    Show(in_force::Args),
    Adopt(adopt::Args),
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    match args.action {
        Action::Check(args) => check::run(&args, shell),
        Action::Test(args) => trial::run(&args, shell),
        Action::Explain(args) => explain::run(*args, shell),
        Action::Show(args) => in_force::run(args, shell).await,
        Action::Adopt(args) => adopt::run(args, shell).await,
    }
}
