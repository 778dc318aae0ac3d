//! What this node's own party announces and answers. Each act gives the body that its recipients
//! are sent, and has the same effect here as the body has there.

use std::collections::BTreeSet;

use comity_model::{PartyId, Timestamp};

use super::announce::WHAT;
use super::state::unknown;
use super::{
    Acknowledgement, Cancellation, LevelDraft, Notice, NoticeApplied, NoticeBody, NoticeDraft,
    NoticeId, NoticeRef, NoticeVersion, Notices, OverlapWord, ThreatLevel,
};
use crate::ExchangeError;
use crate::error::refused;

impl Notices {
    /// Announces something to these parties.
    ///
    /// # Errors
    /// If it is not valid.
    pub fn publish(
        &mut self,
        says: NoticeDraft,
        to: &BTreeSet<PartyId>,
        now: Timestamp,
    ) -> Result<(NoticeBody, NoticeApplied), ExchangeError> {
        let id = NoticeId { by: self.me.clone(), number: self.numbers.saturating_add(1) };
        let version = NoticeVersion { serial: 1, made: now };
        let body = NoticeBody::Publish(Notice { id: id.clone(), version, replaces: None, says });
        let applied = self.apply_own(&body, now)?;
        self.held_mut(&id)?.recipients.extend(to.iter().cloned());
        Ok((body, applied))
    }

    /// Announces something else in place of a notice of this party.
    ///
    /// # Errors
    /// If it is not valid, or the notice is another's or was cancelled.
    pub fn update(
        &mut self,
        id: &NoticeId,
        says: NoticeDraft,
        now: Timestamp,
    ) -> Result<(NoticeBody, NoticeApplied), ExchangeError> {
        let last = self.live(id)?.version;
        let version = following(last, now);
        let replaces = Some(last);
        let body = NoticeBody::Update(Notice { id: id.clone(), version, replaces, says });
        let applied = self.apply_own(&body, now)?;
        Ok((body, applied))
    }

    /// Takes a notice of this party back.
    ///
    /// # Errors
    /// If no reason is given, or the notice is another's or was cancelled.
    pub fn cancel(
        &mut self,
        id: &NoticeId,
        reason: &str,
        now: Timestamp,
    ) -> Result<(NoticeBody, NoticeApplied), ExchangeError> {
        let live = self.live(id)?;
        let body = NoticeBody::Cancel(Cancellation {
            replaces: live.reference(),
            version: following(live.version, now),
            status: live.says.status,
            reason: reason.trim().to_owned(),
        });
        let applied = self.apply_own(&body, now)?;
        Ok((body, applied))
    }

    /// What a further party is sent of a notice of this party.
    ///
    /// # Errors
    /// If the notice is another's or was cancelled.
    pub fn also_to(&mut self, id: &NoticeId, party: &PartyId) -> Result<NoticeBody, ExchangeError> {
        let live = self.live(id)?.clone();
        self.held_mut(id)?.recipients.insert(party.clone());
        let is_first = live.replaces.is_none();
        Ok(if is_first { NoticeBody::Publish(live) } else { NoticeBody::Update(live) })
    }

    /// Nothing is awaited from a party any more: it has left.
    pub fn drop_recipient(&mut self, party: &PartyId) {
        let ids: Vec<_> = self.all().map(|(id, _)| id.clone()).collect();
        for id in ids {
            if let Ok(held) = self.held_mut(&id) {
                held.recipients.remove(party);
            }
        }
    }

    /// Says to who announced a notice that people here have read its last version.
    ///
    /// # Errors
    /// If it is not known, or this party's own.
    pub fn acknowledge(
        &mut self,
        id: &NoticeId,
        now: Timestamp,
    ) -> Result<(NoticeBody, NoticeApplied), ExchangeError> {
        if id.by == self.me {
            return Err(refused(WHAT, "nobody acknowledges a notice of their own"));
        }
        let held = self.get(id).ok_or_else(|| unknown(id))?;
        let status = held.versions.last().map(|last| last.says.status);
        let status = status.or_else(|| held.cancelled.as_ref().map(|end| end.status));
        let (Some(version), Some(status)) = (held.last(), status) else { return Err(unknown(id)) };
        let of = NoticeRef { id: id.clone(), version };
        let body = NoticeBody::Acknowledge(Acknowledgement { of, status, made: now });
        let applied = self.apply_own(&body, now)?;
        Ok((body, applied))
    }

    /// Publishes a threat level of this party.
    ///
    /// # Errors
    /// If it is not valid.
    pub fn set_level(
        &mut self,
        says: LevelDraft,
        now: Timestamp,
    ) -> Result<(NoticeBody, NoticeApplied), ExchangeError> {
        let replaces = self.levels_of(&self.me).last().map(|last| last.version);
        let first = NoticeVersion { serial: 1, made: now };
        let version = replaces.map_or(first, |last| following(last, now));
        let body = NoticeBody::Level(ThreatLevel { by: self.me.clone(), version, replaces, says });
        let applied = self.apply_own(&body, now)?;
        Ok((body, applied))
    }

    /// Says to the other party that people here have seen an overlap, and with a note that it is
    /// settled for their part.
    ///
    /// # Errors
    /// If the overlap is not known.
    pub fn answer_overlap(
        &mut self,
        between: &[NoticeRef; 2],
        note: Option<&str>,
        now: Timestamp,
    ) -> Result<(NoticeBody, NoticeApplied), ExchangeError> {
        if self.overlap(between).is_none() {
            return Err(refused("overlap", "it is not known here"));
        }
        let note = note.map(|note| note.trim().to_owned());
        let body = NoticeBody::Overlap(OverlapWord { between: between.clone(), made: now, note });
        let applied = self.apply_own(&body, now)?;
        Ok((body, applied))
    }

    fn apply_own(
        &mut self,
        body: &NoticeBody,
        now: Timestamp,
    ) -> Result<NoticeApplied, ExchangeError> {
        let me = self.me.clone();
        self.apply(&me, body, now)
    }

    /// A notice of this party that was not cancelled.
    fn live(&self, id: &NoticeId) -> Result<&Notice, ExchangeError> {
        if id.by != self.me {
            return Err(refused(WHAT, format!("it is one of `{}`, which alone may do so", id.by)));
        }
        let held = self.get(id).ok_or_else(|| unknown(id))?;
        held.live().ok_or_else(|| refused(WHAT, format!("`{id}` was cancelled")))
    }
}

fn following(last: NoticeVersion, now: Timestamp) -> NoticeVersion {
    // A clock that went back must not make a version that is refused.
    NoticeVersion { serial: last.serial.saturating_add(1), made: now.max(last.made) }
}
