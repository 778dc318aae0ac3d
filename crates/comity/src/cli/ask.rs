//! `comity ask`: whether partners hold something.

use comity_api::local::{AskOrder, PartnerAnswer, PartyCall, PartyReply};

use super::screen::query::QueryArgs;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Ask partners whether they hold somebody or something
///
/// Each partner looks with its own engine and under its own law, and answers hit or no hit. What it
/// may not tell looks like no hit; who did not answer is listed, with why. Exit code 1 if nobody
/// has a hit.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    query: Box<QueryArgs>,
    /// Only this partner; may be repeated
    #[arg(long, value_name = "PARTY")]
    partner: Vec<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let order = AskOrder { partners: args.partner, query: args.query.example()? };
    let PartyReply::Asked(answers) = shell.door().await?.party(PartyCall::Ask(order)).await? else {
        return Err(Failure::new(Exit::Refused, "the node answered another question"));
    };
    if args.json {
        shell.show_json(&answers)?;
    } else {
        let lines: String = answers.iter().map(|one| line(one, shell.paint)).collect();
        shell.show(&lines)?;
    }
    let any = answers.iter().any(|answer| answer.answer == "hit");
    Ok(if any { Exit::Done } else { Exit::Unmet })
}

fn line(answer: &PartnerAnswer, paint: Paint) -> String {
    let party = format!("{:20}", plain(&answer.party));
    match (answer.answer.as_str(), &answer.why) {
        ("hit", _) => {
            let reference = answer.reference.as_deref().unwrap_or_default();
            format!("{party}  {}  reference {reference}\n", paint.strong("hit"))
        }
        ("no-hit", _) => format!("{party}  no hit\n"),
        (_, why) => {
            let why = plain(why.as_deref().unwrap_or_default());
            format!("{party}  {}: {why}\n", paint.alarm("not answered"))
        }
    }
}
