//! `comity policy show`: which policy is in force.

use std::fmt::Write as _;

use comity_api::v1::PolicyInfo;

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Show which policy is in force, since when, and who approved it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let info = shell.door().await?.policy().await?;
    if args.json {
        shell.show_json(&info)?;
    } else {
        shell.show(&text(&info))?;
    }
    Ok(if info.fault.is_none() { Exit::Done } else { Exit::Unmet })
}

pub(super) fn text(info: &PolicyInfo) -> String {
    let which = if info.shipped { "the policy that ships" } else { "a policy of the party's own" };
    let mut out = format!("policy {}\n{which}, {} rules\n", info.hash, info.rules);
    // Writing to a string cannot fail.
    if let (Some(at), Some(by)) = (&info.adopted_at, &info.adopted_by) {
        let _ = write!(out, "in force since {at}, put there by {}", plain(by));
        if let Some(supervisor) = &info.approved_by {
            let _ = write!(out, ", approved by {}", plain(supervisor));
        }
        let _ = writeln!(out, " (number {})", info.number);
    }
    let _ = writeln!(out, "purposes: {}", info.purposes.join(", "));
    if let Some(fault) = &info.fault {
        let _ = writeln!(out, "IT CANNOT BE USED, and nobody is answered: {}", fault.trim());
    }
    out
}
