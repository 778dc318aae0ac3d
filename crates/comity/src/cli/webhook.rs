//! `comity webhook`: whom the node tells what happened.

use std::fmt::Write as _;

use comity_api::local::WebhookInfo;

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Add, list and remove the addresses that are told of new hits and new versions of datasets
///
/// A running node sends signed messages (the Standard Webhooks convention) until they are taken.
/// They hold ids and scores, and nothing that a record or a subject says.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add an address. The secret that its messages are signed with is shown once
    Add {
        /// What to call it
        name: String,
        /// Where messages are sent to: `https://HOST/PATH`
        url: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List the addresses and how far they are, without their secrets
    List {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Send again to an address that was given up, or at once to one that waits
    Resume {
        /// What it is called
        name: String,
    },
    /// Remove an address
    Remove {
        /// What it is called
        name: String,
    },
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let door = shell.door().await?;
    match args.action {
        Action::Add { name, url, json } => {
            let webhook = door.add_webhook(&name, &url).await?;
            if json {
                shell.show_json(&webhook)?;
            } else {
                shell.show(&format!("{}\n", webhook.secret))?;
                shell.say(&format!(
                    "Messages to `{}` are signed with this. It cannot be shown again.",
                    plain(&webhook.name)
                ));
            }
        }
        Action::List { json } => {
            let webhooks = door.webhooks().await?;
            if json {
                shell.show_json(&webhooks)?;
            } else {
                shell.show(&table(&webhooks))?;
            }
        }
        Action::Resume { name } => {
            door.resume_webhook(&name).await?;
            shell.say(&format!("Messages are sent to `{}` again.", plain(&name)));
        }
        Action::Remove { name } => {
            door.remove_webhook(&name).await?;
            shell.say(&format!("Removed `{}`.", plain(&name)));
        }
    }
    Ok(Exit::Done)
}

fn table(webhooks: &[WebhookInfo]) -> String {
    let mut out = String::new();
    for webhook in webhooks {
        let state = match (webhook.stopped, webhook.attempts) {
            (true, _) => "given up".to_owned(),
            (false, 0) => "working".to_owned(),
            (false, times) => format!("failed {times} times"),
        };
        let (name, url) = (plain(&webhook.name), plain(&webhook.url));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name}  {url}  {state}, {} behind", webhook.lag);
        if let Some(error) = &webhook.last_error {
            let _ = writeln!(out, "    {}", plain(error));
        }
        if let Some(time) = &webhook.next_at {
            let _ = writeln!(out, "    sent again at {time}");
        }
    }
    out
}
