use std::collections::BTreeSet;

use comity_model::PartyId;

use super::Roster;
use super::list::KIND;
use crate::limits::SIGNATURES_MAX;
use crate::{ExchangeError, PublicKey, Signed};

/// What a roster's signatures lack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lack {
    /// How much weight is missing; 0 if enough have signed.
    pub weight: u32,
    /// Those who have not signed and could; none if enough have.
    pub of: Vec<PartyId>,
}

/// Who signed a roster, as far as it counts.
pub(super) struct Weighed {
    /// The roster with the signatures that fit, and no others.
    pub(super) signed: Signed,
    /// What the roster before asks for.
    pub(super) old: Lack,
    /// What it asks for itself.
    pub(super) new: Lack,
    /// The keys that signed.
    pub(super) by: BTreeSet<(PartyId, PublicKey)>,
}

impl Weighed {
    /// Invariant: a roster follows another only when the threshold of both has signed it, and the
    /// first only when all of its members have.
    pub(super) fn is_whole(&self) -> bool {
        self.old.weight == 0 && self.new.weight == 0
    }
}

/// Weighs the signatures of a roster that follows another, or of a first one.
pub(super) fn weigh(
    signed: &Signed,
    roster: &Roster,
    before: Option<&Roster>,
) -> Result<Weighed, ExchangeError> {
    if signed.signatures() > SIGNATURES_MAX {
        let limit = SIGNATURES_MAX;
        return Err(ExchangeError::TooMuch { what: KIND, limit, unit: "signatures" });
    }
    let keys = before.into_iter().chain([roster]).flat_map(Roster::keys);
    let (signed, by) = signed.sifted(KIND, keys);
    let old = before.map(|before| lack(before, before.threshold, &by)).unwrap_or_default();
    let threshold = if before.is_some() { roster.threshold } else { roster.weight() };
    let new = lack(roster, threshold, &by);
    Ok(Weighed { signed, old, new, by })
}

/// What the members of a roster have not signed of what they have to.
pub(super) fn lack(roster: &Roster, threshold: u32, by: &BTreeSet<(PartyId, PublicKey)>) -> Lack {
    let has_signed = |party: &PartyId, key: &PublicKey| by.contains(&(party.clone(), *key));
    let (signed, missing): (Vec<_>, Vec<_>) =
        roster.members.iter().partition(|member| has_signed(&member.party, &member.key));
    let signed = signed.iter().fold(0_u32, |sum, member| sum.saturating_add(member.weight));
    let weight = threshold.saturating_sub(signed);
    if weight == 0 {
        return Lack::default();
    }
    Lack { weight, of: missing.into_iter().map(|member| member.party.clone()).collect() }
}
