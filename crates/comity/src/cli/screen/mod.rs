//! `comity screen`: who is this?

mod batch;
mod choice;
pub(super) mod query;
pub(crate) mod table;

use std::io::Read;
use std::path::PathBuf;

use comity_api::v1::{Example, ScreenRequest, ScreenResponse};
use comity_model::{PropertyType, Schema};

use self::choice::Choice;
pub(super) use self::choice::score;
use self::query::QueryArgs;
use super::obliged;
use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Screen a name, a travel document or a whole batch against everything that the node holds
///
/// Shows candidates with their score and why. A candidate at or above the threshold is an ALERT:
/// a person has to look at it.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true)
    .args(["name", "id", "mrz", "batch"]))]
pub(crate) struct Args {
    #[command(flatten)]
    query: QueryArgs,
    /// The two or three lines of a document's machine-readable zone; `-` reads them from stdin
    #[arg(long, value_name = "LINES", allow_hyphen_values = true,
        conflicts_with_all = query::NAMES)]
    mrz: Option<String>,
    /// Screen each line of a file (`-` is stdin): JSON in FollowTheMoney's shape, or CSV
    #[arg(long, value_name = "FILE", conflicts_with = "mrz",
        conflicts_with_all = query::NOT_IN_BATCH)]
    batch: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// The redress token that the person shows with the document: what it says is not its holder
    /// is told apart. State the document's number and the birth date
    #[arg(long, value_name = "TOKEN", conflicts_with = "batch")]
    redress: Option<String>,
    /// Write JSON; a batch always does
    #[arg(long)]
    json: bool,
}

/// Longest text of a machine-readable zone that is read from stdin, in bytes.
const MRZ_BYTES_MAX: u64 = 4096;

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let Args { query, mrz, batch, choice, redress, json } = args;
    if let Some(file) = batch {
        return batch::run(&file, query.schema, choice, shell).await;
    }
    let request = match mrz {
        Some(lines) => ScreenRequest { mrz: Some(zone(lines)?), redress, ..choice.request() },
        None => ScreenRequest { query: Some(query.example()?), redress, ..choice.request() },
    };
    let answer = shell.door().await?.screen(request).await?;
    if answer.basis.datasets.is_empty() {
        return Err(nothing_to_compare());
    }
    if json {
        shell.show_json(&answer)?;
    } else {
        shell.show(&table::text(&answer, shell.paint))?;
        notes(&answer, &choice, shell);
        obliged::say(shell, &answer.obligations, None);
        for candidate in &answer.candidates {
            for one in &candidate.obligations {
                let (who, says) = (plain(&candidate.caption), plain(&one.says));
                shell.say(&format!("note: {who}: {says} ({})", plain(&one.code)));
            }
        }
    }
    Ok(if answer.candidates.is_empty() { Exit::Unmet } else { Exit::Done })
}

/// The zone as it was given, or as it comes from stdin.
fn zone(lines: String) -> Result<String, Failure> {
    if lines != "-" {
        return Ok(lines);
    }
    let mut text = String::new();
    let read = std::io::stdin().take(MRZ_BYTES_MAX).read_to_string(&mut text);
    read.map_err(|err| Failure::input("-".as_ref(), &err))?;
    Ok(text)
}

/// "Nobody matches" would be true and a lie.
pub(super) fn nothing_to_compare() -> Failure {
    Failure::new(Exit::Refused, "nothing is imported, so there is nothing to compare with")
        .with_hint("comity import FILE --dataset NAME")
}

/// Why a value was left out.
fn misfit(query: &Example, property: &str) -> String {
    let known = Schema::named(&query.schema).and_then(|schema| schema.property(property));
    match known.map(|property| property.kind()) {
        Err(_) => format!("a {} has no such property.", query.schema),
        Ok(PropertyType::Date) => "its value is no date such as `1974-08-12`.".to_owned(),
        Ok(PropertyType::Country) => "its value is no country known here.".to_owned(),
        Ok(_) => "its value does not fit it.".to_owned(),
    }
}

/// What there is to say about the whole answer.
fn notes(answer: &ScreenResponse, choice: &Choice, shell: &Shell) {
    for name in &answer.ignored {
        shell.say(&format!("note: `{name}` was not compared: {}", misfit(&answer.query, name)));
    }
    if answer.candidates.is_empty() {
        let datasets = answer.basis.datasets.iter().map(|dataset| dataset.name.as_str());
        let searched: Vec<&str> = datasets.filter(|name| choice.searches(name)).collect();
        if searched.is_empty() {
            shell.say("No candidate: `--include` and `--exclude` leave no dataset to search.");
            return;
        }
        shell.say(&format!("No candidate in {}.", searched.join(", ")));
        if let Some(threshold) = choice.hidden_below() {
            shell.say(&format!(
                "hint: `--cutoff 0.1` also shows candidates that score below {threshold:.2}"
            ));
        }
    }
    let shown = answer.candidates.len();
    if answer.total > shown {
        shell.say(&format!("{shown} of {} candidates; `--limit` shows more.", answer.total));
    }
    if answer.truncated {
        shell.say("There were too many similar names to compare all of them: add a birth date.");
    }
}
