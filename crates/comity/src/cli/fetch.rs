//! `comity fetch`: downloads official lists.

use std::fmt::Write as _;

use clap::Args as ClapArgs;
use comity_api::local::{FetchOrder, FetchOutcome, ImportOrder};
use comity_server::{Door, OfficialSource};
use serde::Serialize;

use crate::cli::import::summary;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell};
use crate::signals::stop_asked;

/// Download official lists from their publishers and import those that changed
///
/// What has not changed makes no new version; what fails leaves the version that stands.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// The sources, such as `un_sc`
    #[arg(value_name = "NAME", required_unless_present_any = ["all", "list"])]
    names: Vec<String>,
    /// Every source that needs no token and whose licence leaves no use out, the first of each
    /// dataset
    #[arg(long, conflicts_with_all = ["names", "list"])]
    all: bool,
    /// List the sources instead
    #[arg(long, conflicts_with = "names")]
    list: bool,
    /// Where the records land; otherwise the source's own dataset
    #[arg(long, value_name = "NAME", conflicts_with_all = ["all", "list"])]
    dataset: Option<String>,
    /// Who may see the statements, such as `TLP:AMBER`; otherwise `TLP:CLEAR`
    #[arg(long, value_name = "TEXT")]
    marking: Option<String>,
    /// Import also what has not changed
    #[arg(long)]
    force: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// One source, for programs.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    dataset: &'static str,
    title: &'static str,
    publisher: &'static str,
    format: &'static str,
    urls: &'static [String],
    index: Option<&'static str>,
    home_page: &'static str,
    licence: &'static str,
    is_restricted: bool,
    needs_token: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    if args.list {
        return list(&args, shell);
    }
    let names: Vec<String> = if args.all { usual() } else { args.names.clone() };
    if let Some(unknown) = names.iter().find(|name| OfficialSource::named(name).is_none()) {
        return Err(Failure::usage(format!("there is no source `{unknown}`"))
            .with_hint("`comity fetch --list` shows what there is"));
    }
    if args.dataset.is_some() && names.len() > 1 {
        return Err(Failure::usage("several sources cannot land in one dataset"));
    }
    let door = shell.door().await?;
    let mut outcomes = Vec::new();
    let mut failed = None;
    for name in names {
        match fetched(&door, order(&args, &name)).await {
            Ok(outcome) if args.json => outcomes.push(outcome),
            Ok(outcome) => shell.show(&told(&outcome, shell.paint))?,
            // One publisher that cannot be reached does not keep the others out.
            Err(Failure::Told { exit, message, hint }) if args.all || args.names.len() > 1 => {
                shell.say(&format!("error: {name}: {message}"));
                if let Some(hint) = hint {
                    shell.say(&format!("hint: {hint}"));
                }
                failed = Some(exit);
            }
            Err(failure) => return Err(failure),
        }
    }
    if args.json {
        shell.show_json(&outcomes)?;
    }
    Ok(failed.unwrap_or(Exit::Done))
}

/// Waits for a download; whoever presses ctrl-c gives it up, and nothing is left behind.
pub(crate) async fn fetched(door: &Door, order: FetchOrder) -> Result<FetchOutcome, Failure> {
    tokio::select! {
        outcome = door.fetch(order) => Ok(outcome?),
        () = stop_asked() => Err(Failure::new(Exit::Refused, "given up; nothing was imported")),
    }
}

/// What came of a download, for people.
pub(crate) fn told(outcome: &FetchOutcome, paint: Paint) -> String {
    match &outcome.import {
        Some(import) => summary(import, paint),
        None => format!("{}  not changed\n", paint.strong(&outcome.dataset)),
    }
}

fn order(args: &Args, name: &str) -> FetchOrder {
    FetchOrder {
        source: Some(name.to_owned()),
        import: ImportOrder {
            dataset: args.dataset.clone().unwrap_or_default(),
            marking: args.marking.clone(),
            ..ImportOrder::default()
        },
        is_forced: args.force,
        ..FetchOrder::default()
    }
}

/// The sources that anybody may fetch, one a dataset.
fn usual() -> Vec<String> {
    let mut seen: Vec<&str> = Vec::new();
    let mut names = Vec::new();
    for source in OfficialSource::all() {
        if source.needs_token() || source.is_restricted || seen.contains(&source.dataset.as_str()) {
            continue;
        }
        seen.push(&source.dataset);
        names.push(source.name.clone());
    }
    names
}

fn list(args: &Args, shell: &Shell) -> Result<Exit, Failure> {
    if args.json {
        let rows: Vec<Row> = OfficialSource::all().iter().map(row).collect();
        shell.show_json(&rows)?;
        return Ok(Exit::Done);
    }
    let width = OfficialSource::all().iter().map(|source| source.name.len()).max().unwrap_or(0);
    let mut out = shell.paint.strong(&format!("{:width$}  {:23}  TITLE", "SOURCE", "DATASET"));
    out.push('\n');
    for source in OfficialSource::all() {
        let OfficialSource { name, dataset, title, licence, .. } = source;
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name:width$}  {dataset:23}  {title}");
        if source.needs_token() {
            let _ = writeln!(out, "{:width$}  {:23}  needs a token: COMITY_EU_TOKEN", "", "");
        }
        if source.is_restricted {
            let _ = writeln!(out, "{:width$}  {:23}  licence: {licence}", "", "");
        }
    }
    shell.show(&out)?;
    Ok(Exit::Done)
}

fn row(source: &'static OfficialSource) -> Row {
    Row {
        name: &source.name,
        dataset: &source.dataset,
        title: &source.title,
        publisher: &source.publisher,
        format: &source.format,
        urls: &source.urls,
        index: source.index.as_deref(),
        home_page: &source.home_page,
        licence: &source.licence,
        is_restricted: source.is_restricted,
        needs_token: source.needs_token(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_leaves_out_what_not_everybody_may_have() {
        assert_eq!(usual(), ["un_sc", "us_ofac_sdn", "us_ofac_cons", "uk_sanctions", "us_csl"],);
    }
}
