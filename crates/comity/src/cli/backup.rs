//! `comity backup`: copies everything into new files.

use std::path::{Path, PathBuf};

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Copy everything that the node keeps into new files, also while it serves
///
/// Beside the file with the database, one with the log, whose name ends with `.log`: leaves and
/// sealed parts, and no key that opens them. Both may be kept long.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file, which must not exist
    file: PathBuf,
    /// A new file for the keys of the log, which must be kept apart and destroyed within 30 days:
    /// what is erased from the log lives on in it
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    // A running node has another working directory.
    let absolute = |path: &Path| {
        std::path::absolute(path)
            .map_err(|err| Failure::usage(format!("`{}`: {err}", path.display())))
    };
    let to = absolute(&args.file)?;
    let keys = args.keys.as_deref().map(absolute).transpose()?;
    let taken = shell.door().await?.backup(&to, keys.as_deref()).await?;
    shell.say(&format!("Wrote {}", to.display()));
    shell.say(&format!("Wrote {}, the log with {} leaves", taken.log, taken.leaves));
    match (keys, taken.keys_until) {
        (Some(keys), Some(until)) => {
            shell.say(&format!("Wrote {}, the keys of the log", keys.display()));
            shell.say(&format!("note: keep it apart, and destroy it by {until}"));
        }
        _ => shell.say("note: without its keys (`--keys`) a restored home begins a log of its own"),
    }
    Ok(Exit::Done)
}
