//! A log out of its backup.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use comity_audit::{Hash, Month, NodeKeys};
use comity_model::Timestamp;
use zeroize::Zeroizing;

use super::archive::ArchiveIn;
use super::backup::{CHECKPOINT, KEYS_FORM, KeysHead, LOG_FORM, LogHead, SECRET};
use super::files::{self, io};
use super::journal::damaged;
use super::key_file::{OWNER_BYTES, SLOT_BYTES};
use super::options::LogChance;
use super::secret::log_secret_path;
use super::{AuditLog, LogAnchor, LogOptions};
use crate::StoreError;
use crate::limits::LOG_SECRET_BYTES_MAX;

/// What a log is restored from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRestore {
    /// The file with the log.
    pub log: PathBuf,
    /// The file with its keys, or one with its secret alone.
    pub keys: PathBuf,
    /// Now.
    pub now: Timestamp,
}

/// A log that was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRestored {
    /// How far it was when it was copied.
    pub anchor: LogAnchor,
    /// Whether what its events say can be read.
    pub keys: RestoredKeys,
}

/// What became of a log's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoredKeys {
    /// They are there, those that were destroyed after the backup included.
    There,
    /// They belong to another backup of the log.
    OfAnotherBackup,
    /// Their time was past.
    Expired,
    /// There was nothing but the secret.
    SecretAlone,
}

/// Puts a log that was copied into a home that has none, and verifies all of it: the log goes on
/// where it was. Without the keys of the same backup it goes on as well, and what was logged
/// before cannot be read any more.
///
/// # Errors
/// If the home has a log, a file is damaged or belongs to another log, or what it holds does not
/// come to the signed checkpoint; the home then has no log, as before.
pub fn restore_log(
    home: &Path,
    from: &LogRestore,
    chance: Arc<dyn LogChance>,
) -> Result<LogRestored, StoreError> {
    let home = std::path::absolute(home).map_err(io(home))?;
    let (folder, secret) = (files::folder(&home), log_secret_path(&home));
    for path in [&folder, &secret] {
        if path.symlink_metadata().is_ok() {
            let source = std::io::ErrorKind::AlreadyExists.into();
            return Err(StoreError::Io { path: path.clone(), source });
        }
    }
    let done = restored(&home, &folder, &secret, from, chance);
    if done.is_err() {
        // What went wrong first is what the caller must hear.
        let _ = std::fs::remove_dir_all(&folder);
        let _ = files::shred(&secret);
    }
    done
}

fn restored(
    home: &Path,
    folder: &Path,
    secret: &Path,
    from: &LogRestore,
    chance: Arc<dyn LogChance>,
) -> Result<LogRestored, StoreError> {
    files::create_folder(folder)?;
    let (about, mut archive): (LogHead, ArchiveIn) = ArchiveIn::open(&from.log)?;
    if about.form != LOG_FORM {
        return Err(damaged(format!("`{}` is no backup of a log", from.log.display())));
    }
    while let Some((name, bytes)) = archive.next()? {
        let is_known = files::journal_first(&name).is_some()
            || name.strip_prefix("tiles.").is_some_and(|level| level.parse::<u8>().is_ok())
            || name == CHECKPOINT;
        unpack(&mut archive, folder, &name, bytes, is_known)?;
    }
    let (text, keys) = unpack_keys(folder, from, &about)?;
    if keys != RestoredKeys::There {
        destroyed_keys(folder, &about)?;
    }
    let mut file = files::create_new(secret)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io(secret))?;
    files::sync_folder(home)?;
    let root = Hash::from_hex(&about.root).map_err(|_| damaged("its backup states no root"))?;
    let anchor = LogAnchor { size: about.size, root };
    verify(home, &about, &text, anchor, chance)?;
    Ok(LogRestored { anchor, keys })
}

