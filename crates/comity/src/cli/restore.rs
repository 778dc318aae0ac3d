//! `comity restore`: makes a home of a backup.

use std::path::PathBuf;

use comity_server::Door;

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Make a new home from a backup
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The backup
    file: PathBuf,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let home = shell.home()?;
    // Seen before the home is made, so that a wrong name leaves nothing behind.
    crate::shell::open(&args.file)?;
    Door::restore(&home, &args.file).await?;
    shell.say(&format!("Restored into {}", home.display()));
    Ok(Exit::Done)
}
