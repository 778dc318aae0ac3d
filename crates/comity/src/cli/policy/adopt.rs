//! `comity policy adopt`: puts a policy of one's own into force.

use std::path::PathBuf;

use comity_api::local::PolicyOrder;

use super::folder;
use super::in_force::text;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Put a policy into force, from the next question on
///
/// It is validated, has to do what its own scenarios say and to keep the duties that none may give
/// up, and needs a supervisor's approval: the first time this is refused with the number of a
/// request, and once another person approved it, the same command puts the policy into force. The
/// home keeps a copy; what changes in the folder afterwards changes nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The policy's folder; that of the configuration unless stated
    #[arg(value_name = "DIR", conflicts_with = "shipped")]
    folder: Option<PathBuf>,
    /// Go back to the policy that ships
    #[arg(long)]
    shipped: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let order = if args.shipped {
        PolicyOrder { shipped: true, ..PolicyOrder::default() }
    } else {
        let folder = match args.folder {
            Some(folder) => Some(folder),
            None => shell.layers()?.config.policy.folder.clone(),
        };
        let Some(folder) = folder else {
            return Err(Failure::usage("there is no folder to put into force")
                .with_hint("name it, or set `folder` under `[policy]`; `--shipped` goes back"));
        };
        let bundle = folder::read(Some(&folder))?;
        let pair = |file: comity_policy::PolicyFile| (file.name, file.text);
        PolicyOrder {
            shipped: false,
            files: bundle.files.into_iter().map(pair).collect(),
            scenarios: bundle.scenarios.into_iter().map(pair).collect(),
        }
    };
    let info = shell.door().await?.adopt_policy(order).await?;
    if args.json {
        shell.show_json(&info)?;
    } else {
        shell.show(&text(&info))?;
    }
    shell.say("The policy is in force.");
    Ok(Exit::Done)
}