/// The secret, and what became of the keys.
fn unpack_keys(
    folder: &Path,
    from: &LogRestore,
    about: &LogHead,
) -> Result<(Zeroizing<String>, RestoredKeys), StoreError> {
    if let Some(text) = secret_alone(&from.keys)? {
        return Ok((text, RestoredKeys::SecretAlone));
    }
    let (head, mut archive): (KeysHead, ArchiveIn) = ArchiveIn::open(&from.keys)?;
    if head.form != KEYS_FORM {
        return Err(damaged(format!("`{}` holds no keys of a log", from.keys.display())));
    }
    if head.origin != about.origin {
        return Err(damaged(format!("the keys are those of the log of `{}`", head.origin)));
    }
    let state = match () {
        () if from.now.0 >= head.keep_until => RestoredKeys::Expired,
        () if head.id != about.id => RestoredKeys::OfAnotherBackup,
        () => RestoredKeys::There,
    };
    let mut secret = None;
    while let Some((name, bytes)) = archive.next()? {
        if name == SECRET && bytes <= LOG_SECRET_BYTES_MAX as u64 {
            let mut text = Zeroizing::new(Vec::new());
            archive.take(bytes, &mut |part| {
                text.extend_from_slice(part);
                Ok(())
            })?;
            secret = std::str::from_utf8(&text).ok().map(|text| Zeroizing::new(text.to_owned()));
        } else if state == RestoredKeys::There {
            let month = name.strip_suffix(".keys").or_else(|| name.strip_suffix(".owners"));
            let is_known = month.is_some_and(|month| Month::parse(month).is_some());
            unpack(&mut archive, folder, &name, bytes, is_known)?;
        } else {
            archive.take(bytes, &mut |_| Ok(()))?;
        }
    }
    let none = || damaged(format!("`{}` holds no secret of a log", from.keys.display()));
    Ok((secret.ok_or_else(none)?, state))
}

/// A secret in a file of its own, as it lies in a home; `None` if the file is something else.
fn secret_alone(path: &Path) -> Result<Option<Zeroizing<String>>, StoreError> {
    use std::io::Read as _;
    let mut text = Zeroizing::new(Vec::new());
    let file = File::open(path).map_err(io(path))?;
    file.take(LOG_SECRET_BYTES_MAX as u64).read_to_end(&mut text).map_err(io(path))?;
    let text = std::str::from_utf8(&text).ok().map(|text| Zeroizing::new(text.to_owned()));
    Ok(text.filter(|text| Hash::from_hex(text.trim()).is_ok()))
}

fn unpack(
    archive: &mut ArchiveIn,
    folder: &Path,
    name: &str,
    bytes: u64,
    is_known: bool,
) -> Result<(), StoreError> {
    if !is_known {
        return Err(damaged(format!("its backup has a file `{name}`, which no log has")));
    }
    let path = folder.join(name);
    let mut file = files::create_new(&path)?;
    archive.take(bytes, &mut |part| file.write_all(part).map_err(io(&path)))?;
    file.sync_all().map_err(io(&path))
}

/// Keys that are not there look like destroyed ones, so that no place is given away twice.
fn destroyed_keys(folder: &Path, about: &LogHead) -> Result<(), StoreError> {
    for (name, slots) in &about.months {
        let month = Month::parse(name).ok_or_else(|| {
            damaged(format!("its backup has keys of `{name}`, which is no month"))
        })?;
        for (path, bytes) in
            [(files::keys(folder, month), SLOT_BYTES), (files::owners(folder, month), OWNER_BYTES)]
        {
            let file = files::create_new(&path)?;
            let length = u64::from(*slots) * bytes as u64;
            file.set_len(length).and_then(|()| file.sync_all()).map_err(io(&path))?;
        }
    }
    files::sync_folder(folder)
}

/// Opens the log as its node will, and checks every leaf of it.
fn verify(
    home: &Path,
    about: &LogHead,
    secret: &str,
    anchor: LogAnchor,
    chance: Arc<dyn LogChance>,
) -> Result<(), StoreError> {
    let bytes = Hash::from_hex(secret.trim()).map_err(|_| damaged("its secret is none"))?;
    let keys = Arc::new(NodeKeys::new(&Zeroizing::new(bytes.0)));
    let anchor = Some(anchor);
    let options = LogOptions { anchor, ..LogOptions::new(about.origin.clone(), keys, chance) };
    let log = AuditLog::open(home, options)?;
    let problems = log.check_blocking()?;
    match problems.first() {
        None => Ok(()),
        Some(problem) => Err(damaged(problem.clone())),
    }
}
