//! Tokens of persons who were cleared.

use comity_api::local::{RightsCall, RightsReply};
use comity_api::v1::{RedressInfo, RedressOrder, RightsEnd};

use super::super::hit::source;
use super::Page;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Action {
    /// Issue a token to a person who was cleared; it is shown this once
    ///
    /// Whoever shows it together with the same document (`comity screen --redress`) is no candidate
    /// for the records that it names, as long as those say what they say now.
    Issue {
        /// A record that the person is not; may be repeated
        #[arg(long = "not", required = true, value_name = "DATASET/ID")]
        not: Vec<String>,
        /// The number of a travel or identity document; may be repeated
        #[arg(long = "document", required = true, value_name = "NUMBER")]
        documents: Vec<String>,
        /// The person's birth date, to the day
        #[arg(long, value_name = "DATE")]
        birth_date: String,
        /// Why it is sure
        #[arg(long, value_name = "WORDS")]
        reason: String,
        /// The last day on which it clears; two years ahead unless stated
        #[arg(long, value_name = "DAY")]
        expires: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List tokens that are in force, without the tokens themselves
    List(Page),
    /// End a token before its time
    Revoke {
        /// Its number
        number: u64,
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
        Action::Issue { not, documents, birth_date, reason, expires, json } => {
            let not = not.iter().map(|record| source(record)).collect::<Result<_, _>>()?;
            let order = RedressOrder { documents, birth_date, not, reason, expires };
            (RightsCall::IssueRedress(order), json)
        }
        Action::List(page) => (RightsCall::Redress(page.query()), page.json),
        Action::Revoke { number, reason, json } => {
            (RightsCall::RevokeRedress { number, order: RightsEnd { reason } }, json)
        }
    };
    match shell.door().await?.rights(call).await? {
        RightsReply::NewRedress(new) if json => shell.show_json(&new)?,
        RightsReply::NewRedress(new) => {
            shell.show(&format!("{}\n", new.token))?;
            let (number, until) = (new.redress.number, &new.redress.expires_at);
            shell.say(&format!("This is token {number}, until {until}. It cannot be shown again."));
        }
        RightsReply::OneRedress(one) if json => shell.show_json(&one)?,
        RightsReply::OneRedress(one) => shell.show(&line(&one, shell.paint))?,
        RightsReply::Redress(list) if json => shell.show_json(&list)?,
        RightsReply::Redress(list) => {
            let each = list.redress.iter();
            shell.show(&each.map(|one| line(one, shell.paint)).collect::<String>())?;
            super::tell_next(list.next, shell);
        }
        _ => {}
    }
    Ok(Exit::Done)
}

/// A token in one line, and how it ended in another.
pub(super) fn line(info: &RedressInfo, paint: Paint) -> String {
    let RedressInfo { number, not, documents, issued_at, by, reason, expires_at, revoked } = info;
    let not: Vec<String> = not.iter().map(|each| format!("{}/{}", each.dataset, each.id)).collect();
    let not = paint.strong(&plain(&not.join(", ")));
    let said = plain(&format!("{by}: {reason}"));
    let mut out = format!(
        "{number:>6}  is not {not}  {documents} documents, issued {issued_at} until {expires_at} \
         by {said}\n"
    );
    if let Some(ended) = revoked {
        let said = plain(&format!("{}: {}", ended.by, ended.reason));
        out.push_str(&format!("        revoked {} by {said}\n", ended.at));
    }
    out
}
