//! `comity token`: who may ask over HTTP from elsewhere.

use std::fmt::Write as _;

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Make, list and remove the tokens of callers from other machines
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a token. It is shown once; the node keeps only its hash
    Create {
        /// Who it is for
        name: String,
        /// The most restrictive traffic light that its holder may see
        #[arg(long, value_name = "LABEL", default_value = "TLP:GREEN")]
        clearance: String,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List the tokens, without their secrets
    List {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a token: from then on nobody is let in by it
    Remove {
        /// Who it was for
        name: String,
    },
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let door = shell.door().await?;
    match args.action {
        Action::Create { name, clearance, json } => {
            let token = door.create_token(&name, &clearance).await?;
            if json {
                shell.show_json(&token)?;
            } else {
                shell.show(&format!("{}\n", token.secret))?;
                shell.say(&format!(
                    "This is the token of `{}`, up to {}. It cannot be shown again.",
                    plain(&token.name),
                    token.clearance
                ));
            }
        }
        Action::List { json } => {
            let tokens = door.tokens().await?;
            if json {
                shell.show_json(&tokens)?;
            } else {
                let mut out = String::new();
                for token in &tokens {
                    let (light, made) = (&token.clearance, &token.created_at);
                    // Writing to a string cannot fail.
                    let _ = writeln!(out, "{light:16}  {made}  {}", plain(&token.name));
                }
                shell.show(&out)?;
            }
        }
        Action::Remove { name } => {
            if !door.remove_token(&name).await? {
                return Err(Failure::new(
                    Exit::Refused,
                    format!("there is no token of `{}`", plain(&name)),
                ));
            }
            shell.say(&format!("Removed the token of `{}`.", plain(&name)));
        }
    }
    Ok(Exit::Done)
}
