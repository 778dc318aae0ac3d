//! The caller's side of an import.
//!
//! Records are encoded and hashed on the caller's thread and handed over in batches; the writing
//! thread is the import's own until it ends, so other writes wait and other imports take their
//! turn. Readers go on seeing the old version.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use comity_model::{DatasetVersion, DeltaStep, Record, RecordId, Schema, Timestamp};
use tokio::sync::oneshot;

use super::delta::{PreparedStep, Span};
use super::fault::Outcome;
use super::session::Session;
use super::threads::{Threads, Writer};
use crate::body::{self, BodyDigest};
use crate::limits::{BATCH_BYTES_MAX, BATCH_RECORDS_MAX, BATCHES_WAITING_MAX};
use crate::{DeltaImport, Import, ImportHeader, ImportReport, StoreError};

/// What stands in place of a property where an id is another id of the record itself. No property
/// has that name.
pub(super) const REFERENTS: &str = "referents";

/// A record, ready to be written.
pub(super) struct Prepared {
    pub(super) id: RecordId,
    pub(super) schema: Schema,
    pub(super) body: String,
    pub(super) digest: BodyDigest,
    /// Property and id of each record of the dataset that this one points to, and the other ids
    /// under which it is known itself.
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
        let once = record.referents().iter().map(|id| (REFERENTS, id.to_string()));
        Ok(Prepared {
            id: record.id().clone(),
            schema: record.schema(),
            digest: body::digest(record.schema(), &body),
            references: references.chain(once).collect(),
            body,
        })
    }
}

/// What an import hands over: records, or the steps of a delta.
trait Piece: Sized + Send + 'static {
    fn bytes(&self) -> usize;
    fn write(self, session: &mut Session<'_>) -> Outcome<()>;
    /// What remains to be done before the version is complete.
    fn complete(session: &mut Session<'_>) -> Outcome<()>;
}

impl Piece for Prepared {
    fn bytes(&self) -> usize {
        self.body.len()
    }

    fn write(self, session: &mut Session<'_>) -> Outcome<()> {
        session.put(self)
    }

    fn complete(session: &mut Session<'_>) -> Outcome<()> {
        session.close_vanished()
    }
}

impl Piece for PreparedStep {
    fn bytes(&self) -> usize {
        match self {
            PreparedStep::Add(item) | PreparedStep::Modify(item) => item.body.len(),
            PreparedStep::Remove(id) | PreparedStep::Drop(id) => id.as_str().len(),
        }
    }

    fn write(self, session: &mut Session<'_>) -> Outcome<()> {
        session.step(self)
    }

    fn complete(session: &mut Session<'_>) -> Outcome<()> {
        session.refuse_nothing()
    }
}

enum Message<P> {
    Put(Vec<P>),
    Commit(Box<ImportReport>, Timestamp),
}

type Ending = Result<DatasetVersion, StoreError>;

struct SqliteImport<P> {
    messages: SyncSender<Message<P>>,
    /// Answered once: when the import is committed or has failed.
    ending: Receiver<Ending>,
    batch: Vec<P>,
    batch_bytes: usize,
    /// Invariant: dropped after the channel, or closing the store would wait for this import.
    _threads: Arc<Threads>,
}

/// Waits for the writing thread and opens an import there.
pub(super) async fn begin(
    threads: Arc<Threads>,
    header: ImportHeader,
) -> Result<Box<dyn Import>, StoreError> {
    Ok(Box::new(open::<Prepared>(threads, header, None).await?))
}

/// As [`begin`], for a delta.
pub(super) async fn begin_delta(
    threads: Arc<Threads>,
    header: ImportHeader,
    span: Span,
) -> Result<Box<dyn DeltaImport>, StoreError> {
    Ok(Box::new(open::<PreparedStep>(threads, header, Some(span)).await?))
}

async fn open<P: Piece>(
    threads: Arc<Threads>,
    header: ImportHeader,
    span: Option<Span>,
) -> Result<SqliteImport<P>, StoreError> {
    let (messages, received) = sync_channel(BATCHES_WAITING_MAX);
    let (end, ending) = sync_channel(1);
    let (opened, open) = oneshot::channel();
    threads
        .submit(Box::new(move |writer| {
            let ended = serve(writer, &header, span.as_ref(), opened, &received);
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
        Ok(()) => Ok(import),
        Err(_) => Err(import.failure()),
    }
}

/// Serves one import on the writing thread. Leaving without a commit rolls everything back.
fn serve<P: Piece>(
    writer: &mut Writer,
    header: &ImportHeader,
    span: Option<&Span>,
    opened: oneshot::Sender<()>,
    messages: &Receiver<Message<P>>,
) -> Outcome<DatasetVersion> {
    let mut session = Session::begin(&mut writer.connection, header)?;
    if let Some(span) = span {
        session.stand_on(span)?;
    }
    // If nobody waits any more the channel is closed, too, and the loop ends at once.
    let _ = opened.send(());
    while let Ok(message) = messages.recv() {
        match message {
            Message::Put(batch) => {
                batch.into_iter().try_for_each(|piece| piece.write(&mut session))?;
            }
            Message::Commit(report, now) => {
                P::complete(&mut session)?;
                return session.commit(*report, now);
            }
        }
    }
    Err(StoreError::Closed.into())
}

impl<P: Piece> SqliteImport<P> {
    fn take(&mut self, piece: P) -> Result<(), StoreError> {
        self.batch_bytes += piece.bytes();
        self.batch.push(piece);
        if self.batch.len() >= BATCH_RECORDS_MAX || self.batch_bytes >= BATCH_BYTES_MAX {
            self.hand_over()?;
        }
        Ok(())
    }

    fn end(mut self, report: ImportReport, now: Timestamp) -> Result<DatasetVersion, StoreError> {
        self.hand_over()?;
        let message = Message::Commit(Box::new(report), now);
        self.messages.send(message).map_err(|_| self.failure())?;
        self.ending.recv().map_err(|_| StoreError::Closed)?
    }

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

impl Import for SqliteImport<Prepared> {
    fn put(&mut self, record: Record) -> Result<(), StoreError> {
        self.take(Prepared::of(&record)?)
    }

    fn commit(
        self: Box<Self>,
        report: ImportReport,
        now: Timestamp,
    ) -> Result<DatasetVersion, StoreError> {
        self.end(report, now)
    }
}

impl DeltaImport for SqliteImport<PreparedStep> {
    fn step(&mut self, step: DeltaStep) -> Result<(), StoreError> {
        self.take(match step {
            DeltaStep::Add(record) => PreparedStep::Add(Prepared::of(&record)?),
            DeltaStep::Modify(record) => PreparedStep::Modify(Prepared::of(&record)?),
            DeltaStep::Remove(id) => PreparedStep::Remove(id),
            DeltaStep::Drop(id) => PreparedStep::Drop(id),
        })
    }

    fn commit(
        self: Box<Self>,
        report: ImportReport,
        now: Timestamp,
    ) -> Result<DatasetVersion, StoreError> {
        self.end(report, now)
    }
}
