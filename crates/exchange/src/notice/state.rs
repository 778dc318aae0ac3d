use std::collections::BTreeMap;

use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::announce::WHAT;
use super::level;
use super::{
    Acknowledgement, Cancellation, HeldNotice, Notice, NoticeBody, NoticeId, NoticeRef,
    NoticeVersion, Overlap, OverlapEnd, OverlapState, OverlapWord, ThreatLevel,
};
use crate::ExchangeError;
use crate::error::refused;
use crate::limits::{
    CLOCK_SKEW_SECONDS_MAX, LEVELS_PER_PARTY_MAX, NOTICE_VERSIONS_MAX, NOTICES_PER_PARTY_MAX,
    OVERLAPS_MAX,
};

/// The notices and threat levels that a node knows: its own party's and its partners'.
///
/// In whichever order the versions of something come, and however often, it ends up the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    #[serde(with = "crate::wire::text")]
    pub(super) me: PartyId,
    /// The highest number of a notice of this party, those that are no longer kept among them.
    pub(super) numbers: u64,
    pub(super) held: BTreeMap<NoticeId, HeldNotice>,
    /// Sorted by their numbers.
    #[serde(with = "crate::by_party")]
    pub(super) levels: BTreeMap<PartyId, Vec<ThreatLevel>>,
    pub(super) overlaps: Vec<Overlap>,
}

/// What a body did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeApplied {
    /// It was here before.
    Known,
    /// Something newer is here already: it stands in the history.
    Late,
    /// A notice is new, or has a new version.
    Announced {
        /// It.
        notice: NoticeRef,
        /// The overlaps with notices of this party that people are to be shown.
        overlaps: Vec<[NoticeRef; 2]>,
        /// How many more there are than can be kept.
        more: usize,
    },
    /// A notice no longer holds.
    Cancelled {
        /// It.
        notice: NoticeRef,
    },
    /// A recipient has read a notice.
    Acknowledged {
        /// It.
        notice: NoticeRef,
    },
    /// A threat level is new.
    Level {
        /// Which one.
        serial: u64,
    },
    /// One of the two parties of an overlap has said something of it.
    Overlap {
        /// How far they have come.
        state: OverlapState,
    },
}

impl Notices {
    /// Those of a node that knows none yet.
    #[must_use]
    pub fn new(me: &PartyId) -> Notices {
        Notices {
            me: me.clone(),
            numbers: 0,
            held: BTreeMap::new(),
            levels: BTreeMap::new(),
            overlaps: Vec::new(),
        }
    }

    /// Takes what a party says. That it is from this party, the envelope proves: `from` is whose
    /// signature was verified.
    ///
    /// # Errors
    /// If it is not valid, or the party may not say so: only who announced a notice updates or
    /// cancels it, and only who was sent one acknowledges it.
    pub fn apply(
        &mut self,
        from: &PartyId,
        body: &NoticeBody,
        now: Timestamp,
    ) -> Result<NoticeApplied, ExchangeError> {
        body.check()?;
        if body.made().0 > now.0.saturating_add(CLOCK_SKEW_SECONDS_MAX) {
            return Err(refused(WHAT, "it was made in the future: one of the clocks is wrong"));
        }
        match body {
            NoticeBody::Publish(notice) | NoticeBody::Update(notice) => {
                self.announced(from, notice, now)
            }
            NoticeBody::Cancel(cancellation) => self.cancelled(from, cancellation),
            NoticeBody::Acknowledge(acknowledgement) => self.acknowledged(from, acknowledgement),
            NoticeBody::Level(level) => self.leveled(from, level),
            NoticeBody::Overlap(word) => self.spoken(from, word, now),
        }
    }

    pub(super) fn held_mut(&mut self, id: &NoticeId) -> Result<&mut HeldNotice, ExchangeError> {
        self.held.get_mut(id).ok_or_else(|| unknown(id))
    }

    pub(super) fn overlap(&self, between: &[NoticeRef; 2]) -> Option<&Overlap> {
        self.overlaps.iter().find(|each| each.between == *between)
    }

