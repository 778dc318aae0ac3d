//! What must go, goes: a subject's parts by the destruction of its keys, and whole months when
//! their time is past. Leaves, proofs and checkpoints of what stays hold as before.

use comity_audit::{Event, Month};
use comity_model::Timestamp;
use tokio::sync::oneshot;

use super::head::Head;
use super::writer::{Job, Writer};
use super::{AuditLog, Receipt, files};
use crate::{Answer, StoreError};

/// How many keys were destroyed, and how many leaves removed.
type Gone = (u64, u64);

/// What was destroyed or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expired {
    /// The leaf that accounts for it.
    pub receipt: Receipt,
    /// How many keys were destroyed; those of whole months count as one each.
    pub keys: u64,
    /// How many leaves were removed.
    pub leaves: u64,
}

impl AuditLog {
    /// Destroys all keys of a subject, so that nobody can read any more what the log says of it.
    /// `event` accounts for that, and is logged first; it should not name the subject.
    pub fn destroy_subject(&self, subject: &str, event: Event) -> Answer<'_, Expired> {
        let subject = subject.to_owned();
        self.expire(event, move |writer, _| Ok((writer.vault.destroy_subject(&subject)?, 0)))
    }

    /// Destroys all keys of a month. The event that accounts for it is logged first, and can be
    /// read as long as it is of another month.
    pub fn destroy_month(&self, month: Month, event: Event) -> Answer<'_, Expired> {
        self.expire(event, move |writer, _| Ok((u64::from(writer.vault.destroy_month(month)?), 0)))
    }

    /// Destroys the keys of all months that ended before a moment, and removes their entries.
    /// Hashes of leaves go with them; those of tiles stay, so that checkpoints and proofs of what
    /// is kept hold. The event that accounts for it is logged first.
    pub fn prune(&self, before: Timestamp, event: Event) -> Answer<'_, Expired> {
        self.expire(event, move |writer, now| {
            if Month::of(now) < Month::of(before) {
                let why = format!("{before} is in a month that has not come yet");
                return Err(StoreError::Conflict(why));
            }
            prune(writer, Month::of(before))
        })
    }

    fn expire(
        &self,
        event: Event,
        what: impl FnOnce(&mut Writer, Timestamp) -> Result<Gone, StoreError> + Send + 'static,
    ) -> Answer<'_, Expired> {
        Box::pin(async move {
            let event = Box::new(self.prepare(event)?);
            let (told, answered) = oneshot::channel();
            let task = move |writer: &mut Writer| {
                let now = event.time;
                let done = writer.append_one(event).and_then(|receipt| {
                    let (keys, leaves) = what(writer, now)?;
                    Ok(Expired { receipt, keys, leaves })
                });
                // Nobody may be waiting any more; it is done all the same.
                let _ = told.send(done);
            };
            let jobs = self.jobs()?;
            jobs.send(Job::Do(Box::new(task))).await.map_err(|_| StoreError::Closed)?;
            answered.await.map_err(|_| StoreError::Closed)?
        })
    }
}

fn prune(writer: &mut Writer, before: Month) -> Result<Gone, StoreError> {
    let mut keys = 0;
    for month in files::key_months(&writer.folder)? {
        if month < before {
            writer.vault.expire(month)?;
            keys += 1;
        }
    }
    // The months' own order may be broken by a clock that jumped; files go from the front only,
    // and what an early file of a later month holds back is sealed by destroyed keys.
    let head = writer.head();
    let old = head.files.iter().take_while(|(_, month)| *month < before).count();
    let old = old.min(head.files.len().saturating_sub(1));
    let (gone, kept) = head.files.split_at(old);
    let first = kept.first().map_or(head.size, |(first, _)| *first);
    let leaves = first - head.first();
    // Nobody begins to read what is about to go.
    writer.set_head(Head { files: kept.into(), ..(*head).clone() });
    for (first, _) in gone {
        files::shred(&files::journal(&writer.folder, *first))?;
    }
    files::sync_folder(&writer.folder)?;
    writer.levels.expire(first)?;
    Ok((keys, leaves))
}
