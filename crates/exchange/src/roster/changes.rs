use std::fmt;

use comity_model::{PartyId, Timestamp};

use super::{Roster, RosterMember};

/// One thing that a roster says otherwise than another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterChange {
    /// A party is on it that was not.
    Joins {
        /// The party.
        party: PartyId,
        /// How much its signature counts.
        weight: u32,
    },
    /// A party is no longer on it.
    Leaves {
        /// The party.
        party: PartyId,
    },
    /// A party signs with another key.
    Key {
        /// The party.
        party: PartyId,
        /// What signatures called the key before.
        from: String,
        /// What they call it now.
        to: String,
    },
    /// A party's key stands on another of its cards.
    Card {
        /// The party.
        party: PartyId,
        /// The card before.
        from: u64,
        /// The card now.
        to: u64,
    },
    /// A party's signature counts otherwise.
    Weight {
        /// The party.
        party: PartyId,
        /// How much before.
        from: u32,
        /// How much now.
        to: u32,
    },
    /// More or less weight has to sign the next one.
    Threshold {
        /// How much before, and of how much.
        from: (u32, u32),
        /// How much now, and of how much.
        to: (u32, u32),
    },
    /// It ends at another time.
    Expiry {
        /// The end before.
        from: Timestamp,
        /// The end now.
        to: Timestamp,
    },
}

impl Roster {
    /// What it says otherwise than another one: who joins, who leaves, whose key changes, and on
    /// what terms.
    #[must_use]
    pub fn changes_since(&self, before: &Roster) -> Vec<RosterChange> {
        let joins = self.members.iter().filter(|each| before.member(&each.party).is_none());
        let joins = joins.map(|RosterMember { party, weight, .. }| RosterChange::Joins {
            party: party.clone(),
            weight: *weight,
        });
        let leaves = before.members.iter().filter(|each| self.member(&each.party).is_none());
        let leaves = leaves.map(|each| RosterChange::Leaves { party: each.party.clone() });
        let stay = self.members.iter().filter_map(|now| Some((before.member(&now.party)?, now)));
        let mut changes: Vec<_> = joins.chain(leaves).collect();
        changes.extend(stay.flat_map(|(then, now)| of_member(then, now)));
        let terms = |roster: &Roster| (roster.threshold, roster.weight());
        let (from, to) = (terms(before), terms(self));
        if from != to {
            changes.push(RosterChange::Threshold { from, to });
        }
        let (from, to) = (before.expires, self.expires);
        if from != to {
            changes.push(RosterChange::Expiry { from, to });
        }
        changes
    }
}

fn of_member(then: &RosterMember, now: &RosterMember) -> Vec<RosterChange> {
    let party = || now.party.clone();
    let mut changes = Vec::new();
    if then.key != now.key {
        let (from, to) = (then.key.id(), now.key.id());
        changes.push(RosterChange::Key { party: party(), from, to });
    }
    if then.card != now.card {
        changes.push(RosterChange::Card { party: party(), from: then.card, to: now.card });
    }
    if then.weight != now.weight {
        changes.push(RosterChange::Weight { party: party(), from: then.weight, to: now.weight });
    }
    changes
}

/// In plain words, for those who have to sign it.
impl fmt::Display for RosterChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RosterChange::Joins { party, weight } => {
                write!(f, "{party} joins; its signature counts {weight}.")
            }
            RosterChange::Leaves { party } => write!(f, "{party} leaves."),
            RosterChange::Key { party, from, to } => {
                write!(f, "{party} signs with the key {to} in place of {from}.")
            }
            RosterChange::Card { party, from, to } => {
                write!(f, "{party} shows its card no. {to} in place of no. {from}.")
            }
            RosterChange::Weight { party, from, to } => {
                write!(f, "The signature of {party} counts {to} in place of {from}.")
            }
            RosterChange::Threshold { from, to } => {
                let ((from, of), (to, all)) = (from, to);
                write!(f, "The next roster needs {to} of {all}, in place of {from} of {of}.")
            }
            RosterChange::Expiry { from, to } => {
                write!(f, "It ends on {to}Z, in place of {from}Z.")
            }
        }
    }
}
