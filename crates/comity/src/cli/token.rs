//! `comity token`: who may ask over HTTP from elsewhere.

use std::fmt::Write as _;

use comity_api::local::TokenOrder;

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
        /// What its holder may do: officer, analyst, liaison, supervisor,
        /// data-protection-officer, administrator; officer and analyst unless stated
        #[arg(long = "role", value_name = "ROLE", value_delimiter = ',')]
        roles: Vec<String>,
        /// Fix the purpose and the legal basis that are stated (`--purpose`, `--legal-basis`):
        /// clients of the compatible routes cannot state any
        #[arg(long)]
        fixed: bool,
        /// The day on which it ends (`2027-12-31`); it lets nobody in from then on
        #[arg(long, value_name = "DATE")]
        expires: Option<String>,
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
        Action::Create { name, clearance, roles, fixed, expires, json } => {
            let (purpose, legal_basis) = if fixed { shell.stated()? } else { (None, None) };
            let order = TokenOrder { name, clearance, roles, purpose, legal_basis, expires };
            let token = door.create_token(order).await?;
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
                    let why = match (&token.purpose, &token.legal_basis) {
                        (None, None) => "states its reason".to_owned(),
                        (purpose, basis) => [purpose, basis].map(fixed_word).join(" under "),
                    };
                    let until = token.expires_at.as_deref().unwrap_or("no end");
                    // Writing to a string cannot fail.
                    let _ = writeln!(
                        out,
                        "{light:16}  {made}  {}  [{}; {why}; {until}]",
                        plain(&token.name),
                        token.roles.join(", "),
                    );
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

fn fixed_word(word: &Option<String>) -> &str {
    word.as_deref().unwrap_or("any")
}
