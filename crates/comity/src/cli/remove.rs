//! `comity remove`: removes a dataset for good.

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Remove a dataset with all its versions for good
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The dataset
    dataset: String,
    /// Do it: without this nothing is removed
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let name = plain(&args.dataset);
    let door = shell.door().await?;
    if !args.yes {
        let message = format!("`{name}` and all its versions would be gone for good");
        return Err(Failure::new(Exit::Refused, message).with_hint("say `--yes` to do it"));
    }
    if !door.remove(&args.dataset).await? {
        return Err(Failure::new(Exit::Refused, format!("there is no dataset `{name}`"))
            .with_hint("`comity datasets` lists them"));
    }
    shell.say(&format!("Removed `{name}`."));
    Ok(Exit::Done)
}
