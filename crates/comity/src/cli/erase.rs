//! `comity erase`: erases old versions for good.

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Erase the old versions of a dataset for good
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The dataset
    dataset: String,
    /// How many of its newest versions stay
    #[arg(long, value_name = "N", default_value = "1",
        value_parser = clap::value_parser!(u32).range(1..))]
    keep: u32,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let keep = usize::try_from(args.keep).unwrap_or(usize::MAX);
    let erased = shell.door().await?.erase(&args.dataset, keep).await?;
    let versions = if erased == 1 { "version" } else { "versions" };
    shell.say(&format!("Erased {erased} {versions} of `{}`.", args.dataset));
    Ok(Exit::Done)
}
