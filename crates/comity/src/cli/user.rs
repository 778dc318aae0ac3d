//! `comity user`: the people who use the node.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use comity_api::local::{AccountInfo, AccountOrder, Secret};

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Make, list, change and remove the accounts of people
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make an account
    Add {
        /// Its name, such as `rivera`: it stands in the log
        name: String,
        #[command(flatten)]
        about: About,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// List the accounts
    List {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Change an account; what is not stated stays as it is
    Change {
        /// Its name
        name: String,
        #[command(flatten)]
        about: About,
        /// Keep the person out, and end what they are signed in to
        #[arg(long)]
        disable: bool,
        /// Let the person in again
        #[arg(long, conflicts_with = "disable")]
        enable: bool,
        /// Lift the lock after wrong passwords
        #[arg(long)]
        unlock: bool,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Sign a person out everywhere
    SignOut {
        /// The account's name
        name: String,
    },
    /// Remove an account; what the log says of it stays
    Remove {
        /// Its name
        name: String,
    },
}

#[derive(Debug, clap::Args)]
struct About {
    /// What the person may do: officer, analyst, liaison, supervisor, data-protection-officer,
    /// administrator; may be repeated
    #[arg(long = "role", value_name = "ROLE", value_delimiter = ',')]
    roles: Vec<String>,
    /// The most restrictive traffic light that the person may see; TLP:GREEN unless stated
    #[arg(long, value_name = "LABEL")]
    clearance: Option<String>,
    /// The user of this machine who acts as this person: a name or a number; `none` takes it away
    #[arg(long, value_name = "USER")]
    os_user: Option<String>,
    /// Read a password from the first line of stdin
    #[arg(long)]
    password_stdin: bool,
    /// Who an identity provider says it is: the issuer, a space, its own id
    #[arg(long, value_name = "ISSUER ID")]
    subject: Option<String>,
}

/// Longest password that is read from stdin, in bytes.
const PASSWORD_BYTES_MAX: u64 = 4_096;

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let door = shell.door().await?;
    match args.action {
        Action::Add { name, about, json } => {
            let info = door.add_account(about.order(name)?).await?;
            show(&[info], json, shell)?;
        }
        Action::List { json } => show(&door.accounts().await?, json, shell)?,
        Action::Change { name, about, disable, enable, unlock, json } => {
            let disabled = (disable || enable).then_some(disable);
            let order = AccountOrder { disabled, unlock, ..about.order(name)? };
            let info = door.change_account(order).await?;
            show(&[info], json, shell)?;
        }
        Action::SignOut { name } => {
            let count = door.end_sessions(&name).await?;
            shell.say(&format!("Ended {count} sessions of `{}`.", plain(&name)));
        }
        Action::Remove { name } => {
            door.remove_account(&name).await?;
            shell.say(&format!("Removed the account `{}`.", plain(&name)));
        }
    }
    Ok(Exit::Done)
}

impl About {
    fn order(self, name: String) -> Result<AccountOrder, Failure> {
        let os_uid = self.os_user.as_deref().map(uid).transpose()?;
        let password = if self.password_stdin { Some(password()?) } else { None };
        let roles = Some(self.roles).filter(|roles| !roles.is_empty());
        let (clearance, subject) = (self.clearance, self.subject);
        let order = AccountOrder { name, roles, clearance, os_uid, ..AccountOrder::default() };
        Ok(AccountOrder { password, subject, ..order })
    }
}

/// The number of a user of this machine; -1 for none.
fn uid(user: &str) -> Result<i64, Failure> {
    if user == "none" {
        return Ok(-1);
    }
    if let Ok(number) = user.parse::<u32>() {
        return Ok(i64::from(number));
    }
    match nix::unistd::User::from_name(user) {
        Ok(Some(found)) => Ok(i64::from(found.uid.as_raw())),
        _ => Err(Failure::usage(format!("this machine has no user `{}`", plain(user)))),
    }
}

fn password() -> Result<Secret, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().take(PASSWORD_BYTES_MAX).read_to_string(&mut text);
    read.map_err(|err| Failure::input(Path::new("-"), &err))?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(Failure::usage("there is no password on stdin"));
    }
    Ok(Secret(line.to_owned()))
}

fn show(accounts: &[AccountInfo], json: bool, shell: &Shell) -> Result<(), Failure> {
    if json {
        return shell.show_json(&accounts);
    }
    let mut out = String::new();
    for account in accounts {
        let mut ways = Vec::new();
        ways.extend(account.os_uid.map(|uid| format!("user {uid} of this machine")));
        ways.extend(account.has_password.then(|| "password".to_owned()));
        ways.extend(account.subject.as_ref().map(|_| "identity provider".to_owned()));
        let state = match (account.disabled, &account.locked_until) {
            (true, _) => "  KEPT OUT".to_owned(),
            (false, Some(until)) => format!("  locked until {until}"),
            (false, None) => String::new(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{:20}  {:16}  {}  [{}]{state}",
            plain(&account.name),
            account.clearance,
            account.roles.join(", "),
            ways.join(", "),
        );
    }
    shell.show(&out)
}
