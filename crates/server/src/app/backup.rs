use std::path::{Path, PathBuf};

use comity_api::local::{BackupOrder, BackupTaken};
use comity_api::{Fault, FaultKind};
use comity_model::{DAY_SECONDS, Timestamp};
use comity_store::{LogBackup, log_secret_path};

use super::node::Node;
use crate::limits::{BACKUP_KEYS_DAYS_MAX, BACKUP_TRIES_MAX};
use crate::{Context, ServerError};

/// What the name of a backup's log ends with.
const LOG_ENDING: &str = ".log";

/// The log that lies beside a backup.
pub(crate) fn log_beside(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(LOG_ENDING);
    PathBuf::from(name)
}

impl Node {
    /// Writes a consistent copy of everything to new files, while others read and write: the
    /// database, beside it the log without its keys, and where it is asked for the keys.
    pub(super) async fn backup(
        &self,
        ctx: &Context,
        order: &BackupOrder,
    ) -> Result<BackupTaken, ServerError> {
        let to = absolute(&order.to)?;
        let keys = order.keys.as_deref().map(absolute).transpose()?;
        let log = log_beside(to);
        for path in [Some(to), Some(log.as_path()), keys].into_iter().flatten() {
            if path.symlink_metadata().is_ok() {
                return Err(ServerError::io(path)(std::io::ErrorKind::AlreadyExists.into()));
            }
        }
        let keep_until = Timestamp(ctx.now.0.saturating_add(BACKUP_KEYS_DAYS_MAX * DAY_SECONDS));
        let keys = keys.map(|keys| (keys.to_owned(), log_secret_path(&self.home), keep_until));
        let log = LogBackup { log, keys, now: ctx.now };
        let leaves = self.copied(to, &log).await?;
        Ok(BackupTaken {
            log: log.log.display().to_string(),
            leaves,
            keys_until: log.keys.is_some().then(|| keep_until.to_string()),
        })
    }

    /// Copies the database, and then the log: never a log that does not know of a change that the
    /// database has, nor one that knows of more.
    async fn copied(&self, to: &Path, log: &LogBackup) -> Result<u64, ServerError> {
        for _ in 0..BACKUP_TRIES_MAX {
            let before = self.store.generation().await?;
            self.store.backup(to).await?;
            let copied = async {
                let anchor = self.log().await?.backup(log.clone()).await?;
                Ok::<_, ServerError>((anchor, self.store.generation().await?))
            };
            match copied.await {
                Ok((anchor, after)) if after == before => return Ok(anchor.size),
                Ok(_) => {
                    let keys = log.keys.as_ref().map(|(keys, ..)| keys.as_path());
                    remove([Some(to), Some(log.log.as_path()), keys]);
                }
                Err(err) => {
                    // Half a backup must not be taken for one.
                    remove([Some(to), None, None]);
                    return Err(err);
                }
            }
        }
        let message = "what is held changed each time that it was copied";
        let fault = Fault::new(FaultKind::Unavailable, "backup-busy", message);
        Err(fault.with_hint("try again when no list is being imported").into())
    }
}

fn remove(files: [Option<&Path>; 3]) {
    for file in files.into_iter().flatten() {
        if let Err(error) = std::fs::remove_file(file) {
            tracing::warn!(%error, path = %file.display(), "a part of a backup is left");
        }
    }
}

fn absolute(path: &str) -> Result<&Path, Fault> {
    let path = Path::new(path);
    if path.is_absolute() {
        return Ok(path);
    }
    let message = format!("`{}` is not an absolute path", path.display());
    Err(Fault::invalid("path-not-absolute", message))
}
