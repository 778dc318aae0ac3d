//! `comity restore`: makes a home of a backup.

use std::path::PathBuf;

use comity_server::Door;

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Make a new home from a backup
///
/// With the keys of its log, the log goes on where it was, once all of it was verified. Without,
/// the home begins a log of its own.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The backup
    file: PathBuf,
    /// The keys of its log, or the log's secret as it lies in the home that was backed up
    /// (`log.secret`): with the secret alone the log goes on, and what was logged before cannot be
    /// read
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let home = shell.home()?;
    // Seen before the home is made, so that a wrong name leaves nothing behind.
    crate::shell::open(&args.file)?;
    args.keys.as_deref().map(crate::shell::open).transpose()?;
    let around = shell.around.clone();
    let done = Door::restore(&home, &args.file, args.keys.as_deref(), around).await?;
    shell.say(&format!("Restored into {}", home.display()));
    match (done.leaves, done.sealed) {
        (Some(leaves), None) => shell.say(&format!("The log goes on after its {leaves} leaves.")),
        (Some(leaves), Some(why)) => shell.say(&format!(
            "The log goes on after its {leaves} leaves; what they say cannot be read: {why}."
        )),
        (None, Some(why)) => {
            shell.say(&format!("note: the home begins a log of its own, because {why} (`--keys`)"))
        }
        (None, None) => shell.say("note: the home begins a log of its own: the backup has none"),
    }
    Ok(Exit::Done)
}
