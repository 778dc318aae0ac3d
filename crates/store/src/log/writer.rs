//! The thread that alone writes the log. What waits when it is free becomes one batch: one write,
//! one signature, one sync. While that sync runs the next batch gathers, so a quiet log has no
//! delay and a busy one no more syncs than the disk can do.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use comity_audit::{Checkpoint, Frontier, Hash, Leaf, Month, Place, Prepared, Signer};
use tokio::sync::mpsc::Receiver;

use super::Receipt;
use super::entry::{Entry, SealedPart};
use super::files::{self, io};
use super::frame::{self, FrameKind};
use super::head::Head;
use super::journal::{Header, Journal};
use super::levels::{Added, Levels};
use super::options::LogOptions;
use super::replay::commit;
use super::vault::Vault;
use crate::StoreError;
use crate::limits::{LOG_CLOCK_SLACK_S, LOG_EVENTS_PER_SYNC_MAX, LOG_SYNC_BYTES_MAX};

/// How somebody who waits is told.
pub(super) type Told = Box<dyn FnOnce(Result<Receipt, StoreError>) + Send>;

/// Something that the thread does between batches.
pub(super) type Task = Box<dyn FnOnce(&mut Writer) + Send>;

pub(super) enum Job {
    Append(Box<Prepared>, Told),
    Do(Task),
}

pub(super) struct Writer {
    pub(super) folder: PathBuf,
    pub(super) options: LogOptions,
    pub(super) signer: Signer,
    pub(super) journal: Journal,
    pub(super) levels: Levels,
    pub(super) vault: Vault,
    pub(super) frontier: Frontier,
    pub(super) head: Arc<Mutex<Arc<Head>>>,
    /// When the file's first event was, as far as this process knows.
    pub(super) file_began: Option<i64>,
    /// Why nothing can be written any more.
    pub(super) stopped: Option<String>,
}

/// A batch on its way to the disk.
struct Batch {
    bytes: Vec<u8>,
    frontier: Frontier,
    added: Added,
    generation: Option<u64>,
    told: Vec<(u64, Told)>,
}

impl Writer {
    /// Works until nobody can hand over jobs any more.
    pub(super) fn run(mut self, mut jobs: Receiver<Job>) {
        let mut waiting = Vec::with_capacity(LOG_EVENTS_PER_SYNC_MAX);
        while jobs.blocking_recv_many(&mut waiting, LOG_EVENTS_PER_SYNC_MAX) > 0 {
            let mut events = Vec::with_capacity(waiting.len());
            for job in waiting.drain(..) {
                match job {
                    Job::Append(event, told) => events.push((event, told)),
                    Job::Do(task) => {
                        self.append(std::mem::take(&mut events));
                        task(&mut self);
                    }
                }
            }
            self.append(events);
        }
        if let Err(error) = self.settle().and_then(|()| self.journal.close()) {
            tracing::error!(%error, "the log's derived files are not synced; they are made again");
        }
    }

    /// Appends events, in batches of one file each.
    fn append(&mut self, events: Vec<(Box<Prepared>, Told)>) {
        let mut events = events.into_iter().peekable();
        while let Some((first, _)) = events.peek() {
            let month = Month::of(first.time);
            if let Err(error) = self.ready(month, first.time.0) {
                let Some((_, told)) = events.next() else { return };
                told(Err(error));
                continue;
            }
            let mut batch = self.batch();
            while batch.bytes.len() < LOG_SYNC_BYTES_MAX
                && let Some((event, told)) =
                    events.next_if(|(event, _)| Month::of(event.time) == month)
            {
                match self.seal(&event, &mut batch) {
                    Ok(seq) => batch.told.push((seq, told)),
                    Err(error) => told(Err(error)),
                }
            }
            self.commit(batch);
        }
    }

    /// Appends one event at once, for tasks that log what they do.
    pub(super) fn append_one(&mut self, event: Box<Prepared>) -> Result<Receipt, StoreError> {
        let (told, answer) = std::sync::mpsc::channel();
        let tell: Told = Box::new(move |result| {
            // The receiver stands below.
            let _ = told.send(result);
        });
        self.append(vec![(event, tell)]);
        answer.recv().map_err(|_| StoreError::Closed)?
    }

    /// Sees to it that the file takes events of this month.
    fn ready(&mut self, month: Month, time: i64) -> Result<(), StoreError> {
        if let Some(why) = &self.stopped {
            return Err(StoreError::LogStopped(why.clone()));
        }
        let is_empty = self.frontier.size() == self.journal.header.first;
        let of = self.journal.header.month();
        // An event that was a moment late joins the month that has begun meanwhile.
        let began = self.file_began.unwrap_or(time);
        let late = month < of && began.saturating_sub(time) < LOG_CLOCK_SLACK_S;
        let is_full = self.journal.bytes >= self.options.file_bytes_max && !is_empty;
        if (month != of && !late) || is_full {
            self.begin_file(month)?;
        }
        self.file_began.get_or_insert(time);
        Ok(())
    }

