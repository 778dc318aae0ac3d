//! The caller's side of an import.
//!
//! Records are encoded and hashed on the caller's thread and handed over in batches; the writing
//! thread is the import's own until it ends, so other writes wait and other imports take their
//! turn. Readers go on seeing the old version.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use comity_model::{DatasetVersion, Record, RecordId, Schema, Timestamp};
use tokio::sync::oneshot;

use super::fault::Outcome;
use super::session::Session;
use super::threads::{Threads, Writer};
use crate::body::{self, BodyDigest};
use crate::limits::{BATCH_BYTES_MAX, BATCH_RECORDS_MAX, BATCHES_WAITING_MAX};
use crate::{Import, ImportHeader, ImportReport, StoreError};

/// A record, ready to be written.
pub(super) struct Prepared {
    pub(super) id: RecordId,
    pub(super) schema: Schema,
    pub(super) body: String,
    pub(super) digest: BodyDigest,
    /// Property and id of each record of the dataset that this one points to.
    pub(super) references: Vec<(&'static str, String)>,
}

impl Prepared {
    pub(super) fn of(record: &Record) -> Result<Prepared, StoreError> {
        let body = body::encode(record)?;
        let references = record
            .statements()
            .iter()
            .filter(|statement| statement.property.range().is_some())
            .map(|statement| (statement.property.name(), statement.value.clone()));
        Ok(Prepared {
            id: record.id().clone(),
            schema: record.schema(),
            digest: body::digest(record.schema(), &body),
            references: references.collect(),
            body,
        })
    }
}

enum Message {
    Put(Vec<Prepared>),
    Commit(Box<ImportReport>, Timestamp),
}

type Ending = Result<DatasetVersion, StoreError>;

struct SqliteImport {
    messages: SyncSender<Message>,
    /// Answered once: when the import is committed or has failed.
    ending: Receiver<Ending>,
    batch: Vec<Prepared>,
    batch_bytes: usize,
    /// Invariant: dropped after the channel, or closing the store would wait for this import.
    _threads: Arc<Threads>,
}

/// Waits for the writing thread and opens an import there.
pub(super) async fn begin(
    threads: Arc<Threads>,
    header: ImportHeader,
) -> Result<Box<dyn Import>, StoreError> {
    let (messages, received) = sync_channel(BATCHES_WAITING_MAX);
    let (end, ending) = sync_channel(1);
    let (opened, open) = oneshot::channel();
    threads
        .submit(Box::new(move |writer| {
            let ended = serve(writer, &header, opened, &received);
            // The channel closes first, so that a caller who waits to hand over learns of the end.
            drop(received);
            // Nobody waits for the end of an import that was dropped.
            let _ = end.send(ended.map_err(|fault| fault.0));
        }))
        .await?;
    let import = SqliteImport {
        messages,
        ending,
        batch: Vec::with_capacity(BATCH_RECORDS_MAX),
        batch_bytes: 0,
        _threads: threads,
    };
    match open.await {
        Ok(()) => Ok(Box::new(import)),
        Err(_) => Err(import.failure()),
    }
}

/// Serves one import on the writing thread. Leaving without a commit rolls everything back.
fn serve(
    writer: &mut Writer,
    header: &ImportHeader,
    opened: oneshot::Sender<()>,
    messages: &Receiver<Message>,
) -> Outcome<DatasetVersion> {
    let mut session = Session::begin(&mut writer.connection, header)?;
    // If nobody waits any more the channel is closed, too, and the loop ends at once.
    let _ = opened.send(());
    while let Ok(message) = messages.recv() {
        match message {
            Message::Put(batch) => batch.into_iter().try_for_each(|item| session.put(item))?,
            Message::Commit(report, now) => return session.commit(*report, now),
        }
    }
    Err(StoreError::Closed.into())
}

impl SqliteImport {
    fn hand_over(&mut self) -> Result<(), StoreError> {
        self.batch_bytes = 0;
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH_RECORDS_MAX));
        if batch.is_empty() {
            return Ok(());
        }
        self.messages.send(Message::Put(batch)).map_err(|_| self.failure())
    }

    /// Why the writing thread ended the import.
    fn failure(&self) -> StoreError {
        match self.ending.recv() {
            Ok(Err(error)) => error,
            Ok(Ok(_)) | Err(_) => StoreError::Closed,
        }
    }
}

impl Import for SqliteImport {
    fn put(&mut self, record: Record) -> Result<(), StoreError> {
        let item = Prepared::of(&record)?;
        self.batch_bytes += item.body.len();
        self.batch.push(item);
        if self.batch.len() >= BATCH_RECORDS_MAX || self.batch_bytes >= BATCH_BYTES_MAX {
            self.hand_over()?;
        }
        Ok(())
    }

    fn commit(
        mut self: Box<Self>,
        report: ImportReport,
        now: Timestamp,
    ) -> Result<DatasetVersion, StoreError> {
        self.hand_over()?;
        let message = Message::Commit(Box::new(report), now);
        self.messages.send(message).map_err(|_| self.failure())?;
        self.ending.recv().map_err(|_| StoreError::Closed)?
    }
}
