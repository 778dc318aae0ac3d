use std::collections::BTreeSet;

use comity_audit::Hash;
use comity_model::{DAY_SECONDS, PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::{malformed, refused};
use crate::limits::{ROSTER_DAYS_MAX, ROSTER_MEMBERS_MAX, ROSTER_WEIGHT_MAX};
use crate::{ExchangeError, PartyCard, PublicKey, Signed};

pub(super) const KIND: &str = "roster";

/// The parties that know each other, as one version of the list that they sign together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The version of this form: 1.
    pub v: u32,
    /// Which roster it is: 1 for the first, and each one is one more than the one before.
    pub serial: u64,
    /// The hash of the roster that it follows; none for the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub follows: Option<Hash>,
    /// When it was made.
    #[serde(with = "crate::wire::text")]
    pub made: Timestamp,
    /// From this moment on nobody is a member by it.
    #[serde(with = "crate::wire::text")]
    pub expires: Timestamp,
    /// How much weight has to sign what follows it: more than half of all.
    pub threshold: u32,
    /// The members, sorted by their ids.
    pub members: Vec<RosterMember>,
}

/// One party of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterMember {
    /// The party.
    #[serde(with = "crate::wire::text")]
    pub party: PartyId,
    /// The key with which it signs rosters. It stands here and not in the card alone, so that all
    /// who hold the roster before come to the same verdict.
    pub key: PublicKey,
    /// Which of its cards has that key.
    pub card: u64,
    /// How much its signature counts.
    pub weight: u32,
}

impl Roster {
    /// The first one, which all of its members sign, with the least threshold that there may be.
    ///
    /// # Errors
    /// If it is not valid.
    pub fn first(
        members: Vec<RosterMember>,
        made: Timestamp,
        expires: Timestamp,
    ) -> Result<Roster, ExchangeError> {
        let threshold = majority(&members);
        Roster { v: 1, serial: 1, follows: None, made, expires, threshold, members }.checked()
    }

    /// The one that follows this one, with the least threshold that there may be.
    ///
    /// # Errors
    /// If it is not valid.
    pub fn next(
        &self,
        members: Vec<RosterMember>,
        made: Timestamp,
        expires: Timestamp,
    ) -> Result<Roster, ExchangeError> {
        let (serial, follows) = (self.serial.saturating_add(1), Some(self.hash()?));
        let threshold = majority(&members);
        Roster { v: 1, serial, follows, made, expires, threshold, members }.checked()
    }

    /// Writes it down, without a signature.
    ///
    /// # Errors
    /// If it is not valid.
    pub fn write(&self) -> Result<Signed, ExchangeError> {
        self.check()?;
        Signed::new(KIND, self)
    }

    /// Reads one, whoever signed it: whether enough have, a state says.
    ///
    /// # Errors
    /// If it is not valid.
    pub fn read(signed: &Signed) -> Result<Roster, ExchangeError> {
        signed.unverified::<Roster>(KIND)?.checked()
    }

    /// The name by which the next one refers to it.
    ///
    /// # Errors
    /// If it has no canonical form.
    pub fn hash(&self) -> Result<Hash, ExchangeError> {
        Signed::new(KIND, self)?.hash(KIND)
    }

    /// What it says of a party.
    #[must_use]
    pub fn member(&self, party: &PartyId) -> Option<&RosterMember> {
        self.members.iter().find(|member| member.party == *party)
    }

    /// The members that sign with a key which the cards that are known here do not name: to be
    /// asked about before anybody signs. A member without a card here is none of them.
    ///
    /// It is for people. Whether a roster is accepted does not depend on it, or nodes that know
    /// different cards would accept different rosters.
    #[must_use]
    pub fn unlike<'c>(&self, cards: impl IntoIterator<Item = &'c PartyCard>) -> Vec<PartyId> {
        let is_unlike = |card: &&PartyCard| {
            let member = self.member(&card.party);
            member.is_some_and(|member| card.keys_at(self.made).all(|key| *key != member.key))
        };
        let parties = cards.into_iter().filter(is_unlike).map(|card| card.party.clone());
        parties.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The weight of all members.
    #[must_use]
    pub fn weight(&self) -> u32 {
        weight(&self.members)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = (&PartyId, &PublicKey)> {
        self.members.iter().map(|member| (&member.party, &member.key))
    }

    fn checked(self) -> Result<Roster, ExchangeError> {
        self.check()?;
        Ok(self)
    }

    fn check(&self) -> Result<(), ExchangeError> {
        if self.v != 1 {
            return Err(refused(KIND, format!("version {} of rosters is not known", self.v)));
        }
        if self.serial == 0 || (self.serial == 1) != self.follows.is_none() {
            return Err(malformed(KIND, "the first is number 1, and all others follow one"));
        }
        if self.made >= self.expires {
            return Err(malformed(KIND, "it expires before it was made"));
        }
        if self.expires.0.saturating_sub(self.made.0) > ROSTER_DAYS_MAX * DAY_SECONDS {
            return Err(malformed(KIND, "it holds for more than two years"));
        }
        self.check_members()?;
        if self.threshold < majority(&self.members) {
            return Err(malformed(KIND, "its threshold is not more than half of the weight"));
        }
        if self.threshold > self.weight() {
            return Err(malformed(KIND, "its threshold is more than all of the weight"));
        }
        Ok(())
    }

    fn check_members(&self) -> Result<(), ExchangeError> {
        if self.members.is_empty() {
            return Err(malformed(KIND, "it has no members"));
        }
        if self.members.len() > ROSTER_MEMBERS_MAX {
            let (limit, unit) = (ROSTER_MEMBERS_MAX, "members");
            return Err(ExchangeError::TooMuch { what: KIND, limit, unit });
        }
        if !self.members.is_sorted_by(|left, right| left.party < right.party) {
            return Err(malformed(KIND, "its members do not stand once each, in order"));
        }
        // One key under two names would count twice.
        let keys: BTreeSet<_> = self.members.iter().map(|member| member.key).collect();
        if keys.len() != self.members.len() {
            return Err(malformed(KIND, "two of its members have the same key"));
        }
        if self.members.iter().any(|each| each.weight == 0 || each.weight > ROSTER_WEIGHT_MAX) {
            return Err(malformed(KIND, "a member's weight is none, or more than the limit"));
        }
        Ok(())
    }
}

fn weight(members: &[RosterMember]) -> u32 {
    members.iter().fold(0, |sum, member| sum.saturating_add(member.weight))
}

fn majority(members: &[RosterMember]) -> u32 {
    (weight(members) / 2).saturating_add(1)
}
