//! `comity init`: makes a home.

use comity_server::Door;

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Make a home for a node. Never asks anything
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id of the party that runs the node, such as `freedonia-border-police`
    #[arg(long, value_name = "ID")]
    party: Option<String>,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let home = shell.home()?;
    Door::init(&home, args.party.as_deref(), &shell.around).await?;
    shell.say(&format!("Made a home in {}", home.display()));
    Ok(Exit::Done)
}
