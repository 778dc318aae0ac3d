//! `comity doctor`: checks the node.

use std::fmt::Write as _;

use comity_api::local::DoctorCheck;

use super::policy::folder;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Check the node and say what to mend
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let checks = match shell.door().await {
        Ok(door) => {
            let mut checks = door.doctor().await?;
            let folder = shell.layers()?.config.policy.folder.clone();
            if let Some(folder) = folder {
                let in_force = door.policy().await?;
                checks.push(folder::check(&folder, &in_force));
            }
            checks
        }
        // A home that cannot be opened is a finding, not a failure of the doctor.
        Err(Failure::Told { message, hint, .. }) => {
            vec![DoctorCheck { name: "home".to_owned(), ok: false, detail: message, hint }]
        }
        Err(closed @ Failure::PipeClosed) => return Err(closed),
    };
    if args.json {
        shell.show_json(&checks)?;
    } else {
        shell.show(&table(&checks, shell.paint))?;
    }
    let healthy = checks.iter().all(|check| check.ok);
    Ok(if healthy { Exit::Done } else { Exit::Unmet })
}

fn table(checks: &[DoctorCheck], paint: Paint) -> String {
    let width = checks.iter().map(|check| check.name.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for check in checks {
        let mark = if check.ok { "✓ ok    ".to_owned() } else { paint.alarm("✗ FAILED") };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{mark}  {:width$}  {}", plain(&check.name), plain(&check.detail));
        if let Some(hint) = &check.hint {
            let _ = writeln!(out, "          {:width$}  hint: {}", "", plain(hint));
        }
    }
    out
}