    /// Begins a new file; all that can be made from the one before is made durable first.
    pub(super) fn begin_file(&mut self, month: Month) -> Result<(), StoreError> {
        self.settle()?;
        self.journal.close()?;
        let head = self.head();
        let mut header = Header::new(&self.options.origin, month, &self.frontier);
        header.checkpoint = head.checkpoint.as_ref().map(ToString::to_string);
        header.generation = head.generation;
        self.journal = Journal::create(&self.folder, header)?;
        self.file_began = None;
        let (bytes, files) = (self.journal.bytes, head.files_with(self.frontier.size(), month));
        self.set_head(Head { bytes, files, ..(*head).clone() });
        Ok(())
    }

    /// Makes durable what is written without a sync of its own.
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        self.vault.write_owners()?;
        self.vault.sync()?;
        self.levels.sync()
    }

    fn batch(&self) -> Batch {
        Batch {
            bytes: Vec::new(),
            frontier: self.frontier.clone(),
            added: Added::default(),
            generation: self.head().generation,
            told: Vec::new(),
        }
    }

    /// Seals an event at the next place of a batch.
    fn seal(&mut self, event: &Prepared, batch: &mut Batch) -> Result<u64, StoreError> {
        let seq = batch.frontier.size();
        let (leaf, month) = (event.leaf(seq), Month::of(event.time));
        let mut entry = Entry { seq, leaf: leaf.encode()?, parts: Vec::new() };
        for (part, number) in event.parts.iter().zip(0..) {
            let (key, data_key) = self.vault.key(month, part.subject.as_deref())?;
            let place = Place { seq, part: number, key };
            let sealed = data_key.seal(place, part.nonce, &part.salt, &part.plain)?;
            let (commitment, nonce) = (part.commitment, part.nonce);
            entry.parts.push(SealedPart { commitment, key, nonce, sealed });
        }
        let framed = frame::put(&mut batch.bytes, FrameKind::Entry, |to| entry.encode(to));
        framed.map_err(io(&self.journal.path))?;
        let Leaf { generation, .. } = leaf;
        batch.generation = generation.or(batch.generation);
        let added = &mut batch.added;
        batch.frontier.push(Hash::leaf(&entry.leaf), |level, hash| added.push(level, hash));
        Ok(seq)
    }

    /// Makes a batch durable, and only then tells those who wait for it.
    fn commit(&mut self, mut batch: Batch) {
        if batch.told.is_empty() {
            return;
        }
        let told = std::mem::take(&mut batch.told);
        match self.write(batch) {
            Ok(()) => told.into_iter().for_each(|(seq, told)| told(Ok(Receipt { seq }))),
            Err(error) => {
                self.undo();
                tracing::error!(%error, "events could not be logged");
                told.into_iter().for_each(|(_, told)| told(Err(again(&error))));
            }
        }
    }

    fn write(&mut self, mut batch: Batch) -> Result<(), StoreError> {
        let (size, root) = (batch.frontier.size(), batch.frontier.root());
        let origin = self.options.origin.clone();
        let note = Checkpoint { origin, size, root }.sign(&self.signer)?.to_string();
        let framed = frame::put(&mut batch.bytes, FrameKind::Commit, |to| {
            to.extend(commit(self.frontier.size(), &note));
        });
        framed.map_err(io(&self.journal.path))?;
        self.journal.append(&batch.bytes)?;
        self.levels.write(self.frontier.size(), &batch.added)?;
        self.vault.write_owners()?;
        // Invariant: nobody is told of an event before this sync has ended.
        if let Err(error) = self.journal.sync() {
            // After a sync that failed nobody knows what is on disk.
            self.stopped = Some(error.to_string());
            return Err(error);
        }
        self.journal.keep(batch.bytes.len() as u64);
        self.frontier = batch.frontier;
        let head = self.head();
        let (generation, checkpoint) = (batch.generation, Some(Arc::from(note.as_str())));
        let (bytes, files) = (self.journal.bytes, Arc::clone(&head.files));
        self.set_head(Head { size, root, checkpoint, generation, bytes, files });
        self.publish(&note);
        Ok(())
    }

    /// Writes the checkpoint where others look for it. The one that counts is in the journal.
    fn publish(&self, note: &str) {
        let path = files::checkpoint(&self.folder);
        if let Err(error) = std::fs::write(&path, note) {
            tracing::warn!(%error, "the log's checkpoint file is behind");
        }
    }

    /// Takes back what a failed batch left behind.
    fn undo(&mut self) {
        let cut = self.journal.cut().and_then(|()| self.levels.cut(self.frontier.size()));
        if let Err(error) = cut {
            self.stopped = Some(error.to_string());
        }
    }

    pub(super) fn head(&self) -> Arc<Head> {
        Arc::clone(&self.head.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub(super) fn set_head(&self, head: Head) {
        *self.head.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(head);
    }
}

/// The same failure for one more of those who wait.
fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::DiskFull => StoreError::DiskFull,
        StoreError::Io { path, source } => {
            let source = std::io::Error::new(source.kind(), source.to_string());
            StoreError::Io { path: path.clone(), source }
        }
        other => StoreError::LogStopped(other.to_string()),
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
