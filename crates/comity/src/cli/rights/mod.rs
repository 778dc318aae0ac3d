//! The rights of those whom records, questions and the log are about.

mod access;
mod dispute;
mod redress;
mod report;
mod restriction;

use comity_api::local::RightsQuery;

pub(super) use self::dispute::sentence;
use super::screen::query::QueryArgs;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// What the data-protection officer does, as part of `comity subject`.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Action {
    /// Show somebody what is held about them, since when, from whom, and who was told
    ///
    /// For the data-protection officer who answers: `--purpose data-protection`. Records, subjects,
    /// cases and the log are looked through; they are found by likeness, so decide which are meant.
    Access {
        #[command(flatten)]
        query: Box<QueryArgs>,
        /// Answer an authority that asks in their place: the same words whatever was found
        #[arg(long)]
        for_authority: bool,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Erase for good what the log says of somebody
    ///
    /// The leaves stay, so that proofs and checkpoints hold. What the lists hold is not erased by
    /// this, but told.
    Erase {
        /// Under what the log knows them, as `comity subject access` tells
        #[arg(required = true, value_name = "REFERENCE")]
        references: Vec<String>,
        /// Why, without naming them: it stays in the log
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Restrict a record: it rests, as if it were not there, until the restriction is lifted
    ///
    /// For a record that is disputed. Nobody finds it but the data-protection officer, and what
    /// describes it rests with it; an import of its list does not change that.
    Restrict {
        /// The record, as `comity subject access` tells it
        #[arg(value_name = "DATASET/ID")]
        record: String,
        /// Why
        #[arg(long, value_name = "WORDS")]
        reason: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Lift a restriction: the record takes part in everything again
    Lift {
        /// Its number, as `comity subject restrictions` tells it
        number: u64,
        /// Why
        #[arg(long, value_name = "WORDS")]
        reason: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List the records that are restricted, since when and why
    Restrictions(Page),
    /// Record what somebody says is wrong in a record, or decide it
    Dispute {
        #[command(subcommand)]
        action: dispute::Action,
    },
    /// Give a person who was cleared a token that stops the same false hit, or end one
    Redress {
        #[command(subcommand)]
        action: redress::Action,
    },
    /// Write the record of processing, and what was done, for whoever watches over the law
    ///
    /// Made from the policy, the lists that are held, and the log; in Markdown unless told
    /// otherwise. It names nobody.
    Report {
        /// Count the log from this day or moment on, in UTC; from its beginning unless stated
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Up to and including this day, or up to this moment; until now unless stated
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
}

/// What is listed.
#[derive(Debug, clap::Args)]
pub(super) struct Page {
    /// Those that have ended, too
    #[arg(long)]
    all: bool,
    /// After this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: u64,
    /// Most of them
    #[arg(long, value_name = "N", default_value_t = 100,
        value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Page {
    fn query(&self) -> RightsQuery {
        RightsQuery { after: self.after, limit: usize::from(self.limit), all: self.all }
    }
}

pub(super) async fn run(action: Action, shell: &Shell) -> Result<Exit, Failure> {
    match action {
        Action::Access { query, for_authority, json } => {
            access::access(query.person_unless_stated(), for_authority, json, shell).await
        }
        Action::Erase { references, reason, json } => {
            access::erase(references, reason, json, shell).await
        }
        Action::Restrict { record, reason, json } => {
            restriction::restrict(&record, reason, json, shell).await
        }
        Action::Lift { number, reason, json } => {
            restriction::lift(number, reason, json, shell).await
        }
        Action::Restrictions(page) => restriction::list(page, shell).await,
        Action::Dispute { action } => dispute::run(action, shell).await,
        Action::Redress { action } => redress::run(action, shell).await,
        Action::Report { from, to, json } => report::report(from, to, json, shell).await,
    }
}

/// How to go on after a page.
fn tell_next(next: Option<u64>, shell: &Shell) {
    if let Some(next) = next {
        shell.say(&format!("There are more: `--after {next}` shows them."));
    }
}
