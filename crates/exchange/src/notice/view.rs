//! What people are shown of notices, levels and overlaps, and when it is let go.

use std::collections::BTreeSet;

use comity_model::{DAY_SECONDS, PartyId, Timestamp};

use super::{HeldNotice, Notice, NoticeId, Notices, Overlap, OverlapState, ThreatLevel};
use crate::limits::NOTICE_KEPT_DAYS;

impl Notices {
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
}
