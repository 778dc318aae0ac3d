//! `comity update`: checks now what the node keeps fresh.

use std::fmt::Write as _;

use comity_api::local::UpdateSummary;

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};
use crate::signals::stop_asked;

/// Check all datasets that the configuration keeps fresh, now
///
/// They are the tables under `[datasets]`. While a node serves the home, its configuration counts.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let door = shell.door().await?;
    let summary = tokio::select! {
        summary = door.update() => summary?,
        () = stop_asked() => return Err(Failure::new(Exit::Refused, "given up")),
    };
    if args.json {
        shell.show_json(&summary)?;
    } else if summary.planned == 0 {
        shell.say("No dataset is kept fresh.\nhint: `[datasets]` in the configuration says which");
    } else {
        shell.show(&table(&summary))?;
    }
    Ok(if summary.failed.is_empty() { Exit::Done } else { Exit::Unmet })
}

fn table(summary: &UpdateSummary) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    for name in &summary.changed {
        let _ = writeln!(out, "{name}  new version");
    }
    for name in &summary.unchanged {
        let _ = writeln!(out, "{name}  not changed");
    }
    for failed in &summary.failed {
        let _ = writeln!(out, "{}  FAILED: {}", failed.dataset, plain(&failed.message));
    }
    out
}
