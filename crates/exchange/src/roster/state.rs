use std::collections::BTreeMap;

use comity_audit::Hash;
use comity_model::{ActorName, DAY_SECONDS, PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::list::KIND;
use super::membership::RosterVeto;
use super::quorum::{Weighed, lack, weigh};
use super::votes::Vote;
use super::{Roster, RosterMissing, RosterReceived, RosterSplit, RosterStanding};
use crate::error::{malformed, refused};
use crate::limits::{
    CLOCK_SKEW_SECONDS_MAX, REASON_BYTES_MAX, ROSTER_RESOLUTIONS_MAX, ROSTER_WARNING_DAYS,
    ROSTERS_AHEAD_MAX, ROSTERS_KEPT_MAX, ROSTERS_PROPOSED_MAX,
};
use crate::{ExchangeError, Signed};

/// What a node knows of the roster: the ones that were accepted, those that wait, and what people
/// decided about them.
///
/// Which roster it accepts depends on the rosters before and on signatures alone, never on the
/// order in which they come or on what else the node knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterState {
    /// Oldest first; the last one stands.
    accepted: Vec<Accepted>,
    /// Those that could follow, with the signatures that came so far.
    proposed: Vec<Proposed>,
    /// Those that come too early.
    ahead: Vec<Signed>,
    /// What this node's party signed last.
    pub(super) vote: Option<Vote>,
    pub(super) split: Option<RosterSplit>,
    resolutions: Vec<RosterResolution>,
    #[serde(with = "crate::by_party")]
    pub(super) vetoes: BTreeMap<PartyId, RosterVeto>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Accepted {
    pub(super) roster: Roster,
    pub(super) hash: Hash,
    signed: Signed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Proposed {
    hash: Hash,
    lacking: u32,
    signed: Signed,
}

/// Which of two rosters a person chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterResolution {
    /// When.
    #[serde(with = "crate::wire::text")]
    pub at: Timestamp,
    /// Who.
    #[serde(with = "crate::wire::text")]
    pub by: ActorName,
    /// Why.
    pub reason: String,
    /// The hash of the one that stands.
    pub chosen: Hash,
    /// The hash of the one that is refused from then on.
    pub refused: Hash,
    /// The two.
    pub split: RosterSplit,
}

impl RosterState {
    /// Begins with the first roster, which all of its members signed. That it is the right one,
    /// people make sure of by its hash.
    ///
    /// # Errors
    /// If it is not a first roster, not valid, made in the future, or one of its members has not
    /// signed it.
    pub fn begin(signed: &Signed, now: Timestamp) -> Result<RosterState, ExchangeError> {
        let roster = Roster::read(signed)?;
        if roster.serial != 1 {
            return Err(refused(KIND, "a state begins with the first roster"));
        }
        not_of_the_future(&roster, now)?;
        let weighed = weigh(signed, &roster, None)?;
        if let Some(party) = weighed.new.of.first() {
            return Err(ExchangeError::NotSigned { what: KIND, by: party.to_string() });
        }
        let accepted = Accepted { hash: signed.hash(KIND)?, roster, signed: weighed.signed };
        Ok(RosterState {
            accepted: vec![accepted],
            proposed: Vec::new(),
            ahead: Vec::new(),
            vote: None,
            split: None,
            resolutions: Vec::new(),
            vetoes: BTreeMap::new(),
        })
    }

    /// Takes a roster that came from anywhere.
    ///
    /// One that has expired is a link to the next one and is accepted as such, and nobody is a
    /// member by it: a node that was away for long follows all the same, and one that is shown old
    /// rosters only has none in force.
    ///
    /// # Errors
    /// If it is not valid, no member has signed it, it is older than what stands and never stood,
    /// or a person has decided against it.
    pub fn receive(
        &mut self,
        signed: &Signed,
        now: Timestamp,
    ) -> Result<RosterReceived, ExchangeError> {
        if let Some(split) = &self.split {
            return Ok(RosterReceived::Frozen(Box::new(split.clone())));
        }
        let received = self.take(signed, now)?;
        if matches!(received, RosterReceived::Accepted { .. }) {
            self.take_those_ahead(now);
        }
        Ok(match (&self.split, received) {
            (Some(split), _) => RosterReceived::Frozen(Box::new(split.clone())),
            (None, RosterReceived::Accepted { .. }) => {
                RosterReceived::Accepted { serial: self.roster()?.serial }
            }
            (None, other) => other,
        })
    }

    /// Goes on with one of the two rosters after a split. The other one is refused from then on.
    ///
    /// # Errors
    /// If there is no split, it is none of the two, or no reason is given.
    pub fn resolve(
        &mut self,
        chosen: Hash,
        by: &ActorName,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), ExchangeError> {
        let reason = person_reason(reason)?;
        let Some(split) = self.split.clone() else {
            return Err(refused(KIND, "there is nothing to decide: it is not split"));
        };
        let (one, other) = (split.one.hash(KIND)?, split.other.hash(KIND)?);
        let rejected = match chosen {
            _ if chosen == one => other,
            _ if chosen == other => one,
            _ => return Err(refused(KIND, format!("`{chosen}` is none of the two"))),
        };
        if chosen == other {
            let roster = Roster::read(&split.other)?;
            self.accepted.retain(|each| each.roster.serial < roster.serial);
            self.accepted.push(Accepted { roster, hash: other, signed: split.other.clone() });
        }
        let (by, refused) = (by.clone(), rejected);
        self.split = None;
        self.proposed.clear();
        self.ahead.clear();
        keep_last(&mut self.resolutions, ROSTER_RESOLUTIONS_MAX);
        self.resolutions.push(RosterResolution { at: now, by, reason, chosen, refused, split });
        Ok(())
    }

    /// The roster that stands, whether or not it is in force: [`RosterState::standing`] says so.
    ///
    /// # Errors
    /// Never, but for a state that was damaged where it was kept.
    pub fn roster(&self) -> Result<&Roster, ExchangeError> {
        self.last().map(|last| &last.roster)
    }

    /// The roster that stands with its signatures, to hand on.
    ///
    /// # Errors
    /// As [`RosterState::roster`].
    pub fn signed(&self) -> Result<&Signed, ExchangeError> {
        self.last().map(|last| &last.signed)
    }

    /// The rosters after a number, oldest first: what a node that was away asks for.
    pub fn signed_after(&self, serial: u64) -> impl Iterator<Item = &Signed> {
        let later = self.accepted.iter().filter(move |each| each.roster.serial > serial);
        later.map(|each| &each.signed)
    }

    /// The proposed rosters with the signatures that they have, to hand on.
    pub fn proposed(&self) -> impl Iterator<Item = &Signed> {
        self.proposed.iter().map(|each| &each.signed)
    }

    /// What the roster that stands is worth now.
    ///
    /// # Errors
    /// As [`RosterState::roster`].
    pub fn standing(&self, now: Timestamp) -> Result<RosterStanding, ExchangeError> {
        if let Some(split) = &self.split {
            return Ok(RosterStanding::Frozen { serial: Roster::read(&split.one)?.serial });
        }
        let until = self.roster()?.expires;
        let warning = ROSTER_WARNING_DAYS * DAY_SECONDS;
        Ok(match until.0.saturating_sub(now.0) {
            left if left <= 0 => RosterStanding::Expired { since: until },
            left if left <= warning => RosterStanding::ExpiresSoon { until },
            _ => RosterStanding::InForce { until },
        })
    }

    /// The two rosters that a person has to decide between.
    #[must_use]
    pub fn split(&self) -> Option<&RosterSplit> {
        self.split.as_ref()
    }

    /// What people decided about splits.
    #[must_use]
    pub fn resolutions(&self) -> &[RosterResolution] {
        &self.resolutions
    }

    pub(super) fn accepted(&self) -> &[Accepted] {
        &self.accepted
    }

    pub(super) fn last(&self) -> Result<&Accepted, ExchangeError> {
        self.accepted.last().ok_or(malformed(KIND, "its state has no roster"))
    }

    fn take(&mut self, signed: &Signed, now: Timestamp) -> Result<RosterReceived, ExchangeError> {
        let roster = Roster::read(signed)?;
        let hash = signed.hash(KIND)?;
        not_of_the_future(&roster, now)?;
        let is_refused = |hash: Hash| self.resolutions.iter().any(|each| each.refused == hash);
        if is_refused(hash) || roster.follows.is_some_and(is_refused) {
            return Err(refused(KIND, "a person here has decided against it or the one before"));
        }
        if self.accepted.iter().any(|each| each.hash == hash) {
            return Ok(RosterReceived::Known);
        }
        let (serial, last) = (roster.serial, self.last()?);
        let next = last.roster.serial.saturating_add(1);
        if serial < next {
            return self.rival(signed, &roster);
        }
        if serial > next {
            self.wait_ahead(signed, serial);
            return Ok(RosterReceived::Waiting(RosterMissing::Roster { serial: next, hash: None }));
        }
        if roster.follows != Some(last.hash) {
            // The one that it follows may be a rival of what stands here, which is to be seen.
            let (serial, hash) = (last.roster.serial, roster.follows);
            return Ok(RosterReceived::Waiting(RosterMissing::Roster { serial, hash }));
        }
        self.candidate(signed, roster, hash)
    }

    /// One that could follow what stands.
    fn candidate(
        &mut self,
        signed: &Signed,
        roster: Roster,
        hash: Hash,
    ) -> Result<RosterReceived, ExchangeError> {
        let before = &self.last()?.roster;
        let mut weighed = weigh(signed, &roster, Some(before))?;
        if !before.keys().any(|(party, key)| weighed.by.contains(&(party.clone(), *key))) {
            return Err(refused(KIND, "no member of the one that stands has signed it"));
        }
        let known = self.proposed.iter().find(|each| each.hash == hash);
        if let Some(joined) = known.and_then(|known| known.signed.joined(&weighed.signed)) {
            // Both were sifted, so together they have each key's signature twice at the most.
            let (signed, by) =
                joined.sifted(KIND, [before, &roster].into_iter().flat_map(Roster::keys));
            let old = lack(before, before.threshold, &by);
            let new = lack(&roster, roster.threshold, &by);
            weighed = Weighed { signed, old, new, by };
        }
        let is_whole = weighed.is_whole();
        let Weighed { signed, old, new, .. } = weighed;
        if is_whole {
            self.proposed.clear();
            keep_last(&mut self.accepted, ROSTERS_KEPT_MAX);
            let serial = roster.serial;
            self.accepted.push(Accepted { roster, hash, signed });
            return Ok(RosterReceived::Accepted { serial });
        }
        let lacking = old.weight.saturating_add(new.weight);
        self.proposed.retain(|each| each.hash != hash);
        self.proposed.push(Proposed { hash, lacking, signed });
        self.proposed.sort_by_key(|each| each.lacking);
        // One that is pushed out is accepted all the same when it comes with all signatures.
        self.proposed.truncate(ROSTERS_PROPOSED_MAX);
        Ok(RosterReceived::Waiting(RosterMissing::Signatures { old, new }))
    }

    /// Another one with the number of one that was accepted.
    fn rival(&mut self, signed: &Signed, roster: &Roster) -> Result<RosterReceived, ExchangeError> {
        let with = |serial: u64| move |each: &&Accepted| each.roster.serial == serial;
        let Some(held) = self.accepted.iter().find(with(roster.serial)) else {
            return Err(refused(KIND, "it is older than all that are kept here"));
        };
        let before = self.accepted.iter().find(with(roster.serial.saturating_sub(1)));
        if before.is_none() && roster.serial > 1 {
            return Err(refused(KIND, "it is older than all that are kept here"));
        }
        if roster.follows != before.map(|before| before.hash) {
            let (serial, hash) = (roster.serial.saturating_sub(1), roster.follows);
            return Ok(RosterReceived::Waiting(RosterMissing::Roster { serial, hash }));
        }
        let weighed = weigh(signed, roster, before.map(|before| &before.roster))?;
        // Anybody can make a first roster of their own; it contradicts the one that is held only
        // if members of this one made it.
        let of_ours = lack(&held.roster, held.roster.threshold, &weighed.by);
        let is_ours = before.is_some() || of_ours.weight == 0;
        if !weighed.is_whole() || !is_ours {
            let stands = self.roster()?.serial;
            return Err(refused(KIND, format!("number {stands} stands, and it is older")));
        }
        let before = before.map(|before| before.signed.clone());
        let split = RosterSplit { before, one: held.signed.clone(), other: weighed.signed };
        self.split = Some(split.clone());
        Ok(RosterReceived::Frozen(Box::new(split)))
    }

    fn wait_ahead(&mut self, signed: &Signed, serial: u64) {
        if self.ahead.contains(signed) {
            return;
        }
        let number = |signed: &Signed| Roster::read(signed).map_or(u64::MAX, |each| each.serial);
        if self.ahead.len() < ROSTERS_AHEAD_MAX {
            self.ahead.push(signed.clone());
        } else if let Some(far) = self.ahead.iter_mut().max_by_key(|each| number(each))
            && number(far) > serial
        {
            *far = signed.clone();
        }
    }

    /// Takes those that waited for the one that stands now. Each round takes one out.
    fn take_those_ahead(&mut self, now: Timestamp) {
        while self.split.is_none() {
            let Ok(stands) = self.roster().map(|roster| roster.serial) else { return };
            let is_due = |signed: &Signed| {
                Roster::read(signed).is_ok_and(|each| each.serial <= stands.saturating_add(1))
            };
            let Some(at) = self.ahead.iter().position(is_due) else { return };
            let signed = self.ahead.remove(at);
            // What is not valid was not accepted before either: it came from anywhere.
            let _ = self.take(&signed, now);
        }
    }
}

/// Makes room for one more.
fn keep_last<T>(items: &mut Vec<T>, max: usize) {
    let too_many = (items.len() + 1).saturating_sub(max);
    items.drain(..too_many.min(items.len()));
}

fn not_of_the_future(roster: &Roster, now: Timestamp) -> Result<(), ExchangeError> {
    if roster.made.0 > now.0.saturating_add(CLOCK_SKEW_SECONDS_MAX) {
        return Err(refused(KIND, "it was made in the future: one of the clocks is wrong"));
    }
    Ok(())
}

pub(super) fn person_reason(reason: &str) -> Result<String, ExchangeError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(refused(KIND, "a person who decides says why"));
    }
    if reason.len() > REASON_BYTES_MAX {
        let (what, limit) = ("reason", REASON_BYTES_MAX);
        return Err(ExchangeError::TooMuch { what, limit, unit: "bytes" });
    }
    Ok(reason.to_owned())
}
