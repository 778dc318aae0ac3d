use std::collections::BTreeSet;
use std::fmt;

use comity_model::{ActorName, PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::list::KIND;
use super::state::person_reason;
use super::{Roster, RosterStanding, RosterState};
use crate::ExchangeError;
use crate::limits::ROSTER_VETOES_MAX;
use crate::wire::Text;

/// That this node refuses a party, whatever the roster says. It stands beside the roster, binds
/// this node alone, and is told to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterVeto {
    /// Since when.
    #[serde(with = "crate::wire::text")]
    pub since: Timestamp,
    /// Who decided it.
    #[serde(with = "crate::wire::text")]
    pub by: ActorName,
    /// Why.
    pub reason: String,
}

/// Why a party is given nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRecipient {
    /// The roster has expired.
    Expired {
        /// Since then.
        since: Timestamp,
    },
    /// It never was a member, as far as is known here.
    Unknown,
    /// It was a member.
    Removed {
        /// The number of the first roster without it.
        since: u64,
    },
    /// Two rosters say otherwise of it, and a person has to decide.
    Disputed,
    /// This node refuses it.
    Vetoed(RosterVeto),
}

impl Text for ActorName {
    const WHAT: &'static str = "name of an account";

    fn read(text: &str) -> Option<ActorName> {
        ActorName::new(text).ok()
    }

    fn shown(&self) -> String {
        self.to_string()
    }
}

impl RosterState {
    /// Refuses a party here, whether or not it is a member.
    ///
    /// # Errors
    /// If no reason is given, or there are too many vetoes.
    pub fn veto(
        &mut self,
        party: &PartyId,
        by: &ActorName,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), ExchangeError> {
        let reason = person_reason(reason)?;
        if self.vetoes.len() >= ROSTER_VETOES_MAX && !self.vetoes.contains_key(party) {
            let limit = ROSTER_VETOES_MAX;
            return Err(ExchangeError::TooMuch { what: "roster", limit, unit: "vetoes" });
        }
        let veto = RosterVeto { since: now, by: by.clone(), reason };
        self.vetoes.insert(party.clone(), veto);
        Ok(())
    }

    /// Takes a veto back; false if there was none.
    pub fn lift_veto(&mut self, party: &PartyId) -> bool {
        self.vetoes.remove(party).is_some()
    }

    /// The vetoes of this node.
    pub fn vetoes(&self) -> impl Iterator<Item = (&PartyId, &RosterVeto)> {
        self.vetoes.iter()
    }

    /// Whether a party may be given something at all, from here or passed on by others. Whether it
    /// may be given this or that, agreements and markings say.
    ///
    /// While there are two rosters, those alone may whom both name with the same key.
    ///
    /// # Errors
    /// With the reason why not.
    pub fn may_receive(&self, party: &PartyId, now: Timestamp) -> Result<(), NotRecipient> {
        if let Some(veto) = self.vetoes.get(party) {
            return Err(NotRecipient::Vetoed(veto.clone()));
        }
        let roster = self.roster().map_err(|_| NotRecipient::Unknown)?;
        if let Some(split) = &self.split {
            let agreed = Roster::read(&split.other).is_ok_and(|other| {
                let key = |roster: &Roster| roster.member(party).map(|member| member.key);
                let in_force = roster.expires > now && other.expires > now;
                in_force && key(roster).is_some() && key(roster) == key(&other)
            });
            return if agreed { Ok(()) } else { Err(NotRecipient::Disputed) };
        }
        if let Ok(RosterStanding::Expired { since }) = self.standing(now) {
            return Err(NotRecipient::Expired { since });
        }
        if roster.member(party).is_some() {
            return Ok(());
        }
        let was = self.accepted().iter().rev().find(|each| each.roster.member(party).is_some());
        Err(match was {
            Some(was) => NotRecipient::Removed { since: was.roster.serial.saturating_add(1) },
            None => NotRecipient::Unknown,
        })
    }

    /// All who may be given something: what is passed on goes to no others either.
    #[must_use]
    pub fn recipients(&self, now: Timestamp) -> BTreeSet<PartyId> {
        let members = self.roster().map(|roster| roster.members.as_slice()).unwrap_or_default();
        let parties = members.iter().map(|member| &member.party);
        parties.filter(|party| self.may_receive(party, now).is_ok()).cloned().collect()
    }
}

/// In plain words.
impl fmt::Display for NotRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotRecipient::Expired { since } => write!(f, "the {KIND} has expired on {since}Z"),
            NotRecipient::Unknown => write!(f, "it is not a member of the {KIND}"),
            NotRecipient::Removed { since } => {
                write!(f, "it is no longer a member since {KIND} no. {since}")
            }
            NotRecipient::Disputed => {
                write!(f, "two {KIND}s say otherwise of it, and a person has to decide")
            }
            NotRecipient::Vetoed(veto) => {
                write!(f, "this node refuses it since {}Z: {}", veto.since, veto.reason)
            }
        }
    }
}
