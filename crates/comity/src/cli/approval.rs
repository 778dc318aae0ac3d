//! `comity approval`: what one person may not do alone.

use std::fmt::Write as _;

use comity_api::local::{ApprovalCall, ApprovalQuery, ApprovalReply};
use comity_api::v1::{ApprovalGrant, ApprovalInfo, ApprovalRefusal};

use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Approve or refuse what one person may not do alone
///
/// Who asks for such a thing is refused, and told the number of a request that waits for a
/// supervisor. Once another person approved it, the same can be asked again, once, within eight
/// hours. Nobody approves their own request.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List requests: those that wait, unless another state is asked for
    List {
        /// Only those in this state: waiting, given, refused, used, or all
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// After this number
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: u64,
        /// Most requests
        #[arg(long, value_name = "N", default_value_t = 100,
            value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a request with what became of it
    Show {
        /// Its number
        number: u64,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Approve a request, exactly as it was asked
    Give {
        /// Its number
        number: u64,
        /// Why, if there is something to say
        #[arg(long, value_name = "WORDS")]
        reason: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Refuse a request
    Refuse {
        /// Its number
        number: u64,
        /// Why; whoever asked is told
        #[arg(long, value_name = "WORDS")]
        reason: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let (call, json) = match args.action {
        Action::List { state, after, limit, json } => {
            let limit = usize::from(limit);
            (ApprovalCall::List(ApprovalQuery { state, after, limit }), json)
        }
        Action::Show { number, json } => (ApprovalCall::Show { number }, json),
        Action::Give { number, reason, json } => {
            (ApprovalCall::Give { number, order: ApprovalGrant { reason } }, json)
        }
        Action::Refuse { number, reason, json } => {
            (ApprovalCall::Refuse { number, order: ApprovalRefusal { reason } }, json)
        }
    };
    match shell.door().await?.approval(call).await? {
        ApprovalReply::One(request) if json => shell.show_json(&request)?,
        ApprovalReply::One(request) => shell.show(&whole(&request, shell.paint))?,
        ApprovalReply::List(list) if json => shell.show_json(&list)?,
        ApprovalReply::List(list) => {
            let lines: String = list.approvals.iter().map(|one| line(one, shell.paint)).collect();
            shell.show(&lines)?;
            if let Some(next) = list.next {
                shell.say(&format!("There are more: `--after {next}` shows them."));
            }
        }
    }
    Ok(Exit::Done)
}

/// A request in one line.
fn line(request: &ApprovalInfo, paint: Paint) -> String {
    let ApprovalInfo { number, state, actor, action, .. } = request;
    let why = [&request.purpose, &request.legal_basis, &request.case];
    let why: Vec<String> = why.into_iter().flatten().map(|word| plain(word)).collect();
    let about = match &request.about {
        Some(about) => format!("  {}", plain(about)),
        None if request.about_withheld => "  a record that you may not see".to_owned(),
        None => String::new(),
    };
    format!(
        "{number:>6}  {state:8}  {}  {}: {}{about}  [{}]\n",
        plain(actor),
        paint.strong(action),
        plain(&request.object),
        why.join(", "),
    )
}

fn whole(request: &ApprovalInfo, paint: Paint) -> String {
    let mut out = line(request, paint);
    // Writing to a string cannot fail.
    let mut say = |what: &str, words: &str| {
        let _ = writeln!(out, "        {what:10}  {}", plain(words));
    };
    say("asked", &request.asked_at);
    say("until", &request.expires_at);
    if let (Some(by), Some(at)) = (&request.supervisor, &request.decided_at) {
        say("decided", &format!("{at} by {by}"));
    }
    if let Some(reason) = &request.reason {
        say("reason", reason);
    }
    if let Some(at) = &request.used_at {
        say("used", at);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> ApprovalInfo {
        ApprovalInfo {
            number: 7,
            state: "given".to_owned(),
            actor: "quell".to_owned(),
            action: "read-full".to_owned(),
            object: "a record".to_owned(),
            about: None,
            about_withheld: true,
            purpose: Some("investigation".to_owned()),
            legal_basis: None,
            case: None,
            asked_at: "2026-11-22T10:28:32".to_owned(),
            expires_at: "2026-11-22T18:28:32".to_owned(),
            supervisor: Some("moreau".to_owned()),
            decided_at: Some("2026-11-22T10:30:00".to_owned()),
            reason: Some("the\u{1b}[31m order".to_owned()),
            used_at: None,
        }
    }

    #[test]
    fn a_request_says_what_who_and_why() {
        insta::assert_snapshot!(whole(&request(), Paint::OFF), @r"
             7  given     quell  read-full: a record  a record that you may not see  [investigation]
                asked       2026-11-22T10:28:32
                until       2026-11-22T18:28:32
                decided     2026-11-22T10:30:00 by moreau
                reason      the�[31m order
        ");
    }
}
