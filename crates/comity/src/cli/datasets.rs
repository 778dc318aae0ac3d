//! `comity datasets`: what the node holds.

use std::fmt::Write as _;

use comity_api::local::VersionInfo;
use comity_api::v1::{CheckInfo, DatasetInfo};

use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// List the datasets and their counts
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// List the kept versions of one dataset instead, oldest first
    #[arg(long, value_name = "NAME")]
    versions: Option<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let door = shell.door().await?;
    if let Some(name) = args.versions {
        let versions = door.versions(&name).await?;
        if args.json {
            shell.show_json(&versions)?;
        } else {
            shell.show(&version_table(&versions, shell.paint))?;
        }
        return Ok(Exit::Done);
    }
    let datasets = door.datasets().await?;
    if args.json {
        shell.show_json(&datasets)?;
    } else if datasets.is_empty() {
        shell.say("Nothing is imported yet.\nhint: comity import FILE --dataset NAME");
    } else {
        shell.show(&table(&datasets, shell.paint))?;
    }
    Ok(Exit::Done)
}

fn table(datasets: &[DatasetInfo], paint: Paint) -> String {
    let width = datasets.iter().map(|dataset| dataset.name.len()).max().unwrap_or(0).max(7);
    let mut out = paint.strong(&format!(
        "{:width$}  {:>8}  {:>8}  {:>7}  {:19}  TITLE",
        "DATASET", "RECORDS", "RELATED", "SKIPPED", "IMPORTED (UTC)"
    ));
    out.push('\n');
    for dataset in datasets {
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{:width$}  {:>8}  {:>8}  {:>7}  {:19}  {}",
            dataset.name,
            dataset.records,
            dataset.related,
            dataset.skipped,
            dataset.imported_at,
            plain(&dataset.title),
        );
    }
    for dataset in datasets {
        if let Some(checks) = &dataset.checks {
            let _ = writeln!(out, "{}", checked(&dataset.name, checks, paint));
        }
    }
    out
}

/// What came of looking for a newer version, in one line.
fn checked(name: &str, checks: &CheckInfo, paint: Paint) -> String {
    let mut line = match &checks.last_check {
        Some(at) => format!("{name}: checked at {at}"),
        None => format!("{name}: not checked yet"),
    };
    if let Some(at) = &checks.next_check {
        let _ = write!(line, ", next at {at}");
    }
    if let Some(error) = &checks.last_error {
        let since = checks.last_success.as_deref().unwrap_or("never");
        let _ = write!(line, "; it failed, and last came to its end at {since}: {}", plain(error));
    }
    if checks.stale {
        let _ = write!(line, "  {}", paint.alarm("STALE"));
    }
    line
}

fn version_table(versions: &[VersionInfo], paint: Paint) -> String {
    let width = versions.iter().map(|each| each.version.len()).max().unwrap_or(0).max(7);
    let mut out = paint.strong(&format!(
        "{:width$}  {:>8}  {:>8}  {:>7}  {:19}  FORMAT",
        "VERSION", "RECORDS", "RELATED", "SKIPPED", "IMPORTED (UTC)"
    ));
    out.push('\n');
    for each in versions {
        let _ = writeln!(
            out,
            "{:width$}  {:>8}  {:>8}  {:>7}  {:19}  {}",
            each.version, each.records, each.related, each.skipped, each.imported_at, each.format
        );
    }
    out
}