    fn announced(
        &mut self,
        from: &PartyId,
        notice: &Notice,
        now: Timestamp,
    ) -> Result<NoticeApplied, ExchangeError> {
        originator(WHAT, from, &notice.id.by)?;
        self.make_room(&notice.id)?;
        let held = self.held.entry(notice.id.clone()).or_default();
        let serial = |each: &Notice| each.version.serial;
        match held.versions.binary_search_by_key(&notice.version.serial, serial) {
            Ok(at) if held.versions.get(at) == Some(notice) => return Ok(NoticeApplied::Known),
            Ok(_) => return Err(contradiction(&notice.id, notice.version)),
            Err(at) => {
                let end = held.cancelled.as_ref().map(|cancelled| cancelled.version.serial);
                if end.is_some_and(|end| end <= notice.version.serial) {
                    return Err(refused(WHAT, format!("`{}` was cancelled", notice.id)));
                }
                held.versions.insert(at, notice.clone());
                let is_late = end.is_some() || at + 1 < held.versions.len();
                let too_many = held.versions.len().saturating_sub(NOTICE_VERSIONS_MAX);
                held.versions.drain(..too_many);
                if is_late {
                    return Ok(NoticeApplied::Late);
                }
            }
        }
        if notice.id.by == self.me {
            self.numbers = self.numbers.max(notice.id.number);
        }
        self.end_overlaps(&notice.id, OverlapEnd::Updated);
        let (overlaps, more) = self.find_overlaps(notice, now);
        Ok(NoticeApplied::Announced { notice: notice.reference(), overlaps, more })
    }

    fn cancelled(
        &mut self,
        from: &PartyId,
        cancellation: &Cancellation,
    ) -> Result<NoticeApplied, ExchangeError> {
        let id = &cancellation.replaces.id;
        originator(WHAT, from, &id.by)?;
        self.make_room(id)?;
        let held = self.held.entry(id.clone()).or_default();
        if let Some(known) = &held.cancelled {
            let is_same = known == cancellation;
            let other = || contradiction(id, cancellation.version);
            return if is_same { Ok(NoticeApplied::Known) } else { Err(other()) };
        }
        let last = held.versions.last();
        if last.is_some_and(|last| last.version.serial >= cancellation.version.serial) {
            return Err(contradiction(id, cancellation.version));
        }
        held.cancelled = Some(cancellation.clone());
        self.end_overlaps(id, OverlapEnd::Cancelled);
        Ok(NoticeApplied::Cancelled { notice: cancellation.reference() })
    }

    fn acknowledged(
        &mut self,
        from: &PartyId,
        acknowledgement: &Acknowledgement,
    ) -> Result<NoticeApplied, ExchangeError> {
        let NoticeRef { id, version } = &acknowledgement.of;
        let is_own = id.by == self.me;
        let held = self.held.get_mut(id).ok_or_else(|| unknown(id))?;
        // Who was not sent it hears the same as of a notice that is not there.
        if is_own != held.recipients.contains(from) || !is_own && *from != self.me {
            return Err(unknown(id));
        }
        if !held.knows(*version) || held.status() != Some(acknowledgement.status) {
            return Err(refused(WHAT, format!("`{id}` has no such version")));
        }
        if let Some(known) = held.acknowledged.get(from)
            && known.of.version >= *version
        {
            let is_late = known.of.version > *version;
            return Ok(if is_late { NoticeApplied::Late } else { NoticeApplied::Known });
        }
        held.acknowledged.insert(from.clone(), acknowledgement.clone());
        Ok(NoticeApplied::Acknowledged { notice: acknowledgement.of.clone() })
    }

    fn leveled(
        &mut self,
        from: &PartyId,
        level: &ThreatLevel,
    ) -> Result<NoticeApplied, ExchangeError> {
        originator(level::WHAT, from, &level.by)?;
        let levels = self.levels.entry(level.by.clone()).or_default();
        let serial = |each: &ThreatLevel| each.version.serial;
        match levels.binary_search_by_key(&level.version.serial, serial) {
            Ok(at) if levels.get(at) == Some(level) => Ok(NoticeApplied::Known),
            Ok(_) => {
                let why = format!("`{from}` said something else under the same number");
                Err(refused(level::WHAT, why))
            }
            Err(at) => {
                levels.insert(at, level.clone());
                let is_last = at + 1 == levels.len();
                let too_many = levels.len().saturating_sub(LEVELS_PER_PARTY_MAX);
                levels.drain(..too_many);
                let serial = level.version.serial;
                Ok(if is_last { NoticeApplied::Level { serial } } else { NoticeApplied::Late })
            }
        }
    }

