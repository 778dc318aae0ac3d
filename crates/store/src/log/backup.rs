//! Copies of the log: what is for long in one file, what must go soon in another.
//!
//! The first has leaves, sealed parts, tiles and the checkpoint, and none of the keys: nobody can
//! read in it what events say. The second has the keys and the secret, and says until when it may
//! be kept: a key that is destroyed would live on in it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use comity_audit::Month;
use comity_audit::tile::{level_size, levels};
use comity_model::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::archive::{ArchiveOut, hex};
use super::files::{self, io};
use super::head::Head;
use super::key_file::SLOT_BYTES;
use super::writer::{Job, Writer};
use super::{AuditLog, LogAnchor};
use crate::{Answer, StoreError};

/// The form of the file with the log.
pub(super) const LOG_FORM: &str = "comity-log-backup/1";
/// The form of the file with its keys.
pub(super) const KEYS_FORM: &str = "comity-log-keys/1";
/// The secret's name among the keys.
pub(super) const SECRET: &str = "log.secret";
/// The checkpoint's name.
pub(super) const CHECKPOINT: &str = "checkpoint";

/// Where the log is copied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogBackup {
    /// The new file for the log without its keys.
    pub log: PathBuf,
    /// The new file for its keys, where the log's secret lies, and until when that file may be
    /// kept; none leaves them out.
    pub keys: Option<(PathBuf, PathBuf, Timestamp)>,
    /// Now.
    pub now: Timestamp,
}

/// What a file with a log begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogHead {
    pub(super) form: String,
    /// What tells this backup from others.
    pub(super) id: String,
    pub(super) origin: String,
    pub(super) taken_at: i64,
    pub(super) size: u64,
    /// The root of the tree, in hex.
    pub(super) root: String,
    /// The last generation of the store that an event names.
    pub(super) generation: Option<u64>,
    /// The months that had keys, and how many.
    pub(super) months: Vec<(String, u32)>,
}

/// What a file with keys begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeysHead {
    pub(super) form: String,
    /// The backup that the keys belong to.
    pub(super) id: String,
    pub(super) origin: String,
    pub(super) taken_at: i64,
    /// From this moment on the keys are not taken from it any more.
    pub(super) keep_until: i64,
    /// The same in words, for whoever looks into the file.
    pub(super) says: String,
}

impl AuditLog {
    /// Copies the log as it stands at one moment, while it goes on; gives that moment's state.
    pub fn backup(&self, to: LogBackup) -> Answer<'_, LogAnchor> {
        Box::pin(async move {
            let (told, answered) = oneshot::channel();
            let wanted = to.clone();
            let origin = self.options.origin.clone();
            let task = move |writer: &mut Writer| {
                // Nobody may be waiting any more; then nothing more is written.
                let _ = told.send(begin(writer, &wanted, origin));
            };
            let jobs = self.jobs()?;
            jobs.send(Job::Do(Box::new(task))).await.map_err(|_| StoreError::Closed)?;
            let (head, about) = answered.await.map_err(|_| StoreError::Closed)??;
            let (folder, state) = (self.folder.clone(), head.clone());
            let done = self.readers.ask(move || write(&folder, &state, &about, &to.log)).await;
            if done.is_err()
                && let Some((keys, ..)) = &to.keys
            {
                // Keys without their log are of no use. What went wrong first is what is told.
                let _ = files::shred(keys);
            }
            done?;
            Ok(LogAnchor { size: head.size, root: head.root })
        })
    }
}

/// What happens between two batches: the state is noted, and the keys are copied, which belong to
/// that state and no other.
fn begin(
    writer: &mut Writer,
    to: &LogBackup,
    origin: String,
) -> Result<(Arc<Head>, LogHead), StoreError> {
    writer.settle()?;
    let mut id = [0; 16];
    writer.options.chance.fill(&mut id)?;
    let head = writer.head();
    let mut months = Vec::new();
    for month in files::key_months(&writer.folder)? {
        let path = files::keys(&writer.folder, month);
        let length = std::fs::metadata(&path).map_err(io(&path))?.len();
        let slots = u32::try_from(length / SLOT_BYTES as u64).unwrap_or(u32::MAX);
        months.push((month.to_string(), slots));
    }
    let about = LogHead {
        form: LOG_FORM.to_owned(),
        id: hex(&id),
        origin,
        taken_at: to.now.0,
        size: head.size,
        root: head.root.to_string(),
        generation: head.generation,
        months,
    };
    if let Some((path, secret, keep_until)) = &to.keys {
        write_keys(&writer.folder, &about, path, secret, *keep_until)?;
    }
    Ok((head, about))
}

fn write_keys(
    folder: &Path,
    about: &LogHead,
    path: &Path,
    secret: &Path,
    keep_until: Timestamp,
) -> Result<(), StoreError> {
    let head = KeysHead {
        form: KEYS_FORM.to_owned(),
        id: about.id.clone(),
        origin: about.origin.clone(),
        taken_at: about.taken_at,
        keep_until: keep_until.0,
        says: format!("destroy this file by {keep_until}: keys that are destroyed live on in it"),
    };
    let mut out = ArchiveOut::create(path, &head)?;
    let text = Zeroizing::new(std::fs::read(secret).map_err(io(secret))?);
    out.put(SECRET, text.len() as u64, &mut text.as_slice())?;
    for (name, _) in &about.months {
        let Some(month) = Month::parse(name) else { continue };
        for path in [files::keys(folder, month), files::owners(folder, month)] {
            put_file(&mut out, &path, None)?;
        }
    }
    out.finish()
}

fn write(folder: &Path, head: &Head, about: &LogHead, to: &Path) -> Result<(), StoreError> {
    let mut out = ArchiveOut::create(to, about)?;
    for (at, (first, _)) in head.files.iter().enumerate() {
        let is_last = at + 1 == head.files.len();
        put_file(&mut out, &files::journal(folder, *first), is_last.then_some(head.bytes))?;
    }
    for level in 0..levels(head.size) {
        let bytes = level_size(level, head.size) * 32;
        put_file(&mut out, &files::level(folder, level), Some(bytes))?;
    }
    if let Some(note) = &head.checkpoint {
        out.put(CHECKPOINT, note.len() as u64, &mut note.as_bytes())?;
    }
    out.finish()
}

/// Adds a file, or so many bytes of it.
fn put_file(out: &mut ArchiveOut, path: &Path, bytes: Option<u64>) -> Result<(), StoreError> {
    let mut file = File::open(path).map_err(io(path))?;
    let bytes = match bytes {
        Some(bytes) => bytes,
        None => file.metadata().map_err(io(path))?.len(),
    };
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    out.put(name, bytes, &mut file)
}
