//! The audit log on disk: what happened, in an order that nobody can change unseen.
//!
//! # Files
//!
//! In `log` under the home, for their owner alone:
//!
//! - `NNNN.journal`: events, each as its leaf and its sealed parts, in batches that end with a
//!   signed checkpoint. One file has one month, and 64 MiB at most; its name is its first leaf.
//!   Only these files are the truth; they are synced before anybody is told.
//! - `tiles.0`, `tiles.1`, …: the hashes of the tree by level, a tile being a run of 256.
//! - `2026-11.keys`, `2026-11.owners`: the month's data keys, wrapped by the node's key, and whose
//!   they are. A key is destroyed by overwriting it.
//! - `checkpoint`: the last signed checkpoint, for others to read; `lock`.
//!
//! # Threads
//!
//! One thread writes, in batches: one write, one signature, one sync. Two read. The async methods
//! hand over and await; dropping them loses nothing that was handed over.

mod archive;
mod backup;
mod check;
mod entries;
mod entry;
mod events;
mod expiry;
mod export;
mod files;
mod frame;
mod head;
mod journal;
mod key_file;
mod levels;
mod medium;
mod open;
mod opener;
mod options;
mod proofs;
mod readers;
mod replay;
mod restore;
mod secret;
mod vault;
mod writer;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use comity_audit::{AuditError, Event, Prepared, VerifierKey};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use self::head::Head;
use self::readers::Readers;
use self::writer::Job;
use crate::limits::LOG_EVENTS_WAITING_MAX;
use crate::{Answer, StoreError};

pub use backup::LogBackup;
pub use events::{LogFilter, LogVisitor, LoggedEvent, LoggedPart};
pub use expiry::Expired;
pub use export::LogExport;
pub use options::{LogAnchor, LogChance, LogOptions};
pub use proofs::LogProof;
pub use restore::{LogRestore, LogRestored, RestoredKeys, restore_log};
pub use secret::{log_keys, log_secret_path};

/// The audit log of a home. Dropping it waits for what was handed over.
pub struct AuditLog {
    folder: PathBuf,
    options: LogOptions,
    key: VerifierKey,
    head: Arc<Mutex<Arc<Head>>>,
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    readers: Readers,
    /// Invariant: released last, when the writer has ended.
    _lock: File,
}

/// That an event is logged, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Its leaf.
    pub seq: u64,
}

impl AuditLog {
    /// Opens the log of a home, or begins it. What a crash cut off is cut; what was changed is
    /// refused.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if another process has it open, [`StoreError::LogDamaged`],
    /// [`StoreError::LogRolledBack`] or [`StoreError::LogRewritten`] if it is not what it was, or
    /// if files cannot be read or written.
    pub fn open(home: &Path, options: LogOptions) -> Result<AuditLog, StoreError> {
        let home = std::path::absolute(home).map_err(files::io(home))?;
        let folder = files::folder(&home);
        let (writer, lock) = open::open(&folder, options.clone())?;
        let (head, key) = (Arc::clone(&writer.head), writer.signer.key().clone());
        let (jobs, waiting) = mpsc::channel(LOG_EVENTS_WAITING_MAX);
        let name = "comity-log-write".to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(move || writer.run(waiting));
        let thread = thread.map_err(files::io(&folder))?;
        let readers = Readers::start().map_err(files::io(&folder))?;
        let (jobs, writer) = (Some(jobs), Some(thread));
        Ok(AuditLog { folder, options, key, head, jobs, writer, readers, _lock: lock })
    }

    /// Logs an event, and answers when it is durable. Dropped before, the event may be logged
    /// all the same.
    pub fn append(&self, event: Event) -> Answer<'_, Receipt> {
        Box::pin(async move {
            let event = Box::new(self.prepare(event)?);
            let (told, answered) = oneshot::channel();
            let tell = Box::new(move |result| {
                // Nobody may be waiting any more; the event is logged all the same.
                let _ = told.send(result);
            });
            let jobs = self.jobs()?;
            jobs.send(Job::Append(event, tell)).await.map_err(|_| StoreError::Closed)?;
            answered.await.map_err(|_| StoreError::Closed)?
        })
    }

    /// As [`AuditLog::append`], for threads that may wait.
    ///
    /// # Errors
    /// If the event is too large, the disk is full, or the log has stopped.
    pub fn append_blocking(&self, event: Event) -> Result<Receipt, StoreError> {
        let (told, answered) = std::sync::mpsc::channel();
        let tell = Box::new(move |result| {
            // The receiver stands below.
            let _ = told.send(result);
        });
        let mut job = Job::Append(Box::new(self.prepare(event)?), tell);
        loop {
            match self.jobs()?.try_send(job) {
                Ok(()) => return answered.recv().map_err(|_| StoreError::Closed)?,
                Err(TrySendError::Closed(_)) => return Err(StoreError::Closed),
                Err(TrySendError::Full(back)) => job = back,
            }
            // The writer frees thousands of places at a time.
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    /// The signed checkpoint over all that is logged; `None` as long as nothing is.
    #[must_use]
    pub fn checkpoint(&self) -> Option<String> {
        self.head().checkpoint.as_deref().map(str::to_owned)
    }

    /// The log's state, to be kept elsewhere so that a log that was rolled back is noticed.
    #[must_use]
    pub fn anchor(&self) -> LogAnchor {
        let head = self.head();
        LogAnchor { size: head.size, root: head.root }
    }

    /// The last generation of the store that an event names: a store with an earlier one was
    /// rolled back.
    #[must_use]
    pub fn generation(&self) -> Option<u64> {
        self.head().generation
    }

    /// The first leaf that has not expired.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.head().first()
    }

    /// What others verify the log's checkpoints with.
    #[must_use]
    pub fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// The events that fit a filter, the newest first, at most `limit`.
    pub fn events(&self, filter: LogFilter, limit: usize) -> Answer<'_, Vec<LoggedEvent>> {
        let (folder, head) = (self.folder.clone(), self.head());
        let keys = Arc::clone(&self.options.keys);
        Box::pin(self.readers.ask(move || events::events(&folder, &head, &keys, &filter, limit)))
    }

    /// Visits the events that fit a filter, the oldest first: all of them, one at a time.
    pub fn scan(&self, filter: LogFilter, visitor: LogVisitor) -> Answer<'_, ()> {
        let (folder, head) = (self.folder.clone(), self.head());
        let keys = Arc::clone(&self.options.keys);
        Box::pin(self.readers.ask(move || events::scan(&folder, &head, &keys, &filter, visitor)))
    }

    fn prepare(&self, event: Event) -> Result<Prepared, AuditError> {
        Prepared::new(event, &mut |bytes| self.options.chance.fill(bytes))
    }

    fn jobs(&self) -> Result<&mpsc::Sender<Job>, StoreError> {
        self.jobs.as_ref().ok_or(StoreError::Closed)
    }

    fn head(&self) -> Arc<Head> {
        Arc::clone(&self.head.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for AuditLog {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the log's writer panicked");
        }
    }
}
