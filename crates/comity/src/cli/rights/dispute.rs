//! What somebody says is wrong in a record.

use comity_api::local::{RightsCall, RightsReply};
use comity_api::v1::{DisputeEnd, DisputeInfo, DisputeNote, DisputeOrder};

use super::super::hit::source;
use super::Page;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Action {
    /// Record what somebody says is wrong in a record of another party's list
    ///
    /// It is shown beside the record to everybody who sees the record, and is to be decided within
    /// 30 days. An alert of your own is put right by closing it and issuing another.
    Open {
        /// The record, as `comity subject access` tells it
        #[arg(value_name = "DATASET/ID")]
        record: String,
        /// What is wrong
        #[arg(long, value_name = "WORDS")]
        wrong: String,
        /// What would be right
        #[arg(long, value_name = "WORDS")]
        right: String,
        /// Where the evidence is
        #[arg(long, value_name = "REFERENCE")]
        evidence: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List disputes that have not ended, and whether the list says something else since
    List(Page),
    /// End a dispute
    End {
        /// Its number
        number: u64,
        /// `upheld`: the record is restricted until its publisher corrects it; `corrected`: it has;
        /// or `rejected`: the record is right
        outcome: String,
        /// Why
        #[arg(long, value_name = "WORDS")]
        reason: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(action: Action, shell: &Shell) -> Result<Exit, Failure> {
    let (call, json) = match action {
        Action::Open { record, wrong, right, evidence, json } => {
            let order = DisputeOrder { record: source(&record)?, wrong, right, evidence };
            (RightsCall::Dispute(order), json)
        }
        Action::List(page) => (RightsCall::Disputes(page.query()), page.json),
        Action::End { number, outcome, reason, json } => {
            (RightsCall::EndDispute { number, order: DisputeEnd { outcome, reason } }, json)
        }
    };
    match shell.door().await?.rights(call).await? {
        RightsReply::Dispute(one) if json => shell.show_json(&one)?,
        RightsReply::Dispute(one) => shell.show(&lines(&one, shell.paint))?,
        RightsReply::Disputes(list) if json => shell.show_json(&list)?,
        RightsReply::Disputes(list) => {
            let each = list.disputes.iter();
            shell.show(&each.map(|one| lines(one, shell.paint)).collect::<String>())?;
            super::tell_next(list.next, shell);
        }
        _ => {}
    }
    Ok(Exit::Done)
}

/// What is said against a record, in a sentence.
pub(in crate::cli) fn sentence(note: &DisputeNote) -> String {
    let DisputeNote { number, record, since, wrong, right } = note;
    plain(&format!(
        "{}/{} disputed since {since} (dispute {number}): {wrong}; said to be right: {right}",
        record.dataset, record.id
    ))
}

/// A dispute, and how it stands.
pub(super) fn lines(info: &DisputeInfo, paint: Paint) -> String {
    let DisputeInfo { note, evidence, by, due_at, overdue, changed, ended } = info;
    let due = if *overdue { paint.alarm("OVERDUE") } else { "due".to_owned() };
    let mut out = format!("{:>6}  {}\n", note.number, sentence(note));
    out.push_str(&format!("        {due} {due_at}, recorded by {}", plain(by)));
    if let Some(evidence) = evidence {
        out.push_str(&format!(", evidence: {}", plain(evidence)));
    }
    out.push('\n');
    if *changed {
        out.push_str("        the record says something else since\n");
    }
    if let Some(ended) = ended {
        let said = plain(&format!("{}: {}", ended.by, ended.reason));
        out.push_str(&format!("        {} {} by {said}\n", ended.outcome, ended.at));
    }
    out
}
