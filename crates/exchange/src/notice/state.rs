use std::collections::{BTreeMap, BTreeSet};

use comity_model::{DAY_SECONDS, PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::announce::WHAT;
use super::level;
use super::{
    Acknowledgement, Cancellation, Notice, NoticeBody, NoticeId, NoticeRef, NoticeVersion, Overlap,
    OverlapEnd, OverlapState, OverlapWord, ThreatLevel,
};
use crate::ExchangeError;
use crate::error::refused;
use crate::limits::{
    CLOCK_SKEW_SECONDS_MAX, LEVELS_PER_PARTY_MAX, NOTICE_KEPT_DAYS, NOTICE_VERSIONS_MAX,
    NOTICES_PER_PARTY_MAX, OVERLAPS_MAX,
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
    held: BTreeMap<NoticeId, HeldNotice>,
    /// Sorted by their numbers.
    #[serde(with = "crate::by_party")]
    levels: BTreeMap<PartyId, Vec<ThreatLevel>>,
    overlaps: Vec<Overlap>,
}

/// A notice with what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldNotice {
    /// Its versions, the last one last; none if only its end has come.
    pub versions: Vec<Notice>,
    /// How it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cancelled: Option<Cancellation>,
    /// To whom it was sent; none for a notice of another party.
    #[serde(with = "crate::wire::texts")]
    pub recipients: BTreeSet<PartyId>,
    /// The newest version that each has read.
    #[serde(with = "crate::by_party")]
    pub acknowledged: BTreeMap<PartyId, Acknowledgement>,
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

    /// A notice with what became of it.
    #[must_use]
    pub fn get(&self, id: &NoticeId) -> Option<&HeldNotice> {
        self.held.get(id)
    }

    /// All notices, by party and number.
    pub fn all(&self) -> impl Iterator<Item = (&NoticeId, &HeldNotice)> {
        self.held.iter()
    }

    /// The notices that hold now or will, in their last versions.
    pub fn current(&self, now: Timestamp) -> impl Iterator<Item = &Notice> {
        self.held.values().filter_map(HeldNotice::live).filter(move |live| now < live.says.ends)
    }

    /// Who was sent a notice of this party and has not acknowledged its last version.
    #[must_use]
    pub fn unacknowledged(&self, id: &NoticeId) -> Vec<PartyId> {
        let Some(held) = self.held.get(id) else { return Vec::new() };
        let last = held.last();
        let has_read = |party: &&PartyId| {
            held.acknowledged.get(*party).is_some_and(|read| Some(read.of.version) >= last)
        };
        held.recipients.iter().filter(|party| !has_read(party)).cloned().collect()
    }

    /// All levels that a party published, the oldest first.
    #[must_use]
    pub fn levels_of(&self, party: &PartyId) -> &[ThreatLevel] {
        self.levels.get(party).map(Vec::as_slice).unwrap_or_default()
    }

    /// The level of a party for an area that holds now: the newest that has begun, unless it has
    /// ended.
    #[must_use]
    pub fn level_of(
        &self,
        party: &PartyId,
        area: Option<&str>,
        now: Timestamp,
    ) -> Option<&ThreatLevel> {
        let levels = self.levels_of(party).iter().rev();
        let mut begun = levels.filter(|each| each.says.from <= now);
        begun.find(|each| each.says.area.as_deref() == area).filter(|each| each.says.holds(now))
    }

    /// All levels that hold now.
    #[must_use]
    pub fn current_levels(&self, now: Timestamp) -> Vec<&ThreatLevel> {
        let areas = self.levels.values().flatten();
        let areas: BTreeSet<_> = areas.map(|each| (&each.by, each.says.area.as_deref())).collect();
        areas.into_iter().filter_map(|(by, area)| self.level_of(by, area, now)).collect()
    }

    /// All overlaps of a notice of this party with another's, the oldest first.
    #[must_use]
    pub fn overlaps(&self) -> &[Overlap] {
        &self.overlaps
    }

    /// The overlaps that people still have to look at: they neither ended nor are settled.
    pub fn open_overlaps(&self, now: Timestamp) -> impl Iterator<Item = &Overlap> {
        self.overlaps.iter().filter(move |each| {
            each.ended.is_none()
                && now < each.ends
                && !matches!(each.state(), OverlapState::Settled { .. })
        })
    }

    /// Lets go of notices that ended long ago, with their overlaps; how many.
    pub fn prune(&mut self, now: Timestamp) -> usize {
        let before = self.held.len();
        let is_old = |end: Timestamp| now.0.saturating_sub(end.0) > NOTICE_KEPT_DAYS * DAY_SECONDS;
        self.held.retain(|_, held| !held.end().is_some_and(is_old));
        let held = &self.held;
        self.overlaps.retain(|each| each.between.iter().all(|of| held.contains_key(&of.id)));
        before - self.held.len()
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

impl HeldNotice {
    /// Its last version, unless it was cancelled.
    #[must_use]
    pub fn live(&self) -> Option<&Notice> {
        self.versions.last().filter(|_| self.cancelled.is_none())
    }

    /// The number of its last version, of its end if it was cancelled.
    #[must_use]
    pub fn last(&self) -> Option<NoticeVersion> {
        let cancelled = self.cancelled.as_ref().map(|cancelled| cancelled.version);
        cancelled.or_else(|| self.versions.last().map(|last| last.version))
    }

    fn knows(&self, version: NoticeVersion) -> bool {
        self.last() == Some(version) || self.versions.iter().any(|each| each.version == version)
    }

    fn status(&self) -> Option<super::NoticeStatus> {
        let last = self.versions.last().map(|last| last.says.status);
        last.or_else(|| self.cancelled.as_ref().map(|cancelled| cancelled.status))
    }

    fn end(&self) -> Option<Timestamp> {
        let cancelled = self.cancelled.as_ref().map(|cancelled| cancelled.version.made);
        cancelled.or_else(|| self.versions.last().map(|last| last.says.ends))
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
