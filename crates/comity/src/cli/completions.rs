//! `comity completions`: completion scripts for shells.

use clap::CommandFactory;
use clap_complete::Shell as Kind;

use crate::cli::Cli;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Write the completion script of a shell to stdout
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Kind,
}

pub(crate) fn run(args: &Args, shell: &Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "comity", &mut script);
    shell.show(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
