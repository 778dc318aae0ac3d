//! `comity backup`: copies everything into one file.

use std::path::PathBuf;

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Copy everything that the node keeps into one new file, also while it serves
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file, which must not exist
    file: PathBuf,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    // A running node has another working directory.
    let to = std::path::absolute(&args.file)
        .map_err(|err| Failure::usage(format!("`{}`: {err}", args.file.display())))?;
    shell.door().await?.backup(&to).await?;
    shell.say(&format!("Wrote {}", to.display()));
    Ok(Exit::Done)
}
