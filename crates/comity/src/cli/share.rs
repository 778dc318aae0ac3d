//! `comity share`: what is shared with partners, and taken back.

use std::fmt::Write as _;

use comity_api::local::{OwedInfo, PartyCall, PartyReply, ShareInfo, ShareOrder};

use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Share datasets with partners, recall records, see who owes a receipt
///
/// A person orders a share, with a purpose and a legal basis; the policy decides about each
/// statement for each partner, each time that something changes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Share a dataset with a partner from now on
    Add {
        /// The dataset
        dataset: String,
        /// The partner
        #[arg(long, value_name = "PARTY")]
        with: String,
        /// In what part its persons stand in the matter: listed, suspect, convicted, victim,
        /// witness, contact or missing
        #[arg(long, value_name = "STANDING")]
        standing: String,
        /// Whether it rests on facts or on assessments: fact or assessment
        #[arg(long, value_name = "GROUNDS")]
        grounds: String,
    },
    /// List what is shared with whom
    List {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// End a share: what the partner holds of it is taken back
    End {
        /// Its number
        number: u64,
        /// Why
        #[arg(long, value_name = "WORDS")]
        reason: String,
    },
    /// Recall a record from everybody who holds it
    Recall {
        /// The record, as `DATASET/ID`
        record: String,
        /// Why
        #[arg(long, value_name = "WORDS")]
        reason: String,
    },
    /// List who still owes a receipt for what was taken back; exit code 1 if one is overdue
    Owed {
        /// Those that came, too
        #[arg(long)]
        all: bool,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let (call, json) = match args.action {
        Action::Add { dataset, with, standing, grounds } => {
            (PartyCall::Share(ShareOrder { party: with, dataset, standing, grounds }), false)
        }
        Action::List { json } => (PartyCall::Shares, json),
        Action::End { number, reason } => (PartyCall::Unshare { number, reason }, false),
        Action::Recall { record, reason } => (PartyCall::Recall { record, reason }, false),
        Action::Owed { all, json } => (PartyCall::Owed { all }, json),
    };
    match shell.door().await?.party(call).await? {
        PartyReply::Share(info) => shell.show(&share(&info, shell.paint))?,
        PartyReply::Shares(shares) if json => shell.show_json(&shares)?,
        PartyReply::Shares(shares) => {
            let lines: String = shares.iter().map(|one| share(one, shell.paint)).collect();
            shell.show(&lines)?;
        }
        PartyReply::Recalled(holders) if holders.is_empty() => {
            shell.say("Nobody holds it; nobody is given it any more.");
        }
        PartyReply::Recalled(holders) => {
            shell.say(&format!("It is taken back from {}.", plain(&holders.join(", "))));
        }
        PartyReply::Owed(owed) => {
            if json {
                shell.show_json(&owed)?;
            } else {
                let lines: String = owed.iter().map(|one| owes(one, shell.paint)).collect();
                shell.show(&lines)?;
            }
            if owed.iter().any(|one| one.is_overdue) {
                return Ok(Exit::Unmet);
            }
        }
        _ => return Err(Failure::new(Exit::Refused, "the node answered another question")),
    }
    Ok(Exit::Done)
}

fn share(info: &ShareInfo, paint: Paint) -> String {
    let dataset = paint.strong(&plain(&info.dataset));
    let mut out = format!("{:>6}  {dataset} with {}", info.number, plain(&info.party));
    // Writing to a string cannot fail.
    let _ = write!(out, ", for {}, by {}", plain(&info.purpose), plain(&info.ordered_by));
    if let Some(ended) = &info.ended {
        let _ = write!(out, "; ended: {}", plain(ended));
    }
    out + "\n"
}

fn owes(owed: &OwedInfo, paint: Paint) -> String {
    let (party, record) = (plain(&owed.party), plain(&owed.record));
    let state = match (&owed.outcome, owed.is_overdue) {
        (Some(outcome), _) => outcome.clone(),
        (None, true) => paint.alarm(&format!("OVERDUE since {}", owed.due)),
        (None, false) => format!("due {}", owed.due),
    };
    let why = owed.why.as_deref().map(|why| format!(": {}", plain(why))).unwrap_or_default();
    format!("{party}  {record}  {}  {state}{why}\n", owed.reason)
}
