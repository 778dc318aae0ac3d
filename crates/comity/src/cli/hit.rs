//! `comity hit`: possible matches, and what persons made of them.

use std::fmt::Write as _;

use comity_api::local::{CaseCall, CaseQuery, CaseReply};
use comity_api::v1::{
    CaseDecision, CaseInfo, CaseMeasureSpec, CaseReview, CaseSpec, OwedInfo, SourceRecord,
};

use super::obliged;
use super::screen::query::QueryArgs;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Review what came up, confirm or reject it, record measures
///
/// What a subject hits becomes a case by itself. A score decides nothing: a named person takes the
/// case, confirms or rejects it with a reason, and only then a measure can be recorded.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a case of a candidate of a screening
    Open {
        #[command(flatten)]
        query: Box<QueryArgs>,
        /// The candidate's record, as `DATASET/ID`
        #[arg(long, value_name = "RECORD")]
        record: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List cases
    List {
        /// Only those in this state: candidate, under-review, confirmed, rejected or withdrawn
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// Only those that nobody has decided in time
        #[arg(long)]
        overdue: bool,
        /// Only those of this reviewer
        #[arg(long, value_name = "NAME")]
        reviewer: Option<String>,
        /// After this number
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: u64,
        /// Most cases
        #[arg(long, value_name = "N", default_value_t = 100,
            value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a case with all that became of it
    Show {
        /// Its number
        number: u64,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a case to review it, also from somebody else or after a decision
    Review {
        /// Its number
        number: u64,
        /// Why; needed where it was decided before
        #[arg(long, value_name = "WORDS")]
        reason: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Say that it is the one
    Confirm(Decide),
    /// Say that it is not; it does not come back until something changes
    Reject(Decide),
    /// List what owners of records have to be told and were not told yet
    Owed {
        /// Also what was sent
        #[arg(long)]
        all: bool,
        /// After this number
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: u64,
        /// Most entries
        #[arg(long, value_name = "N", default_value_t = 100,
            value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Record a measure on a confirmed hit
    Measure {
        /// Its number
        number: u64,
        /// The measure, by a name that `comity alert categories` lists
        measure: String,
        /// In words
        #[arg(long, value_name = "WORDS")]
        words: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
struct Decide {
    /// Its number
    number: u64,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let (call, json) = match args.action {
        Action::Open { query, record, json } => {
            let (query, record) = (query.example()?, source(&record)?);
            let spec =
                Box::new(CaseSpec { query, record, purpose: None, legal_basis: None, case: None });
            (CaseCall::Open { spec }, json)
        }
        Action::List { state, overdue, reviewer, after, limit, json } => {
            let limit = usize::from(limit);
            (CaseCall::List(CaseQuery { state, overdue, reviewer, after, limit }), json)
        }
        Action::Show { number, json } => (CaseCall::Show { number }, json),
        Action::Owed { all, after, limit, json } => {
            (CaseCall::Owed { after, limit: usize::from(limit), all }, json)
        }
        Action::Review { number, reason, json } => {
            let order = CaseReview { reason };
            (CaseCall::Review { number, order }, json)
        }
        Action::Confirm(Decide { number, reason, json }) => {
            let order = CaseDecision { reason };
            (CaseCall::Confirm { number, order }, json)
        }
        Action::Reject(Decide { number, reason, json }) => {
            let order = CaseDecision { reason };
            (CaseCall::Reject { number, order }, json)
        }
        Action::Measure { number, measure, words, json } => {
            let order = CaseMeasureSpec { measure, words };
            (CaseCall::Measure { number, order }, json)
        }
    };
    match shell.door().await?.case(call).await? {
        CaseReply::One(case) if json => shell.show_json(&case)?,
        CaseReply::One(case) => {
            shell.show(&whole(&case, shell.paint))?;
            obliged::say(shell, &case.obligations, None);
        }
        CaseReply::Owed(list) if json => shell.show_json(&list)?,
        CaseReply::Owed(list) => {
            shell.show(&list.owed.iter().map(owed).collect::<String>())?;
            if let Some(next) = list.next {
                shell.say(&format!("There are more: `--after {next}` shows them."));
            }
        }
        CaseReply::List(list) if json => shell.show_json(&list)?,
        CaseReply::List(list) => {
            let lines: String = list.cases.iter().map(|one| line(one, shell.paint)).collect();
            shell.show(&lines)?;
            if let Some(next) = list.next {
                shell.say(&format!("There are more: `--after {next}` shows them."));
            }
        }
    }
    Ok(Exit::Done)
}

/// A record of a dataset, as `DATASET/ID` names it.
pub(super) fn source(text: &str) -> Result<SourceRecord, Failure> {
    let Some((dataset, id)) = text.split_once('/') else {
        let message = format!("`{text}` is not a record of a dataset");
        return Err(Failure::usage(message).with_hint("write `DATASET/ID`"));
    };
    Ok(SourceRecord { dataset: dataset.to_owned(), id: id.to_owned() })
}

/// What an owner has to be told, in one line.
fn owed(one: &OwedInfo) -> String {
    let OwedInfo { number, party, record, action, at, state, .. } = one;
    let measure = one.measure.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
    let hit = one.hit.map(|hit| format!(" on hit {hit}")).unwrap_or_default();
    plain(&format!("{number:>6}  {state:8}  {party}  {record}  {action}{measure}{hit}, {at}"))
        + "\n"
}

/// A case in one line.
fn line(case: &CaseInfo, paint: Paint) -> String {
    let CaseInfo { number, state, record, score, .. } = case;
    let state = format!("{state:12}");
    let state = if case.overdue { paint.alarm(&state) } else { state };
    let late = if case.overdue { "  OVERDUE" } else { "" };
    let about = match &case.subject {
        Some(subject) => format!("{}/{}", subject.register, subject.id),
        None => "screening".to_owned(),
    };
    let caption = paint.strong(&plain(&case.caption));
    let place = plain(&format!("{about}  {}/{}", record.dataset, record.id));
    format!("{number:>6}  {state}  {score:.2}  {place}  {caption}{late}\n")
}

fn whole(case: &CaseInfo, paint: Paint) -> String {
    let mut out = line(case, paint);
    // Writing to a string cannot fail.
    let mut say = |what: &str, words: &str| {
        let _ = writeln!(out, "        {what:9}  {}", plain(words));
    };
    say("due", &case.due_at);
    if let Some(reviewer) = &case.reviewer {
        say("reviewer", reviewer);
    }
    if let Some(reason) = &case.reason {
        say("reason", reason);
    }
    for event in &case.events {
        let by = event.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
        let measure = event.measure.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
        let words = event.words.as_deref().map(|words| format!(": {words}")).unwrap_or_default();
        say(&event.kind, &format!("{}{by}{measure}{words}", event.at));
    }
    out
}