    fn spoken(
        &mut self,
        from: &PartyId,
        word: &OverlapWord,
        now: Timestamp,
    ) -> Result<NoticeApplied, ExchangeError> {
        let [one, other] = &word.between;
        let parties = [&one.id.by, &other.id.by];
        if !parties.contains(&from) || !parties.contains(&&self.me) {
            return Err(refused("overlap", "it is not one of the sender with this party"));
        }
        if self.overlap(&word.between).is_none() {
            // The other party may have found one that is in the past here, or that has ended.
            let overlap = match (self.version(one), self.version(other)) {
                (Some(one), Some(other)) => Overlap::of(one, other, now),
                _ => None,
            };
            let unknown = || refused("overlap", "it is not known here");
            let mut overlap = overlap.ok_or_else(unknown)?;
            if self.overlaps.len() >= OVERLAPS_MAX {
                let limit = OVERLAPS_MAX;
                return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "overlaps" });
            }
            overlap.ended = word.between.iter().find_map(|each| self.ended(each));
            self.overlaps.push(overlap);
        }
        let mut overlaps = self.overlaps.iter_mut();
        let Some(overlap) = overlaps.find(|each| each.between == word.between) else {
            return Err(refused("overlap", "it is not known here"));
        };
        let is_new = overlap.say(from, word);
        let state = overlap.state();
        Ok(if is_new { NoticeApplied::Overlap { state } } else { NoticeApplied::Known })
    }

    fn make_room(&self, id: &NoticeId) -> Result<(), ExchangeError> {
        if self.held.contains_key(id) {
            return Ok(());
        }
        let first = NoticeId { by: id.by.clone(), number: 0 };
        let last = NoticeId { by: id.by.clone(), number: u64::MAX };
        if self.held.range(first..=last).count() >= NOTICES_PER_PARTY_MAX {
            let limit = NOTICES_PER_PARTY_MAX;
            return Err(ExchangeError::TooMuch { what: WHAT, limit, unit: "of one party" });
        }
        Ok(())
    }

    fn version(&self, of: &NoticeRef) -> Option<&Notice> {
        let versions = &self.held.get(&of.id)?.versions;
        versions.iter().find(|each| each.version == of.version)
    }

    fn ended(&self, of: &NoticeRef) -> Option<OverlapEnd> {
        let held = self.held.get(&of.id)?;
        if held.cancelled.is_some() {
            return Some(OverlapEnd::Cancelled);
        }
        (held.last() != Some(of.version)).then_some(OverlapEnd::Updated)
    }

    fn end_overlaps(&mut self, id: &NoticeId, why: OverlapEnd) {
        let of = |each: &&mut Overlap| each.between.iter().any(|of| of.id == *id);
        let open = self.overlaps.iter_mut().filter(of).filter(|each| each.ended.is_none());
        open.for_each(|each| each.ended = Some(why));
    }

    /// Compares a notice with those of the other side: of all partners if it is this party's own,
    /// and with this party's own if it is a partner's.
    fn find_overlaps(&mut self, notice: &Notice, now: Timestamp) -> (Vec<[NoticeRef; 2]>, usize) {
        let is_own = notice.id.by == self.me;
        let others = self.held.iter().filter(|(id, _)| (id.by == self.me) != is_own);
        let others = others.filter_map(|(_, held)| held.live());
        let found = others.filter_map(|other| Overlap::of(notice, other, now));
        let found: Vec<_> = found.filter(|each| now < each.ends).collect();
        let room = OVERLAPS_MAX.saturating_sub(self.overlaps.len());
        let more = found.len().saturating_sub(room);
        let kept = found.into_iter().take(room);
        let known = self.overlaps.len();
        self.overlaps.extend(kept);
        let new = self.overlaps.iter().skip(known).map(|each| each.between.clone());
        (new.collect(), more)
    }
}

fn originator(what: &'static str, from: &PartyId, by: &PartyId) -> Result<(), ExchangeError> {
    if from == by {
        return Ok(());
    }
    Err(refused(what, format!("it is one of `{by}`, and `{from}` may not speak for it")))
}

fn contradiction(id: &NoticeId, version: NoticeVersion) -> ExchangeError {
    let serial = version.serial;
    refused(WHAT, format!("something else is known as version {serial} of `{id}`"))
}

pub(super) fn unknown(id: &NoticeId) -> ExchangeError {
    refused(WHAT, format!("`{id}` is not known here"))
}
