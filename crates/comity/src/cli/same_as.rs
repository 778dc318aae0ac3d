//! `comity same-as`: a person's decision that two records are one, or are not.

use std::fmt::Write as _;

use comity_api::local::{DecisionInfo, DecisionOrder};
use comity_api::v1::SourceRecord;
use comity_server::Door;

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Decide that two records are one, or that they are not
///
/// Records that are one are answered as one, under a canonical id; their own ids still lead there.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One record: its id, or `dataset/id` where several datasets have it
    #[arg(required_unless_present = "list", value_name = "A")]
    left: Option<String>,
    /// The other
    #[arg(required_unless_present = "list", value_name = "B")]
    right: Option<String>,
    /// Why, in words
    #[arg(long, required_unless_present = "list", value_name = "TEXT")]
    reason: Option<String>,
    /// Who decides; otherwise the name of the user
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// They are two, not one
    #[arg(long)]
    different: bool,
    /// List all decisions, oldest first
    #[arg(long, conflicts_with_all = ["left", "right", "reason", "by", "different"])]
    list: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let door = shell.door().await?;
    let (Some(left), Some(right)) = (args.left, args.right) else {
        let decisions = door.decisions().await?;
        if args.json {
            shell.show_json(&decisions)?;
        } else {
            shell.show(&listing(&decisions))?;
        }
        return Ok(Exit::Done);
    };
    let order = DecisionOrder {
        left: source(&door, &left).await?,
        right: source(&door, &right).await?,
        same: !args.different,
        decided_by: decider(args.by)?,
        reason: args.reason.unwrap_or_default(),
    };
    let canonical = door.decide(order).await?;
    match canonical {
        _ if args.json => shell.show_json(&serde_json::json!({ "canonical": canonical }))?,
        Some(id) if !args.different => {
            shell.show(&format!("{id}\n"))?;
            shell.say("The two are one; this is the id of the group.");
        }
        _ => shell.say("The two are kept apart."),
    }
    Ok(Exit::Done)
}

/// A person stands behind every decision, so it must have a name.
pub(super) fn decider(stated: Option<String>) -> Result<String, Failure> {
    let user =
        || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let name = stated.or_else(user).filter(|name| !name.trim().is_empty());
    name.ok_or_else(|| Failure::usage("nobody is named who decides").with_hint("say `--by NAME`"))
}

/// A record by `dataset/id`, or by its id alone. Ids may hold a slash too, so what stands before
/// the first one counts only where it is a dataset.
async fn source(door: &Door, text: &str) -> Result<SourceRecord, Failure> {
    let alone = || SourceRecord { dataset: String::new(), id: text.to_owned() };
    let Some((dataset, id)) = text.split_once('/') else { return Ok(alone()) };
    let datasets = door.datasets().await?;
    let is_dataset = datasets.iter().any(|known| known.name == dataset);
    let stated = || SourceRecord { dataset: dataset.to_owned(), id: id.to_owned() };
    Ok(if is_dataset { stated() } else { alone() })
}

fn listing(decisions: &[DecisionInfo]) -> String {
    let mut out = String::new();
    for decision in decisions {
        let verb = if decision.same { "=" } else { "≠" };
        let [left, right] = [&decision.left, &decision.right]
            .map(|record| plain(&format!("{}/{}", record.dataset, record.id)));
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}  {left} {verb} {right}  by {}: {}",
            decision.decided_at,
            plain(&decision.decided_by),
            plain(&decision.reason)
        );
    }
    out
}
