use std::path::{Path, PathBuf};
use std::sync::Arc;

use comity_api::Fault;
use comity_api::local::HomeRestored;
use comity_store::{LogChance, LogRestore, RestoredKeys, log_secret_path, restore_log};

use super::backup::log_beside;
use super::law::NodeChance;
use super::node::Node;
use crate::{Around, ServerError};

/// Makes a new home out of a backup, and verifies all of it. A home is there at the end, or none.
pub(crate) async fn restore(
    home: &Path,
    from: &Path,
    keys: Option<&Path>,
    around: Around,
) -> Result<HomeRestored, ServerError> {
    let log = log_beside(from);
    if let Some(keys) = keys
        && !log.is_file()
    {
        let message =
            format!("there is no log `{}` for the keys `{}`", log.display(), keys.display());
        let fault = Fault::not_found("no-log", message);
        return Err(fault.with_hint("it lies beside the backup that it was taken with").into());
    }
    for path in [home.join("log"), log_secret_path(home)] {
        // What is there is somebody's log, and nothing that this may take back.
        if keys.is_some() && path.symlink_metadata().is_ok() {
            return Err(ServerError::io(path)(std::io::ErrorKind::AlreadyExists.into()));
        }
    }
    let (place, source) = (home.to_owned(), from.to_owned());
    tokio::task::spawn_blocking(move || comity_store::restore(&place, &source)).await??;
    let Some(keys) = keys else {
        Node::begin_log_anew(home).await?;
        let sealed = log.is_file().then_some("no keys were named");
        return Ok(HomeRestored { leaves: None, sealed });
    };
    let done =
        with_log(home, LogRestore { log, keys: keys.to_owned(), now: around.clock.now() }, around);
    let done = done.await;
    if done.is_err() {
        take_back(home);
    }
    done
}

/// Puts the log beside the database, and sees whether the two belong together.
async fn with_log(
    home: &Path,
    from: LogRestore,
    around: Around,
) -> Result<HomeRestored, ServerError> {
    let chance: Arc<dyn LogChance> = Arc::new(NodeChance(around.chance.clone()));
    let place: PathBuf = home.to_owned();
    let restoring = tokio::task::spawn_blocking(move || restore_log(&place, &from, chance));
    let restored = restoring.await??;
    let place = home.to_owned();
    let node = tokio::task::spawn_blocking(move || Node::open(&place, around)).await??;
    // A database of another day than the log is not taken for its own.
    node.log().await?;
    let sealed = match restored.keys {
        RestoredKeys::There => None,
        RestoredKeys::OfAnotherBackup => Some("the keys belong to another backup"),
        RestoredKeys::Expired => Some("the time of the keys is past"),
        RestoredKeys::SecretAlone => Some("there was the secret alone"),
    };
    Ok(HomeRestored { leaves: Some(restored.anchor.size), sealed })
}

/// What went wrong first is what the caller must hear; this only leaves no half of a home.
fn take_back(home: &Path) {
    let log = std::fs::remove_dir_all(home.join("log"));
    let secret = std::fs::remove_file(log_secret_path(home));
    let database = comity_store::take_back_restore(home);
    tracing::info!(?log, ?secret, database = database.is_ok(), "the restore is taken back");
}
